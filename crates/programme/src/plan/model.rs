//! What a yearly programme is and how it stands.

use kernel::{Date, FieldFault, OrganisationId};

/// What a union writes down of its programme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// Number and sign: "03/CTr-CĐCS".
    pub number: String,
    /// Day of issue.
    pub issued_on: Date,
    /// Does it hold the part "Công đoàn học tập"?
    pub has_learning_part: bool,
    /// The words of that part.
    pub learning_part: String,
    /// Where the paper itself can be seen.
    pub evidence: String,
}

impl Draft {
    /// What is wrong with it for a year, looked at on `today`.
    pub fn faults(&self, year: i16, today: Date) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        if self.number.is_empty() {
            faults
                .push(FieldFault::new("number", "Hãy nhập số, ký hiệu của chương trình, ví dụ 03/CTr-CĐCS."));
        }
        if self.number.chars().count() > 80 {
            faults.push(FieldFault::new("number", "Số, ký hiệu quá dài (tối đa 80 ký tự)."));
        }
        // a programme is issued in its year or in the second half of the year before
        let earliest = Date::new(year - 1, 7, 1).unwrap_or(Date::MIN);
        let latest = Date::new(year, 12, 31).unwrap_or(Date::MAX).min(today);
        if self.issued_on < earliest || self.issued_on > latest {
            faults.push(FieldFault::new(
                "issued_on",
                "Ngày ban hành phải trong năm của chương trình hoặc nửa cuối năm trước, không sau hôm nay.",
            ));
        }
        if self.has_learning_part && self.learning_part.trim().is_empty() {
            faults.push(FieldFault::new("learning_part", "Hãy chép nội dung phần “Công đoàn học tập”."));
        }
        for (field, text) in [("learning_part", &self.learning_part), ("evidence", &self.evidence)] {
            if text.chars().count() > LONGEST_TEXT {
                faults.push(FieldFault::new(
                    field,
                    format!("Nội dung quá dài (tối đa {LONGEST_TEXT} ký tự). Hãy chỉ chép phần cần thiết."),
                ));
            }
        }
        faults
    }
}

/// The longest text of a programme, in characters.
const LONGEST_TEXT: usize = 20_000;

/// A yearly programme as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YearlyProgramme {
    /// Its row.
    pub id: i64,
    /// Whose.
    pub organisation: OrganisationId,
    /// For which year.
    pub year: i16,
    /// What it says.
    pub draft: Draft,
    /// What the level above said last, with its note.
    pub verdict: Option<(Verdict, String)>,
}

impl YearlyProgramme {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        match self.verdict {
            None => Standing::Waiting,
            Some((Verdict::Verified, _)) => Standing::Verified,
            Some((Verdict::Returned, _)) => Standing::Returned,
        }
    }
    /// The day that counts: of issue, but inside the year that the programme is for.
    pub fn counts_on(&self) -> Date {
        Date::new(self.year, 1, 1).map_or(self.draft.issued_on, |first| self.draft.issued_on.max(first))
    }
}

/// What the level above says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// "đã xác nhận"
    Verified,
    /// "trả lại"
    Returned,
}

impl Verdict {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Verified => "verified",
            Verdict::Returned => "returned",
        }
    }
    /// The verdict with this code.
    pub fn find(code: &str) -> Option<Verdict> {
        [Verdict::Verified, Verdict::Returned].into_iter().find(|v| v.code() == code)
    }
}

/// How the programme of a unit stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// "chưa có"
    Absent,
    /// "chờ xác nhận"
    Waiting,
    /// "trả lại"
    Returned,
    /// "đã xác nhận"
    Verified,
}

impl Standing {
    /// All, what needs somebody first.
    pub const ALL: [Standing; 4] =
        [Standing::Waiting, Standing::Absent, Standing::Returned, Standing::Verified];
    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Absent => "chua-co",
            Standing::Waiting => "cho-xac-nhan",
            Standing::Returned => "tra-lai",
            Standing::Verified => "da-xac-nhan",
        }
    }
}
