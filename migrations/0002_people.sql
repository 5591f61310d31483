-- Organisations in several trees, people, where they belong, accounts and what they may do.
-- Two clocks: valid_from/valid_to say when it was true (end not included, 9999-12-31 is "still");
-- the id's transaction and retired_txn say when we believed it.

-- Identity of an organisation: never changed, never used again.
create table people_organisation (
    id $PK,
    code text not null
);
$APPEND_ONLY(people_organisation)
create unique index people_organisation_code on people_organisation (code);

-- What an organisation is called and what it is.
create table people_organisation_state (
    id $PK,
    organisation bigint not null,
    name text not null,
    fold text not null,
    sort_key $BYTES not null,
    kind text not null,
    sector text not null,
    commune bigint,
    hard_to_reach bigint not null,
    valid_from text not null,
    valid_to text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_organisation_state)
create index people_organisation_state_of on people_organisation_state (organisation);

-- Where an organisation stands in a tree (union, association, administrative); no parent at the top.
create table people_place (
    id $PK,
    tree text not null,
    organisation bigint not null,
    parent bigint,
    valid_from text not null,
    valid_to text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_place)
create index people_place_of on people_place (organisation);

-- Foundings, mergers, abolitions, with the decision that ordered them.
create table people_organisation_event (
    id $PK,
    kind text not null,
    effective text not null,
    decision text not null,
    note text not null
);
$APPEND_ONLY(people_organisation_event)

-- Who carries on whom.
create table people_succession (
    id $PK,
    event bigint not null,
    source bigint not null,
    target bigint not null,
    effective text not null
);
$APPEND_ONLY(people_succession)

-- Every ancestor of every organisation, by dates. Made again from people_place when a tree changes.
create table people_closure (
    tree text not null,
    ancestor bigint not null,
    descendant bigint not null,
    depth bigint not null,
    valid_from text not null,
    valid_to text not null,
    primary key (tree, ancestor, descendant, valid_from)
);
create index people_closure_down on people_closure (descendant);

-- Identity of a person.
create table people_person (
    id $PK,
    source text not null
);
$APPEND_ONLY(people_person)

-- What we know of a person: the least that the work needs. The national id is sealed; its key (a keyed
-- digest) finds it again without opening it.
create table people_person_state (
    id $PK,
    person bigint not null,
    full_name text not null,
    fold text not null,
    sort_key $BYTES not null,
    sex text,
    birth_day text,
    birth_year bigint,
    phone text,
    national_id_sealed $BYTES,
    national_id_key text,
    section text,
    staff_code text,
    retired_txn bigint
);
$TWO_CLOCKS(people_person_state)
create index people_person_state_of on people_person_state (person);
create index people_person_state_key on people_person_state (national_id_key) where national_id_key is not null;
create index people_person_state_phone on people_person_state (phone) where phone is not null;
create index people_person_state_order on people_person_state (sort_key, person, fold) where retired_txn is null;

-- Where a person belongs, in which role (worker, member, officer, association_member).
create table people_affiliation (
    id $PK,
    person bigint not null,
    organisation bigint not null,
    role text not null,
    post text,
    valid_from text not null,
    valid_to text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_affiliation)
create index people_affiliation_person on people_affiliation (person);
create index people_affiliation_organisation on people_affiliation (organisation);

-- The one unit that a person counts for, by population and dates. Made from people_affiliation.
create table people_attribution (
    population text not null,
    person bigint not null,
    organisation bigint not null,
    valid_from text not null,
    valid_to text not null,
    primary key (population, person, valid_from)
);
create index people_attribution_unit on people_attribution (population, organisation, person, valid_from, valid_to);
create index people_attribution_person on people_attribution (person);

-- How the number of people of a unit changes, day by day: the number on a day is the sum up to it.
create table people_headcount (
    population text not null,
    organisation bigint not null,
    day text not null,
    delta bigint not null,
    primary key (population, organisation, day)
);

-- A way to sign in. The login is a phone number.
create table people_account (
    id $PK,
    person bigint not null,
    login text not null
);
$APPEND_ONLY(people_account)
create unique index people_account_login on people_account (login);

-- The password's digest (argon2id), one believed at a time.
create table people_credential (
    id $PK,
    account bigint not null,
    digest text not null,
    must_change bigint not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_credential)
create index people_credential_of on people_credential (account);

-- A role held at an organisation from a day to a day.
create table people_grant (
    id $PK,
    account bigint not null,
    role text not null,
    organisation bigint not null,
    valid_from text not null,
    valid_to text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_grant)
create index people_grant_of on people_grant (account);

-- Open sessions: only the digest of the secret is kept.
create table people_session (
    digest text primary key,
    account bigint not null,
    started bigint not null,
    seen bigint not null,
    ends bigint not null,
    agent text not null
);

-- Wrong passwords, by login and where they came from: the wait grows, nobody is locked out.
create table people_sign_in_failure (
    login text not null,
    source text not null,
    failures bigint not null,
    last_at bigint not null,
    primary key (login, source)
);
