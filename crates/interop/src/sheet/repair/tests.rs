use super::legacy::{from_mangled_utf8, from_tcvn3, from_vni};
use super::*;
use crate::sheet::book::{Cell, Row};

const SMALL: &str =
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ";

/// The bytes of each letter of `SMALL` as the standard's table gives them, written down independently.
const TCVN3_BYTES: &[u8] = &[
    b'a', 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xA8, 0xBB, 0xBC, 0xBD, 0xBE, 0xC6, 0xA9, 0xC7, 0xC8, 0xC9, 0xCA,
    0xCB, b'b', b'c', b'd', 0xAE, b'e', 0xCC, 0xCE, 0xCF, 0xD0, 0xD1, 0xAA, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6,
    b'g', b'h', b'i', 0xD7, 0xD8, 0xDC, 0xDD, 0xDE, b'k', b'l', b'm', b'n', b'o', 0xDF, 0xE1, 0xE2, 0xE3,
    0xE4, 0xAB, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xAC, 0xEA, 0xEB, 0xEC, 0xED, 0xEE, b'p', b'q', b'r', b's',
    b't', b'u', 0xEF, 0xF1, 0xF2, 0xF3, 0xF4, 0xAD, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, b'v', b'x', b'y', 0xFA,
    0xFB, 0xFC, 0xFD, 0xFE,
];

fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

#[test]
fn every_small_letter_comes_out_of_tcvn3() {
    assert_eq!(SMALL.chars().count(), TCVN3_BYTES.len());
    assert_eq!(from_tcvn3(&latin(TCVN3_BYTES)).as_deref(), Some(SMALL));
}

#[test]
fn the_seven_capitals_of_tcvn3() {
    assert_eq!(from_tcvn3(&latin(&[0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7])).as_deref(), Some("ĂÂÊÔƠƯĐ"));
}

/// Spelt out as bytes, letter by letter: base, then mark.
#[test]
fn every_letter_comes_out_of_vni_small_and_capital() {
    let small: &[u8] = b"a a\xF8a\xFBa\xF5a\xF9a\xEF a\xEAa\xE8a\xFAa\xFCa\xE9a\xEB a\xE2a\xE0a\xE5a\xE3a\xE1a\xE4 \xF1 \
        e\xF8e\xFBe\xF5e\xF9e\xEF e\xE2e\xE0e\xE5e\xE3e\xE1e\xE4 \xEC\xE6\xF3\xED\xF2 \
        o\xF8o\xFBo\xF5o\xF9o\xEF o\xE2o\xE0o\xE5o\xE3o\xE1o\xE4 \xF4\xF4\xF8\xF4\xFB\xF4\xF5\xF4\xF9\xF4\xEF \
        u\xF8u\xFBu\xF5u\xF9u\xEF \xF6\xF6\xF8\xF6\xFB\xF6\xF5\xF6\xF9\xF6\xEF y\xF8y\xFBy\xF5y\xF9\xEE";
    let expect = "a àảãáạ ăằẳẵắặ âầẩẫấậ đ èẻẽéẹ êềểễếệ ìỉĩíị òỏõóọ ôồổỗốộ ơờởỡớợ ùủũúụ ưừửữứự ỳỷỹýỵ";
    assert_eq!(from_vni(&latin(small)).as_deref(), Some(expect));
    // VNI marks its capitals with the capital forms of the same marks, 0x20 below
    let capital: Vec<u8> = small
        .iter()
        .map(|byte| if byte.is_ascii_lowercase() || *byte >= 0xE0 { byte - 0x20 } else { *byte })
        .collect();
    assert_eq!(from_vni(&latin(&capital)), Some(expect.to_uppercase()));
}

#[test]
fn what_is_not_in_a_code_is_not_converted() {
    assert_eq!(from_tcvn3("Đèo"), None, "Đ is beyond the old code");
    assert_eq!(from_tcvn3("Mùa A Vừ"), None);
    assert_eq!(from_vni("Lỳ"), None);
    assert_eq!(from_mangled_utf8("Lò"), None);
    assert_eq!(from_mangled_utf8("Nguyá»…n VÄƒn").as_deref(), Some("Nguyễn Văn"));
}

#[test]
fn syllables() {
    for good in "Đèo Lỳ Mùa Vừ Chẻo Páo Giàng Quỳnh Nguyễn Tủa Dế Pủ Hà Nhì Hủ Giáy Nghề Quý Khuyên Thuở HẠNG dợ Ngoạn Giếng Huỳnh Xoắn gì"
        .split(' ')
    {
        assert!(is_vietnamese_syllable(good), "{good}");
    }
    for bad in "Giµng DÕo ThÞ nÒ Hä Nguyeãn Huøng tªn Müller Zürich café Càt Ñòà ễễ".split(' ')
    {
        assert!(!is_vietnamese_syllable(bad), "{bad}");
    }
}

fn sheet_of(lines: &[&str]) -> Sheet {
    let rows = lines.iter().zip(1..).map(|(line, number)| Row {
        number,
        cells: line.split('|').enumerate().map(|(at, text)| (at, Cell::of_text(text))).collect(),
    });
    Sheet { name: "S".into(), rows: rows.collect(), ..Sheet::default() }
}

fn text(sheet: &Sheet, row: u32, column: usize) -> String {
    sheet.cell(row, column).text().into_owned()
}

#[test]
fn good_text_is_never_damaged() {
    let lines = [
        "Đèo Văn Lỳ|Kinh|Lò|Café Zürich",
        "Mùa A Vừ|Thái|Lù|Müller & Söhne",
        "Lò Thị Hà|Hà Nhì|Mùa|© 2026 ® §5 ±2°",
        "HẠNG THỊ DỢ|Mông|Hà|naïve résumé",
        "Lù Hùng|Ê-đê|Sì|Ñandú",
        "Cà Bình|Xơ-đăng|Nùng|São Paulo «ô»",
    ];
    let mut sheet = sheet_of(&lines);
    let before = sheet.clone();
    assert_eq!(repair_sheet(&mut sheet, None), []);
    assert_eq!(sheet, before);
}

#[test]
fn a_vni_column_beside_a_unicode_column() {
    let mut sheet = sheet_of(&[
        "Nguyeãn Vaên Huøng|Đèo Văn Lỳ|Lò",
        "Traàn Thò Tuyeát|Mùa A Vừ|Mùa",
        "LEÂ ÑÖÙC THAÉNG|Lò Thị Hà|Hà",
        "Ñaëng Höõu Phöôùc|Lù|Sì",
    ]);
    let repaired = repair_sheet(&mut sheet, None);
    assert_eq!(repaired, [Repaired { sheet: "S".into(), encoding: Encoding::Vni, columns: vec![0] }]);
    assert_eq!(text(&sheet, 1, 0), "Nguyễn Văn Hùng");
    assert_eq!(text(&sheet, 2, 0), "Trần Thị Tuyết");
    assert_eq!(text(&sheet, 3, 0), "LÊ ĐỨC THẮNG");
    assert_eq!(text(&sheet, 4, 0), "Đặng Hữu Phước");
    assert_eq!((text(&sheet, 1, 1), text(&sheet, 1, 2)), ("Đèo Văn Lỳ".into(), "Lò".into()));
}

#[test]
fn a_few_old_rows_among_many_new_ones() {
    let mut lines = vec!["Đèo Thị Hà"; 60];
    lines.extend(["NguyÔn ThÞ Mü", "Giµng A DÕ", "Lß V¨n ViÖt"]);
    lines.push("Lò Mùa");
    let mut sheet = sheet_of(&lines);
    let repaired = repair_sheet(&mut sheet, None);
    assert_eq!(repaired.first().map(|r| r.encoding), Some(Encoding::Tcvn3));
    assert_eq!(text(&sheet, 61, 0), "Nguyễn Thị Mỹ");
    assert_eq!(text(&sheet, 62, 0), "Giàng A Dế");
    assert_eq!(text(&sheet, 64, 0), "Lò Mùa", "possible in both codes, and the column is Unicode");
}

#[test]
fn the_font_tells_capitals() {
    let mut sheet = sheet_of(&["c«ng ty x©y dùng", "Giµng A DÕ", "Mïa A Vï"]);
    if let Some((_, cell)) = sheet.rows.first_mut().and_then(|row| row.cells.first_mut()) {
        cell.font = Font::Tcvn3Capitals;
    }
    repair_sheet(&mut sheet, None);
    assert_eq!(text(&sheet, 1, 0), "CÔNG TY XÂY DỰNG");
}

#[test]
fn marks_are_put_together() {
    let mut sheet = sheet_of(&["Lu\u{323}c Quang Nam|Nam"]);
    let repaired = repair_sheet(&mut sheet, None);
    assert_eq!(repaired, [Repaired { sheet: "S".into(), encoding: Encoding::Decomposed, columns: vec![0] }]);
    assert_eq!(text(&sheet, 1, 0), "Lục Quang Nam");
    assert_eq!(repaired[0].message_vi(), "Trang “S”: đã chuyển mã Unicode tổ hợp → Unicode dựng sẵn ở cột A");
}

#[test]
fn the_icelandic_letter_becomes_ours() {
    let mut sheet = sheet_of(&["Ðèo Thị Hà|Guðrún"]);
    repair_sheet(&mut sheet, None);
    assert_eq!((text(&sheet, 1, 0), text(&sheet, 1, 1)), ("Đèo Thị Hà".into(), "Guðrún".into()));
}
