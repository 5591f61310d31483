-- How far the long work on a file is, told at most once a second by whoever works on it: another process, or the same
-- one started again, can say the truth. A row that is no longer told of is work that was cut off.
create table interop_job (
    upload bigint not null,
    task text not null,
    stage bigint not null,
    done bigint not null,
    total bigint not null,
    began bigint not null,
    seen bigint not null,
    primary key (upload, task)
);
