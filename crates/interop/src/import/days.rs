//! Which columns of an attendance list are its days.
use super::FoundDay;
use crate::sheet::{Attendance, Cell, CellFault, Located, Read, attendance, fold};
use kernel::Date;
use kernel::sheet::CellValue;
use std::collections::BTreeMap;

/// The kind of list that has days.
const KIND: &str = "attendance";

/// Does this kind of list have days?
pub(super) fn has_days(kind: &str) -> bool {
    kind == KIND
}

/// The key of a day's cell.
pub(super) fn key(number: usize) -> String {
    format!("day:{number}")
}

/// The days of a table: columns titled with dates in the order of the dates, or columns numbered by themselves
/// ("Ngày 1", "Buổi 2"). Two columns of one date (morning and afternoon) are one day.
pub(super) fn find(table: &Located, on: Date) -> Vec<FoundDay> {
    let year = table.year_in_title().unwrap_or(on.year());
    let dated = table.day_columns(year);
    let title = |column: usize| {
        table.headers.iter().find(|h| h.column == column).map_or_else(String::new, |h| h.title.clone())
    };
    if !dated.is_empty() {
        let mut days: Vec<Date> = dated.iter().map(|(_, day)| *day).collect();
        days.sort_unstable();
        days.dedup();
        let number = |day: Date| days.iter().position(|d| *d == day).unwrap_or(0) + 1;
        return dated
            .iter()
            .map(|(column, day)| FoundDay { number: number(*day), title: title(*column), column: *column })
            .collect();
    }
    let numbered = table.unmapped().into_iter().filter_map(|h| Some((number_in(&h.title)?, h)));
    numbered.map(|(number, h)| FoundDay { number, title: h.title.clone(), column: h.column }).collect()
}

/// "Ngày 2", "Buổi thứ 2", "Ngày học / 2".
fn number_in(title: &str) -> Option<usize> {
    let (parent, own) = title.rsplit_once(" / ").unwrap_or(("", title));
    let folded = fold(own);
    let about_days = |text: &str| text.split(' ').any(|w| matches!(w, "ngay" | "buoi" | "hom"));
    let mut number = None;
    for word in folded.split(' ') {
        match word {
            "ngay" | "buoi" | "hom" | "thu" | "hoc" | "so" => {}
            _ if number.is_none() => {
                number = Some(word.parse::<usize>().ok().filter(|n| (1..=99).contains(n))?)
            }
            _ => return None,
        }
    }
    let parent = fold(parent);
    number.filter(|_| about_days(&folded) || about_days(&parent) || parent.contains("diem danh"))
}

/// The marks of one row, by day; and the cells that are no mark.
pub(super) fn read<'a>(
    days: &[FoundDay],
    cell: impl Fn(usize) -> &'a Cell,
) -> (BTreeMap<usize, CellValue>, Vec<(usize, CellFault)>) {
    let (mut marks, mut faults) = (BTreeMap::new(), Vec::new());
    for day in days {
        let mark = match attendance(cell(day.column)) {
            Read::Value(Attendance::Present) => CellValue::Yes,
            Read::Value(Attendance::Excused) => CellValue::Excused,
            Read::Value(Attendance::Unexcused) => CellValue::No,
            Read::Nothing => continue,
            Read::Fault(fault) => {
                faults.push((day.column, fault));
                continue;
            }
        };
        // of morning and afternoon the worse one counts
        let rank = |mark: &CellValue| match mark {
            CellValue::No => 2,
            CellValue::Excused => 1,
            _ => 0,
        };
        let kept = marks.entry(day.number).or_insert(CellValue::Yes);
        if rank(&mark) > rank(kept) {
            *kept = mark;
        }
    }
    (marks, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_days_are_told_from_other_numbers() {
        for (title, number) in [
            ("Ngày 1", 1),
            ("Buổi thứ 12", 12),
            ("Ngày học / 3", 3),
            ("Điểm danh / 2", 2),
            ("Ngày học số 4", 4),
        ] {
            assert_eq!(number_in(title), Some(number), "{title}");
        }
        for title in ["Ngày sinh", "Điểm 1", "3", "Ngày", "Ngày 0", "Ngày 5/10", "Ngày 123", "Kết quả / 1"]
        {
            assert_eq!(number_in(title), None, "{title}");
        }
    }
}
