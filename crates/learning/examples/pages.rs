//! Writes the pages of a small invented union, in several states, as HTML into the folder given:
//! `cargo run -p learning --example pages -- folder`. Serve the folder from its root to see the style.

#[expect(dead_code, reason = "the tests take the other parts")]
#[path = "../tests/small_world/mod.rs"]
mod small_world;

use learning::class::model::Learner;
use learning::class::service::{self, HeldClass};
use learning::class::{ClassDay, Mark};
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use std::fs;
use std::io;
use std::path::Path;
use store::Entry;
use ui::words::{Words, install};

const FAMILIES: [&str; 8] =
    ["Lò Thị", "Mùa A", "Nguyễn Thị Hồng Ngọc", "Vàng Văn", "Lù Hữu", "Chẻo Thị Thu", "Phàn Bá", "Điêu Xuân"];
const GIVEN: [&str; 5] = ["Ánh", "Đạt", "Khánh", "Vừ", "Yến"];

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).ok_or_else(|| io::Error::other("give a folder to write to"))?;
    let folder = Path::new(&folder);
    install(Words::new(&[("ui", ui::words::EN), ("learning", learning::ENGLISH)]).map_err(io::Error::other)?);
    fs::create_dir_all(folder.join("tinh"))?;
    for asset in ui::assets() {
        fs::write(folder.join(asset.path.trim_start_matches('/')), asset.bytes)?;
    }
    let w = small_world::worlds().swap_remove(0);
    let ids = fill(&w).map_err(|e| io::Error::other(e.to_string()))?;
    let [running, closed, fresh] = ids.as_slice() else { return Err(io::Error::other("three classes")) };
    let mut officer = w.browser("officer");
    let save = |name: &str, page: web::testing::Answer| fs::write(folder.join(name), page.bytes);
    save("lop.html", officer.get("/lop"))?;
    save("moi.html", officer.get("/don-vi/A/lop/moi"))?;
    let wrong = [
        ("title", "Kỹ năng số"),
        ("kind", "refresher"),
        ("topics", "law.labour"),
        ("day-1", "2026-10-05"),
        ("hours-1", ""),
    ];
    save("moi-loi.html", officer.post("/don-vi/A/lop/moi", &wrong))?;
    save("tong-quan.html", officer.get(&format!("/lop/{running}")))?;
    save("da-xong.html", officer.get(&format!("/lop/{closed}")))?;
    save("hoc-vien.html", officer.get(&format!("/lop/{fresh}/hoc-vien")))?;
    save("diem-danh.html", officer.get(&format!("/lop/{running}/diem-danh?ngay=2")))?;
    save("chua-ket-thuc.html", officer.get(&format!("/lop/{running}/ket-thuc")))?;
    officer.post(&format!("/lop/{running}/diem-danh"), &[("ngay", "2"), ("viec", "tat-ca")]);
    save("ket-thuc.html", officer.get(&format!("/lop/{running}/ket-thuc")))?;
    save("so.html", w.browser("an").get("/so-hoc-tap"))?;
    save("so-trong.html", w.browser("mai").get("/so-hoc-tap"))?;
    save("lop-trong.html", w.browser("stranger").get("/lop"))?;
    save("lien-doan.html", w.browser("federation").get(&format!("/lop/{fresh}/hoc-vien")))
}

/// Forty workers; a class with one day of attendance, a closed one, a new one.
fn fill(w: &small_world::SmallWorld) -> kernel::Result<Vec<kernel::ClassId>> {
    let mut names = Vec::new();
    for family in FAMILIES {
        names.extend(GIVEN.map(|given| format!("{family} {given}")));
    }
    let joining: Vec<Joining> = (1970..)
        .zip(&names)
        .map(|(year, name)| Joining {
            person: Person {
                birth_year: Some(year), section: Some("Tổ sấy".into()), ..Person::named(name)
            },
            belongs: vec![(w.tea, AffiliationRole::Worker, None, kernel::Date::constant(2026, 1, 1), None)],
        })
        .collect();
    let entry = Entry::cli("example", "");
    let mut people = w.fresh.db.write(&entry, |tx| add(tx, &joining, "example"))?;
    people.extend([w.an, w.binh, w.viet]);
    people.retain(|p| *p != w.mai);
    let there = |n: usize, i: usize| match (n + i) % 13 {
        0 => Some(Mark::Excused),
        5 => Some(Mark::Absent),
        _ => Some(Mark::Present),
    };
    let learners = |days: usize| -> Vec<Learner> {
        let one = |(n, p): (usize, &kernel::PersonId)| Learner {
            person: *p,
            marks: (0..days).map(|d| there(n, d)).collect(),
            passed: Some(n % 9 != 0),
        };
        people.iter().enumerate().map(one).collect()
    };
    let mut closed =
        w.class(w.tea, "Phổ biến Bộ luật Lao động và Luật An toàn, vệ sinh lao động cho công nhân");
    closed.evidence = "12/QĐ-CĐCS".into();
    closed.days.push(ClassDay { day: kernel::Date::constant(2026, 10, 7), minutes: 210 });
    let held = [
        HeldClass {
            new: w.class(w.tea, "Bồi dưỡng kỹ năng số cho công nhân"),
            learners: learners(1),
            closed_on: None,
        },
        HeldClass {
            new: closed,
            learners: learners(3),
            closed_on: Some(kernel::Date::constant(2026, 10, 9)),
        },
        HeldClass {
            new: w.class(w.tea, "Sơ cứu tại nơi làm việc"), learners: Vec::new(), closed_on: None
        },
    ];
    w.fresh.db.write(&entry, |tx| service::hold_all(tx, &held))
}
