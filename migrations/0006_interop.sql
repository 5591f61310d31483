-- Lists that were brought in, each with the transaction that can be taken back. `tally` holds numbers only:
-- what was said about single rows names people, so it is not kept for ever (interop_leftover).
create table interop_import (
    id $PK,
    kind text not null,
    organisation bigint not null,
    subject bigint,
    file_name text not null,
    file_digest text not null,
    tally text not null,
    of_txn bigint not null,
    account bigint,
    at bigint not null
);
$APPEND_ONLY(interop_import)

-- Imports that were taken back.
create table interop_import_undo (
    id $PK,
    import bigint not null,
    account bigint,
    at bigint not null
);
$APPEND_ONLY(interop_import_undo)
create unique index interop_import_undo_of on interop_import_undo (import);

-- A file on its way from the form to the import. Only the account that sent it sees it; its bytes go when it was
-- brought in, the row after a day.
create table interop_upload (
    id bigint primary key,
    account bigint not null,
    organisation bigint not null,
    kind text not null,
    subject bigint,
    since text not null,
    file_name text not null,
    bytes $BYTES not null,
    created bigint not null,
    import bigint
);

-- What was said about single rows of an import, for the sender to mend them; gone after a month.
create table interop_leftover (
    import bigint not null,
    place bigint not null,
    is_error bigint not null,
    sheet text not null,
    row_number bigint not null,
    message text not null,
    created bigint not null,
    primary key (import, place)
);
