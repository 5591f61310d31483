-- Courses ("khóa học"): made by a unit, reviewed by a second person, published as versions that never change, learned
-- on a phone. What learning means for the indicators is written as facts at the moment of the act.

-- Identity of a course. Numbers run without gaps per unit and year.
create table learning_course (
    id $PK,
    organisation bigint not null,
    year bigint not null,
    number bigint not null,
    code text not null
);
$APPEND_ONLY(learning_course)
create unique index learning_course_code on learning_course (organisation, code);

-- Identity of a lesson: its key inside the course stays the same through all versions, so that a lesson that was
-- learned stays learned when the course is mended.
create table learning_lesson (
    id $PK,
    course bigint not null,
    key text not null
);
$APPEND_ONLY(learning_lesson)
create unique index learning_lesson_key on learning_lesson (course, key);

-- What authors are writing: the whole course as one text (JSON, see course/model.rs). Each saving retires the one
-- before it, so that nothing that was written is lost.
create table learning_course_draft (
    id $PK,
    course bigint not null,
    body text not null,
    retired_txn bigint
);
$TWO_CLOCKS(learning_course_draft)
create index learning_course_draft_of on learning_course_draft (course);

-- A version as it was published: the same text for ever, named by its digest.
create table learning_course_version (
    id $PK,
    course bigint not null,
    number bigint not null,
    title text not null,
    folded text not null,
    language text not null,
    audience text not null,
    minutes bigint not null,
    lessons bigint not null,
    body text not null,
    sha256 text not null
);
$APPEND_ONLY(learning_course_version)
create unique index learning_course_version_number on learning_course_version (course, number);

-- What a version is about, topic by topic, and which media it uses.
create table learning_course_topic (
    id $PK,
    version bigint not null,
    topic text not null
);
$APPEND_ONLY(learning_course_topic)
create index learning_course_topic_of on learning_course_topic (version);
create table learning_course_media (
    id $PK,
    version bigint not null,
    media bigint not null
);
$APPEND_ONLY(learning_course_media)
create index learning_course_media_of on learning_course_media (version);
create index learning_course_media_in on learning_course_media (media);

-- The turns of a course: submitted, returned, published, withdrawn, restored. The newest says how it stands. `draft` is
-- the draft that was submitted, `version` what came of it.
create table learning_course_turn (
    id $PK,
    course bigint not null,
    turn text not null,
    person bigint not null,
    draft bigint,
    version bigint,
    reason text not null
);
$APPEND_ONLY(learning_course_turn)
create index learning_course_turn_of on learning_course_turn (course);

-- A course given to a unit (all below it) or to one person, with a day until when.
create table learning_assignment (
    id $PK,
    course bigint not null,
    organisation bigint not null,
    person bigint,
    due_on text,
    note text not null,
    retired_txn bigint
);
$TWO_CLOCKS(learning_assignment)
create index learning_assignment_course on learning_assignment (course);
create index learning_assignment_organisation on learning_assignment (organisation);
create index learning_assignment_person on learning_assignment (person) where person is not null;

-- What a learner did, on the screen or on a phone without a signal: opened, finished, answered. `uuid` is the act's own
-- name, given where it happened: the same act sent twice is one row. `device_at` is the phone's clock, `at` our best
-- estimate of the true moment, `day` its local day.
create table learning_act (
    id $PK,
    uuid text not null,
    person bigint not null,
    course bigint not null,
    version bigint not null,
    lesson bigint,
    act text not null,
    detail text not null,
    at bigint not null,
    device_at bigint not null,
    day text not null,
    source text not null
);
$APPEND_ONLY(learning_act)
create unique index learning_act_uuid on learning_act (uuid);
create index learning_act_person on learning_act (person, course);
create index learning_act_course on learning_act (course);

-- How far a learner is, made from the acts: can be made again.
create table learning_lesson_progress (
    person bigint not null,
    lesson bigint not null,
    course bigint not null,
    opened_on text,
    finished_on text,
    checks bigint not null,
    checks_right bigint not null,
    seconds bigint not null,
    last_at bigint not null,
    primary key (person, lesson)
);
create index learning_lesson_progress_course on learning_lesson_progress (course, person);
create table learning_course_progress (
    person bigint not null,
    course bigint not null,
    version bigint not null,
    last_lesson bigint,
    lessons_done bigint not null,
    lessons bigint not null,
    opened_on text not null,
    passed_on text,
    last_at bigint not null,
    primary key (person, course)
);
create index learning_course_progress_course on learning_course_progress (course);
