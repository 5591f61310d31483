-- On what a stretch of belonging rests ("lý do, căn cứ"): the decision behind a term, a transfer, a leaving.
-- Named by who, where, as what and the day on which it began (a term, a transfer) or ended (a leaving).
create table people_basis (
    id $PK,
    person bigint not null,
    organisation bigint not null,
    kind text not null,
    day text not null,
    words text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_basis)
create index people_basis_of on people_basis (organisation);

-- Files sent together are one sending: the bad one is named beside the good ones, for a day.
alter table interop_upload add column sending bigint;
-- Why the file is no list; its bytes are not kept then.
alter table interop_upload add column fault text;
-- The writing was begun: when, and with what was said of the columns. It may have been cut off.
alter table interop_upload add column begun bigint;
alter table interop_upload add column choices text;
create index interop_upload_sending on interop_upload (sending);
