use super::*;
use crate::sheet::column_letters;
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 11, 1);

fn text(text: &str) -> Cell {
    Cell::of_text(text)
}

fn number(number: f64) -> Cell {
    Cell::of(CellValue::Number(number))
}

#[test]
fn names() {
    let cases = [
        ("  Lò  Thị  Quỳnh ", "Lò Thị Quỳnh"),
        ("KY THỊ HỒNG HIỀN", "Ky Thị Hồng Hiền"),
        ("nguyễn văn an", "Nguyễn Văn An"),
        ("Nguyễn VĂN an", "Nguyễn Văn An"),
        ("Lu\u{323}c Quang Nam", "Lục Quang Nam"),
        ("Mùa A Vừ", "Mùa A Vừ"),
        ("ĐÈO VĂN LỲ", "Đèo Văn Lỳ"),
        ("Chẻo Thị ánh", "Chẻo Thị Ánh"),
        ("H'NHUNG ÊBAN", "H'Nhung Êban"),
        ("O'Hara", "O'Hara"),
        ("McDonald", "McDonald"),
        ("Lò\u{a0}Mai\n", "Lò Mai"),
        ("Páo", "Páo"),
    ];
    for (given, expect) in cases {
        assert_eq!(whole_name(&text(given)), Read::Value(expect.into()), "{given:?}");
    }
    assert_eq!(whole_name(&text("  ")), Read::Nothing);
    assert_eq!(
        whole_name(&text("Lò Mai 2")),
        Read::Fault(CellFault::DigitsInName { text: "Lò Mai 2".into() })
    );
    assert_eq!(whole_name(&text("---")), Read::Fault(CellFault::NoLetters { text: "---".into() }));
    for (hidden, code) in
        [("Lò\u{200b}Mai", 0x200B), ("\u{202e}iaM", 0x202E), ("Lò\u{ad}Mai", 0xAD), ("Lò\u{7}", 7)]
    {
        assert_eq!(whole_name(&text(hidden)), Read::Fault(CellFault::HiddenCharacter { code }));
    }
    assert_eq!(whole_name(&text(&"a".repeat(101))), Read::Fault(CellFault::TooLong { limit: 100 }));
    assert_eq!(split_name(&text("LÒ THỊ"), &text("mai")), Read::Value("Lò Thị Mai".into()));
    assert_eq!(split_name(&text(""), &text("Mai")), Read::Value("Mai".into()));
    assert_eq!(split_name(&text("Lò"), &text("")), Read::Fault(CellFault::Missing));
}

#[test]
fn births() {
    let day = |y, m, d| Read::Value(Birth::Day(date(y, m, d)));
    let year = |y| Read::Value(Birth::Year(y));
    let texts = [
        ("20/12/1984", day(1984, 12, 20)),
        ("8/1/1967", day(1967, 1, 8)),
        ("16-01-1991", day(1991, 1, 16)),
        ("28.01.1977", day(1977, 1, 28)),
        ("5-6-98", day(1998, 6, 5)),
        ("5/6/05", day(2005, 6, 5)),
        ("1984-12-20", day(1984, 12, 20)),
        ("1984-12-20T00:00:00", day(1984, 12, 20)),
        ("20/12/1984 00:00:00", day(1984, 12, 20)),
        ("20121984", day(1984, 12, 20)),
        ("19841220", day(1984, 12, 20)),
        ("ngày 5 tháng 6 năm 1990", day(1990, 6, 5)),
        ("1990", year(1990)),
        ("Sinh năm 1990", year(1990)),
        ("6/1990", year(1990)),
        ("01/11/2012", day(2012, 11, 1)), // fourteen today
        ("-", Read::Nothing),
        ("không rõ", Read::Nothing),
        ("", Read::Nothing),
    ];
    for (given, expect) in texts {
        assert_eq!(birth(&text(given), TODAY), expect, "{given:?}");
    }
    assert_eq!(birth(&number(1990.0), TODAY), year(1990));
    assert_eq!(birth(&number(31036.0), TODAY), day(1984, 12, 20), "an Excel serial");
    assert_eq!(birth(&number(8_011_967.0), TODAY), day(1967, 1, 8), "08011967 without its zero");
    let cell = |day: Date| Cell::of(CellValue::Date(day.at(0, 0, 0, 0)));
    assert_eq!(birth(&cell(date(1984, 12, 20)), TODAY), day(1984, 12, 20));
    assert_eq!(birth(&cell(date(1905, 6, 12)), TODAY), year(1990), "1990 typed into a column of dates");

    let fault = |given: &str| birth(&text(given), TODAY).fault().cloned();
    let shown = |text: &str| text.to_string();
    assert_eq!(fault("31/02/1990"), Some(CellFault::NoSuchDay { text: shown("31/02/1990"), swapped: None }));
    assert_eq!(
        fault("12/25/1990"),
        Some(CellFault::NoSuchDay { text: shown("12/25/1990"), swapped: Some("25/12/1990".into()) })
    );
    assert_eq!(fault("20/12/2026"), Some(CellFault::BirthInFuture { text: shown("20/12/2026") }));
    assert_eq!(fault("02/11/2012"), Some(CellFault::TooYoung { text: shown("02/11/2012"), least: 14 }));
    assert_eq!(fault("1925"), Some(CellFault::TooOld { text: shown("1925"), most: 100 }));
    assert_eq!(fault("1/1/0084"), Some(CellFault::TooOld { text: shown("1/1/0084"), most: 100 }));
    for odd in ["hai mươi", "20/12", "1/2/3/4", "20/12/19845", "tháng 6", "45 tuổi"] {
        assert_eq!(fault(odd), Some(CellFault::NotADate { text: shown(odd) }), "{odd}");
    }
    let said = fault("12/25/1990").map(|fault| fault.message_vi()).unwrap();
    assert_eq!(said, "Không có ngày “12/25/1990”; nếu là 25/12/1990 thì hãy ghi ngày trước, tháng sau.");
}

#[test]
fn sexes() {
    for (given, expect) in [
        ("Nam", Sex::Male),
        (" nữ ", Sex::Female),
        ("NỮ", Sex::Female),
        ("Nu", Sex::Female),
        ("M", Sex::Male),
        ("F", Sex::Female),
    ] {
        assert_eq!(sex(&text(given)), Read::Value(expect), "{given}");
    }
    assert_eq!(sex(&text("năm")), Read::Fault(CellFault::NotASex { text: "năm".into() }));
    assert_eq!(sex(&text("")), Read::Nothing);
    let (x, no, year) = (text("✓"), text(""), number(1990.0));
    assert_eq!(sex_from_columns(Some(&x), Some(&no)), Read::Value(Sex::Male));
    assert_eq!(sex_from_columns(Some(&no), Some(&year)), Read::Value(Sex::Female));
    assert_eq!(sex_from_columns(Some(&no), Some(&no)), Read::Nothing);
    assert_eq!(sex_from_columns(Some(&x), Some(&x)), Read::Fault(CellFault::BothSexes));
    assert_eq!(sex_from_columns(None, Some(&no)), Read::Value(Sex::Male), "one column “Nữ”, not marked");
    assert_eq!(sex_from_columns(None, Some(&x)), Read::Value(Sex::Female));
    assert_eq!(
        sex_from_columns(Some(&text("?!")), Some(&no)),
        Read::Fault(CellFault::NotAMark { text: "?!".into() })
    );
}

#[test]
fn marks() {
    for yes in ["x", "X", "✓", "✔", "có", "Có", "1", "√", "v", "ü"] {
        assert_eq!(mark(&text(yes)), Read::Value(true), "{yes}");
    }
    for no in ["", " ", "không", "0", "-", "Ko"] {
        assert_eq!(mark(&text(no)), Read::Value(false), "{no}");
    }
    assert_eq!(mark(&number(1.0)), Read::Value(true));
    assert_eq!(mark(&number(0.0)), Read::Value(false));
    assert_eq!(mark(&Cell::of(CellValue::Bool(true))), Read::Value(true));
    assert_eq!(mark(&text("có lẽ")), Read::Fault(CellFault::NotAMark { text: "có lẽ".into() }));
}

#[test]
fn days_of_attendance() {
    use Attendance::{Excused, Present, Unexcused};
    for (given, expect) in [
        ("x", Present),
        ("X", Present),
        ("✓", Present),
        ("P", Excused),
        ("có phép", Excused),
        ("v", Unexcused),
        ("K", Unexcused),
        ("Vắng", Unexcused),
        ("KP", Unexcused),
    ] {
        assert_eq!(attendance(&text(given)), Read::Value(expect), "{given}");
    }
    assert_eq!(attendance(&text("")), Read::Nothing);
    assert_eq!(attendance(&text("ốm")), Read::Fault(CellFault::NotAttendance { text: "ốm".into() }));
}

#[test]
fn phones() {
    let good = [
        "0912345678",
        "912345678",
        "84912345678",
        "+84912345678",
        "+84 (0)912 345 678",
        "0084912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "'0912345678",
        "(0912) 345678",
    ];
    for given in good {
        assert_eq!(phone(&text(given)), Read::Value("0912345678".into()), "{given}");
    }
    assert_eq!(phone(&number(912_345_678.0)), Read::Value("0912345678".into()));
    assert_eq!(phone(&number(84_912_345_678.0)), Read::Value("0912345678".into()));
    assert_eq!(phone(&text("01688123456")), Read::Value("0388123456".into()), "a number from before 2018");
    assert_eq!(phone(&number(1_688_123_456.0)), Read::Value("0388123456".into()));
    for none in ["", "-", "không có", "k có", "Ko có", "chưa có", "0", "KHÔNG"] {
        assert_eq!(phone(&text(none)), Read::Nothing, "{none}");
    }
    let fault = |given: &str| phone(&text(given)).fault().cloned();
    let shown = |text: &str| text.to_string();
    assert_eq!(fault("091234567"), Some(CellFault::PhoneDigits { text: shown("091234567"), digits: 9 }));
    assert_eq!(fault("09123456789"), Some(CellFault::PhoneDigits { text: shown("09123456789"), digits: 11 }));
    assert_eq!(fault("0213 3876 543"), Some(CellFault::NotMobile { text: shown("0213 3876 543") }));
    assert_eq!(fault("0612345678"), Some(CellFault::NotMobile { text: shown("0612345678") }));
    assert_eq!(fault("09123x5678"), Some(CellFault::NotAPhone { text: shown("09123x5678") }));
    assert_eq!(
        fault("0912345678/0987654321"),
        Some(CellFault::TwoPhones { text: shown("0912345678/0987654321") })
    );
    assert_eq!(
        fault("0912345678 - 0987654321"),
        Some(CellFault::TwoPhones { text: shown("0912345678 - 0987654321") })
    );
    assert!(fault("091234567").unwrap().message_vi().contains("9 chữ số"));
}

#[test]
fn national_ids() {
    let digits = |cell: &Cell| national_id(cell).value().map(|id| (id.digits, id.kind, id.restored));
    let citizen = |digits: &str, restored| Some((digits.to_string(), NationalIdKind::Citizen, restored));
    let old = |digits: &str, restored| Some((digits.to_string(), NationalIdKind::Old, restored));
    assert_eq!(digits(&text("012184000001")), citizen("012184000001", false));
    assert_eq!(digits(&text("012 184 000 001")), citizen("012184000001", false));
    assert_eq!(digits(&number(12_184_000_001.0)), citizen("012184000001", true));
    assert_eq!(digits(&text("12184000001")), citizen("012184000001", true), "a CSV that Excel saved");
    assert_eq!(digits(&number(1_184_000_001.0)), citizen("001184000001", true), "Hà Nội: two zeros");
    assert_eq!(digits(&text("045123456")), old("045123456", false));
    assert_eq!(digits(&number(45_123_456.0)), old("045123456", true));
    assert_eq!(national_id(&text("chưa có")), Read::Nothing);
    let fault = |given: &str| national_id(&text(given)).fault().cloned();
    let shown = |text: &str| text.to_string();
    assert_eq!(
        fault("01218400001"),
        Some(CellFault::IdDigits { text: shown("01218400001"), digits: 11 }),
        "a digit is missing, not a zero"
    );
    assert_eq!(fault("99184000001"), Some(CellFault::IdDigits { text: shown("99184000001"), digits: 11 }));
    assert_eq!(fault("999184000001"), Some(CellFault::IdProvince { text: shown("999184000001") }));
    assert_eq!(fault("1.2184E+10"), Some(CellFault::IdRounded { text: shown("1.2184E+10") }));
    assert_eq!(fault("B1234567"), Some(CellFault::NotAnId { text: shown("B1234567") }));
    let id = national_id(&text("012304000001")).value().unwrap();
    assert_eq!(id.says(), Some((Sex::Female, 2004)));
    let id = national_id(&text("012084257915")).value().unwrap();
    assert_eq!(id.says(), Some((Sex::Male, 1984)));
}

#[test]
fn counts() {
    for (given, expect) in
        [("0", 0), ("159", 159), ("1.234", 1234), ("1 234", 1234), ("12,345,678", 12_345_678)]
    {
        assert_eq!(count(&text(given)), Read::Value(expect), "{given}");
    }
    assert_eq!(count(&number(0.0)), Read::Value(0));
    assert_eq!(count(&text("-")), Read::Nothing);
    for odd in ["1.23", "-5", "12 người", "1234.567", "99999999999"] {
        assert_eq!(count(&text(odd)), Read::Fault(CellFault::NotACount { text: odd.into() }), "{odd}");
    }
    assert!(count(&number(1.5)).fault().is_some() && count(&number(-1.0)).fault().is_some());
}

#[test]
fn errors_and_open_formulas_are_faults_everywhere() {
    let error = Cell::of(CellValue::Error("#REF!".into()));
    let open = Cell { from_formula: true, ..Cell::default() };
    for cell in [error, open] {
        let faults = [
            whole_name(&cell).fault().cloned(),
            birth(&cell, TODAY).fault().cloned(),
            sex(&cell).fault().cloned(),
            mark(&cell).fault().cloned(),
            attendance(&cell).fault().cloned(),
            phone(&cell).fault().cloned(),
            national_id(&cell).fault().cloned(),
            count(&cell).fault().cloned(),
            label(&cell).fault().cloned(),
        ];
        assert!(faults.iter().all(|fault| matches!(
            fault,
            Some(CellFault::ErrorValue { .. } | CellFault::FormulaWithoutValue)
        )));
    }
    assert_eq!(phone(&text("")).required(), Read::Fault(CellFault::Missing));
}

#[test]
fn columns_have_the_names_of_excel() {
    let names =
        [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")];
    for (column, name) in names {
        assert_eq!(column_letters(column), name);
    }
}
