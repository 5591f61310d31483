use super::{CellFault, Read, plain};
use crate::sheet::book::{Cell, CellValue};
use crate::sheet::fold::{fold, fold_keeping_marks};

/// Male or female, as the list says ("giới tính").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sex {
    /// "Nam".
    Male,
    /// "Nữ".
    Female,
}

/// One day of one learner in an attendance list ("điểm danh").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attendance {
    /// Was there.
    Present,
    /// Away with leave ("vắng có phép").
    Excused,
    /// Away without leave ("vắng không phép").
    Unexcused,
}

/// Sex from one column with words.
pub fn sex(cell: &Cell) -> Read<Sex> {
    let text = match plain(cell) {
        Read::Value(text) => text,
        Read::Nothing => return Read::Nothing,
        Read::Fault(fault) => return Read::Fault(fault),
    };
    // with marks first: "năm" is not "nam"
    match fold_keeping_marks(&text).as_str() {
        "nam" | "nam giới" | "trai" | "ông" | "m" | "male" | "man" => Read::Value(Sex::Male),
        "nữ" | "nu" | "nữ giới" | "gái" | "bà" | "f" | "female" | "nừ" | "nử" => {
            Read::Value(Sex::Female)
        }
        _ if super::says_none(&text) => Read::Nothing,
        _ => Read::Fault(CellFault::NotASex { text }),
    }
}

/// Sex from a column for each, or from only one of them ("Nữ": x). A year or a date counts as a mark,
/// because many lists write the year of birth under "Nam" or "Nữ".
/// With one column only, no mark means the other sex.
pub fn sex_from_columns(male: Option<&Cell>, female: Option<&Cell>) -> Read<Sex> {
    let marked = |cell: Option<&Cell>| match cell {
        None => Ok(None),
        Some(cell) => is_marked(cell).map(Some),
    };
    match (marked(male), marked(female)) {
        (Err(fault), _) | (_, Err(fault)) => Read::Fault(fault),
        (Ok(Some(true)), Ok(Some(true))) => Read::Fault(CellFault::BothSexes),
        (Ok(Some(true)), _) | (Ok(None), Ok(Some(false))) => Read::Value(Sex::Male),
        (_, Ok(Some(true))) | (Ok(Some(false)), Ok(None)) => Read::Value(Sex::Female),
        (Ok(_), Ok(_)) => Read::Nothing,
    }
}

fn is_marked(cell: &Cell) -> Result<bool, CellFault> {
    match &cell.value {
        CellValue::Date(_) => return Ok(true),
        CellValue::Number(number) if *number >= 1900.0 => return Ok(true),
        _ => {}
    }
    let digits = fold(&cell.text());
    if digits.len() >= 4 && digits.chars().all(|c| c.is_ascii_digit() || c == ' ') {
        return Ok(true);
    }
    match fold_keeping_marks(&cell.text()).as_str() {
        "nam" | "nữ" | "nu" => Ok(true),
        _ => match mark(cell) {
            Read::Value(marked) => Ok(marked),
            Read::Nothing => Ok(false),
            Read::Fault(fault) => Err(fault),
        },
    }
}

/// A mark: x, ✓, "có" and the like are true; blank, "không", 0 and a dash are false.
pub fn mark(cell: &Cell) -> Read<bool> {
    if let CellValue::Bool(marked) = cell.value {
        return Read::Value(marked);
    }
    let text = match plain(cell) {
        Read::Value(text) => text,
        Read::Nothing => return Read::Value(false),
        Read::Fault(fault) => return Read::Fault(fault),
    };
    if is_tick(&text) {
        return Read::Value(true);
    }
    match fold(&text).as_str() {
        "x" | "v" | "co" | "1" | "yes" | "y" | "true" | "c" | "dung" | "da" | "da co" | "roi" => {
            Read::Value(true)
        }
        "false" | "no" | "sai" => Read::Value(false),
        _ if super::says_none(&text) => Read::Value(false),
        _ => Read::Fault(CellFault::NotAMark { text }),
    }
}

/// A mark of an attendance list: x present, P away with leave, v or K away without; blank says nothing.
pub fn attendance(cell: &Cell) -> Read<Attendance> {
    let text = match plain(cell) {
        Read::Value(text) => text,
        Read::Nothing => return Read::Nothing,
        Read::Fault(fault) => return Read::Fault(fault),
    };
    if let CellValue::Bool(there) = cell.value {
        return Read::Value(if there { Attendance::Present } else { Attendance::Unexcused });
    }
    if is_tick(&text) {
        return Read::Value(Attendance::Present);
    }
    match fold(&text).as_str() {
        "x" | "xx" | "co" | "co mat" | "1" | "c" | "du" => Read::Value(Attendance::Present),
        "p" | "cp" | "co phep" | "phep" | "vp" | "vcp" | "vang co phep" | "nghi phep" | "v p" => {
            Read::Value(Attendance::Excused)
        }
        "v" | "k" | "kp" | "o" | "0" | "vang" | "vkp" | "khong" | "khong phep" | "vang khong phep"
        | "nghi" | "v k" => Read::Value(Attendance::Unexcused),
        _ if super::says_none(&text) => Read::Nothing,
        _ => Read::Fault(CellFault::NotAttendance { text }),
    }
}

/// Ticks, also those that fonts of signs leave behind (ü and þ are ✓ and ☑ in Wingdings).
fn is_tick(text: &str) -> bool {
    let mut chars = text.chars().filter(|c| !matches!(c, ' ' | '\u{fe0e}' | '\u{fe0f}'));
    let tick = chars.next().is_some_and(|c| {
        matches!(
            c,
            '✓' | '✔'
                | '√'
                | '☑'
                | '☒'
                | '✗'
                | '✘'
                | '×'
                | '✕'
                | '✖'
                | '+'
                | '*'
                | '●'
                | '•'
                | 'ü'
                | 'þ'
                | '⨯'
                | 'х'
                | 'Х'
        )
    });
    tick && chars.next().is_none()
}
