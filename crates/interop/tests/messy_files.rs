//! Lists as they truly come: every old code, and thirty kinds of mess, made by the test itself. Each gets a result or
//! a sentence that names the file, the row, the column and the way out; nothing is silent, nothing half done.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[expect(dead_code, reason = "other tests take the other parts")]
mod world;

use interop::{Choices, Done, Order, bring_in};
use kernel::{Date, Failure, OrganisationId};
use people::person::Secrets;
use people::person::store as persons;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::io::{Cursor, Write};
use store::chain::Head;
use store::testing::{Fresh, lite, test_now};
use store::{Db, Entry};
use unicode_normalization::UnicodeNormalization;

struct Town {
    fresh: Fresh,
    unit: OrganisationId,
    sources: interop::Sources,
}

impl Town {
    fn new() -> Town {
        let fresh = lite();
        let [_, unit, _] = world::build(&fresh.db).unwrap();
        let sources = interop::Sources::new(people::lists::sheets(&Secrets::new([7; 32]), &world::posts()));
        Town { fresh, unit, sources }
    }
    fn db(&self) -> &Db {
        &self.fresh.db
    }
    fn head(&self) -> Head {
        self.db().read(|v| Ok(Head::read(v)?)).unwrap()
    }
    fn bring(&self, name: &str, bytes: &[u8], dry_run: bool) -> Result<Done, String> {
        let order = Order {
            unit: self.unit,
            subject: None,
            on: test_now().day(),
            since: Date::constant(2026, 1, 1),
            file_name: name.into(),
            dry_run,
            progress: store::sockets::Progress::default(),
            entry: Entry::cli("test.import", ""),
        };
        match bring_in(self.db(), &**self.sources.find("people").unwrap(), &order, bytes, &Choices::default())
        {
            Ok(done) => Ok(done),
            Err(Failure::Invalid(faults)) => {
                Err(faults.into_iter().map(|f| f.message).collect::<Vec<_>>().join(" "))
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

const NAMES: [&str; 4] = ["Giàng A Dế", "Đèo A Việt", "Lường Thị Bình", "Nguyễn Hữu Phước"];

fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn list(title: &str, year: &str, names: [&str; 4]) -> String {
    let mut text = format!("TT,{title},{year}\r\n");
    for (n, name) in names.iter().enumerate() {
        text += &format!("{},{name},{}\r\n", n + 1, 1980 + n);
    }
    text
}

fn unicode() -> String {
    list("Họ và tên", "Năm sinh", NAMES)
}

const TCVN3: [&str; 4] = ["Giµng A DÕ", "§Ìo A ViÖt", "L\u{ad}êng ThÞ B×nh", "NguyÔn H÷u Ph\u{ad}íc"];
const VNI: [&str; 4] = ["Giaøng A Deá", "Ñeøo A Vieät", "Löôøng Thò Bình", "Nguyeãn Höõu Phöôùc"];

/// Letters of Windows-1258: the vowel with its shape, then the tone by itself.
fn with_loose_tones(text: &str) -> String {
    // compose shapes only
    let mut composed = String::new();
    let mut chars = text.nfd().peekable();
    while let Some(c) = chars.next() {
        let mut marks = Vec::new();
        while let Some(m) = chars.peek().copied().filter(|m| ('\u{300}'..='\u{36f}').contains(m)) {
            marks.push(m);
            chars.next();
        }
        let (shapes, tones): (Vec<char>, Vec<char>) =
            marks.into_iter().partition(|m| matches!(m, '\u{302}' | '\u{306}' | '\u{31b}'));
        composed.extend(std::iter::once(c).chain(shapes).nfc());
        composed.extend(tones);
    }
    composed
}

#[test]
fn every_code_gives_the_same_people_in_text_and_in_workbooks() {
    let utf16 = |text: &str, little: bool, mark: bool| -> Vec<u8> {
        let units = mark.then_some(0xfeffu16).into_iter().chain(text.encode_utf16());
        units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    };
    let (windows, _, _) = encoding_rs::WINDOWS_1258.encode("");
    assert!(windows.is_empty());
    let tones = with_loose_tones(&unicode());
    let (windows, _, lossy) = encoding_rs::WINDOWS_1258.encode(&tones);
    assert!(!lossy, "{tones}");
    let texts: Vec<(&str, Vec<u8>)> = vec![
        ("UTF-8", unicode().into_bytes()),
        ("UTF-8 with its mark", format!("\u{feff}{}", unicode()).into_bytes()),
        ("UTF-8, letters taken apart", unicode().nfd().collect::<String>().into_bytes()),
        ("UTF-16 LE", utf16(&unicode(), true, true)),
        ("UTF-16 BE", utf16(&unicode(), false, true)),
        ("Windows-1258", windows.to_vec()),
        ("TCVN3", latin(&list("Hä vµ tªn", "N¨m sinh", TCVN3))),
        ("VNI", latin(&list("Hoï vaø teân", "Naêm sinh", VNI))),
    ];
    let book = |title: &str, year: &str, names: [&str; 4]| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, ["TT", title, year]).unwrap();
        for (n, name) in (1u32..).zip(names) {
            sheet.write_row(n, 0, [n.to_string().as_str(), name, &(1979 + n).to_string()]).unwrap();
        }
        book.save_to_buffer().unwrap()
    };
    let apart = NAMES.map(|n| n.nfd().collect::<String>());
    let loose = NAMES.map(with_loose_tones);
    let str4 = |all: &[String; 4]| -> [&'static str; 4] {
        [0, 1, 2, 3].map(|n| &*Box::leak(all[n].clone().into_boxed_str()))
    };
    let books: Vec<(&str, Vec<u8>)> = vec![
        ("Unicode in cells", book("Họ và tên", "Năm sinh", NAMES)),
        ("letters taken apart in cells", book("Họ và tên", "Năm sinh", str4(&apart))),
        ("loose tones in cells", book("Họ và tên", "Năm sinh", str4(&loose))),
        ("TCVN3 in cells", book("Hä vµ tªn", "N¨m sinh", TCVN3)),
        ("VNI in cells", book("Hoï vaø teân", "Naêm sinh", VNI)),
        // the office types the titles anew and leaves the old column as it is
        ("mixed: Unicode titles, TCVN3 names", book("Họ và tên", "Năm sinh", TCVN3)),
        ("mixed: Unicode titles, VNI names", book("Họ và tên", "Năm sinh", VNI)),
    ];
    let all = texts
        .into_iter()
        .map(|(w, b)| (w, "ds.csv", b))
        .chain(books.into_iter().map(|(w, b)| (w, "ds.xlsx", b)));
    for (what, name, bytes) in all {
        let town = Town::new();
        let done = town.bring(name, &bytes, false).unwrap_or_else(|e| panic!("{what}: {e}"));
        let t = &done.tally;
        assert_eq!((t.rows, t.created, t.errors.len()), (4, 4, 0), "{what}: {t:?}");
        let known: Vec<String> = town
            .db()
            .read(|v| Ok(persons::of_unit(v, town.unit, test_now().day())?))
            .unwrap()
            .into_iter()
            .map(|p| p.full_name)
            .collect();
        for name in NAMES {
            assert!(known.iter().any(|k| k == name), "{what}: no {name} among {known:?}");
        }
        let is_old = ["TCVN3", "VNI", "1258", "apart", "tones"].iter().any(|w| what.contains(w));
        assert_eq!(is_old, !done.repaired.is_empty(), "{what}: what was mended is told: {:?}", done.repaired);
    }
}

/// What is to come of a mess.
enum Want {
    /// Rows read, new people, and words that stand among the errors and notes.
    Taken(u32, u32, &'static [&'static str]),
    /// Refused, with these words.
    Refused(&'static [&'static str]),
}
use Want::{Refused, Taken};

fn sheet(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn rows(sheet: &mut Worksheet, from: u32, lines: &[&[&str]]) {
    for (n, line) in (from..).zip(lines) {
        sheet.write_row(n, 0, line.iter().copied()).unwrap();
    }
}

const HEAD: &[&str] = &["TT", "Họ và tên", "Ngày sinh", "Điện thoại"];
const MAI: &[&str] = &["1", "Lò Thị Mai", "05/06/1990", "0912345678"];
const PAO: &[&str] = &["2", "Vàng A Sính", "1991", "0912345679"];

fn pack(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap().into_inner()
}

/// An encrypted book as Excel saves it: a compound file with these streams.
fn locked() -> Vec<u8> {
    let mut bytes = vec![0u8; 512 * 3];
    bytes[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    bytes[24..32].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0]);
    bytes[32..34].copy_from_slice(&[6, 0]);
    bytes[44..48].copy_from_slice(&1u32.to_le_bytes());
    bytes[48..52].copy_from_slice(&1u32.to_le_bytes());
    bytes[56..60].copy_from_slice(&4096u32.to_le_bytes());
    for at in [60, 68] {
        bytes[at..at + 4].copy_from_slice(&0xffff_fffeu32.to_le_bytes());
    }
    for at in (76..512).step_by(4) {
        bytes[at..at + 4].copy_from_slice(&0xffff_ffffu32.to_le_bytes());
    }
    bytes[76..80].copy_from_slice(&0u32.to_le_bytes());
    for at in (512..1024).step_by(4) {
        bytes[at..at + 4].copy_from_slice(&0xffff_ffffu32.to_le_bytes());
    }
    bytes[512..516].copy_from_slice(&0xffff_fffdu32.to_le_bytes());
    bytes[516..520].copy_from_slice(&0xffff_fffeu32.to_le_bytes());
    for (n, (name, kind)) in [("Root Entry", 5u8), ("EncryptedPackage", 2)].iter().enumerate() {
        let at = 1024 + n * 128;
        let units: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        bytes[at..at + units.len()].copy_from_slice(&units);
        bytes[at + 64..at + 66].copy_from_slice(&u16::try_from(units.len()).unwrap().to_le_bytes());
        bytes[at + 66] = *kind;
        for offset in [68, 72, 76] {
            bytes[at + offset..at + offset + 4].copy_from_slice(&0xffff_ffffu32.to_le_bytes());
        }
        bytes[at + 116..at + 120].copy_from_slice(&0xffff_fffeu32.to_le_bytes());
    }
    bytes[1024 + 76..1024 + 80].copy_from_slice(&1u32.to_le_bytes());
    bytes
}

fn corpus() -> Vec<(&'static str, &'static str, Vec<u8>, Want)> {
    let csv = |text: &str| text.as_bytes().to_vec();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let american = Format::new().set_num_format("mm/dd/yyyy");
    vec![
        (
            "titles above, signatures below",
            "ds.xlsx",
            sheet(|s| {
                s.merge_range(0, 0, 0, 3, "CÔNG ĐOÀN CƠ SỞ CHÈ", &Format::new()).unwrap();
                s.merge_range(1, 0, 1, 3, "DANH SÁCH ĐOÀN VIÊN NĂM 2026", &Format::new()).unwrap();
                rows(
                    s,
                    3,
                    &[
                        HEAD,
                        MAI,
                        PAO,
                        &["", "Tổng cộng: 2 người"],
                        &["", "", "Than Uyên, ngày 5 tháng 10 năm 2026"],
                        &["", "NGƯỜI LẬP BIỂU", "", "CHỦ TỊCH"],
                    ],
                );
            }),
            Taken(2, 2, &[]),
        ),
        (
            "two header rows with merged cells",
            "ds.xlsx",
            sheet(|s| {
                rows(
                    s,
                    0,
                    &[
                        &["TT", "Họ và tên", "Giới tính", "", "Năm sinh"],
                        &["", "", "Nam", "Nữ", ""],
                        &["1", "Lò Thị Mai", "", "x", "1990"],
                        &["2", "Vàng A Sính", "x", "", "1991"],
                    ],
                );
                for column in [0, 1, 4] {
                    s.merge_range(
                        0,
                        column,
                        1,
                        column,
                        HEAD.get(usize::from(column)).copied().filter(|_| column < 2).unwrap_or("Năm sinh"),
                        &Format::new(),
                    )
                    .unwrap();
                }
                s.merge_range(0, 2, 0, 3, "Giới tính", &Format::new()).unwrap();
            }),
            Taken(2, 2, &[]),
        ),
        (
            "blank lines between",
            "ds.csv",
            csv("TT;Họ và tên;Năm sinh\n1;Lò Thị Mai;1990\n;;\n\n2;Vàng A Sính;1991\n"),
            Taken(2, 2, &[]),
        ),
        (
            "a part's title among the rows",
            "ds.csv",
            csv(
                "TT;Họ và tên;Năm sinh\nI;Tổ chế biến;\n1;Lò Thị Mai;1990\nII;Tổ thu mua;\n2;Vàng A Sính;1991\n",
            ),
            Taken(2, 2, &[]),
        ),
        (
            "the header once more on page two",
            "ds.csv",
            csv("TT;Họ và tên;Năm sinh\n1;Lò Thị Mai;1990\nTT;Họ và tên;Năm sinh\n2;Vàng A Sính;1991\n"),
            Taken(2, 2, &[]),
        ),
        ("xlsx under the name of xls", "ds.xls", sheet(|s| rows(s, 0, &[HEAD, MAI])), Taken(1, 1, &[])),
        (
            "csv under the name of xlsx",
            "ds.xlsx",
            csv("TT,Họ và tên,Năm sinh\n1,Lò Thị Mai,1990\n"),
            Taken(1, 1, &[]),
        ),
        (
            "tabs under the name of csv",
            "ds.csv",
            csv("TT\tHọ và tên\tNăm sinh\n1\tLò Thị Mai\t1990\n"),
            Taken(1, 1, &[]),
        ),
        (
            "a web page under the name of xls",
            "ds.xls",
            csv("<html><body><table><tr><td>Họ và tên</td></tr></table></body></html>"),
            Refused(&["trang web", "Save As"]),
        ),
        ("locked with a password", "ds.xlsx", locked(), Refused(&["mật khẩu"])),
        ("a bomb", "ds.xlsx", pack("xl/workbook.xml", &vec![b' '; 64 << 20]), Refused(&[])),
        ("a packed folder", "ds.zip", pack("ds.txt", b"Lo Thi Mai"), Refused(&["tệp nén", "giải nén"])),
        ("a picture", "ds.xlsx", b"\x89PNG\r\n\x1a\n0000".to_vec(), Refused(&["hình ảnh"])),
        ("a PDF", "ds.xlsx", b"%PDF-1.7".to_vec(), Refused(&["PDF"])),
        ("nothing in it", "ds.csv", Vec::new(), Refused(&["rỗng"])),
        (
            "cut off",
            "ds.xlsx",
            {
                let mut b = sheet(|s| rows(s, 0, &[HEAD, MAI]));
                b.truncate(b.len() / 2);
                b
            },
            Refused(&["hỏng"]),
        ),
        ("sheets with nothing", "ds.xlsx", sheet(|_| {}), Refused(&["trống"])),
        ("a header without rows", "ds.csv", csv("TT,Họ và tên,Năm sinh\n"), Taken(0, 0, &[])),
        (
            "no header at all",
            "ds.csv",
            csv("1,Chè khô,20\n2,Chè xanh,30\n"),
            Refused(&["Không thấy bảng danh sách", "Họ và tên", "Chè khô"]),
        ),
        (
            "the column of names is missing",
            "ds.csv",
            csv("TT,Ngày sinh,Điện thoại,Số CCCD\n1,1990,0912345678,\n"),
            Refused(&["họ và tên"]),
        ),
        (
            "numbers stored as text, with spaces and points",
            "ds.xlsx",
            sheet(|s| {
                rows(
                    s,
                    0,
                    &[
                        &["TT", "Họ và tên", "Số CCCD", "Điện thoại"],
                        &["1", "Lò Thị Mai", "012 190 000 137", "0912.345.678"],
                        &["2", "Vàng A Sính", "'012191000145", "+84 912 345 679"],
                    ],
                );
            }),
            Taken(2, 2, &[]),
        ),
        (
            "numbers that lost their nought",
            "ds.xlsx",
            sheet(|s| {
                rows(s, 0, &[&["TT", "Họ và tên", "Số CCCD", "Điện thoại"], &["1", "Lò Thị Mai"]]);
                s.write_number(1, 2, 12_190_000_137_f64).unwrap();
                s.write_number(1, 3, 912_345_678u32).unwrap();
            }),
            Taken(1, 1, &[]),
        ),
        (
            "days as serials, as text, and the American way",
            "ds.xlsx",
            sheet(|s| {
                rows(
                    s,
                    0,
                    &[
                        HEAD,
                        &["1", "Lò Thị Mai"],
                        &["2", "Vàng A Sính", "25-12-1991"],
                        &["3", "Giàng A Dế"],
                        &["4", "Sìn A Dì", "12/25/1992"],
                    ],
                );
                s.write_number_with_format(1, 2, 33_029, &day).unwrap();
                s.write_datetime_with_format(3, 2, ExcelDateTime::from_ymd(1993, 7, 4).unwrap(), &american)
                    .unwrap();
            }),
            Taken(4, 3, &["12/25/1992", "Cột C “Ngày sinh”"]),
        ),
        (
            "days that are none",
            "ds.csv",
            csv("Họ và tên,Ngày sinh\nLò Thị Mai,31/02/1990\nVàng A Sính,hôm qua\nGiàng A Dế,2024\n"),
            Taken(3, 0, &["31/02/1990", "hôm qua"]),
        ),
        (
            "one person three times",
            "ds.csv",
            csv(
                "Họ và tên,Ngày sinh,Điện thoại\nLò Thị Mai,05/06/1990,0912345678\nLÒ THỊ MAI,1990,\nlò thị mai,05/06/1990,0912345678\n",
            ),
            Taken(3, 1, &["trùng với dòng 2"]),
        ),
        (
            "formulas and their results",
            "ds.xlsx",
            sheet(|s| {
                rows(s, 0, &[HEAD, MAI, &["2", "", "1991"]]);
                s.write_formula(2, 1, Formula::new("=\"Vàng A \"&\"Sính\"").set_result("Vàng A Sính"))
                    .unwrap();
            }),
            Taken(2, 2, &[]),
        ),
        (
            "a formula that failed",
            "ds.xlsx",
            sheet(|s| {
                rows(s, 0, &[HEAD, MAI, &["2", "", "1991"]]);
                s.write_formula(2, 1, Formula::new("=VLOOKUP(1,A1:B2,2)").set_result("#N/A")).unwrap();
            }),
            Taken(2, 1, &["Cột B"]),
        ),
        (
            "a hidden sheet",
            "ds.xlsx",
            {
                let mut b = Workbook::new();
                rows(b.add_worksheet(), 0, &[HEAD, MAI]);
                let s = b.add_worksheet();
                rows(s, 0, &[HEAD, PAO]);
                s.set_hidden(true);
                b.save_to_buffer().unwrap()
            },
            Taken(1, 1, &[]),
        ),
        (
            "digits and nothing in names",
            "ds.csv",
            csv(
                "TT,Họ và tên,Năm sinh,Điện thoại\n1,Lò 7 Mai,1990,\n2,,1991,0912345679\n3,Vàng A Sính,1992,\n",
            ),
            Taken(3, 1, &["chữ số", "Thiếu họ và tên"]),
        ),
        (
            "phones and numbers that are none",
            "ds.csv",
            csv("Họ và tên,Điện thoại,Số CCCD\nLò Thị Mai,12345,99\nVàng A Sính,0912345679,abc\n"),
            Taken(2, 2, &["Điện thoại", "Số CCCD", "để trống"]),
        ),
        (
            "quotes left open",
            "ds.csv",
            csv("Họ và tên,Năm sinh\n\"Lò Thị Mai,1990\nVàng A Sính,1991\n"),
            Taken(0, 0, &[]),
        ),
        (
            "a column that nobody knows",
            "ds.csv",
            csv("Họ và tên,Năm sinh,Cân nặng\nLò Thị Mai,1990,50\n"),
            Taken(1, 1, &[]),
        ),
    ]
}

#[test]
fn thirty_kinds_of_mess_get_a_result_or_a_sentence() {
    let corpus = corpus();
    assert!(corpus.len() >= 30);
    for (what, name, bytes, want) in corpus {
        let town = Town::new();
        let before = town.head();
        let dry = town.bring(name, &bytes, true);
        assert_eq!(town.head(), before, "{what}: a look leaves no trace");
        let done = town.bring(name, &bytes, false);
        match (&want, &done) {
            (Refused(words), Err(said)) => {
                assert_eq!(dry.as_ref().err(), Some(said), "{what}");
                assert_eq!(town.head(), before, "{what}: a refused file leaves no trace");
                assert!(said.contains("Hãy ") || said.contains("hãy "), "{what}: the way out: {said}");
                for word in *words {
                    assert!(said.contains(word), "{what}: no “{word}” in {said}");
                }
            }
            (Taken(rows, created, words), Ok(done)) => {
                let t = &done.tally;
                if what != "quotes left open" {
                    assert_eq!((t.rows, t.created), (*rows, *created), "{what}: {t:?} {:?}", done.sheets);
                }
                assert_eq!(dry.as_ref().map(|d| &d.tally), Ok(t), "{what}");
                let sum = t.created + t.updated + t.unchanged + t.duplicates;
                assert_eq!(t.rows as usize, sum as usize + t.errors.len(), "{what}: every row is somewhere");
                let said: String = t
                    .errors
                    .iter()
                    .chain(&t.notes)
                    .map(|f| format!("dòng {}: {}\n", f.row, f.message))
                    .collect();
                assert!(t.errors.iter().all(|f| f.row > 0), "{what}: {said}");
                for word in *words {
                    assert!(said.contains(word), "{what}: no “{word}” in {said}");
                }
            }
            (Refused(_), Ok(done)) => panic!("{what}: taken: {:?}", done.tally),
            (Taken(..), Err(said)) => panic!("{what}: refused: {said}"),
        }
        assert_eq!(town.db().verify().unwrap(), [], "{what}");
    }
}
