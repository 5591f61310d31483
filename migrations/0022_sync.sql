-- What phones keep without a signal and hand in later.

-- A phone's leave to hand in what one account did on it, long after the session ended and while somebody else uses it.
-- It opens nothing and reads nothing. Only a digest of the secret is kept; withdrawn by its owner or an officer.
create table sync_ticket (
    id $PK,
    digest text not null,
    account bigint not null,
    person bigint not null,
    device text not null,
    agent text not null,
    ends bigint not null,
    retired_txn bigint
);
$TWO_CLOCKS(sync_ticket)
create unique index sync_ticket_digest on sync_ticket (digest);
create index sync_ticket_account on sync_ticket (account);

-- Every act that a phone handed in, under the name that the phone gave it (`uuid`): the same name twice is the same act.
-- `device_at` is what the phone's clock said, `at` our best estimate of the true moment, `doubtful` says that the two
-- had to be bent. `body` stays only where somebody must look again (refused, conflict); otherwise the act's own row
-- tells it.
create table sync_event (
    id $PK,
    uuid text not null,
    ticket bigint not null,
    person bigint not null,
    seq bigint not null,
    kind text not null,
    digest text not null,
    device_at bigint not null,
    at bigint not null,
    doubtful bigint not null,
    outcome text not null,
    message text not null,
    body text not null
);
$APPEND_ONLY(sync_event)
create unique index sync_event_uuid on sync_event (uuid);
create index sync_event_person on sync_event (person, outcome);
create index sync_event_ticket on sync_event (ticket, seq);

-- What somebody decided about an act that was refused or stood against another truth: taken all the same, or left.
create table sync_decision (
    id $PK,
    event bigint not null,
    taken bigint not null,
    reason text not null
);
$APPEND_ONLY(sync_decision)
create unique index sync_decision_event on sync_decision (event);
