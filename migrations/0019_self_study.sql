-- Self-study ("tự học"), the personal learning plan ("kế hoạch học tập cá nhân"), the check of digital skill
-- ("kiểm tra kỹ năng số"): what a person says of their own learning, and what others confirm of it.

-- Somebody's own learning. `uuid` comes from whoever sends it: the same declaration sent twice is kept once.
create table learning_self_study (
    id $PK,
    person bigint not null,
    uuid text not null,
    source text not null
);
$APPEND_ONLY(learning_self_study)
create unique index learning_self_study_uuid on learning_self_study (person, uuid);

-- What they say of it: what, where, when, how long, what shows it.
create table learning_self_study_state (
    id $PK,
    self_study bigint not null,
    title text not null,
    topic text not null,
    platform text not null,
    place text not null,
    first_day text not null,
    last_day text not null,
    minutes bigint not null,
    words text not null,
    evidence text not null,
    retired_txn bigint
);
$TWO_CLOCKS(learning_self_study_state)
create index learning_self_study_state_of on learning_self_study_state (self_study);

-- Pictures and certificates that show it.
create table learning_self_study_evidence (
    id $PK,
    self_study bigint not null,
    media bigint not null,
    retired_txn bigint
);
$TWO_CLOCKS(learning_self_study_evidence)
create index learning_self_study_evidence_of on learning_self_study_evidence (self_study);

-- Its turns: sent, withdrawn, confirmed, returned, taken back. The newest says how it stands; none means declared only.
-- `organisation` is the unit that the turn happened at; `account` whose hand it was.
create table learning_self_study_turn (
    id $PK,
    self_study bigint not null,
    turn text not null,
    organisation bigint not null,
    account bigint,
    day text not null,
    reason text not null
);
$APPEND_ONLY(learning_self_study_turn)
create index learning_self_study_turn_of on learning_self_study_turn (self_study);

-- A goal of somebody's plan for a year.
create table learning_goal (
    id $PK,
    person bigint not null,
    year bigint not null
);
$APPEND_ONLY(learning_goal)
create index learning_goal_of on learning_goal (person, year);

-- What the goal is: so many minutes on a topic, something to be finished, or words of one's own; until which month;
-- on which day the person said it was done.
create table learning_goal_state (
    id $PK,
    goal bigint not null,
    kind text not null,
    topic text not null,
    what text not null,
    minutes bigint not null,
    due_month bigint not null,
    done_on text not null,
    retired_txn bigint
);
$TWO_CLOCKS(learning_goal_state)
create index learning_goal_state_of on learning_goal_state (goal);

-- A check of digital skill that was begun. `seed` is the chance by which its tasks were drawn, `edition` the edition of
-- the questions; `source` says whether it was done on the screen or on paper.
create table learning_skill_check (
    id $PK,
    person bigint not null,
    uuid text not null,
    source text not null,
    edition text not null,
    seed bigint not null
);
$APPEND_ONLY(learning_skill_check)
create unique index learning_skill_check_uuid on learning_skill_check (person, uuid);

-- Answers, question by question; the newest of a question holds.
create table learning_skill_answer (
    id $PK,
    skill_check bigint not null,
    question text not null,
    answer text not null
);
$APPEND_ONLY(learning_skill_answer)
create index learning_skill_answer_of on learning_skill_answer (skill_check);

-- What came out. `points` of `most`; for a check on paper both are 0 and `evidence` names the paper.
create table learning_skill_result (
    id $PK,
    skill_check bigint not null,
    day text not null,
    able bigint not null,
    points bigint not null,
    most bigint not null,
    advice text not null,
    evidence text not null,
    account bigint
);
$APPEND_ONLY(learning_skill_result)
create unique index learning_skill_result_of on learning_skill_result (skill_check);

-- A result that was taken back, and why.
create table learning_skill_void (
    id $PK,
    skill_check bigint not null,
    reason text not null
);
$APPEND_ONLY(learning_skill_void)
create unique index learning_skill_void_of on learning_skill_void (skill_check);
