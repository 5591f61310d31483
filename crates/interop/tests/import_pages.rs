//! Bringing a list in as an officer does it, page by page, on both engines.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]
mod world;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use store::chain::Head;
use store::testing::{Fresh, both};
use web::App;
use web::testing::{Answer, Browser};
use world::{browser, fields};

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
}

const TEA: &str = "ds-cong-nhan-che-than-uyen.xlsx";
const HA: &str = "0900000001";
const DUNG: &str = "0900000002";
const DO: &str = "0900000003";
const PAO: &str = "0900000004";

struct Town {
    fresh: Fresh,
    app: Arc<App>,
    unit: kernel::OrganisationId,
}

impl Town {
    fn all() -> impl Iterator<Item = Town> {
        both().into_iter().map(|fresh| {
            let [_, unit, _] = world::build(&fresh.db).unwrap();
            let app = world::app(&fresh.db);
            Town { fresh, app, unit }
        })
    }
    fn enter(&self, login: &str) -> Browser {
        browser(&self.app, login).unwrap()
    }
    fn head(&self) -> Head {
        self.fresh.db.read(|v| Ok(Head::read(v)?)).unwrap()
    }
    fn workers(&self) -> i64 {
        let day = kernel::Date::constant(2026, 11, 20);
        self.fresh
            .db
            .read(|v| {
                Ok(people::roster::headcounts(v, "workers", day)?.get(&self.unit).copied().unwrap_or(0))
            })
            .unwrap()
    }
}

/// How many people of the unit have a phone.
fn phones(town: &Town) -> usize {
    let day = kernel::Date::constant(2026, 11, 20);
    let people = town.fresh.db.read(|v| Ok(people::person::store::of_unit(v, town.unit, day)?)).unwrap();
    assert!(people.len() >= 184);
    people.iter().filter(|p| p.phone.is_some()).count()
}

fn send(b: &mut Browser, name: &str, bytes: &[u8]) -> Answer {
    b.upload(
        "/nhap-lieu",
        &[("loai", "people"), ("don_vi", "A-1"), ("tu_ngay", "2026-01-01")],
        ("file", name, bytes),
    )
}

fn go(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.location.clone().expect("a way on")
}

/// The tiles by their words.
fn tiles(page: &str) -> BTreeMap<String, String> {
    let inner = |text: &str| text.split('<').next().unwrap_or("").trim().to_owned();
    page.split("stat-label\">")
        .skip(1)
        .map(|part| (inner(part), inner(part.split("stat-value\">").nth(1).unwrap_or(""))))
        .collect()
}

fn tile(page: &str, word: &str) -> String {
    tiles(page).get(word).cloned().unwrap_or_else(|| panic!("no tile {word} in {page}"))
}

fn post(b: &mut Browser, address: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    b.post(address, &fields)
}

#[test]
fn the_whole_way_with_the_tea_list() {
    for town in Town::all() {
        let mut dung = town.enter(DUNG);
        let start = dung.get("/nhap-lieu");
        assert_eq!(start.status, 200);
        let text = start.text();
        assert!(
            text.contains("CĐCS Công ty CP Chè Than Uyên") && !text.contains("May Bình Minh"),
            "only one's own unit"
        );
        assert!(text.contains("Chưa nhập danh sách nào"));

        let check = go(&send(&mut dung, TEA, &bytes(TEA)));
        let page = dung.get(&check);
        assert_eq!(page.status, 200);
        let text = page.text();
        assert_eq!(
            (tile(&text, "Mới"), tile(&text, "Trùng trong tệp"), tile(&text, "Dòng lỗi")),
            ("184".into(), "5".into(), "0".into())
        );
        assert!(text.contains("Nhập 184 người"));
        assert!(text.contains("đã chuyển mã Unicode tổ hợp"), "the mended text is told");
        assert!(
            text.contains("Lục Quang Nam")
                && text.contains("•••••••••915")
                && !text.contains(">012084257915<")
        );
        assert_eq!(town.workers(), 0, "nothing is written yet");

        // the user thinks the column of phones is wrong
        let mut said = fields(&text);
        let phone = said.iter_mut().find(|(n, _)| n == "t0.cot.phone").expect("a select for phones");
        assert_eq!(phone.1, "7");
        phone.1 = String::new();
        let surprised = post(&mut dung, &format!("{check}/ghi"), &said);
        assert_eq!(
            (surprised.status.as_u16(), town.workers()),
            (422, 0),
            "what was not looked at is not written"
        );
        assert!(surprised.text().contains("Bạn vừa đổi cách ghép cột"));
        let again = post(&mut dung, &check, &said);
        assert_eq!(again.status, 200);
        let text = again.text();
        assert!(!text.contains("0864243606"), "no phones in the preview");
        assert!(fields(&text).contains(&("t0.cot.phone".to_owned(), String::new())), "the choice stays");
        let result = go(&post(&mut dung, &format!("{check}/ghi"), &fields(&text)));
        assert_eq!(town.workers(), 184);
        let page = dung.get(&result).text();
        assert!(page.contains("Đã nhập: 184 mới") && page.contains("Hoàn tác"), "{page}");
        assert_eq!(tile(&page, "Mới"), "184");
        assert!(page.contains("/nguoi?don_vi=A-1"));
        assert_eq!(phones(&town), 0);

        // the same file is not written twice, not even by going back
        assert_eq!(go(&post(&mut dung, &format!("{check}/ghi"), &said)), result);
        assert_eq!(go(&dung.get(&check)), result);
        assert_eq!(town.workers(), 184);

        // now with phones: known people are completed
        let second = go(&send(&mut dung, TEA, &bytes(TEA)));
        let text = dung.get(&second).text();
        assert_eq!(
            (tile(&text, "Mới"), tile(&text, "Cập nhật"), tile(&text, "Không đổi")),
            ("0".into(), "144".into(), "40".into())
        );
        let filled = go(&post(&mut dung, &format!("{second}/ghi"), &fields(&text)));
        assert_eq!(phones(&town), 144);
        let third = go(&send(&mut dung, TEA, &bytes(TEA)));
        let text = dung.get(&third).text();
        assert_eq!((tile(&text, "Không đổi"), tile(&text, "Trùng trong tệp")), ("184".into(), "5".into()));
        assert!(text.contains("không có gì mới") && !text.contains("Nhập 0"));

        // the first cannot be taken back under the second; the second can
        let refused = go(&dung.post(&format!("{result}/hoan-tac"), &[]));
        assert!(dung.get(&refused).text().contains("Không hoàn tác được"));
        let back = go(&dung.post(&format!("{filled}/hoan-tac"), &[]));
        assert!(dung.get(&back).text().contains("Đã hoàn tác"));
        assert_eq!(phones(&town), 0);
        let list = dung.get("/nhap-lieu").text();
        assert_eq!(list.matches("Đã hoàn tác").count(), 1);
        assert!(list.contains("Lò Văn Dũng") && list.contains("20/11/2026 09:00"));
        assert_eq!(town.fresh.db.verify().unwrap(), [], "{}", town.fresh.engine);
    }
}

#[test]
fn a_whole_import_is_taken_back_and_comes_again() {
    for town in Town::all() {
        let mut dung = town.enter(DUNG);
        let bring = |b: &mut Browser| {
            let check = go(&send(b, TEA, &bytes(TEA)));
            let said = fields(&b.get(&check).text());
            go(&post(b, &format!("{check}/ghi"), &said))
        };
        let first = bring(&mut dung);
        let back = go(&dung.post(&format!("{first}/hoan-tac"), &[]));
        let text = dung.get(&back).text();
        assert!(text.contains("Lần nhập này đã được hoàn tác") && text.contains("bởi Lò Văn Dũng"), "{text}");
        assert!(!text.contains("Nhập nhầm?"), "there is nothing more to take back");
        assert_eq!(town.workers(), 0);
        let twice = go(&dung.post(&format!("{first}/hoan-tac"), &[]));
        assert!(dung.get(&twice).text().contains("đã được hoàn tác lúc"));
        bring(&mut dung);
        assert_eq!(town.workers(), 184);
        assert_eq!(town.fresh.db.verify().unwrap(), [], "{}", town.fresh.engine);
    }
}

#[test]
fn nobody_else_sees_or_uses_what_one_sent() {
    for town in Town::all() {
        let (mut dung, mut other, mut ha, mut pao) =
            (town.enter(DUNG), town.enter(DO), town.enter(HA), town.enter(PAO));
        let check = go(&send(&mut dung, TEA, &bytes(TEA)));
        let said = fields(&dung.get(&check).text());
        // another unit's officer, and the Federation too: an upload is its sender's
        for b in [&mut other, &mut ha] {
            assert_eq!(b.get(&check).status, 404);
            for more in ["", "/ghi", "/loi"] {
                assert_eq!(post(b, &format!("{check}{more}"), &said).status, 404);
            }
        }
        for address in ["/nhap-lieu", &check, "/nhap-lieu/mau"] {
            assert_eq!(pao.get(address).status, 403, "a worker brings in no lists");
        }
        assert_eq!(town.workers(), 0);
        let result = go(&post(&mut dung, &format!("{check}/ghi"), &said));
        for more in ["", "/loi"] {
            assert_eq!(other.get(&format!("{result}{more}")).status, 404);
        }
        assert_eq!(other.post(&format!("{result}/hoan-tac"), &[]).status, 404);
        assert!(!other.get("/nhap-lieu").text().contains(TEA));
        assert_eq!(town.workers(), 184);
        // the Federation sees what its units did and may take it back
        assert!(ha.get("/nhap-lieu").text().contains(TEA));
        assert_eq!(ha.get(&result).status, 200);
        go(&ha.post(&format!("{result}/hoan-tac"), &[]));
        assert_eq!(town.workers(), 0);
        // another unit's code is as unknown as none
        for code in ["B-2", "NO-SUCH"] {
            let fields = [("loai", "people"), ("don_vi", code), ("tu_ngay", "2026-01-01")];
            assert_eq!(dung.upload("/nhap-lieu", &fields, ("file", TEA, &bytes(TEA))).status, 404);
        }
        // somebody signed out is sent to the door
        assert_eq!(Browser::new(town.app.clone()).unwrap().get("/nhap-lieu").status, 303);
    }
}

#[test]
fn a_file_waits_a_day_and_no_longer() {
    for town in Town::all() {
        let mut dung = town.enter(DUNG);
        let check = go(&send(&mut dung, TEA, &bytes(TEA)));
        assert_eq!(dung.get(&check).status, 200);
        town.fresh.db.tamper("update interop_upload set created = created - 86400000001").unwrap();
        go(&send(&mut dung, TEA, &bytes(TEA)));
        assert_eq!(dung.get(&check).status, 404);
    }
}

#[test]
fn errors_are_listed_on_the_page_and_in_a_file() {
    for town in Town::all() {
        let mut dung = town.enter(DUNG);
        let file = "Họ và tên;Ngày sinh;Điện thoại\nLò Thị Mai;1990;0912345678\nGiàng 7;1992;\nMùa A Sử;31/02/1991;\nVàng A Lử;1980;12\n".as_bytes();
        let check = go(&send(&mut dung, "=ds.csv", file));
        let text = dung.get(&check).text();
        assert!(text.contains("Nhập 2 người, để lại 2 dòng lỗi"), "{text}");
        assert!(
            text.contains("id=\"loi\"")
                && text.contains("“Giàng 7” có chữ số")
                && text.contains("id=\"luu-y\"")
        );
        let csv = post(&mut dung, &format!("{check}/loi"), &fields(&text));
        assert_eq!((csv.status.as_u16(), csv.content_type.as_str()), (200, "text/csv; charset=utf-8"));
        assert_eq!(csv.text().lines().count(), 4, "{}", csv.text());
        let result = go(&post(&mut dung, &format!("{check}/ghi"), &fields(&text)));
        assert_eq!(town.workers(), 2);
        let page = dung.get(&result).text();
        assert!(page.contains("“Giàng 7” có chữ số") && page.contains("Tải danh sách lỗi"));
        assert_eq!(dung.get(&format!("{result}/loi")).bytes, csv.bytes);
    }
}

#[test]
fn an_unknown_name_column_is_asked_for() {
    for town in Town::all() {
        let mut dung = town.enter(DUNG);
        let check =
            go(&send(&mut dung, "ds.csv", "Bí danh;Năm sinh;Điện thoại\nLò Thị Mai;1990;\n".as_bytes()));
        let page = dung.get(&check);
        let text = page.text();
        assert!(page.status == 422 && text.contains("chưa biết cột nào là họ và tên"), "{text}");
        let mut said = fields(&text);
        said.iter_mut().find(|(n, _)| n == "t0.cot.full_name").unwrap().1 = "0".into();
        let text = post(&mut dung, &check, &said).text();
        assert!(text.contains("Nhập 1 người"), "{text}");
        go(&post(&mut dung, &format!("{check}/ghi"), &fields(&text)));
        assert_eq!(town.workers(), 1);
    }
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn with_sheets(sheets: &[Vec<u8>]) -> Vec<u8> {
    let (mut list, mut links) = (String::new(), String::new());
    for n in 1..=sheets.len() {
        list += &format!("<sheet name=\"S{n}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>");
        links +=
            &format!("<Relationship Id=\"rId{n}\" Type=\"x/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>");
    }
    let book = format!("<workbook xmlns:r=\"r\"><sheets>{list}</sheets></workbook>");
    let links = format!("<Relationships>{links}</Relationships>");
    let names: Vec<String> = (1..=sheets.len()).map(|n| format!("xl/worksheets/sheet{n}.xml")).collect();
    let mut parts: Vec<(&str, &[u8])> =
        vec![("xl/workbook.xml", book.as_bytes()), ("xl/_rels/workbook.xml.rels", links.as_bytes())];
    parts.extend(names.iter().map(String::as_str).zip(sheets.iter().map(Vec::as_slice)));
    packed(&parts)
}

fn rows(inner: &str) -> Vec<u8> {
    format!("<worksheet><sheetData>{inner}</sheetData></worksheet>").into_bytes()
}

#[test]
fn hostile_files_get_a_sentence_and_change_nothing() {
    let noise: Vec<u8> = (0u32..50_000).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let bomb = with_sheets(&[rows(&" ".repeat(64 << 20))]);
    let ten = with_sheets(
        &(0..10).map(|n| rows(&format!("<row r=\"1\"><c r=\"A1\"><v>{n}</v></c></row>"))).collect::<Vec<_>>(),
    );
    let mut empty = String::new();
    for n in 1..=1_000_000 {
        empty += &format!("<row r=\"{n}\"/>");
    }
    let million = with_sheets(&[rows(&empty)]);
    let cases: Vec<(&str, &str, Vec<u8>, &str)> = vec![
        ("empty", "ds.xlsx", Vec::new(), "rỗng"),
        ("random bytes", "ds.xlsx", noise, "Không nhận ra"),
        ("a bomb", "ds.xlsx", bomb, ""),
        ("ten sheets without a list", "ds.xlsx", ten, "Không thấy bảng danh sách"),
        ("a million empty rows", "ds.xlsx", million, ""),
        (
            "a web page",
            "ds.xls",
            b"<html><body><table><tr><td>Ho ten</td></tr></table></body></html>".to_vec(),
            "trang web",
        ),
        ("a PDF", "ds.xlsx", b"%PDF-1.7 ...".to_vec(), "PDF"),
        ("cut off", "ds.xlsx", bytes(TEA)[..3000].to_vec(), ""),
        ("21 MB", "ds.xlsx", vec![b'x'; 21 << 20], "quá lớn"),
    ];
    for town in Town::all() {
        let mut dung = town.enter(DUNG);
        let before = town.head();
        for (what, name, bytes, words) in &cases {
            let answer = send(&mut dung, name, bytes);
            let text = answer.text();
            assert_eq!(answer.status, 422, "{what}: {text}");
            assert!(text.contains(words), "{what}: {text}");
            assert!(text.contains("role=\"alert\""), "{what}");
            assert_eq!(town.head(), before, "{what} left a trace");
        }
        assert_eq!(
            town.fresh.db.read(|v| Ok(v.number("select count(*) from interop_upload", &[])?)).unwrap(),
            0
        );
        // no file, no unit, no day
        let none = dung.upload(
            "/nhap-lieu",
            &[("loai", "people"), ("don_vi", ""), ("tu_ngay", "hôm qua")],
            ("file", "", b""),
        );
        assert_eq!(none.status, 422);
        let text = none.text();
        for words in ["Hãy chọn tệp", "Hãy chọn đơn vị", "Hãy nhập ngày"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        // true Excel 97 under the name of a new one
        let check = go(&send(&mut dung, "ds.xlsx", &bytes("ds-cong-nhan-che-than-uyen.xls")));
        assert!(dung.get(&check).text().contains("Nhập 184 người"));
    }
}

#[test]
fn a_list_of_three_megabytes_is_taken() {
    for town in Town::all() {
        let mut dung = town.enter(DUNG);
        let mut long = String::from("Họ và tên;Năm sinh;Ghi chú\n");
        for n in 0..1_000 {
            long += &format!("Lò Thị Mai;{};{}\n", 1950 + n % 50, "chè xanh ".repeat(330));
        }
        assert!(long.len() > 3 << 20);
        go(&send(&mut dung, "ds.csv", long.as_bytes()));
    }
}

#[test]
fn the_template_is_read_back_when_filled() {
    for town in Town::all() {
        let mut dung = town.enter(DUNG);
        let answer = dung.get("/nhap-lieu/mau?loai=people");
        assert_eq!(answer.status, 200);
        let book =
            interop::sheet::read_book(&answer.bytes, "mau.xlsx", &interop::sheet::Limits::default()).unwrap();
        let titles: Vec<String> =
            book.sheets[0].rows[0].cells.iter().map(|(_, c)| c.text().into_owned()).collect();
        assert_eq!(&titles[..4], ["TT", "Họ và tên", "Giới tính", "Ngày sinh"]);
        assert_eq!(dung.get("/nhap-lieu/mau?loai=khac").status, 404);
        // filled by hand, guide and all
        let mut filled = rust_xlsxwriter::Workbook::new();
        let sheet = filled.add_worksheet().set_name("Danh sách").unwrap();
        sheet.write_row(0, 0, titles).unwrap();
        sheet.write_row(1, 0, ["1", "Lò Thị Mai", "Nữ", "20/12/1984"]).unwrap();
        let guide = filled.add_worksheet().set_name("Hướng dẫn").unwrap();
        for row in &book.sheets[1].rows {
            for (column, cell) in &row.cells {
                guide.write_string(row.number - 1, u16::try_from(*column).unwrap(), cell.text()).unwrap();
            }
        }
        let check = go(&send(&mut dung, "mau.xlsx", &filled.save_to_buffer().unwrap()));
        let text = dung.get(&check).text();
        assert!(text.contains("Nhập 1 người<"), "{text}");
    }
}

#[test]
fn every_page_speaks_english_too() {
    let words = ui::words::Words::new(&[
        ("ui", ui::words::EN),
        ("web", web::ENGLISH),
        ("people", people::ENGLISH),
        ("interop", interop::ENGLISH),
    ])
    .unwrap();
    assert_eq!(words.quarrels(), [], "one sentence, one English");
}
