-- Training classes ("lớp đào tạo, bồi dưỡng"): who taught what to whom, on which days, who was there.
-- What a class means for the indicators is written as facts when it is closed.

-- Identity of a class. Numbers run without gaps per unit and year; a class that came with a code of
-- its own has no number.
create table learning_class (
    id $PK,
    organisation bigint not null,
    year bigint not null,
    number bigint,
    code text not null
);
$APPEND_ONLY(learning_class)
create unique index learning_class_code on learning_class (organisation, code);
create unique index learning_class_number on learning_class (organisation, year, number) where number is not null;

-- What we believe of a class: title, kind, place, what proves it. `needed_share` is the percentage of
-- days that a learner must be present to be proposed as passed; `is_check` says that failing it is a
-- statement too ("not able yet").
create table learning_class_state (
    id $PK,
    class bigint not null,
    title text not null,
    kind text not null,
    place text not null,
    partner text not null,
    evidence text not null,
    is_check bigint not null,
    needed_share bigint not null,
    retired_txn bigint
);
$TWO_CLOCKS(learning_class_state)
create index learning_class_state_of on learning_class_state (class);

-- What it teaches: one row for each topic of policy/topics.toml.
create table learning_class_topic (
    id $PK,
    class bigint not null,
    topic text not null,
    retired_txn bigint
);
$TWO_CLOCKS(learning_class_topic)
create index learning_class_topic_of on learning_class_topic (class);

-- On which days, for how long.
create table learning_class_day (
    id $PK,
    class bigint not null,
    day text not null,
    minutes bigint not null,
    retired_txn bigint
);
$TWO_CLOCKS(learning_class_day)
create index learning_class_day_of on learning_class_day (class);

-- The turns of a class: closed, reopened, cancelled. The newest says how it stands; none means open.
create table learning_class_turn (
    id $PK,
    class bigint not null,
    turn text not null,
    day text not null,
    reason text not null
);
$APPEND_ONLY(learning_class_turn)
create index learning_class_turn_of on learning_class_turn (class);

-- Who is on the list, and with what result (1 passed, 0 not) once the class was closed.
create table learning_enrolment (
    id $PK,
    class bigint not null,
    person bigint not null,
    passed bigint,
    retired_txn bigint
);
$TWO_CLOCKS(learning_enrolment)
create index learning_enrolment_class on learning_enrolment (class, person);
create index learning_enrolment_person on learning_enrolment (person);

-- Who was there on which day: present, excused, absent. A changed mark retires the old one.
create table learning_attendance (
    id $PK,
    class bigint not null,
    person bigint not null,
    day text not null,
    mark text not null,
    retired_txn bigint
);
$TWO_CLOCKS(learning_attendance)
create index learning_attendance_class on learning_attendance (class, day);
