-- Restriction of processing on a person's wish, and the places that a look at a list reached.

-- Whose data may not be used for now ("hạn chế xử lý", "phản đối"). While a row is believed, the believed state of the
-- record names nobody; `state` is the row of people_person_state that comes back when the restriction is lifted.
create table people_restriction (
    id $PK,
    person bigint not null,
    kind text not null,
    request bigint,
    state bigint not null,
    since text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_restriction)
create index people_restriction_of on people_restriction (person);

-- The tops of the subtrees whose people a list showed: who was in it follows from where they belonged that day.
create table store_look_place (
    id $PK,
    look bigint not null,
    organisation bigint not null
);
$APPEND_ONLY(store_look_place)
create index store_look_place_of on store_look_place (organisation, look);
