//! A reorganisation ("tổ chức lại"): what is decided, and what it did.

use crate::organisation::model::{Founding, Kind, Organisation, Sector, Tree};
use kernel::{Date, OrganisationId, PersonId, Role};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The kinds of events.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EventKind {
    /// "thành lập"
    Found,
    /// "đổi tên, thay đổi thông tin"
    Change,
    /// "chuyển, điều chỉnh đơn vị cấp trên"
    Move,
    /// "sáp nhập, hợp nhất"
    Merge,
    /// "chia, tách"
    Split,
    /// "giải thể, kết thúc hoạt động"
    Abolish,
}

impl EventKind {
    /// All kinds.
    pub const ALL: [EventKind; 6] = [
        EventKind::Found,
        EventKind::Change,
        EventKind::Move,
        EventKind::Merge,
        EventKind::Split,
        EventKind::Abolish,
    ];
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            EventKind::Found => "found",
            EventKind::Change => "change",
            EventKind::Move => "move",
            EventKind::Merge => "merge",
            EventKind::Split => "split",
            EventKind::Abolish => "abolish",
        }
    }
    /// The kind with this code.
    pub fn find(code: &str) -> Option<EventKind> {
        EventKind::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// As what a unit took part in an event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Part {
    /// It ended, or gave people away.
    Source,
    /// It took over.
    Target,
    /// It began.
    Founded,
    /// It ended and nobody carries it on.
    Ended,
    /// It went under another unit.
    Moved,
    /// Its name, kind, area … changed.
    Changed,
    /// It stood below a source and went along.
    Below,
}

impl Part {
    /// All parts.
    pub const ALL: [Part; 7] =
        [Part::Source, Part::Target, Part::Founded, Part::Ended, Part::Moved, Part::Changed, Part::Below];
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Part::Source => "source",
            Part::Target => "target",
            Part::Founded => "founded",
            Part::Ended => "ended",
            Part::Moved => "moved",
            Part::Changed => "changed",
            Part::Below => "below",
        }
    }
    /// The part with this code.
    pub fn find(code: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|p| p.code() == code)
    }
}

/// The paper that orders it ("quyết định").
#[derive(Clone, Debug, Default)]
pub struct Decision {
    /// Its number ("15/QĐ-LĐLĐ").
    pub number: String,
    /// The day it was signed.
    pub decided_on: Option<Date>,
    /// A remark.
    pub note: String,
    /// Its scan.
    pub file: Option<DecisionFile>,
}

impl Decision {
    /// A decision of which only the number is known.
    pub fn numbered(number: &str) -> Decision {
        Decision { number: number.to_owned(), ..Decision::default() }
    }
}

/// The largest scan, in bytes.
pub const LARGEST_FILE: usize = 8 * 1024 * 1024;

/// The scan of a decision, checked by its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionFile {
    /// The name it had; shown, never used as a path.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The kinds of files taken, told by their first bytes: a name can say anything.
const FILE_KINDS: [(&[u8], &str); 3] =
    [(b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png")];
/// A Word document is a zip that holds this part.
const DOCX: (&[u8], &[u8], &str) = (
    b"PK\x03\x04",
    b"word/document.xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
);

impl DecisionFile {
    /// Takes a file when its content is of a kind that is kept; else says why not.
    pub fn check(name: &str, bytes: &[u8]) -> Result<DecisionFile, &'static str> {
        if bytes.is_empty() {
            return Err("Tệp trống. Hãy chọn lại tệp quyết định.");
        }
        if bytes.len() > LARGEST_FILE {
            return Err("Tệp lớn quá 8 MB. Hãy quét lại ở độ nét thấp hơn.");
        }
        let by_start = FILE_KINDS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind);
        let is_docx = || bytes.starts_with(DOCX.0) && bytes.windows(DOCX.1.len()).any(|w| w == DOCX.1);
        let Some(media_type) = by_start.or_else(|| is_docx().then_some(DOCX.2)) else {
            return Err(
                "Chỉ nhận tệp PDF, ảnh JPG, PNG hoặc Word (DOCX). Hãy lưu lại theo một trong các dạng ấy.",
            );
        };
        let name: String = name
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .chars()
            .filter(|c| !c.is_control() && !"\"<>|:*?".contains(*c))
            .take(120)
            .collect();
        Ok(DecisionFile { name, media_type, bytes: bytes.to_vec() })
    }
}

/// What becomes of those who held a role or a post at a unit that ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Follow {
    /// Do officers' posts go along to the unit that takes over? Else their terms end that day.
    pub posts: bool,
    /// Which roles of accounts are given at the unit that takes over too; the old ones stay, for reading.
    pub roles: Vec<Role>,
}

/// New words for a unit; none leaves it as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewState {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// What it stands in.
    pub sector: Sector,
    /// The commune it lies in.
    pub commune: Option<OrganisationId>,
    /// "vùng sâu, vùng xa, khó khăn"
    pub hard_to_reach: bool,
}

impl NewState {
    /// The unit with these words.
    pub(crate) fn put_into(&self, o: &mut Organisation) {
        o.name = kernel::name::tidy(&self.name);
        o.kind = self.kind;
        o.sector = self.sector;
        o.commune = self.commune;
        o.hard_to_reach = self.hard_to_reach;
    }
}

/// A unit that is there, or one that this event founds.
#[derive(Clone, Debug)]
pub enum Into {
    /// It is there.
    Unit(OrganisationId),
    /// It begins with this event; its day is the event's.
    New(Founding),
}

/// One part of a unit that is split.
#[derive(Clone, Debug)]
pub struct Share {
    /// The unit that takes it over.
    pub into: Into,
    /// Does the history of the split unit go on in this one?
    pub is_heir: bool,
    /// Its sections ("bộ phận, tổ"), as they stand in the records.
    pub sections: Vec<String>,
    /// Units below that go along.
    pub groups: Vec<OrganisationId>,
    /// People chosen one by one; stronger than their section.
    pub people: Vec<PersonId>,
}

/// What is decided.
#[derive(Clone, Debug)]
pub enum What {
    /// A unit begins.
    Found(Founding),
    /// A unit has other words from the day on.
    Change {
        /// Which.
        unit: OrganisationId,
        /// Its words.
        to: NewState,
    },
    /// Units go under another in a tree.
    Move {
        /// In which tree.
        tree: Tree,
        /// Which.
        units: Vec<OrganisationId>,
        /// Under whom; none takes them out of the tree.
        under: Option<OrganisationId>,
    },
    /// Units end and one carries them on.
    Merge {
        /// Those that end (the target among them stays).
        sources: Vec<OrganisationId>,
        /// Who carries them on.
        into: Into,
        /// What becomes of officers.
        follow: Follow,
    },
    /// A unit gives parts away.
    Split {
        /// Which.
        source: OrganisationId,
        /// Does it end? Else whoever is in no part stays.
        ends: bool,
        /// The parts.
        shares: Vec<Share>,
        /// What becomes of officers.
        follow: Follow,
    },
    /// Units end and nobody carries them on.
    Abolish {
        /// Which.
        units: Vec<OrganisationId>,
        /// Where units below go; none: to the unit above.
        below_to: Option<OrganisationId>,
        /// Where people go; none: they belong to no unit any more.
        people_to: Option<OrganisationId>,
    },
}

/// A decision and what it says.
#[derive(Clone, Debug)]
pub struct Reorganisation {
    /// From which day.
    pub on: Date,
    /// By which paper.
    pub decision: Decision,
    /// What.
    pub what: What,
}

impl Reorganisation {
    /// The kind of event.
    pub fn kind(&self) -> EventKind {
        match self.what {
            What::Found(_) => EventKind::Found,
            What::Change { .. } => EventKind::Change,
            What::Move { .. } => EventKind::Move,
            What::Merge { .. } => EventKind::Merge,
            What::Split { .. } => EventKind::Split,
            What::Abolish { .. } => EventKind::Abolish,
        }
    }
}

/// What one unit gave, in counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Which.
    pub unit: i64,
    /// People who went to another unit.
    pub people: usize,
    /// Members among them.
    pub members: usize,
    /// Officers whose posts went along.
    pub posts_moved: usize,
    /// Officers whose terms ended.
    pub posts_ended: usize,
    /// People who belong to no unit any more.
    pub unplaced: usize,
    /// Units below that went along.
    pub below: usize,
    /// What else hangs on it: words with `{n}`, count, what becomes of it.
    pub hanging: Vec<Hanging>,
}

/// Something of another house that hangs on a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hanging {
    /// In words, with `{n}`: "{n} lớp đang mở".
    pub words: String,
    /// How many.
    pub count: i64,
    /// What becomes of them, in words.
    pub then: String,
}

/// Accounts that may read a unit after the event and not before, or the other way round.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RightChange {
    /// The account.
    pub account: i64,
    /// By which role.
    pub role: String,
    /// The unit.
    pub unit: i64,
    /// Gained, else lost.
    pub gained: bool,
}

/// What an event did; before it is kept, what it would do. The same counts stand on the event's page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The event.
    pub event: i64,
    /// How many days after the effective day it was recorded.
    pub days_late: i64,
    /// What each source gave.
    pub given: Vec<Given>,
    /// How many people each unit took: unit → people.
    pub taken: BTreeMap<i64, usize>,
    /// People who were in more than one source and are counted once now.
    pub overlap: usize,
    /// Units founded by it.
    pub founded: Vec<i64>,
    /// Units whose address changed with it.
    pub readdressed: usize,
    /// Rights gained and lost by accounts that look after units.
    pub rights: Vec<RightChange>,
    /// Workers' own accounts that went along with them.
    pub workers_accounts: usize,
}

impl Outcome {
    /// All people moved.
    pub fn people(&self) -> usize {
        self.given.iter().map(|g| g.people).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_is_told_by_its_content_not_by_its_name() {
        let pdf = DecisionFile::check("C:\\quét\\15-QĐ.pdf", b"%PDF-1.7 ...").unwrap();
        assert_eq!((pdf.name.as_str(), pdf.media_type), ("15-QĐ.pdf", "application/pdf"));
        assert!(DecisionFile::check("a.docx", b"PK\x03\x04....word/document.xml").is_ok());
        for (name, bytes) in [
            ("a.pdf", &b"MZ\x90"[..]),
            ("a.pdf", b""),
            ("a.png", b"<svg>"),
            ("a.docx", b"PK\x03\x04 xl/workbook.xml"),
        ] {
            assert!(DecisionFile::check(name, bytes).is_err(), "{name}");
        }
        assert!(DecisionFile::check("a.pdf", &[b"%PDF-".to_vec(), vec![0; LARGEST_FILE]].concat()).is_err());
    }
}
