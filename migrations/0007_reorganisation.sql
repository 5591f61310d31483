-- Reorganisations ("tổ chức lại") as one event each: its decision, the scan of it, who took part and as what.

-- The scan of a decision, checked by its content.
create table people_decision_file (
    id $PK,
    event bigint not null,
    name text not null,
    media_type text not null,
    size bigint not null,
    sha256 text not null,
    content $BYTES not null
);
$APPEND_ONLY(people_decision_file)
create index people_decision_file_of on people_decision_file (event);

-- `told` is what the preview said and the event then did: counts, no names.
alter table people_organisation_event add column decided_on text;
alter table people_organisation_event add column told text;

-- Who took part in an event, as what (source, target, founded, ended, moved, changed, below). An event whose parts
-- are all retired was taken back.
create table people_event_part (
    id $PK,
    event bigint not null,
    organisation bigint not null,
    part text not null,
    retired_txn bigint
);
$TWO_CLOCKS(people_event_part)
create index people_event_part_of on people_event_part (event);
create index people_event_part_unit on people_event_part (organisation);

-- Of several that carry on a unit that was split, the one that its history goes to: 'main', the others 'part'.
-- None: the only one.
alter table people_succession add column share text;
create index people_succession_source on people_succession (source);
create index people_succession_target on people_succession (target);
