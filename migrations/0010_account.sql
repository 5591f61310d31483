-- Accounts for people without e-mail: one-time codes, devices, waits, second factors, delegations.

-- One-time codes, on paper or told by an officer: activation slips ("phiếu kích hoạt") and codes for a new
-- password. Only a keyed digest is kept. Who issued it and when is the transaction's.
create table people_code (
    id $PK,
    kind text not null,
    person bigint not null,
    account bigint,
    organisation bigint not null,
    login text not null,
    digest text not null,
    ends bigint not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_code)
create index people_code_digest on people_code (digest);
create index people_code_person on people_code (person);
create index people_code_login on people_code (login);

-- A code was used, and for which account.
create table people_code_use (
    id $PK,
    code bigint not null,
    account bigint not null
);
$APPEND_ONLY(people_code_use)
create index people_code_use_account on people_code_use (account);

-- "password" when nothing is said, or "pin".
alter table people_credential add column kind text;

-- A role, or some acts of it, lent to another account for a leave ("ủy quyền"). It reaches only as far as the
-- giver's own role does.
create table people_delegation (
    id $PK,
    giver bigint not null,
    receiver bigint not null,
    role text not null,
    organisation bigint not null,
    acts text not null,
    valid_from text not null,
    valid_to text not null,
    reason text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_delegation)
create index people_delegation_receiver on people_delegation (receiver);
create index people_delegation_giver on people_delegation (giver);

-- A second proof besides the password: codes of an authenticator ("totp") or a passkey. Sealed.
create table people_second_factor (
    id $PK,
    account bigint not null,
    kind text not null,
    label text not null,
    sealed $BYTES not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_second_factor)
create index people_second_factor_of on people_second_factor (account);

-- Codes on paper for a lost second proof; digests, each used once.
create table people_recovery_code (
    id $PK,
    account bigint not null,
    digest text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_recovery_code)
create index people_recovery_code_of on people_recovery_code (account);

-- An account of another sign-in service (OpenID Connect) that opens ours.
create table people_outside_login (
    id $PK,
    account bigint not null,
    issuer text not null,
    subject text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_outside_login)
create index people_outside_login_of on people_outside_login (issuer, subject);

-- Sessions: on which device, shared by several people or not, and whether a second proof is still awaited.
alter table people_session add column device text;
alter table people_session add column shared bigint not null default 0;
alter table people_session add column stage text;

-- Devices on which an account signed in rightly before: others' wrong tries do not slow them. Only the digest
-- of the device's mark is kept. A name is offered there only to whom ticked it.
create table people_device (
    device text not null,
    account bigint not null,
    seen bigint not null,
    misses bigint not null,
    missed bigint not null,
    remembered bigint not null,
    primary key (device, account)
);
create index people_device_of on people_device (account);

-- When an account last signed in.
create table people_last_sign_in (
    account bigint primary key,
    at bigint not null
);

-- Wrong tries, as levels that sink with time: by account, by source, of codes. Takes the place of
-- people_sign_in_failure.
create table people_throttle (
    name text primary key,
    level bigint not null,
    at bigint not null
);
create index people_throttle_at on people_throttle (at);
drop table people_sign_in_failure;

-- Questions that a browser is answering: passkeys, the other sign-in service.
create table people_challenge (
    digest text primary key,
    kind text not null,
    account bigint,
    state text not null,
    ends bigint not null
);
