//! The key beside the database: made, checked against what the database is sealed with, changed for another.
//!
//! A change has three steps, and the machine may stop between any two of them: the new key is written as
//! `secret.key.new`; one transaction seals everything with it and keeps the new key's name; the file takes the place of
//! `secret.key`. Whoever opens the installation looks at the name and finishes, or forgets, what was begun.

use crate::wiring::{CERTIFICATE_KEY, House, KEY};
use kernel::{Failure, Result};
use people::account::Chance;
use people::person::Secrets;
use people::rotation::service::{Done, KEY_NAME, entry, rotate as seal_anew};
use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::Path;
use store::Db;

/// A key that is not the key yet.
pub const NEW_KEY: &str = "secret.key.new";
/// Held by everybody who works here; alone by whoever changes the key.
const LOCK: &str = "in-use.lock";

fn broken<'a>(name: &'a str) -> impl Fn(std::io::Error) -> Failure + 'a {
    move |e| Failure::broken(format!("{name}: {e}"))
}

fn read(folder: &Path, name: &str) -> Result<[u8; 32]> {
    let bytes = std::fs::read(folder.join(name)).map_err(broken(name))?;
    bytes.try_into().map_err(|_| Failure::broken(format!("{name} is not a key of 32 bytes")))
}

/// Writes a file that only its owner can read, and returns when it is on the disk.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let part = format!("{name}.part");
    let mut file = store::backup::for_owner_only(&folder.join(&part)).map_err(broken(&part))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(broken(&part))?;
    std::fs::rename(folder.join(&part), folder.join(name)).map_err(broken(name))?;
    settle_folder(folder)
}

/// Makes a change of names in the folder durable.
fn settle_folder(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    File::open(folder).and_then(|f| f.sync_all()).map_err(broken("the folder"))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// The key of the installation, made at the first opening, readable by its owner only.
pub fn of_folder(folder: &Path, chance: &Chance) -> Result<Secrets> {
    if !folder.join(KEY).exists() {
        write(folder, KEY, &(chance.0)())?;
    }
    Ok(Secrets::new(read(folder, KEY)?))
}

/// The key that signs certificates, made when the first one is issued, readable by its owner only.
pub fn of_certificates(folder: &Path, chance: &Chance) -> Result<[u8; 32]> {
    if !folder.join(CERTIFICATE_KEY).exists() {
        write(folder, CERTIFICATE_KEY, &(chance.0)())?;
    }
    read(folder, CERTIFICATE_KEY)
}

/// The key that the database is sealed with. A change that was cut short is finished when the database has the new key
/// already, and forgotten when it has not.
pub fn settled(db: &Db, folder: &Path, secrets: Secrets) -> Result<Secrets> {
    let wanted = db.setting(KEY_NAME)?;
    let has_new = folder.join(NEW_KEY).exists();
    if wanted.as_ref().is_none_or(|name| *name == secrets.name()) {
        if has_new {
            std::fs::remove_file(folder.join(NEW_KEY)).map_err(broken(NEW_KEY))?;
        }
        return Ok(secrets);
    }
    if has_new {
        let new = Secrets::new(read(folder, NEW_KEY)?);
        if wanted.is_some_and(|name| name == new.name()) {
            std::fs::rename(folder.join(NEW_KEY), folder.join(KEY)).map_err(broken(KEY))?;
            settle_folder(folder)?;
            return Ok(new);
        }
    }
    Err(Failure::Conflict(format!(
        "Tệp {KEY} trong “{}” không phải khóa của kho dữ liệu này (khóa đã được đổi). Hãy lấy lại đúng tệp {KEY}, hoặc khôi phục từ bản sao lưu: tệp sao lưu có khóa của chính nó.",
        folder.display()
    )))
}

/// Says that somebody works in this folder, until the value goes. Alone: nobody else does.
pub fn lock(folder: &Path, alone: bool) -> Result<Option<File>> {
    let file = match std::fs::OpenOptions::new().create(true).append(true).open(folder.join(LOCK)) {
        Ok(file) => file,
        // who only reads a folder of somebody else's changes no key
        Err(_) if !alone => return Ok(None),
        Err(e) => return Err(broken(LOCK)(e)),
    };
    match if alone { file.try_lock() } else { file.try_lock_shared() } {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) if alone => Err(Failure::Conflict(
            "Chương trình đang chạy trong thư mục này. Hãy dừng nó (và mọi lệnh aogiap khác) rồi đổi khóa."
                .to_owned(),
        )),
        Err(TryLockError::WouldBlock) => {
            Err(Failure::Conflict("Khóa đang được đổi. Hãy đợi xong rồi làm lại.".to_owned()))
        }
        // a file system without locks
        Err(TryLockError::Error(_)) if !alone => Ok(None),
        Err(TryLockError::Error(e)) => Err(broken(LOCK)(e)),
    }
}

/// Changes the key of an installation that was opened alone.
pub fn rotate(house: &House, folder: &Path, chance: &Chance) -> Result<Done> {
    let bytes = (chance.0)();
    let new = Secrets::new(bytes);
    write(folder, NEW_KEY, &bytes)?;
    let done = house.db.write(&entry(&new), |tx| seal_anew(tx, &house.secrets, &new))?;
    std::fs::rename(folder.join(NEW_KEY), folder.join(KEY)).map_err(broken(KEY))?;
    settle_folder(folder)?;
    house.db.scrub(true)?;
    Ok(done)
}
