//! Every sentence of this house's pages has its English, and no sentence stands outside `t!`.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own sources has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use ui::words;

/// Titles that houses declare and pages show: they come through `words::say`, not `t!`.
const TITLES: &[&str] = &[
    "Danh sách công nhân lao động",
    "Danh sách điểm danh lớp học",
    "Họ đệm",
    "Tên",
    "Ngày sinh",
    "Năm sinh",
    "Số CCCD",
    "Điện thoại",
    "Đoàn viên CĐ",
    "Bộ phận",
    "Mã NV",
    "Ngày vào làm",
    "Họ và tên",
    "Giới tính",
    "Giới tính: cột Nam",
    "Giới tính: cột Nữ",
    "Danh sách đơn vị",
    "Cán bộ công đoàn và nhiệm kỳ",
    "Người chuyển đơn vị",
    "Người thôi việc, ra khỏi đơn vị",
    "người",
    "đơn vị",
    "nhiệm kỳ",
    "lượt chuyển",
    "lượt thôi việc",
    "Mã hồ sơ",
    "Mã đơn vị",
    "Căn cứ (số quyết định)",
    "Chức vụ",
    "Nhiệm kỳ",
    "Từ ngày",
    "Đến hết ngày",
    "Từ đơn vị (mã)",
    "Đến đơn vị (mã)",
    "Ngày chuyển",
    "Thôi từ ngày",
    "Tên đơn vị",
    "Loại đơn vị",
    "Hệ thống",
    "Mã đơn vị cấp trên",
    "Khu vực",
    "Xã, phường",
    "Vùng khó khăn",
    "Ngày thành lập",
    "Ngày kết thúc",
    "Áp dụng từ ngày",
    "Quyết định số",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn pages() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/import/pages"), &mut found);
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/give/pages"), &mut found);
    assert!(found.len() > 5, "the sources were found");
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// Sources whose sentences are made before anybody knows who reads them: they are told again in English.
const TOLD: [&str; 12] = [
    "src/import/reading.rs",
    "src/import/service.rs",
    "src/sheet/cells/fault.rs",
    "src/sheet/refused.rs",
    "src/sheet/repair/mod.rs",
    "../people/src/lists/matching.rs",
    "../people/src/lists/officers.rs",
    "../people/src/lists/leavers.rs",
    "../people/src/lists/transfers.rs",
    "../people/src/lists/plan.rs",
    "../people/src/lists/ground.rs",
    "../people/src/person/sheet.rs",
];

fn told(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// Sentences of this house that pages show.
fn service() -> String {
    TOLD.iter().filter(|f| f.starts_with("src")).map(|f| told(f)).collect()
}

#[test]
fn every_remark_on_a_row_has_its_english() {
    let catalog = words::Words::new(&[("interop", interop::ENGLISH), ("people", people::ENGLISH)]).unwrap();
    let (mut sentences, mut without) = (0, Vec::new());
    for file in TOLD.into_iter().chain(["../people/src/lists/units.rs"]) {
        for literal in words::vietnamese_literals_outside_t(&told(file)) {
            // a sentence ends, or has a place; titles and synonyms of columns do not
            if literal.text.ends_with('.') || literal.text.contains(": {") {
                sentences += 1;
                if catalog.english(&literal.text).is_none() {
                    without.push(format!("{file}:{} “{}”", literal.line, literal.text));
                }
            }
        }
    }
    assert!(sentences > 90, "the sentences were found: {sentences}");
    assert!(without.is_empty(), "{without:#?}");
}

#[test]
fn every_sentence_has_its_english_and_no_english_is_left_over() {
    // words that other houses have too are theirs; the server merges all
    let catalog = words::Words::new(&[("interop", interop::ENGLISH)]).unwrap();
    let mut used: BTreeSet<String> = TITLES.iter().map(|t| (*t).to_owned()).collect();
    for (path, text) in pages() {
        for key in words::keys_in_source(&text) {
            assert!(catalog.english(&key).is_some(), "no English for \"{key}\" of {}", path.display());
            used.insert(key);
        }
    }
    let service = service();
    let left_over: Vec<_> = interop::ENGLISH
        .lines()
        .filter_map(|line| line.strip_prefix('"')?.split_once("\" = "))
        .map(|(key, _)| key)
        .filter(|key| !used.contains(*key) && !service.contains(&format!("\"{key}\"")))
        .collect();
    assert!(left_over.is_empty(), "{left_over:?}");
}

#[test]
fn both_faces_have_the_same_places() {
    let places = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
    };
    for line in interop::ENGLISH.lines() {
        let Some((vietnamese, english)) = line.split_once("\" = \"") else { continue };
        assert_eq!(places(vietnamese), places(english), "{line}");
    }
}

#[test]
fn no_sentence_stands_outside_t() {
    for (path, text) in pages() {
        let found = words::vietnamese_literals_outside_t(&text);
        // a sentence of a service that never reaches a page
        let found: Vec<_> = found.iter().filter(|l| !l.text.starts_with("Tệp này vừa được nhập")).collect();
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}
