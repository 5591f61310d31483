//! The ledger of erasures ("sổ ẩn danh"): beside the database, so that an older backup is filtered again after it came
//! back. It holds numbers, moments and hashes of the log; nothing by which somebody is known.

use super::{service, store};
use crate::kept::Houses;
use crate::rules::Rules;
use ::store::{Db, Entry, View};
use kernel::{Failure, PersonId, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The name of the file, in the folder of the installation and in backups.
pub const FILE: &str = "erasures.jsonl";

/// Somebody was de-identified.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Erasure {
    /// Whose record: its number.
    pub person: i64,
    /// The hash of the line of the log that made the record: after a restore the same number may be another's.
    pub born: String,
    /// When it was done, in microseconds since 1970.
    pub at: i64,
}

/// The file.
#[derive(Clone, Debug)]
pub struct Ledger {
    path: PathBuf,
}

fn broken(path: &Path) -> impl Fn(std::io::Error) -> Failure + '_ {
    move |e| Failure::broken(format!("{}: {e}", path.display()))
}

/// Reads a ledger. Only the end of a last line that was never written whole is forgiven; anything else that is no entry
/// would bring somebody back, so it is refused.
///
/// # Errors
/// The number of the first line that cannot be read.
pub fn read(text: &str) -> std::result::Result<Vec<Erasure>, usize> {
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    // an unfinished line still may be an entry, when only its end of line is missing
    let tail = text[whole..].trim();
    let last = serde_json::from_str(tail).ok();
    if last.is_none() && !tail.is_empty() && !tail.starts_with('{') {
        return Err(text.lines().count());
    }
    let mut out = Vec::new();
    for (n, line) in (1_usize..).zip(text[..whole].lines()) {
        out.push(serde_json::from_str(line).map_err(|_| n)?);
    }
    out.extend(last);
    Ok(out)
}

/// Reads a ledger, or says which file and line is damaged and what to do.
pub fn read_named(text: &str, file: &str) -> Result<Vec<Erasure>> {
    read(text).map_err(|line| {
        Failure::field(
            "erasures",
            format!(
                "Sổ ẩn danh “{file}” hỏng ở dòng {line} nên không dùng được: người đã được ẩn danh có thể hiện lại. \
                 Hãy lấy bản {FILE} nguyên vẹn của máy cũ hoặc của bản sao lưu mới hơn."
            ),
        )
    })
}

impl Ledger {
    /// The ledger of an installation.
    pub fn of(folder: &Path) -> Ledger {
        Ledger { path: folder.join(FILE) }
    }

    /// What it holds.
    pub fn entries(&self) -> Result<Vec<Erasure>> {
        match std::fs::read_to_string(&self.path) {
            Ok(text) => read_named(&text, &self.path.to_string_lossy()),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(e) => Err(broken(&self.path)(e)),
        }
    }

    /// The bytes of the file, for a backup; none before the first erasure.
    pub fn bytes(&self) -> Result<Option<Vec<u8>>> {
        match std::fs::read(&self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(broken(&self.path)(e)),
        }
    }

    /// Adds what is not there yet, and returns when it is on the disk. Gives how many lines were new.
    pub fn add(&self, erasures: &[Erasure]) -> Result<usize> {
        let same = |e: &Erasure| (e.person, e.born.clone());
        let known: BTreeSet<_> = self.entries()?.iter().map(same).collect();
        let new: Vec<&Erasure> = erasures.iter().filter(|e| !known.contains(&same(e))).collect();
        if new.is_empty() {
            return Ok(0);
        }
        let mut options = std::fs::OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path).map_err(broken(&self.path))?;
        // whoever was cut off in the middle of a line must not spoil the next one
        let mut there = String::new();
        file.read_to_string(&mut there).map_err(broken(&self.path))?;
        let whole = there.rfind('\n').map_or(0, |end| end + 1);
        let mut text = String::new();
        if serde_json::from_str::<Erasure>(&there[whole..]).is_ok() {
            text.push('\n');
        } else if whole < there.len() {
            file.set_len(u64::try_from(whole).unwrap_or(0)).map_err(broken(&self.path))?;
        }
        for e in &new {
            text.push_str(&serde_json::to_string(e).map_err(|e| Failure::broken(e.to_string()))?);
            text.push('\n');
        }
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(broken(&self.path))?;
        Ok(new.len())
    }

    /// Brings the ledger up to what the database says was erased. Whatever was missed (the machine stopped between the
    /// erasure and the file) is caught up by the next call.
    pub fn keep(&self, db: &Db) -> Result<usize> {
        let erased = db.read(of_database)?;
        self.add(&erased)
    }
}

/// Every record that the database says was de-identified, other records of the same human being too.
pub fn of_database(v: &View) -> Result<Vec<Erasure>> {
    let mut out = Vec::new();
    for (person, txn) in store::erased(v)? {
        let at = store::moment(v, txn)?.map_or(0, |m| m.0);
        for id in v.ids_of(person)? {
            if let Some(born) = store::born(v, id)? {
                out.push(Erasure { person: id.0, born, at });
            }
        }
    }
    Ok(out)
}

/// After a restore of an older copy: de-identifies again whoever the ledger names and the copy still knows by name.
/// Gives how many.
pub fn apply(db: &Db, rules: &Rules, houses: &Houses, ledger: &[Erasure]) -> Result<usize> {
    let people = db.read(|v| {
        let mut people = BTreeSet::new();
        for e in ledger {
            let person = PersonId(e.person);
            if store::born(v, person)?.as_deref() == Some(e.born.as_str()) && service::is_known(v, person)? {
                people.insert(v.canonical(person)?);
            }
        }
        Ok(people.into_iter().collect::<Vec<_>>())
    })?;
    if people.is_empty() {
        return Ok(0);
    }
    let entry = Entry::cli("privacy.erase", format!("again after a restore: {}", people.len()));
    let done = db.write(&entry, |tx| service::again(tx, rules, houses, &people))?;
    db.scrub(false)?;
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn erasure(person: i64) -> Erasure {
        Erasure { person, born: format!("hash{person}"), at: 5 }
    }

    #[test]
    fn a_line_that_was_cut_off_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::of(folder.path());
        assert_eq!(ledger.entries().unwrap(), []);
        assert_eq!(ledger.add(&[erasure(1), erasure(2)]).unwrap(), 2);
        assert_eq!(ledger.add(&[erasure(2), erasure(1)]).unwrap(), 0);
        let mut bytes = ledger.bytes().unwrap().unwrap();
        bytes.truncate(bytes.len() - 4);
        std::fs::write(folder.path().join(FILE), bytes).unwrap();
        assert_eq!(ledger.entries().unwrap(), [erasure(1)]);
        assert_eq!(ledger.add(&[erasure(2), erasure(3)]).unwrap(), 2);
        assert_eq!(ledger.entries().unwrap(), [erasure(1), erasure(2), erasure(3)]);
    }

    #[test]
    fn a_damaged_ledger_is_refused_and_the_line_is_named() {
        let line = |n| serde_json::to_string(&erasure(n)).unwrap();
        let (one, two) = (line(1), line(2));
        assert_eq!(
            read(&format!("{one}\n{two}")),
            Ok(vec![erasure(1), erasure(2)]),
            "only the end of line is missing"
        );
        assert_eq!(
            read(&format!("{one}\n{}", &two[..9])),
            Ok(vec![erasure(1)]),
            "cut off while it was written"
        );
        assert_eq!(read(&format!("{one}\n{}\n{two}\n", &two[..9])), Err(2), "a damaged line in between");
        assert_eq!(read("Danh sách cán bộ\n"), Err(1), "another file");
        assert_eq!(read("Danh sách cán bộ"), Err(1));
        assert_eq!(read(""), Ok(vec![]));
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "junk\n").unwrap();
        let ledger = Ledger::of(folder.path());
        assert!(
            ledger.entries().is_err() && ledger.add(&[erasure(1)]).is_err(),
            "nothing is written after junk"
        );
    }
}
