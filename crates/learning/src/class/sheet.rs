//! The attendance list ("danh sách điểm danh") as it comes from Excel: it enrols and marks.

use super::model::{ClassState, Mark, TrainingClass};
use super::store::{self, KnownBy};
use super::{service, store as classes};
use ::store::sockets::{SheetOrder, SheetSource};
use ::store::{Tx, View};
use kernel::sheet::{CellValue, Column, Reading, RowFault, SheetRow, Tally};
use kernel::{Act, ClassId, Failure, OrganisationId, PersonId, Result, name, time};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Takes attendance lists; the order's subject is the class. Besides the columns below a row may have
/// the cells `day:1`, `day:2` …: the list's day columns in their order, read as attendance.
pub struct AttendanceSheet;

/// The key of a day's cell.
const DAY: &str = "day:";

const COLUMNS: &[Column] = &[
    Column {
        key: "name",
        title: "Họ và tên",
        synonyms: &["Họ tên", "Tên", "Họ tên học viên", "Họ và tên học viên", "Học viên"],
        required: true,
        reads: Reading::Name,
    },
    Column {
        key: "birth",
        title: "Năm sinh",
        synonyms: &["Ngày sinh", "Ngày, tháng, năm sinh", "NS", "Sinh năm"],
        required: false,
        reads: Reading::Birth,
    },
    Column {
        key: "unit",
        title: "Đơn vị",
        synonyms: &["CĐCS", "Công đoàn cơ sở", "Nơi làm việc", "Công ty", "Đơn vị công tác"],
        required: false,
        reads: Reading::Text,
    },
];

impl SheetSource for AttendanceSheet {
    fn code(&self) -> &'static str {
        "attendance"
    }
    fn title(&self) -> &'static str {
        "Danh sách điểm danh lớp học"
    }
    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }
    fn act(&self) -> Act {
        Act::KeepClasses
    }
    fn subject(&self, v: &View, subject: i64) -> Result<Option<(String, OrganisationId)>> {
        let class = classes::one(v, ClassId(subject))?;
        Ok(class.map(|c| (format!("{} ({})", c.is.title, c.code), c.is.unit)))
    }
    fn take(&self, tx: &Tx, order: &SheetOrder, rows: &[SheetRow]) -> Result<Tally> {
        let class = service::class(tx, ClassId(order.subject.ok_or(Failure::NotFound)?))?;
        if class.is.unit != order.unit {
            return Err(Failure::NotFound);
        }
        if class.state != ClassState::Open {
            return Err(Failure::Conflict(
                "Lớp đã kết thúc hoặc đã hủy nên không nhận danh sách. Hãy mở lại lớp rồi nhập.".to_owned(),
            ));
        }
        check_days(&class, order, rows)?;
        let known = Known::below(tx, &class)?;
        let enrolled = classes::enrolled(tx, class.id)?;
        let marks = classes::marks(tx, class.id)?;
        let mut taking = Taking { class: &class, tally: Tally::default(), seen: HashMap::new() };
        let (mut new, mut all_marks) = (Vec::new(), Vec::new());
        for row in rows {
            let Some((person, given)) = taking.row(&known, row) else { continue };
            let changes = given.iter().any(|(day, mark)| {
                let day = class.is.days.get(*day).map(|d| d.day);
                day.and_then(|d| marks.get(&(person, d))).is_none_or(|(old, _)| old != mark)
            });
            if !enrolled.contains_key(&person) {
                new.push(person);
                taking.tally.created += 1;
            } else if changes {
                taking.tally.updated += 1;
            } else {
                taking.tally.unchanged += 1;
            }
            all_marks.extend(given.into_iter().map(|(day, mark)| (person, day, mark)));
        }
        service::enrol(tx, class.id, &new)?;
        service::attend(tx, class.id, &all_marks)?;
        Ok(taking.tally)
    }
}

/// The days that the list has: no more than the class, none to come.
fn check_days(class: &TrainingClass, order: &SheetOrder, rows: &[SheetRow]) -> Result<()> {
    let of_cells = rows.iter().flat_map(|r| r.cells.keys());
    let keys = order.columns.iter().chain(of_cells);
    let days: BTreeSet<usize> = keys.filter_map(|k| k.strip_prefix(DAY)?.parse().ok()).collect();
    let held = class.is.days.len();
    if let Some(most) = days.last().filter(|d| **d > held) {
        return Err(Failure::field(
            "file",
            format!(
                "Danh sách có {most} cột ngày nhưng lớp {} chỉ học {held} ngày. Hãy sửa ngày học của lớp hoặc bỏ bớt cột trong tệp.",
                class.code
            ),
        ));
    }
    Ok(())
}

/// The people whom a list can mean.
struct Known {
    by_name: HashMap<String, Vec<KnownBy>>,
    units: HashMap<OrganisationId, String>,
}

impl Known {
    fn below(v: &View, class: &TrainingClass) -> Result<Known> {
        let mut by_name: HashMap<String, Vec<KnownBy>> = HashMap::new();
        let mut units = HashMap::new();
        for k in store::known_by(v, class.is.unit, class.first_day(), class.last_day())? {
            units.insert(k.unit, String::new());
            let namesakes = by_name.entry(k.fold.clone()).or_default();
            // who moved between two units of the subtree is still one person
            if !namesakes.iter().any(|n| n.person == k.person && n.unit == k.unit) {
                namesakes.push(k);
            }
        }
        for (id, text) in &mut units {
            if let Some(unit) = people::organisation::store::last(v, *id)? {
                *text = name::fold(&unit.name);
            }
        }
        Ok(Known { by_name, units })
    }

    /// The one person whom a row can only mean, or what to do.
    fn find(&self, full_name: &str, year: Option<i64>, unit: &str) -> std::result::Result<PersonId, String> {
        let namesakes = self.by_name.get(&name::fold(full_name)).map_or(&[][..], Vec::as_slice);
        if namesakes.is_empty() {
            return Err(format!(
                "Không có “{full_name}” trong danh sách người lao động của đơn vị mở lớp. Hãy kiểm tra lại họ tên; nếu là người mới, hãy nhập vào danh sách đơn vị trước rồi nhập lại dòng này."
            ));
        }
        let mut same: Vec<&KnownBy> = namesakes.iter().collect();
        if let Some(year) = year {
            same.retain(|k| k.birth_year == Some(year));
            if same.is_empty() {
                // a record without a year of birth may be meant, another year may not
                same = namesakes.iter().filter(|k| k.birth_year.is_none()).collect();
            }
            if same.is_empty() {
                return Err(format!(
                    "Có “{full_name}” trong đơn vị nhưng không sinh năm {year}. Hãy kiểm tra năm sinh trong tệp hoặc trong hồ sơ người lao động."
                ));
            }
        }
        if count(&same) > 1 && !unit.trim().is_empty() {
            let wanted = name::fold(unit);
            let here = |k: &&KnownBy| {
                let text = self.units.get(&k.unit).map_or("", String::as_str);
                !text.is_empty() && (text.contains(&wanted) || wanted.contains(text))
            };
            let there: Vec<&KnownBy> = same.iter().copied().filter(here).collect();
            if !there.is_empty() {
                same = there;
            }
        }
        match (count(&same), same.first(), year) {
            (1, Some(k), _) => Ok(k.person),
            (n, _, None) => Err(format!(
                "Có {n} người tên “{full_name}”, không rõ là ai. Hãy ghi năm sinh vào dòng này rồi nhập lại."
            )),
            (n, _, Some(year)) => Err(format!(
                "Có {n} người tên “{full_name}” cùng sinh năm {year}, không rõ là ai. Hãy bỏ dòng này khỏi tệp và ghi người đó vào lớp trên màn hình."
            )),
        }
    }
}

fn count(all: &[&KnownBy]) -> usize {
    all.iter().map(|k| k.person).collect::<HashSet<_>>().len()
}

struct Taking<'a> {
    class: &'a TrainingClass,
    tally: Tally,
    seen: HashMap<PersonId, (u32, Vec<(usize, Mark)>)>,
}

impl Taking<'_> {
    /// Whom the row means and the marks it gives; none when it was left out (and said why).
    fn row(&mut self, known: &Known, row: &SheetRow) -> Option<(PersonId, Vec<(usize, Mark)>)> {
        self.tally.rows += 1;
        let fault = |message: String| RowFault { sheet: row.sheet.clone(), row: row.row, message };
        let full_name = row.text("name").unwrap_or("").trim();
        if full_name.is_empty() {
            self.tally
                .errors
                .push(fault("Thiếu họ và tên. Hãy điền họ tên rồi nhập lại dòng này.".to_owned()));
            return None;
        }
        let year = match row.cells.get("birth") {
            Some(CellValue::Day(d)) => Some(i64::from(d.year())),
            Some(CellValue::Year(y)) => Some(i64::from(*y)),
            _ => None,
        };
        let person = match known.find(full_name, year, row.text("unit").unwrap_or("")) {
            Ok(person) => person,
            Err(message) => {
                self.tally.errors.push(fault(message));
                return None;
            }
        };
        let marks = self.marks(row);
        if let Some((first, before)) = self.seen.get(&person) {
            if *before == marks {
                self.tally.duplicates += 1;
                self.tally
                    .notes
                    .push(fault(format!("“{full_name}” trùng với dòng {first} của tệp; chỉ tính một lần.")));
            } else {
                self.tally.errors.push(fault(format!(
                    "“{full_name}” đã có ở dòng {first} với điểm danh khác. Hãy giữ một dòng đúng; nếu là hai người, hãy ghi năm sinh."
                )));
            }
            return None;
        }
        self.seen.insert(person, (row.row, marks.clone()));
        let blank: Vec<String> = (self.class.is.days.iter().enumerate())
            .filter(|(i, _)| !marks.iter().any(|(d, _)| d == i))
            .map(|(_, d)| time::day_text(d.day))
            .collect();
        if !blank.is_empty() && !marks.is_empty() {
            self.tally.notes.push(fault(format!(
                "“{full_name}” để trống ngày {}: chưa ghi có mặt hay vắng.",
                blank.join(", ")
            )));
        }
        Some((person, marks))
    }

    fn marks(&self, row: &SheetRow) -> Vec<(usize, Mark)> {
        let of = |number: usize| match row.cells.get(&format!("{DAY}{}", number + 1))? {
            CellValue::Yes => Some((number, Mark::Present)),
            CellValue::Excused => Some((number, Mark::Excused)),
            CellValue::No => Some((number, Mark::Absent)),
            _ => None,
        };
        (0..self.class.is.days.len()).filter_map(of).collect()
    }
}
