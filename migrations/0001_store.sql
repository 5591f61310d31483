-- The log of all writes and the book of facts.

-- One row for each write transaction. `content` is the digest of every kept row that it made or
-- retired; `hash` covers this row and `prev_hash`, so that nothing can be changed unseen.
create table store_txn (
    id $PK,
    at bigint not null,
    account bigint,
    act text not null,
    reason text not null,
    device text not null,
    content text not null,
    prev_hash text not null,
    hash text not null
);
$APPEND_ONLY(store_txn)

-- Who looked at which list of people, and why (Law 91/2025/QH15). Kept like any other act.
create table store_look (
    id $PK,
    subject text not null,
    detail text not null,
    people bigint not null
);
$APPEND_ONLY(store_look)

-- Every act of the programme. `day` is the day of the act itself, `organisation` the unit of that day.
-- A correction is a new row whose `voids` names the row taken back.
create table store_fact (
    id $PK,
    kind text not null,
    person bigint,
    organisation bigint not null,
    day text not null,
    topic text not null,
    value text,
    minutes bigint,
    subject_kind text not null,
    subject bigint not null,
    evidence text not null,
    source text not null,
    voids bigint
);
$APPEND_ONLY(store_fact)
create index store_fact_person on store_fact (person, day);
create index store_fact_organisation on store_fact (organisation, day);
create index store_fact_subject on store_fact (subject_kind, subject);
create unique index store_fact_voids on store_fact (voids) where voids is not null;

-- The one writer of PostgreSQL takes this row's lock; SQLite has one writer anyway.
create table store_lock (id bigint primary key);
insert into store_lock (id) values (1);

-- Facts about this installation: its epoch (changes at every restore) and the like.
create table store_setting (
    name text primary key,
    value text not null
);
