//! Bytes too large for a row: pictures, sound, video, documents. Each is kept once, under the SHA-256 of its content;
//! the name that a file had on somebody's machine never comes near the disk.
//!
//! A blob belongs to nobody by itself: rows of the houses point to it by its [`Digest`]. What no row points to any
//! more is swept after a while ([`Blobs::sweep`]), so a blob put before its transaction is never lost.

use kernel::Moment;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// The name of a content: 64 hexadecimal digits of its SHA-256.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Digest(String);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(hex(&Sha256::digest(bytes)))
    }
    /// Reads 64 lower-case hexadecimal digits; anything else is no digest.
    pub fn parse(text: &str) -> Option<Digest> {
        let is_hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (text.len() == 64 && text.bytes().all(is_hex)).then(|| Digest(text.to_owned()))
    }
    /// Its digits.
    pub fn text(&self) -> &str {
        &self.0
    }
    /// Where it lies: `ab/cd/abcd…`. Two steps keep folders small.
    fn place(&self) -> String {
        let text = &self.0;
        format!("{}/{}/{text}", text.get(..2).unwrap_or(""), text.get(2..4).unwrap_or(""))
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A content that was kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blob {
    /// Its name.
    pub digest: Digest,
    /// How many bytes it has.
    pub bytes: u64,
}

/// Why a content was not kept.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// It is longer than the caller takes; nothing was kept.
    #[error("the content is longer than {0} bytes")]
    TooLong(u64),
    /// The store, or the source of the bytes, failed; nothing was kept.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Where blobs are kept.
pub trait Blobs: Send + Sync {
    /// Keeps a content of at most `limit` bytes. The same content again changes nothing but makes it young.
    fn put(&self, from: &mut dyn Read, limit: u64) -> Result<Blob, PutError>;
    /// How many bytes it has; none when it is not here.
    fn length(&self, digest: &Digest) -> io::Result<Option<u64>>;
    /// Its bytes from `from` on, at most `count`; none when it is not here.
    fn open(&self, digest: &Digest, from: u64, count: u64) -> io::Result<Option<Box<dyn Read + Send>>>;
    /// Removes what `is_needed` does not know and what was put before `before`. Gives how many went.
    fn sweep(&self, is_needed: &dyn Fn(&Digest) -> bool, before: Moment) -> io::Result<usize>;
}

/// Keeps these bytes.
pub fn put_bytes(blobs: &dyn Blobs, bytes: &[u8]) -> Result<Blob, PutError> {
    blobs.put(&mut &*bytes, bytes.len() as u64)
}

/// All bytes of a blob; none when it is not here.
pub fn read(blobs: &dyn Blobs, digest: &Digest) -> io::Result<Option<Vec<u8>>> {
    let Some(mut from) = blobs.open(digest, 0, u64::MAX)? else { return Ok(None) };
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// What is wrong with a blob that somebody needs; nothing when it is here and its content bears its name.
pub fn wrong_with(blobs: &dyn Blobs, digest: &Digest) -> io::Result<Option<&'static str>> {
    let Some(mut from) = blobs.open(digest, 0, u64::MAX)? else { return Ok(Some("is missing")) };
    let mut sum = Sha256::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        match from.read(&mut buffer)? {
            0 => break,
            n => sum.update(buffer.get(..n).unwrap_or_default()),
        }
    }
    Ok((hex(&sum.finalize()) != digest.0).then_some("has another content than its name says"))
}

const CHUNK: usize = 128 * 1024;

/// Reads all of `from` into `to`, at most `limit` bytes, and names what came.
pub fn pour(from: &mut dyn Read, to: &mut dyn Write, limit: u64) -> Result<Blob, PutError> {
    let mut sum = Sha256::new();
    let mut bytes = 0_u64;
    let mut buffer = vec![0; CHUNK];
    loop {
        let n = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e.into()),
        };
        bytes += n as u64;
        if bytes > limit {
            return Err(PutError::TooLong(limit));
        }
        let part = buffer.get(..n).unwrap_or_default();
        sum.update(part);
        to.write_all(part)?;
    }
    Ok(Blob { digest: Digest(hex(&sum.finalize())), bytes })
}

/// Blobs in a folder of this machine: written beside, made durable, then named, so that a half file never has a
/// name. Only the owner of the process can read them.
pub struct LocalBlobs {
    folder: PathBuf,
    next: AtomicU64,
}

/// Where contents stand until they are whole.
const COMING: &str = "coming";

impl LocalBlobs {
    /// The blobs of a folder, which is made if it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path) -> io::Result<LocalBlobs> {
        private_folder(folder)?;
        private_folder(&folder.join(COMING))?;
        Ok(LocalBlobs { folder: folder.to_path_buf(), next: AtomicU64::new(0) })
    }
    fn path(&self, digest: &Digest) -> PathBuf {
        self.folder.join(digest.place())
    }
}

/// A folder that only its owner can enter.
///
/// # Errors
/// When it cannot be made.
pub fn private_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A name in a folder is durable only when the folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

fn if_there<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

impl Blobs for LocalBlobs {
    fn put(&self, from: &mut dyn Read, limit: u64) -> Result<Blob, PutError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let part = self.folder.join(COMING).join(format!("{}-{number}", std::process::id()));
        let mut file = crate::backup::for_owner_only(&part)?;
        let outcome = pour(from, &mut file, limit).and_then(|blob| {
            file.sync_all()?;
            let path = self.path(&blob.digest);
            let folder = path.parent().unwrap_or(&self.folder).to_path_buf();
            private_folder(&folder)?;
            // named anew even when it is here already: a sweep then sees it as young
            fs::rename(&part, &path)?;
            sync_folder(&folder)?;
            Ok(blob)
        });
        if outcome.is_err() {
            let _ = fs::remove_file(&part);
        }
        outcome
    }
    fn length(&self, digest: &Digest) -> io::Result<Option<u64>> {
        Ok(if_there(fs::metadata(self.path(digest)))?.map(|m| m.len()))
    }
    fn open(&self, digest: &Digest, from: u64, count: u64) -> io::Result<Option<Box<dyn Read + Send>>> {
        let Some(mut file) = if_there(fs::File::open(self.path(digest)))? else { return Ok(None) };
        if from > 0 {
            file.seek(SeekFrom::Start(from))?;
        }
        Ok(Some(Box::new(file.take(count))))
    }
    fn sweep(&self, is_needed: &dyn Fn(&Digest) -> bool, before: Moment) -> io::Result<usize> {
        let micros = u64::try_from(before.0).unwrap_or(0);
        let before = SystemTime::UNIX_EPOCH + Duration::from_micros(micros);
        let mut gone = 0;
        for file in files_below(&self.folder, 3)? {
            let digest = file.file_name().and_then(|n| n.to_str()).and_then(Digest::parse);
            let is_old =
                if_there(fs::metadata(&file))?.is_some_and(|m| m.modified().is_ok_and(|at| at < before));
            // what stands in the folder of coming ones has no digest for a name: left by a process that died
            let is_left = file.parent().is_some_and(|p| p.ends_with(COMING));
            if is_old && (is_left || digest.is_some_and(|d| !is_needed(&d))) {
                if_there(fs::remove_file(&file))?;
                gone += 1;
            }
        }
        Ok(gone)
    }
}

fn files_below(folder: &Path, depth: u8) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if depth > 1 {
                found.extend(files_below(&path, depth - 1)?);
            }
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
