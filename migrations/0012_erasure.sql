-- De-identification in a log that forgets nothing: which columns of which rows were emptied or replaced, and what the
-- rows of a transaction amount to before and after. Everything else stays, and stays provable.

-- One row for each kept row that was touched.
create table store_erasure (
    id $PK,
    person bigint not null,
    of_table text not null,
    of_row bigint not null,
    columns text not null
);
$APPEND_ONLY(store_erasure)
create index store_erasure_person on store_erasure (person);
create index store_erasure_row on store_erasure (of_table, of_row);

-- The digest of all rows that one transaction made in one table, before and after an erasure. The log's line keeps the
-- first "before"; the rows must add up to the last "after".
create table store_reseal (
    id $PK,
    of_table text not null,
    of_txn bigint not null,
    row_count bigint not null,
    before text not null,
    after text not null
);
$APPEND_ONLY(store_reseal)
create index store_reseal_of on store_reseal (of_table, of_txn);

-- The pass of the guards: rows and columns (",a,b,") that may be changed now. Empty outside an erasure.
create table store_erasing (
    of_table text not null,
    of_row bigint not null,
    columns text not null,
    primary key (of_table, of_row)
);
