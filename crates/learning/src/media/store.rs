//! Every SQL of material.

use super::model::{Form, Kind, Media, Purpose, Work};
use kernel::{AccountId, MediaId, Moment, OrganisationId, PersonId};
use store::blob::{Blob, Digest};
use store::{Row, StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// One piece.
    ONE = "select m.id, m.organisation, m.person, m.kind, m.title, m.alt, m.bytes, w.media, w.fault \
        from learning_media m left join learning_media_work w on w.media = m.id where m.id = $1";
    /// Material kept by units below `$1`, newest first.
    BELOW = "select m.id, m.organisation, m.person, m.kind, m.title, m.alt, m.bytes, w.media, w.fault \
        from learning_media m left join learning_media_work w on w.media = m.id \
        where m.person is null and ($2 = '' or m.kind = $2) and exists (select 1 from people_closure k \
          where k.ancestor = $1 and k.descendant = m.organisation \
          and k.valid_to = (select max(l.valid_to) from people_closure l where l.descendant = m.organisation)) \
        order by m.id desc";
    /// What a person has shown of the own learning.
    OF_PERSON = "select m.id, m.organisation, m.person, m.kind, m.title, m.alt, m.bytes, w.media, w.fault \
        from learning_media m left join learning_media_work w on w.media = m.id where m.person = $1 order by m.id";
    /// The forms of a piece.
    FORMS = "select purpose, sha256, content_type, bytes, width, height, seconds from learning_media_variant \
        where media = $1 order by id";
    /// The pieces that have a form with this content. One content may be material here and evidence there.
    WITH_CONTENT = "select m.id, v.purpose, m.person, \
        cast(case when exists (select 1 from learning_media_open o where o.media = m.id and o.retired_txn is null) \
          then 1 else 0 end as bigint) \
        from learning_media_variant v join learning_media m on m.id = v.media where v.sha256 = $1 order by m.id";
    /// What came, and its type.
    CAME = "select sha256, content_type from learning_media where id = $1";
    /// The row that opens a piece to all.
    OPEN = "select id from learning_media_open where media = $1 and retired_txn is null";
    /// Work that waits, oldest first.
    WAITING = "select w.media, w.tries from learning_media_work w where w.fault is null order by w.media limit 1";
    /// Work begins.
    WORK = "insert into learning_media_work (media, tries) values ($1, 0) on conflict (media) do update set tries = 0, fault = null";
    /// One more try.
    TRY = "update learning_media_work set tries = tries + 1 where media = $1";
    /// It cannot be done.
    FAIL = "update learning_media_work set fault = $2 where media = $1";
    /// It is done.
    DONE = "delete from learning_media_work where media = $1";
    /// Every content that a row needs: forms, and what came as long as its forms are to be made.
    NEEDED = "select v.sha256 from learning_media_variant v join learning_media m on m.id = v.media where m.sha256 <> '' \
        union select m.sha256 from learning_media m join learning_media_work w on w.media = m.id where m.sha256 <> ''";
    /// A file on its way.
    UPLOAD = "select id, account, organisation, title, alt, bytes, media from learning_media_upload where id = $1 and account = $2";
    /// How many files of an account are on their way.
    UPLOADS_OF = "select count(*) from learning_media_upload where account = $1 and media is null";
    /// A file sets out.
    SET_OUT = "insert into learning_media_upload (id, account, organisation, title, alt, bytes, created) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    /// It has arrived.
    ARRIVED = "update learning_media_upload set media = $2 where id = $1 and media is null";
    /// A file that was refused goes.
    DROP_UPLOAD = "delete from learning_media_upload where id = $1";
    /// Files that set out long ago.
    OLD_UPLOADS = "select id from learning_media_upload where created < $1";
    /// They go.
    FORGET_UPLOADS = "delete from learning_media_upload where created < $1";
}

fn media(r: &Row) -> Out<Media> {
    let kind = r.text(3)?;
    Ok(Media {
        id: MediaId(r.int(0)?),
        unit: OrganisationId(r.int(1)?),
        person: r.opt_int(2)?.map(PersonId),
        kind: Kind::find(&kind).ok_or_else(|| StoreError::Own(format!("unknown kind of material {kind}")))?,
        title: r.text(4)?,
        alt: r.text(5)?,
        came_bytes: u64::try_from(r.int(6)?).unwrap_or(0),
        forms: Vec::new(),
        work: match (r.opt_int(7)?, r.opt_text(8)?) {
            (None, _) => Work::Ready,
            (Some(_), None) => Work::Waiting,
            (Some(_), Some(why)) => Work::Failed(why),
        },
    })
}

fn form(r: &Row) -> Out<Option<Form>> {
    let small = |n: Option<i64>| n.and_then(|n| u32::try_from(n).ok());
    // the content of de-identified evidence has no name any more
    let Some(digest) = Digest::parse(&r.text(1)?) else { return Ok(None) };
    let purpose = r.text(0)?;
    Ok(Some(Form {
        purpose: Purpose::find(&purpose).ok_or_else(|| StoreError::Own(format!("unknown form {purpose}")))?,
        digest,
        content_type: r.text(2)?,
        bytes: u64::try_from(r.int(3)?).unwrap_or(0),
        size: small(r.opt_int(4)?).zip(small(r.opt_int(5)?)),
        seconds: small(r.opt_int(6)?),
    }))
}

fn with_forms(v: &View, found: Vec<Media>) -> Out<Vec<Media>> {
    found
        .into_iter()
        .map(|mut m| {
            m.forms = v.rows(FORMS, &[m.id.into()], form)?.into_iter().flatten().collect();
            Ok(m)
        })
        .collect()
}

/// One piece with its forms.
pub fn find(v: &View, id: MediaId) -> Out<Option<Media>> {
    Ok(with_forms(v, v.rows(ONE, &[id.into()], media)?)?.into_iter().next())
}

/// Material kept by units below these, newest first; of one kind, or of all.
pub fn below(v: &View, tops: &[OrganisationId], kind: Option<Kind>) -> Out<Vec<Media>> {
    let mut all = Vec::new();
    for top in tops {
        all.extend(v.rows(BELOW, &[(*top).into(), kind.map_or("", Kind::code).into()], media)?);
    }
    all.sort_by_key(|m| std::cmp::Reverse(m.id));
    all.dedup_by_key(|m| m.id);
    with_forms(v, all)
}

/// What a person has shown of the own learning.
pub fn of_person(v: &View, person: PersonId) -> Out<Vec<Media>> {
    with_forms(v, v.rows(OF_PERSON, &[person.into()], media)?)
}

/// A content as one piece has it.
pub struct Held {
    /// The piece.
    pub media: MediaId,
    /// As which form.
    pub purpose: Purpose,
    /// Is it somebody's own evidence?
    pub is_personal: bool,
    /// Is it open to all?
    pub is_open: bool,
}

/// The pieces that have this content.
pub fn with_content(v: &View, digest: &Digest) -> Out<Vec<Held>> {
    v.rows(WITH_CONTENT, &[digest.text().into()], |r| {
        let purpose = r.text(1)?;
        Ok(Held {
            media: MediaId(r.int(0)?),
            purpose: Purpose::find(&purpose)
                .ok_or_else(|| StoreError::Own(format!("unknown form {purpose}")))?,
            is_personal: r.opt_int(2)?.is_some(),
            is_open: r.flag(3)?,
        })
    })
}

/// What came, by its content, and its media type.
pub fn came(v: &View, id: MediaId) -> Out<Option<(Digest, String)>> {
    let found = v.first(CAME, &[id.into()], |r| Ok((r.text(0)?, r.text(1)?)))?;
    Ok(found.and_then(|(digest, content_type)| Some((Digest::parse(&digest)?, content_type))))
}

/// A piece as it is written down.
pub struct NewRow<'a> {
    /// The unit that keeps it.
    pub unit: OrganisationId,
    /// Whose own evidence it is.
    pub person: Option<PersonId>,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub title: &'a str,
    /// What is to be seen.
    pub alt: &'a str,
    /// What came.
    pub came: &'a Blob,
    /// Its media type.
    pub content_type: &'a str,
}

fn number(n: u64) -> Val {
    Val::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Keeps a piece.
pub fn keep(tx: &Tx, new: &NewRow) -> Out<MediaId> {
    let values = [
        new.unit.into(),
        new.person.into(),
        new.kind.code().into(),
        new.title.into(),
        new.alt.into(),
        new.came.digest.text().into(),
        new.content_type.into(),
        number(new.came.bytes),
    ];
    tx.insert(
        "learning_media",
        "organisation, person, kind, title, alt, sha256, content_type, bytes",
        &values,
    )
    .map(MediaId)
}

/// Keeps the forms of a piece.
pub fn keep_forms(tx: &Tx, id: MediaId, forms: &[Form]) -> Out<()> {
    for f in forms {
        let side = |n: Option<u32>| n.map(i64::from);
        let values = [
            id.into(),
            f.purpose.code().into(),
            f.digest.text().into(),
            f.content_type.as_str().into(),
            number(f.bytes),
            side(f.size.map(|s| s.0)).into(),
            side(f.size.map(|s| s.1)).into(),
            side(f.seconds).into(),
        ];
        tx.insert(
            "learning_media_variant",
            "media, purpose, sha256, content_type, bytes, width, height, seconds",
            &values,
        )?;
    }
    Ok(())
}

/// Opens a piece to all, or closes it. False when it stood so already.
pub fn open_to_all(tx: &Tx, id: MediaId, open: bool) -> Out<bool> {
    let now = tx.first(OPEN, &[id.into()], |r| r.int(0))?;
    match (now, open) {
        (None, true) => {
            tx.insert("learning_media_open", "media, retired_txn", &[id.into(), Val::Null]).map(|_| true)
        }
        (Some(row), false) => tx.retire("learning_media_open", row),
        _ => Ok(false),
    }
}

/// Has work to do on a piece, from the first try on.
pub fn await_work(tx: &Tx, id: MediaId) -> Out<()> {
    tx.derive(WORK, &[id.into()]).map(|_| ())
}

/// The oldest piece that waits for work, and how often it was tried.
pub fn waiting(v: &View) -> Out<Option<(MediaId, i64)>> {
    v.first(WAITING, &[], |r| Ok((MediaId(r.int(0)?), r.int(1)?)))
}

/// One more try begins.
pub fn try_again(tx: &Tx, id: MediaId) -> Out<()> {
    tx.derive(TRY, &[id.into()]).map(|_| ())
}

/// The work cannot be done.
pub fn fail(tx: &Tx, id: MediaId, why: &str) -> Out<()> {
    tx.derive(FAIL, &[id.into(), why.into()]).map(|_| ())
}

/// The work is done.
pub fn done(tx: &Tx, id: MediaId) -> Out<()> {
    tx.derive(DONE, &[id.into()]).map(|_| ())
}

/// Every content that a row needs.
pub fn needed(v: &View) -> Out<Vec<Digest>> {
    Ok(v.rows(NEEDED, &[], |r| r.text(0))?.iter().filter_map(|t| Digest::parse(t)).collect())
}

/// A file on its way.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its number.
    pub id: i64,
    /// Who sends it.
    pub account: AccountId,
    /// For which unit.
    pub unit: OrganisationId,
    /// What it is called.
    pub title: String,
    /// What is to be seen.
    pub alt: String,
    /// How many bytes it will have.
    pub bytes: u64,
    /// What became of it.
    pub media: Option<MediaId>,
}

/// A file of one account on its way.
pub fn upload(v: &View, id: i64, account: AccountId) -> Out<Option<Upload>> {
    v.first(UPLOAD, &[id.into(), account.into()], |r| {
        Ok(Upload {
            id: r.int(0)?,
            account: AccountId(r.int(1)?),
            unit: OrganisationId(r.int(2)?),
            title: r.text(3)?,
            alt: r.text(4)?,
            bytes: u64::try_from(r.int(5)?).unwrap_or(0),
            media: r.opt_int(6)?.map(MediaId),
        })
    })
}

/// How many files of an account are on their way.
pub fn uploads_of(v: &View, account: AccountId) -> Out<i64> {
    v.number(UPLOADS_OF, &[account.into()])
}

/// A file sets out; gives its number.
pub fn set_out(
    tx: &Tx,
    account: AccountId,
    unit: OrganisationId,
    title: &str,
    alt: &str,
    bytes: u64,
) -> Out<i64> {
    let id = tx.new_id();
    let values =
        [id.into(), account.into(), unit.into(), title.into(), alt.into(), number(bytes), tx.now.into()];
    tx.derive(SET_OUT, &values)?;
    Ok(id)
}

/// It has arrived and became a piece. False when it had before.
pub fn arrived(tx: &Tx, id: i64, media: MediaId) -> Out<bool> {
    Ok(tx.derive(ARRIVED, &[id.into(), media.into()])? == 1)
}

/// Forgets a file that was refused.
pub fn drop_upload(tx: &Tx, id: i64) -> Out<()> {
    tx.derive(DROP_UPLOAD, &[id.into()]).map(|_| ())
}

/// Files that set out before this moment.
pub fn old_uploads(v: &View, before: Moment) -> Out<Vec<i64>> {
    v.rows(OLD_UPLOADS, &[before.into()], |r| r.int(0))
}

/// Forgets files that set out before this moment; gives their numbers.
pub fn forget_uploads(tx: &Tx, before: Moment) -> Out<Vec<i64>> {
    let old = old_uploads(tx, before)?;
    tx.derive(FORGET_UPLOADS, &[before.into()])?;
    Ok(old)
}
