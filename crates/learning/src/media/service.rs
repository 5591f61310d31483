//! How a file becomes material: recognised and made small outside any transaction ([`prepare`]), then written down
//! inside one ([`take`]). Sound and video are made small afterwards, by [`work_one`]: the row that asks for it lies in
//! the database, so a stopped server goes on where it was.

use super::model::{Form, Kind, Media, MediaRules, Purpose};
use super::recognise::{Found, HEAD, TAKEN, recognise};
use super::store::{self, NewRow};
use super::{picture, sound};
use ::store::blob::{Blob, Blobs, PutError, put_bytes, read};
use ::store::{Db, Entry, Tx, View};
use kernel::{Failure, MediaId, Moment, OrganisationId, PersonId, Result};
use std::collections::BTreeSet;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where files become material; `server` plugs it in.
#[derive(Clone)]
pub struct Workshop {
    /// Where contents are kept.
    pub blobs: Arc<dyn Blobs>,
    /// A folder of this machine for files on their way and for work.
    pub folder: PathBuf,
    /// The program ffmpeg, where the machine has it.
    pub ffmpeg: Option<PathBuf>,
    /// What the policy says.
    pub rules: Arc<MediaRules>,
}

/// A file that was recognised and kept, and is not written down yet.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What it is.
    pub kind: Kind,
    came: Blob,
    content_type: &'static str,
    forms: Vec<Form>,
    needs_work: bool,
}

/// What is said of a piece when it is written down.
#[derive(Clone, Copy, Debug)]
pub struct NewMedia<'a> {
    /// The unit that keeps it; for evidence, the unit whose officers may see it.
    pub unit: OrganisationId,
    /// Whose own evidence it is; none for material that learners see.
    pub person: Option<PersonId>,
    /// What it is called.
    pub title: &'a str,
    /// What is to be seen or heard, for who cannot.
    pub alt: &'a str,
    /// The file.
    pub file: &'a Prepared,
}

/// The field that a refused file stands in.
pub const FILE: &str = "file";

fn io(what: &str) -> impl Fn(std::io::Error) -> Failure + '_ {
    move |e| Failure::broken(format!("{what}: {e}"))
}

fn put_failure(e: PutError) -> Failure {
    match e {
        PutError::TooLong(limit) => too_large(limit),
        PutError::Io(e) => Failure::broken(format!("keeping a content: {e}")),
    }
}

fn too_large(limit: u64) -> Failure {
    Failure::field(FILE, format!("Tệp quá lớn: tối đa {} MB với loại tệp này.", limit / 1_000_000))
}

/// Recognises these bytes, makes pictures small, keeps the contents. Outside of any transaction: it takes its time.
pub fn prepare_bytes(shop: &Workshop, bytes: &[u8]) -> Result<Prepared> {
    prepare(shop, &mut std::io::Cursor::new(bytes))
}

/// Recognises a file, makes pictures small, keeps the contents. Outside of any transaction: it takes its time.
pub fn prepare(shop: &Workshop, file: &mut (impl Read + Seek)) -> Result<Prepared> {
    let reading = io("reading a file that was sent");
    let bytes = file.seek(SeekFrom::End(0)).map_err(&reading)?;
    file.rewind().map_err(&reading)?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(&reading)?;
    file.rewind().map_err(&reading)?;
    let found = recognise(&head).map_err(|why| Failure::field(FILE, why))?;
    let rules = &shop.rules;
    let limit = match found.kind() {
        Kind::Picture => rules.picture.most_bytes,
        Kind::Document => rules.document.most_bytes,
        Kind::Sound | Kind::Video if shop.ffmpeg.is_none() => rules.plain.most_bytes,
        Kind::Sound => rules.sound.most_bytes,
        Kind::Video => rules.video.most_bytes,
    };
    if bytes > limit {
        return Err(match found.kind() {
            Kind::Sound | Kind::Video if shop.ffmpeg.is_none() => Failure::field(
                FILE,
                format!(
                    "Máy chủ chưa có chương trình ffmpeg để nén video, âm thanh nên chỉ nhận tệp đến {} MB. \
                     Hãy nén tệp trước, hoặc nhờ quản trị cài ffmpeg.",
                    limit / 1_000_000
                ),
            ),
            _ => too_large(limit),
        });
    }
    match found.kind() {
        Kind::Picture => prepare_picture(shop, found, file, limit),
        Kind::Document => prepare_document(shop, file, limit),
        Kind::Sound | Kind::Video => prepare_sound(shop, found, file, limit),
    }
}

fn all_of(file: &mut impl Read, limit: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.by_ref().take(limit).read_to_end(&mut bytes).map_err(io("reading a file that was sent"))?;
    Ok(bytes)
}

fn prepare_picture(shop: &Workshop, found: Found, file: &mut impl Read, limit: u64) -> Result<Prepared> {
    let bytes = all_of(file, limit)?;
    let small = picture::forms(found, &bytes, shop.rules.picture).map_err(|why| Failure::field(FILE, why))?;
    let came = Blob { digest: ::store::blob::Digest::of(&bytes), bytes: bytes.len() as u64 };
    let mut forms = Vec::new();
    for one in small {
        let blob = put_bytes(&*shop.blobs, &one.bytes).map_err(put_failure)?;
        forms.push(Form {
            purpose: one.purpose,
            digest: blob.digest,
            content_type: one.content_type.to_owned(),
            bytes: blob.bytes,
            size: Some(one.size),
            seconds: None,
        });
    }
    // the photo as it came, with its place and time, is not kept at all
    Ok(Prepared { kind: Kind::Picture, came, content_type: found.content_type(), forms, needs_work: false })
}

fn prepare_document(shop: &Workshop, file: &mut impl Read, limit: u64) -> Result<Prepared> {
    let bytes = all_of(file, limit)?;
    let tail = bytes.get(bytes.len().saturating_sub(2048)..).unwrap_or_default();
    if !tail.windows(5).any(|w| w == b"%%EOF") {
        return Err(Failure::field(
            FILE,
            "Tệp PDF bị cụt: thiếu phần cuối. Hãy xuất hoặc tải lại tệp rồi gửi.",
        ));
    }
    let blob = put_bytes(&*shop.blobs, &bytes).map_err(put_failure)?;
    Ok(whole(Kind::Document, Found::Pdf, blob))
}

fn whole(kind: Kind, found: Found, blob: Blob) -> Prepared {
    let content_type = found.content_type();
    let form = Form {
        purpose: Purpose::Whole,
        digest: blob.digest.clone(),
        content_type: content_type.to_owned(),
        bytes: blob.bytes,
        size: None,
        seconds: None,
    };
    Prepared { kind, came: blob, content_type, forms: vec![form], needs_work: false }
}

fn prepare_sound(shop: &Workshop, found: Found, file: &mut impl Read, limit: u64) -> Result<Prepared> {
    if shop.ffmpeg.is_none() && !matches!(found, Found::Mp4 | Found::M4a | Found::Mp3) {
        return Err(Failure::field(
            FILE,
            "Máy chủ chưa có chương trình ffmpeg nên chỉ nhận MP4, M4A, MP3. Hãy đổi loại tệp, hoặc nhờ quản trị cài ffmpeg.",
        ));
    }
    let blob = shop.blobs.put(file, limit).map_err(put_failure)?;
    if shop.ffmpeg.is_none() {
        return Ok(whole(found.kind(), found, blob));
    }
    let content_type = found.content_type();
    Ok(Prepared { kind: found.kind(), came: blob, content_type, forms: Vec::new(), needs_work: true })
}

/// Writes a prepared file down: it is a piece of material, or somebody's evidence, from now on.
pub fn take(tx: &Tx, new: &NewMedia) -> Result<MediaId> {
    let title = kernel::name::tidy(new.title);
    if title.is_empty() {
        return Err(Failure::field("title", "Hãy ghi tên học liệu, ví dụ “Cách đội mũ bảo hộ”."));
    }
    if title.chars().count() > 200 {
        return Err(Failure::field("title", "Tên học liệu dài quá 200 chữ. Hãy ghi ngắn hơn."));
    }
    let alt = kernel::name::tidy(new.alt);
    if alt.chars().count() > 1000 {
        return Err(Failure::field("alt", "Lời tả dài quá 1000 chữ. Hãy ghi ngắn hơn."));
    }
    let file = new.file;
    let row = NewRow {
        unit: new.unit,
        person: new.person,
        kind: file.kind,
        title: &title,
        alt: &alt,
        came: &file.came,
        content_type: file.content_type,
    };
    let id = store::keep(tx, &row)?;
    store::keep_forms(tx, id, &file.forms)?;
    if file.needs_work {
        store::await_work(tx, id)?;
    }
    Ok(id)
}

/// One piece; else not found.
pub fn media(v: &View, id: MediaId) -> Result<Media> {
    store::find(v, id)?.ok_or(Failure::NotFound)
}

/// Opens material to everybody, signed in or not, or closes it again: a course that is open to all was published or
/// withdrawn. Evidence is never opened.
pub fn open_to_all(tx: &Tx, id: MediaId, open: bool) -> Result<bool> {
    if media(tx, id)?.person.is_some() {
        return Err(Failure::NotFound);
    }
    Ok(store::open_to_all(tx, id, open)?)
}

/// Has the small forms made once more, after they could not be made.
pub fn make_again(tx: &Tx, id: MediaId) -> Result<()> {
    match media(tx, id)?.work {
        super::model::Work::Failed(_) => Ok(store::await_work(tx, id)?),
        _ => Err(Failure::Conflict("Học liệu này không có việc nào bị lỗi để làm lại.".to_owned())),
    }
}

fn entry(act: &str, id: MediaId) -> Entry {
    Entry::cli(act, id.to_string())
}

/// Makes the forms of the oldest piece that waits. False when none waits.
pub fn work_one(db: &Db, shop: &Workshop) -> Result<bool> {
    let Some(ffmpeg) = &shop.ffmpeg else { return Ok(false) };
    let Some((id, tries)) = db.read(|v| Ok(store::waiting(v)?))? else { return Ok(false) };
    let fail = |why: &str| {
        db.write(&entry("learning.media.fail", id), |tx| Ok(store::fail(tx, id, why)?))?;
        Ok(true)
    };
    if tries >= shop.rules.work.tries {
        return fail(
            "Máy chủ đã dừng nhiều lần khi nén tệp này. Hãy cắt ngắn hoặc nén tệp trước rồi gửi lại.",
        );
    }
    db.write(&entry("learning.media.work", id), |tx| Ok(store::try_again(tx, id)?))?;
    let Some((digest, content_type)) = db.read(|v| Ok(store::came(v, id)?))? else {
        return fail("Tệp gốc không còn. Hãy gửi lại.");
    };
    let folder = shop.folder.join("work").join(id.to_string());
    let outcome = make(shop, ffmpeg, &digest, &content_type, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    match outcome? {
        Ok(forms) => {
            db.write(&entry("learning.media.forms", id), |tx| {
                store::keep_forms(tx, id, &forms)?;
                Ok(store::done(tx, id)?)
            })?;
            Ok(true)
        }
        Err(why) => fail(&why),
    }
}

/// The forms of a content, kept; or why there are none, in words for the sender.
fn make(
    shop: &Workshop,
    ffmpeg: &Path,
    digest: &::store::blob::Digest,
    content_type: &str,
    folder: &Path,
) -> Result<std::result::Result<Vec<Form>, String>> {
    let working = io("making a file small");
    // what a stopped server left here is begun anew
    let _ = std::fs::remove_dir_all(folder);
    ::store::blob::private_folder(folder).map_err(&working)?;
    let Some(mut from) = shop.blobs.open(digest, 0, u64::MAX).map_err(&working)? else {
        return Ok(Err("Tệp gốc không còn. Hãy gửi lại.".to_owned()));
    };
    let Some(found) = Found::by_type(content_type) else {
        return Ok(Err(format!("Không nhận ra loại tệp này. Nhận: {TAKEN}.")));
    };
    let came = folder.join("came");
    let mut copy = ::store::backup::for_owner_only(&came).map_err(&working)?;
    std::io::copy(&mut from, &mut copy).map_err(&working)?;
    let made = match sound::forms(ffmpeg, found, &came, folder, &shop.rules) {
        Ok(made) => made,
        Err(why) => return Ok(Err(why)),
    };
    let mut forms = Vec::new();
    for one in made {
        let mut file = std::fs::File::open(&one.file).map_err(&working)?;
        let blob = shop.blobs.put(&mut file, u64::MAX).map_err(put_failure)?;
        forms.push(Form {
            purpose: one.purpose,
            digest: blob.digest,
            content_type: one.content_type.to_owned(),
            bytes: blob.bytes,
            size: one.size,
            seconds: Some(one.seconds),
        });
    }
    Ok(Ok(forms))
}

/// Removes contents that no row needs any more, and files on their way that nobody finishes.
pub fn sweep(db: &Db, shop: &Workshop, now: Moment) -> Result<usize> {
    super::upload::forget_old(db, shop, now)?;
    let hour = 3_600_000_000;
    let before = Moment(now.0 - shop.rules.work.keep_hours * hour);
    let needed: BTreeSet<_> = db.read(|v| Ok(store::needed(v)?))?.into_iter().collect();
    shop.blobs.sweep(&|d| needed.contains(d), before).map_err(io("sweeping contents"))
}

/// What is wrong with the contents that rows need: missing, or other than their name says.
pub fn check(v: &View, blobs: &dyn Blobs) -> Result<(usize, Vec<::store::chain::Finding>)> {
    let needed = store::needed(v)?;
    let mut found = Vec::new();
    for digest in &needed {
        if let Some(wrong) = ::store::blob::wrong_with(blobs, digest).map_err(io("reading a content"))? {
            found.push(::store::chain::Finding { place: format!("media {digest}"), wrong: wrong.to_owned() });
        }
    }
    Ok((needed.len(), found))
}

/// Copies the contents that rows need and that are not there yet; gives how many rows need and how many were copied.
pub fn copy(v: &View, from: &dyn Blobs, to: &dyn Blobs) -> Result<(usize, usize)> {
    let copying = io("copying a content");
    let needed = store::needed(v)?;
    let mut copied = 0;
    for digest in &needed {
        // what is missing here is told by the check, not by the copy
        if to.length(digest).map_err(&copying)?.is_none()
            && let Some(mut bytes) = from.open(digest, 0, u64::MAX).map_err(&copying)?
        {
            to.put(&mut bytes, u64::MAX).map_err(put_failure)?;
            copied += 1;
        }
    }
    Ok((needed.len(), copied))
}

/// The bytes of a form, for papers that show a picture. None when its content is not here.
pub fn bytes_of(blobs: &dyn Blobs, form: &Form) -> Result<Option<Vec<u8>>> {
    read(blobs, &form.digest).map_err(io("reading a content"))
}
