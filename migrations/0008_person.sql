-- One human being, one count: records that turned out to be the same person, the table people are found
-- by, terms of officers, the competence profile, households of learning families.

-- Facts kept under `person` belong to `same_as`. Derived from people_person_merge by the roster.
create table store_alias (
    person bigint primary key,
    same_as bigint not null
);
create index store_alias_of on store_alias (same_as);

-- "gộp hồ sơ": the record `person` is the same human being as `into_person`. Nothing else is rewritten,
-- so that a merge is taken back by retiring its row.
create table people_person_merge (
    id $PK,
    person bigint not null,
    into_person bigint not null,
    reason text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_person_merge)
create index people_person_merge_of on people_person_merge (person);
create index people_person_merge_into on people_person_merge (into_person);

-- "không phải một người": two records that look alike and are two people. The smaller id comes first.
create table people_person_distinct (
    id $PK,
    person bigint not null,
    other bigint not null,
    reason text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_person_distinct)
create index people_person_distinct_of on people_person_distinct (person, other);

-- How people are found: each name turned so that every word comes first once ("mai|lo thi"), the phone
-- from both ends ("#0912…", "$871…"), the staff code ("@nv012"). Derived from the believed states.
create table people_finding (
    key $BYTES not null,
    person bigint not null,
    primary key (key, person)
) $CLUSTERED;
create index people_finding_person on people_finding (person);

-- An officer's stretch is an affiliation with the role "officers"; these say which post it is (a code of
-- policy/people/posts.toml), of which term ("nhiệm kỳ") and by which decision.
alter table people_affiliation add column post_code text;
alter table people_affiliation add column term text;
alter table people_affiliation add column decision text;

-- The competence profile in the plan's five lines (31/KH-LĐLĐ, II.1): what the person declared, what the
-- union attested, on which day and by what evidence. Lines and levels are in policy/people/competence.toml.
create table people_competence (
    id $PK,
    person bigint not null,
    line text not null,
    source text not null,
    level text not null,
    on_day text not null,
    evidence text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_competence)
create index people_competence_of on people_competence (person);

-- The household of a learning family ("gia đình học tập"): its head, how many live and learn in it in a
-- year. No names of children.
create table people_household (
    id $PK,
    person bigint not null,
    commune bigint,
    year bigint not null,
    members bigint not null,
    learners bigint not null,
    note text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_household)
create index people_household_of on people_household (person);
