//! Lists as unions really send them (all people invented), read to the last cell.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]
use interop::sheet::*;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::path::Path;

const TODAY: Date = date(2026, 11, 1);

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
}

fn book(name: &str) -> Book {
    read_book(&bytes(name), name, &Limits::default()).unwrap()
}

fn only(book: &Book, columns: &[Column]) -> (Sheet, Located) {
    let (at, located) = locate_best(book, columns).unwrap();
    (book.sheets[at].clone(), located)
}

fn value<T: std::fmt::Debug>(read: Read<T>) -> T {
    match read {
        Read::Value(value) => value,
        other => panic!("{other:?}"),
    }
}

/// Sex and the two digits of the year: the invented numbers were made from them, without regard to the century.
fn holder(id: &NationalId) -> (Sex, i16) {
    let (sex, year) = id.says().unwrap();
    (sex, year % 100)
}

fn placed(located: &Located) -> BTreeMap<&'static str, usize> {
    located.placed.iter().map(|(key, placed)| (*key, placed.column)).collect()
}

#[test]
fn tea_workers() {
    let book = book("ds-cong-nhan-che-than-uyen.xlsx");
    assert_eq!((book.kind, book.misnamed), (Kind::Xlsx, false));
    // names typed with loose marks are in the name column only
    assert_eq!(
        book.repaired,
        [Repaired { sheet: "CN chè".into(), encoding: Encoding::Decomposed, columns: vec![1] }]
    );
    let (sheet, table) = only(&book, people_columns());
    assert_eq!(table.header_rows, [5, 6]);
    assert_eq!(table.ordinal, Some(0));
    assert_eq!(
        placed(&table),
        BTreeMap::from([
            ("full_name", 1),
            ("sex_male", 2),
            ("sex_female", 3),
            ("birth", 4),
            ("ethnicity", 5),
            ("national_id", 6),
            ("phone", 7),
            ("member", 8),
            ("team", 9),
        ])
    );
    assert!(table.unmapped().is_empty() && table.missing().is_empty() && table.faults.is_empty());
    assert_eq!(table.title.first().map(String::as_str), Some("CÔNG ĐOÀN CƠ SỞ CÔNG TY CP CHÈ THAN UYÊN"));
    assert_eq!(table.year_in_title(), Some(2026));
    assert_eq!(table.headers[2].title, "Giới tính / Nam");

    let skipped: Vec<(u32, u32, Why)> = table.skipped.iter().map(|s| (s.row, s.until, s.why)).collect();
    assert_eq!(
        skipped,
        [(97, 97, Why::Blank), (197, 197, Why::Total), (198, 198, Why::Blank), (199, 199, Why::Signature)]
    );

    let rows: Vec<&Row> = table.data(&sheet).collect();
    assert_eq!(rows.len(), 189);
    assert_eq!((rows[0].number, rows[188].number), (7, 196));
    let (mut men, mut members, mut years, mut no_phone) = (0, 0, 0, 0);
    for row in &rows {
        let name = value(table.name(row));
        assert!(!name.contains("  ") && name.trim() == name, "{name}");
        assert!(name.chars().all(|c| c.is_alphabetic() || c == ' '), "{name}: composed, no loose marks");
        assert!(
            name.split(' ')
                .all(|w| w.chars().next().unwrap().is_uppercase()
                    && !w.chars().skip(1).any(char::is_uppercase)),
            "{name}"
        );
        let sex = value(table.sex(row));
        let birth = value(table.birth(row, TODAY));
        let id = value(national_id(table.cell(row, "national_id").unwrap()));
        assert_eq!((id.digits.len(), id.kind), (12, NationalIdKind::Citizen));
        // an independent check of three columns at once
        assert_eq!(holder(&id), (sex, birth.year() % 100), "row {}", row.number);
        men += usize::from(sex == Sex::Male);
        members += usize::from(value(mark(table.cell(row, "member").unwrap())));
        years += usize::from(matches!(birth, Birth::Year(_)));
        match phone(table.cell(row, "phone").unwrap()) {
            Read::Value(number) => assert!(number.len() == 10 && number.starts_with('0'), "{number}"),
            Read::Nothing => no_phone += 1,
            Read::Fault(fault) => panic!("row {}: {fault}", row.number),
        }
        assert!(matches!(label(table.cell(row, "ethnicity").unwrap()), Read::Value(_)));
    }
    // counted by an independent program over the same file
    assert_eq!((men, members, years, no_phone), (91, 148, 20, 40));
    let named = |number| value(table.name(sheet.row(number).unwrap()));
    assert_eq!(named(7), "Lục Quang Nam");
    assert_eq!(named(24), "Lò Thị Quỳnh");
    assert_eq!(named(36), "Hạng Thị Dợ");
    assert_eq!(named(101), "Ky Thị Hồng Hiền");
    assert_eq!(table.birth(sheet.row(13).unwrap(), TODAY), Read::Value(Birth::Day(date(1967, 1, 8))));
    assert_eq!(table.birth(sheet.row(11).unwrap(), TODAY), Read::Value(Birth::Day(date(1974, 12, 3))));
    assert_eq!(phone(table.cell(sheet.row(9).unwrap(), "phone").unwrap()), Read::Value("0864243606".into()));
    assert_eq!(phone(table.cell(sheet.row(22).unwrap(), "phone").unwrap()), Read::Value("0963293732".into()));
    let id = value(national_id(table.cell(sheet.row(7).unwrap(), "national_id").unwrap()));
    assert_eq!((id.digits.as_str(), id.restored), ("012084257915", true));
    // the total is a formula whose result was never saved
    assert!(sheet.cell(197, 2).from_formula);
}

#[test]
fn builders_in_tcvn3() {
    let book = book("ds-xay-dung-tcvn3.xlsx");
    assert_eq!(book.repaired.len(), 1);
    assert_eq!(book.repaired[0].encoding, Encoding::Tcvn3);
    assert_eq!(book.repaired[0].columns, [0, 1, 2, 3, 4, 6]);
    assert_eq!(
        book.repaired[0].message_vi(),
        "Trang “XD”: đã chuyển mã TCVN3 (ABC) → Unicode ở cột A, B, C, D, E, G"
    );
    let (sheet, table) = only(&book, people_columns());
    assert_eq!(table.title, ["Danh sách lao động Công ty TNHH xây dựng Mường So"]);
    let titles: Vec<&str> = table.headers.iter().map(|h| h.title.as_str()).collect();
    assert_eq!(titles, ["TT", "Họ tên", "Năm sinh", "Dân tộc", "Nghề nghiệp", "CMND/CCCD", "Số ĐT"]);
    assert_eq!(
        placed(&table),
        BTreeMap::from([
            ("full_name", 1),
            ("birth", 2),
            ("ethnicity", 3),
            ("job", 4),
            ("national_id", 5),
            ("phone", 6)
        ])
    );
    let rows: Vec<&Row> = table.data(&sheet).collect();
    assert_eq!(rows.len(), 96);
    assert!(table.skipped.is_empty());
    let names: Vec<String> = rows.iter().map(|row| value(table.name(row))).collect();
    assert_eq!(
        &names[..8],
        [
            "Giàng A Dế",
            "Vùi Thị Kim Mỷ",
            "Ky Ngọc Hiền",
            "Đèo A Việt",
            "Lỳ Dung",
            "Bùi Bá Hải",
            "Vùi Thị Ánh",
            "Phạm Thị Hồng Hoa"
        ]
    );
    assert_eq!(names[95], "Giàng A Hải");
    let peoples: std::collections::BTreeSet<String> =
        rows.iter().map(|row| value(label(table.cell(row, "ethnicity").unwrap()))).collect();
    let expect = ["Dao", "Giáy", "Hà Nhì", "Kinh", "La Hủ", "Lự", "Mông", "Mảng", "Thái"];
    assert_eq!(peoples.iter().map(String::as_str).collect::<Vec<_>>(), expect);
    for (row, name) in rows.iter().zip(&names) {
        assert!(name.split(' ').all(is_vietnamese_syllable), "{name}");
        let birth = value(table.birth(row, TODAY));
        let id = value(national_id(table.cell(row, "national_id").unwrap()));
        assert_eq!(holder(&id).1, birth.year() % 100);
        assert_eq!(value(label(table.cell(row, "job").unwrap())), "Thợ nề");
        assert!(phone(table.cell(row, "phone").unwrap()).fault().is_none());
    }
}

#[test]
fn power_plants_in_utf16() {
    let book = book("ds-thuy-dien-utf16.csv");
    assert_eq!((book.kind, book.misnamed), (Kind::Text { separator: ';' }, false));
    assert_eq!(book.repaired, []);
    let (sheet, table) = only(&book, people_columns());
    assert_eq!(
        placed(&table),
        BTreeMap::from([
            ("employee_code", 0),
            ("family_name", 1),
            ("given_name", 2),
            ("sex", 3),
            ("birth", 4),
            ("national_id", 5),
            ("phone", 6),
            ("unit", 7),
        ])
    );
    assert!(table.missing().is_empty(), "a name in two parts is a name");
    let rows: Vec<&Row> = table.data(&sheet).collect();
    assert_eq!(rows.len(), 130);
    assert_eq!((rows[0].number, rows[129].number), (2, 131));
    assert_eq!(value(table.name(rows[0])), "Lò Thị Quỳnh");
    assert_eq!(value(table.name(rows[129])), "Tao Xuân Dũng");
    for row in rows {
        let id = value(national_id(table.cell(row, "national_id").unwrap()));
        assert_eq!(holder(&id), (value(table.sex(row)), value(table.birth(row, TODAY)).year() % 100));
        assert!(phone(table.cell(row, "phone").unwrap()).fault().is_none());
    }
}

#[test]
fn attendance_of_three_days() {
    let book = book("diem-danh-lop-ky-nang-so.xlsx");
    let (sheet, table) = only(&book, people_columns());
    assert_eq!(placed(&table), BTreeMap::from([("full_name", 1), ("birth", 2), ("unit", 3)]));
    let days = table.day_columns(table.year_in_title().unwrap());
    assert_eq!(days, [(4, date(2026, 10, 5)), (5, date(2026, 10, 6)), (6, date(2026, 10, 7))]);
    assert_eq!(table.rows.len(), 60);
    let mut counts = BTreeMap::new();
    for row in table.data(&sheet) {
        value(table.name(row));
        value(table.birth(row, TODAY));
        for (column, _) in &days {
            let read = attendance(row.cell(*column));
            assert!(read.fault().is_none(), "{read:?}");
            *counts.entry(read.value()).or_insert(0) += 1;
        }
    }
    assert_eq!(counts.values().sum::<i32>(), 180);
    assert_eq!(
        counts,
        BTreeMap::from([
            (None, 3),
            (Some(Attendance::Present), 163),
            (Some(Attendance::Excused), 8),
            (Some(Attendance::Unexcused), 6)
        ])
    );
}

#[test]
fn grassroots_unions() {
    let book = book("ds-cdcs.xlsx");
    let (sheet, table) = only(&book, unit_columns());
    assert_eq!(
        placed(&table),
        BTreeMap::from([
            ("unit_code", 0),
            ("unit_name", 1),
            ("enterprise", 2),
            ("commune", 3),
            ("workers", 4),
            ("members", 5),
            ("chair", 6),
            ("phone", 7),
            ("hardship", 8),
        ])
    );
    assert_eq!(table.rows.len(), 60);
    assert!(table.skipped.is_empty());
    let (mut workers, mut members, mut hard) = (0, 0, 0);
    for row in table.data(&sheet) {
        workers += value(count(table.cell(row, "workers").unwrap()));
        members += value(count(table.cell(row, "members").unwrap()));
        hard += usize::from(value(mark(table.cell(row, "hardship").unwrap())));
        assert!(phone(table.cell(row, "phone").unwrap()).fault().is_none());
        assert!(value(label(table.cell(row, "unit_name").unwrap())).starts_with("CĐCS "));
        value(whole_name(table.cell(row, "chair").unwrap()));
    }
    assert_eq!((workers, members, hard), (6368, 4673, 22));
}

/// A second opinion: calamine sees the same cells in every workbook.
#[test]
fn another_reader_sees_the_same_cells() {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    for name in [
        "ds-cong-nhan-che-than-uyen.xlsx",
        "ds-xay-dung-tcvn3.xlsx",
        "ds-cdcs.xlsx",
        "diem-danh-lop-ky-nang-so.xlsx",
    ] {
        let ours = book(name);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
        let mut theirs: Xlsx<_> = open_workbook(path).unwrap();
        for (sheet, (sheet_name, range)) in ours.sheets.iter().zip(theirs.worksheets()) {
            assert_eq!(sheet.name, sheet_name);
            let (mut seen, start) = (0, range.start().unwrap());
            for (r, c, data) in range.cells() {
                let cell = sheet.cell(u32::try_from(r).unwrap() + start.0 + 1, c + start.1 as usize);
                seen += usize::from(!cell.is_blank());
                match data {
                    Data::Empty => assert!(cell.is_blank()),
                    Data::Float(n) => assert_eq!(cell.value, CellValue::Number(*n)),
                    Data::Int(n) => assert_eq!(cell.text(), n.to_string()),
                    // text is compared without regard to repair: only that there is text
                    Data::String(_) => assert!(matches!(cell.value, CellValue::Text(_))),
                    Data::DateTime(when) => {
                        let CellValue::Date(day) = cell.value else { panic!("{cell:?}") };
                        let days = date(1899, 12, 30).until(day.date()).unwrap().get_days();
                        assert_eq!(f64::from(days), when.as_f64().floor());
                    }
                    other => panic!("{other:?}"),
                }
            }
            let all: usize =
                sheet.rows.iter().map(|row| row.cells.iter().filter(|(_, c)| !c.is_blank()).count()).sum();
            assert_eq!(seen, all);
        }
    }
}

/// The same list saved by LibreOffice as .xls and .ods has the same cells in the same places.
#[test]
fn three_kinds_of_file_one_list() {
    let shape = |book: &Book| -> Vec<(u32, usize, String, bool)> {
        let sheet = &book.sheets[0];
        let cells = sheet.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row.number, cell)));
        cells
            .map(|(row, (column, cell))| (row, *column, cell.text().into_owned(), cell.from_formula))
            .collect()
    };
    let xlsx = book("ds-cong-nhan-che-than-uyen.xlsx");
    for (name, kind) in
        [("ds-cong-nhan-che-than-uyen.xls", Kind::Xls), ("ds-cong-nhan-che-than-uyen.ods", Kind::Ods)]
    {
        let other = book(name);
        assert_eq!(other.kind, kind);
        assert_eq!(other.sheets[0].name, "CN chè");
        let (mut ours, mut theirs) = (shape(&xlsx), shape(&other));
        // LibreOffice has computed the total, which the first file leaves open: 189 marks in the column of men
        ours.retain(|cell| !cell.3);
        theirs.retain(|cell| !cell.3);
        for (a, b) in ours.iter().zip(&theirs) {
            assert_eq!(a, b, "{name}");
        }
        assert_eq!(ours.len(), theirs.len());
        let total = other.sheets[0].cell(197, 2);
        assert!(total.from_formula && total.value == CellValue::Number(91.0), "{total:?}");
        let (_, table) = only(&other, people_columns());
        assert_eq!(
            placed(&table),
            placed(&only(&xlsx, people_columns()).1),
            "merged headers are seen in {name}"
        );
        assert_eq!(table.rows.len(), 189);
    }
    let (sheet, table) = only(&book("ds-xay-dung-tcvn3.xls"), people_columns());
    assert_eq!(table.rows.len(), 96);
    assert_eq!(value(table.name(table.data(&sheet).next().unwrap())), "Giàng A Dế");
}

#[test]
fn calamine_agrees_on_the_old_excel() {
    use calamine::{Reader, Xls, open_workbook};
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/ds-cong-nhan-che-than-uyen.xls");
    let mut theirs: Xls<_> = open_workbook(path).unwrap();
    let ours = book("ds-cong-nhan-che-than-uyen.xls");
    let range = theirs.worksheet_range("CN chè").unwrap();
    let start = range.start().unwrap();
    for (r, c, data) in range.used_cells() {
        let cell = ours.sheets[0].cell(u32::try_from(r).unwrap() + start.0 + 1, c + start.1 as usize);
        match data {
            calamine::Data::Float(n) => assert_eq!(cell.value, CellValue::Number(*n)),
            calamine::Data::Int(n) => assert_eq!(cell.text(), n.to_string()),
            _ => assert!(!cell.is_blank(), "{r} {c} {data:?}"),
        }
    }
}

/// Bytes in three old codes; nothing in the file says which.
#[test]
fn csv_in_old_codes() {
    let read = |bytes: &[u8]| read_book(bytes, "ds.csv", &Limits::default()).unwrap();
    let names = |book: &Book| -> Vec<String> {
        let (sheet, table) = only(book, people_columns());
        assert_eq!(table.missing(), []);
        table.data(&sheet).map(|row| value(table.name(row))).collect()
    };
    let windows = book("ds-windows-1258.csv");
    assert_eq!(windows.repaired[0].encoding, Encoding::Windows1258);
    assert_eq!(names(&windows), ["Nguyễn Thị Hường", "Đèo Văn Lỳ", "Mùa A Vừ", "Trần Quốc Đạt"]);

    let latin =
        |text: &str| -> Vec<u8> { text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect() };
    let tcvn3 = read(&latin(
        "TT,Hä tªn,N¨m sinh\n1,Giµng A DÕ,1996\n2,§Ìo A ViÖt,1975\n3,L\u{ad}êng ThÞ B×nh,1990\n",
    ));
    assert_eq!(tcvn3.repaired[0].encoding, Encoding::Tcvn3);
    assert_eq!(names(&tcvn3), ["Giàng A Dế", "Đèo A Việt", "Lường Thị Bình"]);
    let vni = read(&latin(
        "TT\tHoï vaø teân\tNaêm sinh\n1\tNguyeãn Vaên Huøng\t1980\n2\tÑaëng Höõu Phöôùc\t1981\n",
    ));
    assert_eq!((vni.kind, vni.repaired[0].encoding), (Kind::Text { separator: '\t' }, Encoding::Vni));
    assert_eq!(names(&vni), ["Nguyễn Văn Hùng", "Đặng Hữu Phước"]);
}
