use super::*;
use crate::sheet::book::{Cell, CellValue, Merge, Row};
use crate::sheet::cells::{Birth, Read, Sex};
use jiff::civil::date;
use std::collections::BTreeMap;

/// Rows from 1, cells between bars; numbers become numbers.
fn sheet(lines: &[&str]) -> Sheet {
    let cell = |text: &str| match text.parse::<f64>() {
        Ok(number) => Cell::of(CellValue::Number(number)),
        Err(_) => Cell::of_text(text),
    };
    let rows = lines.iter().zip(1..).map(|(line, number)| Row {
        number,
        cells: line
            .split('|')
            .enumerate()
            .filter(|(_, t)| !t.is_empty())
            .map(|(at, t)| (at, cell(t)))
            .collect(),
    });
    Sheet { name: "S".into(), rows: rows.filter(|row| !row.cells.is_empty()).collect(), ..Sheet::default() }
}

fn merged(mut sheet: Sheet, regions: &[(u32, u32, usize, usize)]) -> Sheet {
    sheet.merges.extend(regions.iter().map(|(top, bottom, left, right)| Merge {
        top: *top,
        bottom: *bottom,
        left: *left,
        right: *right,
    }));
    sheet
}

fn people(sheet: &Sheet) -> Located {
    locate(sheet, people_columns()).unwrap()
}

fn placed(located: &Located) -> Vec<(&'static str, usize)> {
    located.placed.iter().map(|(key, placed)| (*key, placed.column)).collect()
}

fn skipped(located: &Located) -> Vec<(u32, Why)> {
    located.skipped.iter().map(|skipped| (skipped.row, skipped.why)).collect()
}

#[test]
fn year_is_not_male() {
    // "Năm" and "Nam" fold to the same letters
    let table = people(&sheet(&["TT|Họ và tên|Năm|Nữ|Nam", "1|Lò Mai|2024|x|"]));
    assert_eq!(placed(&table), [("full_name", 1), ("sex_female", 3), ("sex_male", 4)]);
    assert_eq!(table.unmapped().iter().map(|h| h.title.as_str()).collect::<Vec<_>>(), ["Năm"]);
    assert_eq!(table.unmapped()[0].samples, ["2024"]);
}

#[test]
fn titles_without_marks_misspelt_or_with_more_words() {
    let lines = ["STT|HO VA TEN|Ngay sinh|So CCCD|SDT|Dan toc", "1|Lo Mai|1990|||"];
    assert_eq!(
        placed(&people(&sheet(&lines))),
        [("birth", 2), ("ethnicity", 5), ("full_name", 1), ("national_id", 3), ("phone", 4)]
    );
    let lines = [
        "Stt|Họ và tên (viết chữ in hoa có dấu)|Ngày tháng năm sinhh|Số điện thoại liên hệ Zalo|Số thẻ CCCD",
        "1|Lò Mai|1990||",
    ];
    let table = people(&sheet(&lines));
    assert_eq!(placed(&table), [("birth", 2), ("full_name", 1), ("national_id", 4), ("phone", 3)]);
    assert!(table.placed["birth"].confidence < 1.0 && table.placed["full_name"].confidence > 0.9);
}

#[test]
fn names_in_parts_and_years_under_the_sexes() {
    let table = people(&sheet(&["TT|Tên|Năm sinh", "1|Lò Mai|1990"]));
    assert_eq!(placed(&table), [("birth", 2), ("full_name", 1)], "“Tên” alone is the whole name");
    let one_title = merged(sheet(&["TT|Họ và tên||Ngày sinh", "1|Lò Thị|Mai|1990"]), &[(1, 1, 1, 2)]);
    let table = people(&one_title);
    assert_eq!(placed(&table), [("birth", 3), ("family_name", 1), ("given_name", 2)]);
    assert_eq!(table.name(&one_title.rows[1]), Read::Value("Lò Thị Mai".into()));

    let years = merged(
        sheet(&[
            "TT|Họ và tên|Năm sinh||Quê quán",
            "||Nam|Nữ|",
            "1|Lò Mai||1990|Mường So",
            "2|Mùa A Vừ|1985||",
        ]),
        &[(1, 1, 2, 3), (1, 2, 0, 0), (1, 2, 1, 1), (1, 2, 4, 4)],
    );
    let table = people(&years);
    assert_eq!(table.header_rows, [1, 2]);
    let read: Vec<_> = table
        .data(&years)
        .map(|row| (table.sex(row).value(), table.birth(row, date(2026, 1, 1)).value()))
        .collect();
    assert_eq!(
        read,
        [(Some(Sex::Female), Some(Birth::Year(1990))), (Some(Sex::Male), Some(Birth::Year(1985)))]
    );
}

#[test]
fn everything_that_is_no_data() {
    let lines = [
        "LIÊN ĐOÀN LAO ĐỘNG TỈNH",
        "DANH SÁCH ĐOÀN VIÊN",
        "STT|Họ và tên|Năm sinh|Điện thoại",
        "(1)|(2)|(3)|(4)",
        "I|Tổ chế biến",
        "1|Lò Thị Mai|1990|0912345678",
        "2|Tống Công Cộng|1991|",
        "|Cộng|2|",
        "II|Tổ thu mua",
        "",
        "STT|Họ và tên|Năm sinh|Điện thoại",
        "3|Mùa A Vừ|1985|0912345679",
        "4|||",
        "5|Đèo Văn Lỳ||",
        "|Tổng số: 4 người||",
        "||Mường So, ngày 5 tháng 10 năm 2026",
        "|NGƯỜI LẬP BIỂU||CHỦ TỊCH",
        "",
        "|Nguyễn Văn An||Lò Văn Bình",
    ];
    let sheet = sheet(&lines);
    let table = people(&sheet);
    assert_eq!(table.header_rows, [3]);
    let names: Vec<String> = table.data(&sheet).filter_map(|row| table.name(row).value()).collect();
    assert_eq!(names, ["Lò Thị Mai", "Tống Công Cộng", "Mùa A Vừ", "Đèo Văn Lỳ"]);
    assert_eq!(
        skipped(&table),
        [
            (4, Why::Numbering),
            (5, Why::Section),
            (8, Why::Total),
            (9, Why::Signature),
            (10, Why::Blank),
            (11, Why::RepeatedHeader),
            (13, Why::NoData),
            (15, Why::Total),
            (16, Why::Signature),
            (17, Why::Signature),
            (18, Why::Blank),
            (19, Why::Signature),
        ]
    );
    assert_eq!(table.skipped[2].text, "Cộng | 2");
    assert_eq!(table.title, ["LIÊN ĐOÀN LAO ĐỘNG TỈNH", "DANH SÁCH ĐOÀN VIÊN"]);
}

#[test]
fn a_long_title_is_no_header() {
    let lines = ["DANH SÁCH CÔNG ĐOÀN CƠ SỞ CÓ ĐOÀN VIÊN KHÓ KHĂN", "Tên CĐCS|Số đoàn viên", "CĐCS Chè|12"];
    let sheet = merged(sheet(&lines), &[(1, 1, 0, 8)]);
    let table = locate(&sheet, unit_columns()).unwrap();
    assert_eq!((table.header_rows.as_slice(), table.rows.len()), (&[2][..], 1));
    assert!(locate(&self::sheet(&["Công văn số 12", "Kính gửi: các CĐCS"]), people_columns()).is_none());
    assert!(locate(&Sheet::default(), people_columns()).is_none());
}

#[test]
fn the_user_has_the_last_word() {
    let sheet = sheet(&["Cột 1|Họ và tên|Số|Ngày", "x|Lò Mai|0912345678|1990"]);
    let table = locate(&sheet, &people_columns()[..7]);
    assert!(table.is_none(), "one known title among four is a guess");
    let sheet = self::sheet(&["Cột 1|Họ và tên|Số|Ngày sinh", "x|Lò Mai|0912345678|1990"]);
    let table = people(&sheet);
    let mut mapping = table.mapping();
    assert_eq!(mapping, BTreeMap::from([("full_name".to_string(), 1), ("birth".to_string(), 3)]));
    mapping.insert("phone".into(), 2);
    mapping.remove("birth");
    mapping.insert("no such key".into(), 0);
    let mine = table.remap(&mapping);
    assert_eq!(placed(&mine), [("full_name", 1), ("phone", 2)]);
    assert!((mine.placed["phone"].confidence - 1.0).abs() < f32::EPSILON);
    assert_eq!(mine.unmapped().iter().map(|h| h.column).collect::<Vec<_>>(), [0, 3]);
    assert_eq!(
        mine.cell(&sheet.rows[1], "phone").map(|cell| cell.text().into_owned()),
        Some("912345678".into())
    );
    assert!(mine.cell(&sheet.rows[1], "birth").is_none());
    assert!(table.remap(&BTreeMap::new()).missing().iter().any(|column| column.key == "full_name"));
}

#[test]
fn days_over_columns() {
    let sheet =
        sheet(&["TT|Họ và tên|Năm sinh|Ngày 5/10|06/10/2026|7-10|Thứ hai|Ghi chú", "1|Lò Mai|1990|x|x|x|x|"]);
    let days: Vec<_> = people(&sheet).day_columns(2025);
    assert_eq!(days, [(3, date(2025, 10, 5)), (4, date(2026, 10, 6)), (5, date(2025, 10, 7))]);
}

#[test]
fn columns_without_a_title_are_shown_too() {
    let table = people(&sheet(&["STT|Họ và tên|Năm sinh", "1|Lò Mai|1990|0912"]));
    let nameless = table.unmapped();
    assert_eq!((nameless[0].column, nameless[0].title.as_str(), nameless[0].samples.len()), (3, "", 1));
}
