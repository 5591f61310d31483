-- The learning record ("sổ học tập") shown by its owner, and certificates ("giấy chứng nhận") of what was completed.

-- A link by which the owner shows the own record. Only the digest of its secret is kept. `years` is a list ("2025,2026"),
-- empty for the whole record; `whole_name` is 0 when only initials are shown. Withdrawn = retired.
create table learning_record_link (
    id $PK,
    person bigint not null,
    digest text not null,
    years text not null,
    whole_name bigint not null,
    made_on text not null,
    ends_on text not null,
    retired_txn bigint
);
$TWO_CLOCKS(learning_record_link)
create unique index learning_record_link_digest on learning_record_link (digest);
create index learning_record_link_person on learning_record_link (person);

-- How often a link was opened. A sum, not kept by the log.
create table learning_record_opening (
    link bigint primary key,
    times bigint not null,
    last_at bigint not null
);

-- Public keys by which certificates are verified. A key that signs no more stays: its certificates stay genuine.
create table learning_certificate_key (
    id $PK,
    name text not null,
    public_key text not null,
    since text not null
);
$APPEND_ONLY(learning_certificate_key)
create unique index learning_certificate_key_name on learning_certificate_key (name);

-- A certificate as it was issued: a snapshot that no later change of names or classes touches. Numbers run without gaps
-- per issuing unit and year. One achievement (a class, a course) gives a person one certificate; only after a revocation
-- is there a next `edition`, which names the one that it `replaces`.
create table learning_certificate (
    id $PK,
    organisation bigint not null,
    year bigint not null,
    number bigint not null,
    code text not null,
    person bigint not null,
    subject_kind text not null,
    subject bigint not null,
    edition bigint not null,
    replaces bigint,
    full_name text not null,
    birth_year bigint,
    heading text not null,
    words text not null,
    title text not null,
    minutes bigint not null,
    day text not null,
    issued_on text not null,
    issuer text not null,
    issuer_parent text not null,
    capacity text not null,
    post text not null,
    signer text not null,
    key_name text not null,
    signature text not null
);
$APPEND_ONLY(learning_certificate)
create unique index learning_certificate_number on learning_certificate (organisation, year, number);
create unique index learning_certificate_code on learning_certificate (code);
create unique index learning_certificate_once on learning_certificate (person, subject_kind, subject, edition);
create unique index learning_certificate_replaces on learning_certificate (replaces) where replaces is not null;
create index learning_certificate_subject on learning_certificate (subject_kind, subject);

-- Revocations ("thu hồi"): the certificate stays, with the day and the reason.
create table learning_certificate_revocation (
    id $PK,
    certificate bigint not null,
    day text not null,
    reason text not null
);
$APPEND_ONLY(learning_certificate_revocation)
create unique index learning_certificate_revocation_of on learning_certificate_revocation (certificate);
