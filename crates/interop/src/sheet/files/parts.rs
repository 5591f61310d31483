//! The parts of a zip, opened with distrust: entries counted before the directory is believed, sizes
//! summed as declared, and again byte by byte while unpacking.
use crate::sheet::limits::Limits;
use crate::sheet::refused::Refused;
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, BufRead, Cursor, Read};
use zip::ZipArchive;

/// A single piece of XML (a tag, a text) larger than this is an attack: Excel keeps 32 767 characters in a cell.
const MAX_PIECE: usize = 2 << 20;
const CHUNK: usize = 32 << 10;
/// Below this size the ratio says nothing.
const RATIO_FROM: u64 = 1 << 20;

pub struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    by_name: HashMap<String, usize>,
    limits: &'a Limits,
    unpacked: Cell<u64>,
}

impl<'a> Parts<'a> {
    pub fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Refused> {
        if declared_entries(bytes).is_some_and(|entries| entries > limits.max_entries) {
            return Err(Refused::Bomb);
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
        if archive.len() > limits.max_entries {
            return Err(Refused::Bomb);
        }
        let mut by_name = HashMap::new();
        let mut declared = 0u64;
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(|_| Refused::Damaged)?;
            if part.encrypted() {
                return Err(Refused::Encrypted);
            }
            let (packed, size) = (part.compressed_size(), part.size());
            declared = declared.saturating_add(size);
            if declared > limits.max_unpacked
                || (size > RATIO_FROM && size / packed.max(1) > limits.max_ratio)
            {
                return Err(Refused::Bomb);
            }
            by_name.entry(plain_name(part.name())).or_insert(index);
        }
        Ok(Self { archive, by_name, limits, unpacked: Cell::new(0) })
    }

    pub fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(&plain_name(name))
    }

    /// A part to be read as a stream; nothing is unpacked before it is asked for.
    pub fn part(&mut self, name: &str) -> Result<Option<Guarded<'_>>, Refused> {
        let Some(index) = self.by_name.get(&plain_name(name)).copied() else { return Ok(None) };
        let file = self.archive.by_index(index).map_err(|_| Refused::Damaged)?;
        let packed = file.compressed_size().max(1);
        Ok(Some(Guarded {
            inner: Box::new(file),
            chunk: vec![0; CHUNK],
            at: 0,
            filled: 0,
            own: 0,
            ratio_limit: packed.saturating_mul(self.limits.max_ratio).max(RATIO_FROM),
            all: &self.unpacked,
            all_limit: self.limits.max_unpacked,
            piece: 0,
            refused: None,
        }))
    }
}

/// Names are compared without regard to case, backslashes or a leading slash: some programs write them so.
fn plain_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// The number of entries in the end record, read before anybody makes room for them.
fn declared_entries(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(66_000);
    let tail = bytes.get(from..)?;
    let at = tail.windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let count: [u8; 2] = tail.get(at + 10..at + 12)?.try_into().ok()?;
    Some(usize::from(u16::from_le_bytes(count)))
}

/// A reader that counts what comes out and stops in time.
pub struct Guarded<'a> {
    inner: Box<dyn Read + 'a>,
    chunk: Vec<u8>,
    at: usize,
    filled: usize,
    own: u64,
    ratio_limit: u64,
    all: &'a Cell<u64>,
    all_limit: u64,
    piece: usize,
    refused: Option<Refused>,
}

impl Guarded<'_> {
    /// To be called before each XML event: a new piece begins.
    pub fn new_piece(&mut self) {
        self.piece = 0;
    }

    /// Why reading stopped.
    pub fn refusal(&self) -> Refused {
        self.refused.clone().unwrap_or(Refused::Damaged)
    }

    fn stop(&mut self, why: Refused) -> io::Error {
        self.refused = Some(why);
        io::Error::other("limit reached")
    }
}

impl Read for Guarded<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let n = ready.len().min(out.len());
        for (to, from) in out.iter_mut().zip(ready) {
            *to = *from;
        }
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Guarded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece > MAX_PIECE {
            return Err(self.stop(Refused::TooMuch));
        }
        if self.at >= self.filled {
            self.filled = match self.inner.read(&mut self.chunk) {
                Ok(n) => n,
                Err(_) => return Err(self.stop(Refused::Damaged)),
            };
            self.at = 0;
            let n = u64::try_from(self.filled).unwrap_or(u64::MAX);
            self.own += n;
            self.all.set(self.all.get().saturating_add(n));
            if self.own > self.ratio_limit || self.all.get() > self.all_limit {
                return Err(self.stop(Refused::Bomb));
            }
        }
        Ok(self.chunk.get(self.at..self.filled).unwrap_or(&[]))
    }

    fn consume(&mut self, n: usize) {
        self.at += n;
        self.piece += n;
    }
}
