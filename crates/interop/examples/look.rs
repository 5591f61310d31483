//! Walks through bringing a list in and writes every page with its assets into a folder, to look at them:
//! `cargo run -p interop --example look -- some-folder`, then serve the folder and open its files.
#[path = "../tests/world/mod.rs"]
mod world;

use kernel::{Date, FixedClock, Moment};
use std::path::Path;
use std::sync::Arc;
use store::Db;
use web::testing::{Answer, Browser};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let folder = std::env::args().nth(1).ok_or("name a folder")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder.join("tinh"))?;
    for asset in ui::assets() {
        std::fs::write(folder.join(asset.path.trim_start_matches('/')), asset.bytes)?;
    }
    let file = folder.join("look.db");
    let _ = std::fs::remove_file(&file);
    let clock = Arc::new(FixedClock(Moment::at(Date::constant(2026, 11, 20), 9, 0)));
    let db = Db::open(&file.to_string_lossy(), clock)?;
    world::build(&db)?;
    let app = world::app(&db);
    let tea =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/ds-cong-nhan-che-than-uyen.xlsx"))?;
    let page =
        |name: &str, answer: &Answer| std::fs::write(folder.join(format!("{name}.html")), &answer.bytes);
    let send = |b: &mut Browser, name: &str, bytes: &[u8]| {
        b.upload(
            "/nhap-lieu",
            &[("loai", "people"), ("don_vi", "A-1"), ("tu_ngay", "2026-01-01")],
            ("file", name, bytes),
        )
    };
    let post = |b: &mut Browser, address: &str, from: &Answer| {
        let all = world::fields(&from.text());
        b.post(address, &all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect::<Vec<_>>())
    };

    let mut b = world::browser(&app, "0900000002")?;
    page("1-choose-empty", &b.get("/nhap-lieu"))?;
    page("1-choose-refused", &send(&mut b, "bao cao.xlsx", b"%PDF-1.7"))?;
    let check = send(&mut b, "ds-cong-nhan-che-than-uyen.xlsx", &tea).location.ok_or("no way on")?;
    let shown = b.get(&check);
    page("2-check-tea", &shown)?;
    let result = post(&mut b, &format!("{check}/ghi"), &shown).location.ok_or("no way on")?;
    page("3-result-tea", &b.get(&result))?;
    let again = send(&mut b, "ds-cong-nhan-che-than-uyen.xlsx", &tea).location.ok_or("no way on")?;
    page("2-check-unchanged", &b.get(&again))?;

    let mut bad = String::from("Bí danh;Năm sinh;Điện thoại\n");
    page("2-check-no-name", &{
        let to = send(&mut b, "ds.csv", format!("{bad}Lò Thị Mai;1990;\n").as_bytes())
            .location
            .ok_or("no way on")?;
        b.get(&to)
    })?;
    bad = String::from(
        "Họ và tên;Giới tính;Ngày sinh;Số CCCD;Điện thoại;Đoàn viên;Ngày vào làm\nMùa A Sử;Nam;1994;;12345;có thể;mùa xuân\n",
    );
    for n in 0..12 {
        bad += &format!(
            "Giàng A {n};Nam;31/02/199{};;;;\nLò Văn {};Nam;05/06/1985;;09123456{n:02};x;\n",
            n % 10,
            ["An", "Bình", "Chính", "Dũng"][n % 4]
        );
    }
    let wrong = send(&mut b, "ds-to-che-bien.csv", bad.as_bytes()).location.ok_or("no way on")?;
    let shown = b.get(&wrong);
    page("2-check-errors", &shown)?;
    let result = post(&mut b, &format!("{wrong}/ghi"), &shown).location.ok_or("no way on")?;
    let undone = b.post(&format!("{result}/hoan-tac"), &[]).location.ok_or("no way on")?;
    page("3-result-undone", &b.get(&undone))?;
    page("1-choose-past", &b.get("/nhap-lieu"))?;
    let mut ha = world::browser(&app, "0900000001")?;
    page("1-choose-federation", &ha.get("/nhap-lieu?don_vi=B-2"))?;
    ha.post("/ngon-ngu", &[("lang", "en"), ("back", "/")]);
    let english = send(&mut ha, "ds-to-che-bien.csv", bad.as_bytes()).location.ok_or("no way on")?;
    page("2-check-english", &ha.get(&english))?;
    Ok(())
}
