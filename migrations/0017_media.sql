-- Learning material ("học liệu"): pictures, sound, video, documents; and what people show of their own learning.
-- The bytes lie outside, named by their SHA-256 (store::blob); these rows say what they are and whose.

-- One piece. `person` is set when it is somebody's own evidence and not material for all. `sha256` names what came;
-- those bytes go once the small forms are there.
create table learning_media (
    id $PK,
    organisation bigint not null,
    person bigint,
    kind text not null,
    title text not null,
    alt text not null,
    sha256 text not null,
    content_type text not null,
    bytes bigint not null
);
$APPEND_ONLY(learning_media)
create index learning_media_organisation on learning_media (organisation);
create index learning_media_person on learning_media (person) where person is not null;

-- The forms in which it is shown: small and large pictures, low and high video, sound alone, whole documents.
create table learning_media_variant (
    id $PK,
    media bigint not null,
    purpose text not null,
    sha256 text not null,
    content_type text not null,
    bytes bigint not null,
    width bigint,
    height bigint,
    seconds bigint
);
$APPEND_ONLY(learning_media_variant)
create unique index learning_media_variant_of on learning_media_variant (media, purpose);
create index learning_media_variant_sha256 on learning_media_variant (sha256);

-- Material that anybody may see without signing in: it belongs to a course that is open to all.
create table learning_media_open (
    id $PK,
    media bigint not null,
    retired_txn bigint
);
$TWO_CLOCKS(learning_media_open)
create index learning_media_open_of on learning_media_open (media);

-- Work that waits: making sound and video small. The row goes when the forms are there.
create table learning_media_work (
    media bigint primary key,
    tries bigint not null,
    fault text
);

-- A file on its way, piece by piece. Only the account that sends it sees it; gone after some days.
create table learning_media_upload (
    id bigint primary key,
    account bigint not null,
    organisation bigint not null,
    title text not null,
    alt text not null,
    bytes bigint not null,
    created bigint not null,
    media bigint
);
