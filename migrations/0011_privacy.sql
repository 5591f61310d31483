-- Privacy: consents, requests with their clocks, breaches. Law 91/2025/QH15, Decree 356/2025/NĐ-CP.

-- The words that were read, kept as they were: a consent names its digest.
create table privacy_consent_text (
    id $PK,
    purpose text not null,
    language text not null,
    body text not null,
    digest text not null
);
$APPEND_ONLY(privacy_consent_text)
create unique index privacy_consent_text_of on privacy_consent_text (digest);

-- Consents given and withdrawn; for each purpose and giver (self, representative) the newest row says how it stands.
create table privacy_consent (
    id $PK,
    person bigint not null,
    purpose text not null,
    turn text not null,
    giver text not null,
    giver_name text not null,
    channel text not null,
    evidence text not null,
    digest text not null,
    account bigint,
    at bigint not null
);
$APPEND_ONLY(privacy_consent)
create index privacy_consent_of on privacy_consent (person, purpose);

-- What somebody asked for about their own data, with the days by which the law wants it answered and done.
create table privacy_request (
    id $PK,
    person bigint not null,
    organisation bigint not null,
    kind text not null,
    wish text not null,
    field text not null,
    value text not null,
    channel text not null,
    at bigint not null,
    answer_due text not null,
    finish_due text not null
);
$APPEND_ONLY(privacy_request)
create index privacy_request_of on privacy_request (person);

-- What was done with it: answered, extended, done, refused, taken back.
create table privacy_request_step (
    id $PK,
    request bigint not null,
    step text not null,
    note text not null,
    due text,
    account bigint,
    at bigint not null
);
$APPEND_ONLY(privacy_request_step)
create index privacy_request_step_of on privacy_request_step (request);

-- Breaches ("sự cố lộ dữ liệu"); an exercise is one that was only rehearsed.
create table privacy_breach (
    id $PK,
    organisation bigint not null,
    discovered_at bigint not null,
    exercise bigint not null
);
$APPEND_ONLY(privacy_breach)

-- What we believe of a breach.
create table privacy_breach_state (
    id $PK,
    breach bigint not null,
    title text not null,
    what text not null,
    fields text not null,
    cause text not null,
    measures text not null,
    retired_txn bigint
);
$TWO_CLOCKS(privacy_breach_state)
create index privacy_breach_state_of on privacy_breach_state (breach);

-- Steps of a breach: ministry told, people told, contained, closed.
create table privacy_breach_step (
    id $PK,
    breach bigint not null,
    step text not null,
    note text not null,
    account bigint,
    at bigint not null
);
$APPEND_ONLY(privacy_breach_step)
create index privacy_breach_step_of on privacy_breach_step (breach);

-- Whose data a breach touched.
create table privacy_breach_person (
    id $PK,
    breach bigint not null,
    person bigint not null
);
$APPEND_ONLY(privacy_breach_person)
create index privacy_breach_person_of on privacy_breach_person (breach);
create index privacy_breach_person_person on privacy_breach_person (person);
