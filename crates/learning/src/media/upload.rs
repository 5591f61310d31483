//! A file that comes piece by piece: over a line that breaks, from a phone that sleeps, across a restart of the
//! server. What has come lies in a file named by the number of the upload; its length says how far it is.

use super::service::{FILE, NewMedia, Prepared, Workshop, prepare, take};
use super::store::{self, Upload};
use ::store::{Db, Tx, View};
use kernel::{AccountId, Failure, MediaId, Moment, OrganisationId, Result};
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;

fn io(e: std::io::Error) -> Failure {
    Failure::broken(format!("a file on its way: {e}"))
}

fn path(shop: &Workshop, id: i64) -> PathBuf {
    shop.folder.join("arriving").join(id.to_string())
}

/// A file sets out.
pub fn begin(
    tx: &Tx,
    shop: &Workshop,
    account: AccountId,
    unit: OrganisationId,
    (title, alt): (&str, &str),
    bytes: u64,
) -> Result<i64> {
    let rules = &shop.rules;
    if bytes == 0 {
        return Err(Failure::field(FILE, "Tệp trống. Hãy chọn lại tệp."));
    }
    if bytes > rules.most_bytes() {
        return Err(Failure::field(
            FILE,
            format!("Tệp quá lớn: tối đa {} MB. Hãy cắt hoặc nén tệp trước.", rules.most_bytes() / 1_000_000),
        ));
    }
    if store::uploads_of(tx, account)? >= rules.upload.most {
        return Err(Failure::Conflict(format!(
            "Bạn đang có {} tệp gửi dở. Hãy gửi nốt, hoặc đợi {} ngày để hệ thống bỏ chúng.",
            rules.upload.most, rules.upload.days
        )));
    }
    let (title, alt) = (kernel::name::tidy(title), kernel::name::tidy(alt));
    if title.is_empty() {
        return Err(Failure::field("title", "Hãy ghi tên học liệu, ví dụ “Cách đội mũ bảo hộ”."));
    }
    Ok(store::set_out(tx, account, unit, &title, &alt, bytes)?)
}

/// The sender's own file on its way; else not found.
pub fn known(v: &View, id: i64, account: AccountId) -> Result<Upload> {
    store::upload(v, id, account)?.ok_or(Failure::NotFound)
}

/// How many bytes of it have come.
pub fn far(shop: &Workshop, upload: &Upload) -> Result<u64> {
    if upload.media.is_some() {
        return Ok(upload.bytes);
    }
    match std::fs::metadata(path(shop, upload.id)) {
        Ok(m) => Ok(m.len()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(e) => Err(io(e)),
    }
}

/// A piece comes that begins at `from`; gives how many bytes have come. A piece that is here already changes nothing;
/// one that leaves a gap is not taken: the answer tells the sender from where to go on.
pub fn add(shop: &Workshop, upload: &Upload, from: u64, piece: &[u8]) -> Result<u64> {
    let here = far(shop, upload)?;
    let end = from.saturating_add(piece.len() as u64);
    if upload.media.is_some() || from > here || end <= here {
        return Ok(here);
    }
    if end > upload.bytes {
        return Err(Failure::field(
            FILE,
            "Tệp gửi lên dài hơn lúc bắt đầu. Có lẽ tệp đã bị sửa: hãy gửi lại từ đầu.",
        ));
    }
    let path = path(shop, upload.id);
    ::store::blob::private_folder(&shop.folder.join("arriving")).map_err(io)?;
    let mut options = std::fs::OpenOptions::new();
    options.create(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(io)?;
    // the same bytes again where pieces overlap; two senders of one file write the same
    file.seek(SeekFrom::Start(from)).map_err(io)?;
    file.write_all(piece).map_err(io)?;
    file.sync_data().map_err(io)?;
    Ok(end)
}

/// The whole file has come: it is recognised and made small. Outside of any transaction.
pub fn prepare_whole(shop: &Workshop, upload: &Upload) -> Result<Prepared> {
    let here = far(shop, upload)?;
    if here != upload.bytes {
        return Err(Failure::Conflict(format!(
            "Tệp mới đến {here} trên {} byte. Hãy gửi nốt phần còn lại.",
            upload.bytes
        )));
    }
    let mut file = std::fs::File::open(path(shop, upload.id)).map_err(io)?;
    prepare(shop, &mut file)
}

/// It becomes material. Nothing happens twice: the second time gives what the first has made.
pub fn finish(tx: &Tx, upload: &Upload, file: &Prepared) -> Result<MediaId> {
    // read again: somebody may have finished it meanwhile
    if let Some(known) = known(tx, upload.id, upload.account)?.media {
        return Ok(known);
    }
    let new = NewMedia { unit: upload.unit, person: None, title: &upload.title, alt: &upload.alt, file };
    let id = take(tx, &new)?;
    store::arrived(tx, upload.id, id)?;
    Ok(id)
}

/// A file that was refused is forgotten.
pub fn drop_one(tx: &Tx, upload: &Upload) -> Result<()> {
    Ok(store::drop_upload(tx, upload.id)?)
}

/// The pieces of a finished or refused file go.
pub fn clear(shop: &Workshop, upload: &Upload) {
    let _ = std::fs::remove_file(path(shop, upload.id));
}

/// Files that set out too long ago go.
pub(super) fn forget_old(db: &Db, shop: &Workshop, now: Moment) -> Result<()> {
    let day = 86_400_000_000;
    let before = Moment(now.0 - shop.rules.upload.days * day);
    let old = db.read(|v| Ok(store::old_uploads(v, before)?))?;
    if old.is_empty() {
        return Ok(());
    }
    let gone = db.write(&::store::Entry::cli("learning.media.forget", old.len().to_string()), |tx| {
        Ok(store::forget_uploads(tx, before)?)
    })?;
    for id in gone {
        let _ = std::fs::remove_file(path(shop, id));
    }
    Ok(())
}
