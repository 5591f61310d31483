//! What is said of rows comes in the officer's language; what stands in the way of taking a list back is named.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]
mod world;

use store::Entry;
use store::testing::both;
use web::testing::Browser;
use world::{browser, fields};

const DUNG: &str = "0900000002";
const FORM: [(&str, &str); 3] = [("loai", "people"), ("don_vi", "A-1"), ("tu_ngay", "2026-01-01")];

fn english() {
    let catalogs = [
        ("ui", ui::words::EN),
        ("web", web::ENGLISH),
        ("people", people::ENGLISH),
        ("interop", interop::ENGLISH),
    ];
    ui::words::install(ui::words::Words::new(&catalogs).unwrap());
}

/// Sends a list and gives its address and the page of its look.
fn look(b: &mut Browser, list: &str) -> (String, String) {
    let upload = b.upload("/nhap-lieu", &FORM, ("file", "ds.csv", list.as_bytes())).location.unwrap();
    let page = b.get(&upload).text();
    (upload, page)
}

fn bring_in(b: &mut Browser, list: &str) -> String {
    let (upload, page) = look(b, list);
    let form = fields(&page);
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    b.post(&format!("{upload}/ghi"), &form).location.unwrap()
}

#[test]
fn remarks_on_rows_and_the_file_of_faults_are_english_on_an_english_screen() {
    english();
    let list = "STT;Họ và tên;Ngày sinh;Điện thoại\n1;Lò Thị Mai 2;05/06/1990;\n2;Vàng A Páo;31/02/1990;\n\
                3;Sùng A Dế;1991;0912\n4;Sùng A Dế;1991;\n";
    for fresh in both() {
        world::build(&fresh.db).unwrap();
        let app = world::app(&fresh.db);
        let mut dung = browser(&app, DUNG).unwrap();
        let (_, page) = look(&mut dung, list);
        for words in ["Họ tên “Lò Thị Mai 2” có chữ số", "Không có ngày “31/02/1990”", "Ô này được để trống"]
        {
            assert!(page.contains(words), "{words} in {page}");
        }
        dung.post("/ngon-ngu", &[("lang", "en"), ("back", "/")]);
        let (upload, page) = look(&mut dung, list);
        let sought = [
            "The name “Lò Thị Mai 2” has digits; remove them.",
            "There is no day “31/02/1990”",
            "The phone “0912” has 4 digits",
            "The cell was left empty.",
            "“Sùng A Dế” repeats row 4 of the file; it counts once.",
        ];
        for words in sought {
            assert!(page.contains(words), "{words} in {page}");
        }
        for vietnamese in ["có chữ số", "Không có ngày", "để trống", "trùng với dòng", "Cột "]
        {
            assert!(!page.contains(vietnamese), "{vietnamese} in {page}");
        }
        let form = fields(&page);
        let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let csv = dung.post(&format!("{upload}/loi"), &form).text();
        for words in sought {
            assert!(csv.contains(words), "{words} in {csv}");
        }
        // an import that was kept is told again as well, in either language
        let done = dung.post(&format!("{upload}/ghi"), &form).location.unwrap();
        assert!(dung.get(&done).text().contains("has digits; remove them."));
        assert!(dung.get(&format!("{done}/loi")).text().contains("has digits; remove them."));
        dung.post("/ngon-ngu", &[("lang", "vi"), ("back", "/")]);
        assert!(dung.get(&done).text().contains("có chữ số; hãy bỏ số đi."));
    }
}

#[test]
fn what_stands_in_the_way_of_an_undo_is_named_and_gone_when_it_is_set_back() {
    for fresh in both() {
        let [_, unit, _] = world::build(&fresh.db).unwrap();
        let app = world::app(&fresh.db);
        let mut dung = browser(&app, DUNG).unwrap();
        let import = bring_in(&mut dung, "Họ và tên;Năm sinh\nLò Thị Mai;1990\nSùng A Dế;1991\n");
        let undo = format!("{import}/hoan-tac");
        let day = kernel::Date::constant(2026, 11, 20);
        let people = fresh.db.read(|v| Ok(people::person::store::of_unit(v, unit, day)?)).unwrap();
        let mai = people.into_iter().find(|p| p.full_name == "Lò Thị Mai").unwrap();
        let with = |section: Option<&str>| {
            let changed =
                people::person::model::Person { section: section.map(str::to_owned), ..mai.clone() };
            fresh
                .db
                .write(&Entry::cli("person.change", ""), |tx| {
                    Ok(people::person::store::change(tx, &changed)?)
                })
                .unwrap();
        };
        with(Some("Tổ hái"));
        let later = bring_in(&mut dung, "Họ và tên;Năm sinh;Điện thoại\nSùng A Dế;1991;0912345678\n");
        let page = dung.get(&import).text();
        let named = [
            "Dòng lệnh của máy chủ: sửa hồ sơ",
            &format!("<a href=\"/nguoi/{}\">Lò Thị Mai</a>", mai.id),
            &format!("{later}#hoan-tac"),
            "sửa trở lại như sau lần nhập này",
        ];
        for words in named {
            assert!(page.contains(words), "{}: {words} in {page}", fresh.engine);
        }
        assert!(!page.contains(&undo), "no button that would refuse");
        // pressed all the same, on a page that was open since: nothing changes, and it is said why
        let refused = dung.post(&undo, &[]);
        assert!(dung.get(&refused.location.unwrap()).text().contains("Trang này ghi rõ từng việc"));
        // set back, each in its way
        dung.post(&format!("{later}/hoan-tac"), &[]);
        with(None);
        let page = dung.get(&import).text();
        assert!(page.contains(&undo), "{}: {page}", fresh.engine);
        dung.post(&undo, &[]);
        assert!(dung.get(&import).text().contains("đã được hoàn tác"));
        assert_eq!(fresh.db.verify().unwrap(), []);
    }
}
