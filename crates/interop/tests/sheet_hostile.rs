//! Files that are broken, made to harm, or simply not what their name says. None may cost more than a message.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]
use interop::sheet::*;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::{Cursor, Write};
use std::time::Instant;
use zip::write::SimpleFileOptions;

fn read(bytes: &[u8]) -> Result<Book, Refused> {
    read_book(bytes, "ds.xlsx", &Limits::default())
}

fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const WORKBOOK: &str =
    r#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELS: &str = r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook with this sheet XML.
fn with_sheet(sheet: &[u8]) -> Vec<u8> {
    pack(&[
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn with_rows(rows: &str) -> Vec<u8> {
    with_sheet(format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").as_bytes())
}

#[test]
fn what_a_file_is_is_decided_by_its_content() {
    let xlsx = with_rows(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#);
    let book = read_book(&xlsx, "danh sach.xls", &Limits::default()).unwrap();
    assert_eq!((book.kind, book.misnamed), (Kind::Xlsx, true));
    let xls =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/ds-xay-dung-tcvn3.xls")).unwrap();
    let book = read_book(&xls, "danh sach.xlsx", &Limits::default()).unwrap();
    assert_eq!((book.kind, book.misnamed), (Kind::Xls, true));

    let cases: &[(&[u8], Refused)] = &[
        (b"", Refused::Empty),
        (b"%PDF-1.7 ...", Refused::NotASheet(Found::Pdf)),
        (b"\x89PNG\r\n\x1a\n....", Refused::NotASheet(Found::Picture)),
        (b"{\\rtf1 }", Refused::NotASheet(Found::Word)),
        (b"<html><body><table><tr><td>1</td></tr></table>", Refused::NotASheet(Found::WebPage)),
        ("\u{feff}  <TABLE border=1>".as_bytes(), Refused::NotASheet(Found::WebPage)),
        (
            b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>",
            Refused::NotASheet(Found::XmlBook),
        ),
        (b"abc\0def", Refused::NotASheet(Found::Unknown)),
        (b"\x01\x02\x03\x04 binary", Refused::NotASheet(Found::Unknown)),
        (b"PK\x03\x04 and then nothing", Refused::Damaged),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and then nothing", Refused::Damaged),
        (b"   \r\n  \r\n", Refused::Blank),
    ];
    for (bytes, expect) in cases {
        assert_eq!(read(bytes).as_ref(), Err(expect));
    }
    assert_eq!(read(&pack(&[("word/document.xml", b"<a/>")])), Err(Refused::NotASheet(Found::Word)));
    assert_eq!(read(&pack(&[("xl/workbook.bin", b"")])), Err(Refused::NotASheet(Found::Xlsb)));
    assert_eq!(read(&pack(&[("readme.txt", b"hello")])), Err(Refused::NotASheet(Found::Archive)));
    let none = pack(&[("xl/workbook.xml", b"<workbook><sheets/></workbook>")]);
    assert_eq!(read(&none), Err(Refused::NoSheets));
    let limits = Limits { max_bytes: 10, ..Limits::default() };
    assert_eq!(read_book(&[b'a'; 11], "a.csv", &limits), Err(Refused::TooBig { bytes: 11, limit: 10 }));
}

/// An OLE file holding streams with these names, as Excel makes when a password is set.
fn compound(names: &[&str]) -> Vec<u8> {
    let mut file = vec![0u8; 512];
    file[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    file[0x1E..0x20].copy_from_slice(&9u16.to_le_bytes());
    file[0x20..0x22].copy_from_slice(&6u16.to_le_bytes());
    file[0x30..0x34].copy_from_slice(&1u32.to_le_bytes()); // directory in sector 1
    file[0x38..0x3C].copy_from_slice(&4096u32.to_le_bytes());
    file[0x3C..0x40].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    file[0x44..0x48].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    file[0x4C..0x200].fill(0xFF);
    file[0x4C..0x50].copy_from_slice(&0u32.to_le_bytes()); // FAT in sector 0
    let mut fat = vec![0xFFu8; 512];
    fat[0..4].copy_from_slice(&0xFFFF_FFFDu32.to_le_bytes());
    fat[4..8].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    let mut directory = vec![0u8; 512];
    for (entry, name) in directory.chunks_exact_mut(128).zip(std::iter::once(&"Root Entry").chain(names)) {
        for (slot, unit) in entry.chunks_exact_mut(2).zip(name.encode_utf16()) {
            slot.copy_from_slice(&unit.to_le_bytes());
        }
        entry[64] = u8::try_from(2 * name.len() + 2).unwrap();
        entry[116..120].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    }
    [file, fat, directory].concat()
}

#[test]
fn locked_books() {
    assert_eq!(read(&compound(&["EncryptionInfo", "EncryptedPackage"])), Err(Refused::Encrypted));
    assert_eq!(read(&compound(&["WordDocument"])), Err(Refused::NotASheet(Found::Word)));
    assert_eq!(read(&compound(&["Book"])), Err(Refused::NotASheet(Found::OldExcel)));
    let manifest =
        br#"<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"#;
    let ods = pack(&[("content.xml", b"\x01\x02scrambled"), ("META-INF/manifest.xml", manifest)]);
    assert_eq!(read(&ods), Err(Refused::Encrypted));
    assert!(Refused::Encrypted.message_vi().contains("mật khẩu"));
}

#[test]
fn bombs() {
    // 40 MiB of spaces in one text: a thousandfold
    let mut sheet = b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>".to_vec();
    sheet.resize(40 << 20, b' ');
    let bomb = with_sheet(&sheet);
    drop(sheet);
    assert!(bomb.len() < 1 << 17);
    assert_eq!(read(&bomb), Err(Refused::Bomb), "its declared size gives it away");
    // the same, with a declared size that lies
    let mut lying = bomb.clone();
    let size = (40u32 << 20).to_le_bytes();
    let places: Vec<usize> = (0..lying.len() - 4).filter(|at| lying[*at..at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&5000u32.to_le_bytes());
    }
    assert!(matches!(read(&lying), Err(Refused::Bomb | Refused::TooMuch | Refused::Damaged)));
    // deep nesting
    assert_eq!(read(&with_sheet("<a>".repeat(1_000).as_bytes())), Err(Refused::Bomb));
    // many parts
    let names: Vec<String> = (0..2_500).map(|n| format!("xl/media/{n}.png")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(read(&pack(&parts)), Err(Refused::Bomb));
    // one long string, shared a million times
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(30_000));
    let rows: String =
        (1..=40_000).map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\" t=\"s\"><v>0</v></c></row>")).collect();
    let rels = RELS.replace("</Rel", r#"<Relationship Id="r2" Type="x/sharedStrings" Target="s.xml"/></Rel"#);
    let shared = pack(&[
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/s.xml", strings.as_bytes()),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").as_bytes(),
        ),
    ]);
    assert_eq!(read(&shared), Err(Refused::TooMuch));
    // entities are not expanded
    let laughs = r#"<!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&b;!</v></c></row></sheetData></worksheet>"#;
    assert_eq!(read(&with_sheet(laughs.as_bytes())).unwrap().sheets[0].cell(1, 0).text(), "!");
}

#[test]
fn an_ods_that_claims_seventeen_billion_cells() {
    let table = |rows: &str| {
        let xml = format!(
            r#"<o:document xmlns:o="o" xmlns:t="t" xmlns:x="x"><o:spreadsheet><t:table t:name="S">{rows}</t:table></o:spreadsheet></o:document>"#
        );
        read(&pack(&[("content.xml", xml.as_bytes())]))
    };
    let cell = |repeat: u32, text: &str| {
        format!(
            r#"<t:table-cell o:value-type="string" t:number-columns-repeated="{repeat}"><x:p>{text}</x:p></t:table-cell>"#
        )
    };
    let row = |repeat: u32, cells: &str| {
        format!(r#"<t:table-row t:number-rows-repeated="{repeat}">{cells}</t:table-row>"#)
    };
    let empty = row(1_048_576, r#"<t:table-cell t:number-columns-repeated="16384"/>"#);
    let book = table(&(row(1, &cell(3, "x")) + &empty)).unwrap();
    assert_eq!((book.sheets[0].rows.len(), book.sheets[0].width()), (1, 3));
    assert!(matches!(table(&row(1_048_576, &cell(16_384, "x"))), Err(Refused::TooManyColumns { .. })));
    assert!(matches!(table(&row(1_048_576, &cell(1, "x"))), Err(Refused::TooManyRows { .. })));
    assert!(matches!(table(&row(1, &cell(4_000_000_000, "x"))), Err(Refused::TooManyColumns { .. })));
}

#[test]
fn ten_sheets_are_all_read_and_the_right_one_is_found() {
    let mut workbook = Workbook::new();
    for n in 1..=10 {
        let sheet = workbook.add_worksheet();
        sheet.set_name(format!("Tổ {n}")).unwrap();
        if n == 7 {
            sheet
                .write(2, 0, "STT")
                .unwrap()
                .write(2, 1, "Họ và tên")
                .unwrap()
                .write(2, 2, "Năm sinh")
                .unwrap();
            sheet.write(3, 0, 1).unwrap().write(3, 1, "Lò Thị Mai").unwrap().write(3, 2, 1990).unwrap();
        } else {
            sheet.write(0, 0, "Hướng dẫn").unwrap();
        }
        if n == 2 {
            sheet.set_hidden(true);
        }
    }
    let book = read(&workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(book.sheets.len(), 10);
    assert_eq!(book.sheets.iter().map(|sheet| sheet.hidden).filter(|hidden| *hidden).count(), 1);
    let (at, table) = locate_best(&book, people_columns()).unwrap();
    assert_eq!((at, table.rows.len()), (6, 1));
}

#[test]
fn a_cell_far_away_is_named() {
    let cell = |cell: &str, row: u32, text: &str| {
        with_rows(&format!(
            r#"<row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="{row}"><c r="{cell}" t="str"><v>{text}</v></c></row>"#
        ))
    };
    let far = read(&cell("XFD1048576", 1_048_576, "x"));
    let expect = Refused::TooManyColumns { sheet: "S".into(), cell: "XFD1048576".into(), limit: 200 };
    assert_eq!(far, Err(expect.clone()));
    assert!(expect.message_vi().contains("ô XFD1048576"));
    assert_eq!(
        read(&cell("XFD1048576", 1_048_576, "  ")).unwrap().sheets[0].rows.len(),
        1,
        "a space is nothing"
    );
    let low = read(&cell("A1048576", 1_048_576, "x")).unwrap();
    assert_eq!(low.sheets[0].rows.len(), 2, "far down is only another row");
    assert!(read(&cell("ZZZZZZZZ99999999999", 7, "x")).is_ok(), "a nonsensical reference does no harm");
}

#[test]
fn more_rows_than_we_take() {
    let rows = |n: u32| {
        (1..=n).map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\"><v>{n}</v></c></row>")).collect::<String>()
    };
    assert_eq!(read(&with_rows(&rows(50_000))).unwrap().sheets[0].rows.len(), 50_000);
    let refused = read(&with_rows(&rows(50_001))).unwrap_err();
    assert_eq!(refused, Refused::TooManyRows { sheet: "S".into(), limit: 50_000 });
    assert!(refused.message_vi().contains("50.000 dòng"), "{}", refused.message_vi());
}

#[test]
fn formulas_errors_dates_and_truth() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (column, title) in ["STT", "Họ và tên", "Ngày sinh", "Số CCCD", "Đoàn viên"].into_iter().enumerate()
    {
        sheet.write(0, u16::try_from(column).unwrap(), title).unwrap();
    }
    sheet.write(1, 0, 1).unwrap();
    sheet.write_formula(1, 1, Formula::new("=UPPER(\"lò thị mai\")").set_result("LÒ THỊ MAI")).unwrap();
    sheet.write_datetime_with_format(1, 2, ExcelDateTime::from_ymd(1984, 12, 20).unwrap(), &day).unwrap();
    sheet.write(1, 3, 12_184_000_001_f64).unwrap().write(1, 4, true).unwrap();
    sheet.write(2, 0, 2).unwrap().write(2, 1, "Mùa A Vừ").unwrap().write(2, 2, "không nhớ rõ").unwrap();
    sheet.write_formula(2, 3, Formula::new("=NA()").set_result("#N/A")).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let book = read(&bytes).unwrap();
    let table = locate(&book.sheets[0], people_columns()).unwrap();
    let rows: Vec<&Row> = table.data(&book.sheets[0]).collect();
    assert_eq!(rows.len(), 2);
    let today = jiff::civil::date(2026, 11, 1);
    assert!(rows[0].cell(1).from_formula && !rows[0].cell(0).from_formula);
    assert_eq!(table.name(rows[0]), Read::Value("Lò Thị Mai".into()));
    assert_eq!(table.birth(rows[0], today), Read::Value(Birth::Day(jiff::civil::date(1984, 12, 20))));
    assert_eq!(mark(rows[0].cell(4)), Read::Value(true));
    let fault = table.birth(rows[1], today);
    assert_eq!(fault, Read::Fault(CellFault::NotADate { text: "không nhớ rõ".into() }));
    assert!(fault.fault().unwrap().message_vi().contains("không nhớ rõ"));
    let error = CellFault::ErrorValue { code: "#N/A".into() };
    assert_eq!(table.faults, [RowFault { row: 3, column: 3, fault: error.clone() }]);
    assert_eq!(national_id(rows[1].cell(3)), Read::Fault(error));
}

#[test]
fn a_header_and_nothing_else() {
    let book = read_book("STT;Họ và tên;Năm sinh\n".as_bytes(), "a.csv", &Limits::default()).unwrap();
    let table = locate(&book.sheets[0], people_columns()).unwrap();
    assert_eq!((table.rows.len(), table.header_rows.as_slice()), (0, &[1][..]));
    assert!(locate(&book.sheets[0], unit_columns()).is_none());
}

#[test]
fn a_file_cut_anywhere_is_damaged_or_read_but_never_a_panic() {
    for name in ["ds-cdcs.xlsx", "ds-xay-dung-tcvn3.xls", "ds-cong-nhan-che-than-uyen.ods"] {
        let whole = std::fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        for percent in 1..100 {
            let cut = &whole[..whole.len() * percent / 100];
            // an .xls may lose its summary at the very end; what is read must then be all
            if let Ok(book) = read(cut) {
                assert!(percent > 95 && book.sheets == read(&whole).unwrap().sheets, "{name} at {percent} %");
            }
        }
        assert_eq!(read(&whole[..whole.len() / 2]), Err(Refused::Damaged), "{name}");
    }
}

#[test]
fn csv_as_programs_write_it() {
    let read = |text: &str| read_book(text.as_bytes(), "a.csv", &Limits::default()).unwrap();
    let book = read(
        "\u{feff}sep=,\nHọ và tên,CCCD\n\"Lò, Thị\nMai\",=\"012184000001\"\n\nMùa A Vừ,\"a \"\"b\"\"\"\n",
    );
    let sheet = &book.sheets[0];
    assert_eq!(sheet.cell(2, 0).text(), "Họ và tên", "the line sep= is row 1 in Excel too");
    assert_eq!(
        (sheet.cell(3, 0).text(), sheet.cell(3, 1).text()),
        ("Lò, Thị\nMai".into(), "012184000001".into())
    );
    assert_eq!((sheet.cell(5, 0).text(), sheet.cell(5, 1).text()), ("Mùa A Vừ".into(), "a \"b\"".into()));
    assert_eq!(read("a|b|c\n1|2|3\n").kind, Kind::Text { separator: '|' });
    assert_eq!(read("a\tb\n1,5\t2\n3,5\t4\n").kind, Kind::Text { separator: '\t' });
    let utf16: Vec<u8> = "Họ tên;Năm sinh\nLò Mai;1990\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let book = read_book(&utf16, "a.csv", &Limits::default()).unwrap();
    assert_eq!(book.sheets[0].cell(2, 0).text(), "Lò Mai", "no BOM, big endian");
}

/// 20 000 people, from bytes to values.
#[test]
fn twenty_thousand_rows_in_two_seconds() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, title) in
        ["STT", "Họ và tên", "Ngày sinh", "Số CCCD", "Điện thoại", "Dân tộc"].into_iter().enumerate()
    {
        sheet.write(0, u16::try_from(column).unwrap(), title).unwrap();
    }
    for n in 1..=20_000u32 {
        sheet
            .write(n, 0, n)
            .unwrap()
            .write(n, 1, format!("NGUYỄN THỊ HƯỜNG {}", ["A", "Lỳ", "Vừ"][n as usize % 3]))
            .unwrap();
        sheet.write(n, 2, format!("{:02}/{:02}/{}", n % 28 + 1, n % 12 + 1, 1960 + n % 45)).unwrap();
        sheet
            .write(n, 3, format!("0121{:08}", n))
            .unwrap()
            .write(n, 4, 960_000_000 + n)
            .unwrap()
            .write(n, 5, "Hà Nhì")
            .unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let started = Instant::now();
    let book = read(&bytes).unwrap();
    let (at, table) = locate_best(&book, people_columns()).unwrap();
    let today = jiff::civil::date(2026, 11, 1);
    let mut good = 0;
    for row in table.data(&book.sheets[at]) {
        good += usize::from(table.name(row).value().is_some() && table.birth(row, today).value().is_some());
        good +=
            usize::from(phone(row.cell(4)).value().is_some() && national_id(row.cell(3)).value().is_some());
    }
    let took = started.elapsed();
    assert_eq!(good, 40_000);
    let allowed = if cfg!(debug_assertions) { 30 } else { 2 };
    println!("20 000 rows: {} ms", took.as_millis());
    assert!(took.as_secs() < allowed, "{took:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), head in 0usize..5) {
        let heads: [&[u8]; 5] = [b"", b"PK\x03\x04", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], &[0xFF, 0xFE], b"<"];
        let whole = [heads[head], bytes.as_slice()].concat();
        if let Ok(book) = read(&whole) {
            let _ = locate_best(&book, people_columns());
        }
    }

    #[test]
    fn damaged_books_never_panic(which in 0usize..3, changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)) {
        let name = ["ds-cdcs.xlsx", "ds-xay-dung-tcvn3.xls", "ds-cong-nhan-che-than-uyen.ods"][which];
        let mut bytes = std::fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(book) = read(&bytes) {
            let _ = locate_best(&book, people_columns());
        }
    }

    #[test]
    fn random_sheet_xml_never_panics(xml in r#"(<(row|c|v|f|is|t|mergeCell|sheetData)( (r|s|t|ref)="(A1|B2:C3|XFD1048576|0|9{12}|s|str|e|b|d)"){0,3}/?>|</(row|c|v|is|t)>|[a-z0-9.&;#-]{0,8}){0,60}"#) {
        let _ = read(&with_sheet(xml.as_bytes()));
    }

    #[test]
    fn cells_never_panic(text in "\\PC{0,40}", number in any::<f64>()) {
        let today = jiff::civil::date(2026, 11, 1);
        for cell in [Cell::of_text(text.clone()), Cell::of(CellValue::Number(number))] {
            let faults = [
                whole_name(&cell).fault().cloned(), birth(&cell, today).fault().cloned(), phone(&cell).fault().cloned(), national_id(&cell).fault().cloned(),
                sex(&cell).fault().cloned(), mark(&cell).fault().cloned(), attendance(&cell).fault().cloned(), count(&cell).fault().cloned(), label(&cell).fault().cloned(),
            ];
            for fault in faults.into_iter().flatten() {
                prop_assert!(fault.message_vi().len() > 10 && fault.message_en().len() > 10);
            }
        }
        // a name once read is read the same again
        if let Read::Value(name) = whole_name(&Cell::of_text(text)) {
            prop_assert_eq!(whole_name(&Cell::of_text(name.clone())), Read::Value(name));
        }
    }
}
