-- Periodic reports ("báo cáo định kỳ"): who owes one, what was written, how it went up and back, what
-- was sealed with the people behind each number.

-- Who must hand in which report by when: the expected set as of the period, fixed when it is asked for.
create table programme_obligation (
    id $PK,
    form text not null,
    form_version bigint not null,
    organisation bigint not null,
    level text not null,
    period text not null,
    due_on text not null
);
$APPEND_ONLY(programme_obligation)
create unique index programme_obligation_of on programme_obligation (form, period, organisation);

-- Identity of a report.
create table programme_report (
    id $PK,
    form text not null,
    form_version bigint not null,
    organisation bigint not null,
    level text not null,
    period text not null
);
$APPEND_ONLY(programme_report)
create unique index programme_report_of on programme_report (form, period, organisation);

-- What was written, each saving anew: parts by key, typed figures, and (once handed in) the computed
-- figures as they were then.
create table programme_report_revision (
    id $PK,
    report bigint not null,
    body text not null
);
$APPEND_ONLY(programme_report_revision)
create index programme_report_revision_of on programme_report_revision (report);

-- How it went: handed in, returned, accepted, sealed, opened for a new version. The newest says the state.
create table programme_report_move (
    id $PK,
    report bigint not null,
    revision bigint not null,
    from_state text not null,
    to_state text not null,
    note text not null,
    comments text not null,
    account bigint,
    at bigint not null
);
$APPEND_ONLY(programme_report_move)
create index programme_report_move_of on programme_report_move (report);

-- Numbers of papers without gaps, per issuer, year and kind.
create table programme_document_number (
    id $PK,
    organisation bigint not null,
    year bigint not null,
    kind text not null,
    number bigint not null,
    report bigint not null
);
$APPEND_ONLY(programme_document_number)
create unique index programme_document_number_of on programme_document_number (organisation, year, kind, number);
create unique index programme_document_number_report on programme_document_number (report);

-- Sealed reports. `body` is canonical JSON; `sha256` covers it, the list and the seal before.
create table programme_seal (
    id $PK,
    report bigint not null,
    version bigint not null,
    supersedes bigint,
    as_of_day text not null,
    as_of_txn bigint not null,
    policy text not null,
    body text not null,
    list_sha256 text not null,
    prev_sha256 text not null,
    sha256 text not null
);
$APPEND_ONLY(programme_seal)
create unique index programme_seal_of on programme_seal (report, version);

-- The subjects (people, or units that are counted themselves) behind each sealed number: one row for each
-- indicator, side and unit, the ids in rising order with a space between.
create table programme_seal_member (
    id $PK,
    seal bigint not null,
    indicator text not null,
    side text not null,
    organisation bigint not null,
    subjects text not null
);
$APPEND_ONLY(programme_seal_member)
create index programme_seal_member_of on programme_seal_member (seal, indicator, side);
