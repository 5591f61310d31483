-- When a session last proved who sits there: at sign-in, and again before what weighs much (sealing a report, taking
-- out a list of many people). A session of before this column has no fresh proof.
alter table people_session add column proved_at bigint not null default 0;
