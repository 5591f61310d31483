use super::*;
use crate::t;

#[test]
fn catalogs_are_merged_and_quarrels_reported() {
    let words = Words::new(&[
        ("ui", "\"Lưu\" = \"Save\"\n"),
        ("people", "\"Lưu\" = \"Save\"\n\"Xóa\" = \"Delete\"\n"),
        ("learning", "\"Xóa\" = \"Remove\"\n"),
    ])
    .unwrap();
    assert_eq!(words.english("Lưu"), Some("Save"));
    assert_eq!(words.english("Xóa"), Some("Delete"));
    assert_eq!(words.english("Nộp"), None);
    assert_eq!(words.len(), 2);
    let [quarrel] = words.quarrels() else { panic!("one quarrel, got {:?}", words.quarrels()) };
    assert_eq!((quarrel.catalog.as_str(), quarrel.other.as_str()), ("learning", "Remove"));
}

#[test]
fn a_broken_catalog_names_its_house() {
    let fault = Words::new(&[("people", "[deep]\nx = 1")]).unwrap_err();
    assert!(fault.to_string().contains("people"), "{fault}");
}

#[test]
fn english_falls_back_to_vietnamese() {
    install(Words::new(&[("ui", EN)]).unwrap());
    assert_eq!(t!(Lang::Vi, "Lưu"), "Lưu");
    assert_eq!(t!(Lang::En, "Lưu"), "Save");
    assert_eq!(t!(Lang::En, "câu này chưa ai dịch"), "câu này chưa ai dịch");
    assert_eq!(say(Lang::En, &String::from("Lưu")), "Save");
}

#[test]
fn places_are_filled_by_name() {
    assert_eq!(t!(Lang::Vi, "còn {n} ngày", n = 6), "còn 6 ngày");
    assert_eq!(fill("{a}/{b} {a}", &[("a", &1), ("b", &"hai")]), "1/hai 1");
    assert_eq!(fill("{lạ} và {a", &[("a", &1)]), "{lạ} và {a");
    assert_eq!(fill("{a}", &[("a", &"{b}"), ("b", &"never")]), "{b}");
}

#[test]
fn keys_are_found_wherever_rust_lets_them_stand() {
    let source = r####"
        // t!(lang, "bình luận")
        /* t!(lang, "khối /* lồng */ nhau") */
        fn page(lang: Lang) -> Markup {
            let quote = '"'; let life: &'static str = "x";
            html! { p { (t!(lang, "một")) } (ui::t!(shell.lang(a, b), "hai {n}", n = t!(lang, "ba"))) }
            t! { lang, "bốn" };
            t!(lang, r#"năm "trích""#);
            t!(lang, "s\u{e1}u \"x\" \
                nối");
            not!(lang, "không"); format!("{}", t);
            t!(lang, variable)
        }
    "####;
    assert_eq!(keys_in_source(source), ["một", "hai {n}", "ba", "bốn", "năm \"trích\"", "sáu \"x\" nối"]);
}

#[test]
fn vietnamese_outside_t_is_caught_with_its_line() {
    let source = "//! Tài liệu \"có dấu\"\n/// \"Giải thích\"\nfn a() {\n    t!(l, \"Có\", n = \"giá trị\");\n    html! { p { \"Lạc\" } \"plain\" '\u{111}' }\n}\n#[cfg(test)]\n#[derive(Debug)]\nmod tests { fn x() { let _ = [\"thử\"]; } }\n#[cfg(test)]\nmod more;\nconst B: &str = \"Sau thử\";\n";
    let found: Vec<_> =
        vietnamese_literals_outside_t(source).into_iter().map(|found| (found.line, found.text)).collect();
    assert_eq!(found, [(4, "giá trị".to_owned()), (5, "Lạc".to_owned()), (12, "Sau thử".to_owned())]);
}

#[test]
fn ordinary_punctuation_is_not_vietnamese() {
    assert!(vietnamese_literals_outside_t("f(\"– … · × “x” ≥ 60 %\")").is_empty());
    assert_eq!(vietnamese_literals_outside_t("f(\"e\u{0301}\")").len(), 1);
}

#[test]
fn a_sentence_with_filled_places_is_told_again_in_english() {
    let words = Words::new(&[(
        "house",
        r#"
"Họ và tên" = "Name"
"Cột {at} “{title}”: {what}" = "Column {at} “{title}”: {what}"
"Họ tên “{text}” có chữ số; hãy bỏ số đi." = "The name “{text}” has digits; remove them."
"Có {} người tên “{}”; chưa rõ là ai." = "There are {} people named “{}”."
"{tep} của {don_vi}." = "{tep} of {don_vi}."
"Ô này được để trống." = "The cell was left empty."
"#,
    )])
    .unwrap();
    let made = "Cột C “Họ và tên”: Họ tên “Lò 5 “Mai” {x}” có chữ số; hãy bỏ số đi.\nÔ này được để trống.";
    let told = "Column C “Name”: The name “Lò 5 “Mai” {x}” has digits; remove them. The cell was left empty.";
    assert_eq!(words.retold(made), told);
    assert_eq!(
        words.retold("Có 2 người tên “Họ và tên”; chưa rõ là ai."),
        "There are 2 people named “Họ và tên”."
    );
    // what nobody has said in English stays, and a sentence of hardly anything but places takes no other's place
    assert_eq!(words.retold("Dòng này của ai không rõ."), "Dòng này của ai không rõ.");
}
