-- Sums of facts, made again at any time from store_fact and the roster.

-- On which days a subject (a person, or a unit that is counted itself) stands in the numerator of an
-- indicator for one window, and in which unit it counts. This is the list behind every number.
create table programme_contribution (
    indicator text not null,
    period text not null,
    subject bigint not null,
    organisation bigint not null,
    valid_from text not null,
    valid_to text not null,
    primary key (subject, indicator, period, valid_from)
);
create index programme_contribution_unit on programme_contribution (indicator, period, organisation, subject, valid_from, valid_to);

-- How the number of a unit changes day by day: the number on a day is the sum up to it.
create table programme_count (
    indicator text not null,
    period text not null,
    organisation bigint not null,
    day text not null,
    delta bigint not null,
    primary key (indicator, period, organisation, day)
);

-- The yearly programme of a grassroots union ("chương trình hoạt động hằng năm") and whether it holds
-- the part "Công đoàn học tập".
create table programme_yearly_programme (
    id $PK,
    organisation bigint not null,
    year bigint not null,
    number text not null,
    issued_on text not null,
    has_learning_part bigint not null,
    learning_part text not null,
    evidence text not null,
    retired_txn bigint
);
$TWO_CLOCKS(programme_yearly_programme)
create index programme_yearly_programme_of on programme_yearly_programme (organisation, year);

-- What the level above says of it: verified or returned, with a note.
create table programme_yearly_verdict (
    id $PK,
    yearly_programme bigint not null,
    verdict text not null,
    note text not null
);
$APPEND_ONLY(programme_yearly_verdict)
create index programme_yearly_verdict_of on programme_yearly_verdict (yearly_programme);
