//! Reading the lists that unions send ("danh sách đoàn viên, công nhân, đơn vị, điểm danh").
//!
//! Pure: bytes in, values and faults out. No database, no pages, no clock: "today" is an argument.
//! The walk is always the same:
//!
//! 1. [`read_book`] finds out what the file truly is, guards against hostile ones, and reads every sheet;
//! 2. on the way, text in old Vietnamese codes (TCVN3, VNI, Windows-1258) becomes Unicode, and the book says so;
//! 3. [`locate`] finds the table in a sheet: its header, what each column means, which rows are data;
//! 4. the cell readers ([`whole_name`], [`birth`], [`phone`], …) turn a cell into a value, nothing, or a fault
//!    that says in plain Vietnamese what is wrong and how to mend it.
mod book;
mod cells;
mod files;
mod fold;
mod limits;
mod refused;
mod repair;
mod table;

pub use book::{Book, Cell, CellValue, Kind, Merge, Row, Sheet, column_letters};
pub use cells::{
    Attendance, Birth, CellFault, NationalId, NationalIdKind, Read, Sex, attendance, birth, count, label,
    mark, national_id, phone, sex, sex_from_columns, split_name, whole_name,
};
pub use files::read_book;
pub use fold::{fold, fold_keeping_marks};
pub use limits::Limits;
pub use refused::{Found, Refused};
pub use repair::{Encoding, Repaired, is_vietnamese_syllable};
pub use table::{
    Column, Header, Located, Placed, RowFault, Skipped, Why, keys, locate, locate_best, people_columns,
    unit_columns,
};

/// The day of an Excel serial number (days since the end of 1899).
fn serial_day(serial: f64) -> Option<jiff::civil::Date> {
    files::serial_date(serial, false).map(|when| when.date())
}
