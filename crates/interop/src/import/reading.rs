//! From the sheets of a file to the rows that a house takes.
use super::columns::{Wanted, WantedColumn};
use super::{Choices, FoundSheet, Placed, days};
use crate::sheet::{
    self, Birth, Book, Cell, CellFault, Located, NationalId, Read, Row, Sex, Sheet, Skipped, Why,
    column_letters, keys,
};
use kernel::sheet::{CellValue, Reading, RowFault, SheetRow};
use kernel::{Date, Failure, Result, time};
use std::collections::{BTreeMap, BTreeSet};

/// The day behind Excel's day number 0.
const EXCEL_START: Date = Date::constant(1899, 12, 30);
/// A found title this good needs no second look.
const SURE: f32 = 0.85;
/// So many titles are named when no table was found.
const TITLES_SHOWN: usize = 20;

/// What a file holds, before any house has seen it.
pub(super) struct Look {
    pub repaired: Vec<String>,
    pub sheets: Vec<FoundSheet>,
    pub rows: Vec<SheetRow>,
    /// Rows left out, with the reason.
    pub errors: Vec<RowFault>,
    /// Cells left empty, with the reason.
    pub notes: Vec<RowFault>,
    /// The cells that every sheet that was read has a column for.
    pub columns: Vec<String>,
}

impl Look {
    /// Why there is nothing to hand over, if so: a table is there, but not what the house cannot do without.
    pub fn refusal(&self) -> Option<Failure> {
        if self.sheets.iter().any(|s| s.note.is_none()) {
            return None;
        }
        let place =
            |name: &str| if name.is_empty() { String::new() } else { format!("Trang “{name}”: ") };
        let note = |s: &FoundSheet| Some(format!("{}{}", place(&s.name), s.note.as_deref()?));
        let notes: Vec<String> = self.sheets.iter().filter_map(note).collect();
        Some(Failure::field("file", format!("Chưa đọc được dòng nào: {}", notes.join(" "))))
    }
}

/// Reads a file. Refused with the words for the user when it is no list at all.
pub(super) fn look(
    kind: &str,
    columns: &'static [kernel::sheet::Column],
    (bytes, file_name): (&[u8], &str),
    on: Date,
    choices: &Choices,
) -> Result<Look> {
    let book = sheet::read_book(bytes, file_name, &sheet::Limits::default())
        .map_err(|refused| Failure::field("file", refused.message_vi()))?;
    let wanted = Wanted::of(columns);
    let tables: Vec<Option<Located>> = book.sheets.iter().map(|s| wanted.locate(s)).collect();
    if tables.iter().all(Option::is_none) {
        return Err(no_table(&book, &wanted));
    }
    let mut repaired: Vec<String> = book.repaired.iter().map(sheet::Repaired::message_vi).collect();
    if book.misnamed {
        repaired.push("Đuôi tên tệp không đúng với loại tệp; đã đọc theo nội dung thật của tệp.".to_owned());
    }
    let mut look = Look {
        repaired,
        sheets: Vec::new(),
        rows: Vec::new(),
        errors: Vec::new(),
        notes: Vec::new(),
        columns: Vec::new(),
    };
    let only_hidden = book.sheets.iter().zip(&tables).all(|(s, t)| s.hidden || t.is_none());
    let mut held: Option<BTreeSet<String>> = None;
    for (sheet, table) in book.sheets.iter().zip(tables) {
        let mut found =
            FoundSheet { name: sheet.name.clone(), hidden: sheet.hidden, ..FoundSheet::default() };
        let Some(table) = table else {
            found.note = Some("không thấy bảng danh sách nên không đọc.".to_owned());
            look.sheets.push(found);
            continue;
        };
        let said = choices.columns.get(&sheet.name);
        let table = said.map_or_else(|| table.clone(), |mapping| table.remap(mapping));
        let mut reader = Reader { sheet, table, wanted: &wanted, days: Vec::new(), on, look: &mut look };
        if days::has_days(kind) {
            reader.days = days::find(&reader.table, on);
        }
        reader.describe(&mut found);
        let out = choices.leave_out.contains(&sheet.name);
        let hidden = sheet.hidden && said.is_none() && !only_hidden;
        found.is_left_out = out || hidden;
        found.note = match (out, hidden) {
            (true, _) => Some("bạn đã chọn không đọc trang này.".to_owned()),
            (_, true) => Some("trang đang ẩn trong tệp nên không đọc; hãy chọn đọc nếu cần.".to_owned()),
            _ => reader.lacks(),
        };
        if found.note.is_none() {
            found.rows = reader.rows(&mut found.skipped);
            let cells = reader.cells();
            held = Some(held.map_or_else(|| cells.clone(), |h| h.intersection(&cells).cloned().collect()));
        }
        look.sheets.push(found);
    }
    look.columns = held.unwrap_or_default().into_iter().collect();
    Ok(look)
}

/// No sheet has a table: what was seen, and what is looked for.
fn no_table(book: &Book, wanted: &Wanted) -> Failure {
    let mut seen: Vec<String> = Vec::new();
    for sheet in &book.sheets {
        // the fullest of the first rows is what the sender takes for the header
        let row = sheet.rows.iter().take(30).max_by_key(|r| {
            (r.cells.iter().filter(|(_, c)| !c.is_blank()).count(), std::cmp::Reverse(r.number))
        });
        let texts = row.into_iter().flat_map(|r| &r.cells).filter(|(_, c)| !c.is_blank());
        seen.extend(texts.map(|(_, c)| c.text().trim().chars().take(40).collect::<String>()));
    }
    seen.truncate(TITLES_SHOWN);
    let seen: Vec<String> = seen.iter().map(|t| format!("“{t}”")).collect();
    Failure::field(
        "file",
        format!(
            "Không thấy bảng danh sách trong tệp. Hệ thống tìm một dòng tiêu đề có các cột: {}. Trong tệp chỉ thấy: {}. Hãy đặt tiêu đề cột như tệp mẫu rồi gửi lại.",
            wanted.words(),
            if seen.is_empty() { "không có chữ nào".to_owned() } else { seen.join(", ") }
        ),
    )
}

struct Reader<'a> {
    sheet: &'a Sheet,
    table: Located,
    wanted: &'a Wanted,
    days: Vec<super::FoundDay>,
    on: Date,
    look: &'a mut Look,
}

/// A cell that was not taken: its column and what is wrong.
struct Wrong {
    column: Option<usize>,
    title: &'static str,
    message: String,
}

impl Reader<'_> {
    fn describe(&self, found: &mut FoundSheet) {
        let table = &self.table;
        found.header_rows.clone_from(&table.header_rows);
        found.headers.clone_from(&table.headers);
        found.skipped.clone_from(&table.skipped);
        found.days.clone_from(&self.days);
        let is_day = |column| self.days.iter().any(|d| d.column == column);
        found.unmapped = table.unmapped().into_iter().filter(|h| !is_day(h.column)).cloned().collect();
        let place = |c: &WantedColumn| {
            let at = table.placed.get(c.key);
            Placed {
                key: c.key,
                title: c.title,
                column: at.map(|p| p.column),
                is_sure: at.is_some_and(|p| p.confidence >= SURE),
            }
        };
        found.columns = self.wanted.columns.iter().map(place).collect();
    }

    fn has(&self, key: &str) -> bool {
        self.table.placed.contains_key(key)
    }

    /// Why the table is of no use, if it is.
    fn lacks(&self) -> Option<String> {
        let named = [keys::FULL_NAME, keys::FAMILY_NAME, keys::GIVEN_NAME].iter().any(|k| self.has(k));
        if self.wanted.name().is_some() && !named {
            return Some("chưa biết cột nào là họ và tên; hãy chọn cột.".to_owned());
        }
        let lacking =
            self.wanted.columns.iter().filter(|c| c.required && c.reads != Reading::Name && !self.has(c.key));
        let lacking: Vec<&str> = lacking.map(|c| c.title).collect();
        (!lacking.is_empty()).then(|| format!("thiếu cột {}; hãy chọn cột.", lacking.join(", ")))
    }

    /// The houses' words for the columns that this sheet has.
    fn cells(&self) -> BTreeSet<String> {
        let placed = self.wanted.columns.iter().filter(|c| self.has(c.key)).map(|c| c.cell.to_owned());
        placed.chain(self.days.iter().map(|d| days::key(d.number))).collect()
    }

    /// Reads all data rows; how many there were. Rows with nothing in the columns that are read are no data.
    fn rows(&mut self, skipped: &mut Vec<Skipped>) -> u32 {
        let (sheet, places) = (self.sheet, self.table.rows.clone());
        let mut read: Vec<usize> = self.table.placed.values().map(|p| p.column).collect();
        read.extend(self.days.iter().map(|d| d.column));
        let mut count = 0;
        for row in places.iter().filter_map(|at| sheet.rows.get(*at)) {
            if read.iter().all(|at| row.cell(*at).is_blank() && !row.cell(*at).from_formula) {
                let text: Vec<String> = row.cells.iter().map(|(_, c)| c.text().into_owned()).collect();
                let text = text.join(" | ").chars().take(120).collect();
                skipped.push(Skipped { row: row.number, until: row.number, why: Why::NoData, text });
                continue;
            }
            count += 1;
            self.row(row);
        }
        skipped.sort_by_key(|s| s.row);
        count
    }

    fn row(&mut self, row: &Row) {
        let mut cells = BTreeMap::new();
        let (mut out, mut empty) = (Vec::new(), Vec::new());
        let mut number = None;
        for column in &self.wanted.columns {
            let (value, wrong) = match self.cell(row, column, &mut number) {
                Read::Value(value) => (Some(value), None),
                Read::Nothing => (None, None),
                Read::Fault(fault) => (None, Some(self.wrong(column, fault.message_vi()))),
            };
            if let Some(value) = value {
                cells.entry(column.cell.to_owned()).or_insert(value);
            }
            if let Some(wrong) = wrong {
                let decides = column.required || matches!(column.reads, Reading::Name | Reading::Birth);
                if decides { out.push(wrong) } else { empty.push(wrong) }
            }
        }
        let (marks, faults) = days::read(&self.days, |column| row.cell(column));
        cells.extend(marks.into_iter().map(|(day, mark)| (days::key(day), mark)));
        empty.extend(faults.into_iter().map(|(column, fault)| Wrong {
            column: Some(column),
            title: "",
            message: fault.message_vi(),
        }));
        let fault = |message| RowFault { sheet: self.sheet.name.clone(), row: row.number, message };
        if !out.is_empty() {
            self.look.errors.push(fault(sentences(&out)));
            return;
        }
        if !empty.is_empty() {
            self.look.notes.push(fault([sentences(&empty).as_str(), "Ô này được để trống."].join("\n")));
        }
        if let Some(message) = number.and_then(|id| second_look(&id, &cells)) {
            self.look.notes.push(fault(message));
        }
        self.look.rows.push(SheetRow { sheet: self.sheet.name.clone(), row: row.number, cells });
    }

    /// The cell of one wanted column, by its rule.
    fn cell(&self, row: &Row, column: &WantedColumn, number: &mut Option<NationalId>) -> Read<CellValue> {
        match column.key {
            keys::FULL_NAME => return map(self.table.name(row), CellValue::Text),
            keys::SEX => {
                return map(
                    self.table.sex(row),
                    |s| if s == Sex::Male { CellValue::Yes } else { CellValue::No },
                );
            }
            keys::BIRTH => {
                return map(self.table.birth(row, self.on), |b| match b {
                    Birth::Day(day) => CellValue::Day(day),
                    Birth::Year(year) => CellValue::Year(year),
                });
            }
            keys::SEX_MALE | keys::SEX_FEMALE => return Read::Nothing,
            // they are read with the whole name
            keys::FAMILY_NAME | keys::GIVEN_NAME if self.wanted.name().is_some() => return Read::Nothing,
            _ => {}
        }
        let Some(cell) = self.table.cell(row, column.key) else { return Read::Nothing };
        match column.reads {
            Reading::Text => map(sheet::label(cell), |text| CellValue::Text(unguarded(text))),
            Reading::Name | Reading::NamePart => map(sheet::whole_name(cell), CellValue::Text),
            Reading::Birth => map(sheet::birth(cell, self.on), |b| match b {
                Birth::Day(day) => CellValue::Day(day),
                Birth::Year(year) => CellValue::Year(year),
            }),
            Reading::Day => day(cell),
            Reading::Sex => {
                map(sheet::sex(cell), |s| if s == Sex::Male { CellValue::Yes } else { CellValue::No })
            }
            Reading::Mark => map(sheet::mark(cell), |m| if m { CellValue::Yes } else { CellValue::No }),
            Reading::Phone => map(sheet::phone(cell), CellValue::Text),
            Reading::NationalId => map(sheet::national_id(cell), |id| {
                *number = Some(id.clone());
                CellValue::Text(id.digits)
            }),
            Reading::Count => map(sheet::count(cell), |n| CellValue::Number(n.into())),
            Reading::Attendance => map(sheet::attendance(cell), |a| match a {
                sheet::Attendance::Present => CellValue::Yes,
                sheet::Attendance::Excused => CellValue::Excused,
                sheet::Attendance::Unexcused => CellValue::No,
            }),
        }
    }

    fn wrong(&self, column: &WantedColumn, message: String) -> Wrong {
        let at = |key: &str| self.table.placed.get(key).map(|p| p.column);
        let place = match column.key {
            keys::FULL_NAME => {
                at(keys::FULL_NAME).or_else(|| at(keys::GIVEN_NAME)).or_else(|| at(keys::FAMILY_NAME))
            }
            keys::SEX => at(keys::SEX).or_else(|| at(keys::SEX_MALE)).or_else(|| at(keys::SEX_FEMALE)),
            key => at(key),
        };
        Wrong { column: place, title: column.title, message }
    }
}

fn map<A>(read: Read<A>, to: impl FnOnce(A) -> CellValue) -> Read<CellValue> {
    match read {
        Read::Value(value) => Read::Value(to(value)),
        Read::Nothing => Read::Nothing,
        Read::Fault(fault) => Read::Fault(fault),
    }
}

/// Our own lists put a quote before what a spreadsheet would take for a formula.
fn unguarded(text: String) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => text,
    }
}

/// One line for each cell, so that each can be told again in another language.
fn sentences(all: &[Wrong]) -> String {
    let one = |w: &Wrong| {
        let (title, what) = (w.title, &w.message);
        match (w.column.map(column_letters), title.is_empty()) {
            (Some(at), false) => format!("Cột {at} “{title}”: {what}"),
            (Some(at), true) => format!("Cột {at}: {what}"),
            (None, _) => format!("Cột “{title}”: {what}"),
        }
    };
    all.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// A day that is no birth: a date cell, a day number of Excel, or a text with day, month and year.
fn day(cell: &Cell) -> Read<CellValue> {
    let text = match sheet::label(cell) {
        Read::Value(text) => text,
        Read::Nothing => return Read::Nothing,
        Read::Fault(fault) => return Read::Fault(fault),
    };
    let found = match &cell.value {
        sheet::CellValue::Date(when) => Some(when.date()),
        sheet::CellValue::Number(number) if (9_000.0..80_000.0).contains(number) => {
            #[expect(clippy::cast_possible_truncation, reason = "between the bounds of the line above")]
            let days = jiff::Span::new().days(number.floor() as i64);
            EXCEL_START.checked_add(days).ok()
        }
        _ => time::parse_typed_day(&text),
    };
    match found.filter(|day| (1950..=2100).contains(&day.year())) {
        Some(day) => Read::Value(CellValue::Day(day)),
        None if matches!(text.as_str(), "-" | "–" | "0") => Read::Nothing,
        None => Read::Fault(CellFault::NotADate { text }),
    }
}

/// What an identity number says of its holder, when the list says otherwise. Never shows the number.
fn second_look(id: &NationalId, cells: &BTreeMap<String, CellValue>) -> Option<String> {
    let (sex, year) = id.says()?;
    let listed_sex = match cells.get("sex") {
        Some(CellValue::Yes) => Some(Sex::Male),
        Some(CellValue::No) => Some(Sex::Female),
        _ => None,
    };
    let listed_year = match cells.get("birth") {
        Some(CellValue::Day(day)) => Some(day.year()),
        Some(CellValue::Year(year)) => Some(*year),
        _ => None,
    };
    let unlike_sex = listed_sex.is_some_and(|listed| listed != sex);
    let unlike_year = listed_year.is_some_and(|listed| listed.rem_euclid(100) != year.rem_euclid(100));
    let words = match (unlike_sex, unlike_year) {
        (true, true) => {
            "Số CCCD không khớp với giới tính và năm sinh trong danh sách; vẫn nhập, nhưng hãy kiểm tra lại."
        }
        (true, false) => {
            "Số CCCD không khớp với giới tính trong danh sách; vẫn nhập, nhưng hãy kiểm tra lại."
        }
        (false, true) => "Số CCCD không khớp với năm sinh trong danh sách; vẫn nhập, nhưng hãy kiểm tra lại.",
        (false, false) => return None,
    };
    Some(words.to_owned())
}
