//! Renders every page of these rooms for a province of 300 unions and 20,000 workers, and says how long each took:
//! `cargo run --release -p programme --example measure_pages -- some-folder [unions] [workers]`.

use kernel::{Date, FactKind, FixedClock, Moment, OrganisationId, PersonId, Role, Topic};
use people::account::{Chance, NewAccount, service as account};
use people::organisation::service::{Founding, found};
use people::organisation::{Kind, Sector, Tree};
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use programme::indicator::Policy;
use programme::measure::Measures;
use programme::plan::{Draft, Verdict, service as plans};
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use store::{Db, Entry, NewFact};
use web::App;
use web::testing::Browser;

const PASSWORD: &str = "chè xanh 2026";
const LONG: &str = "CĐCS Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư Xây dựng và Phát triển Nông lâm nghiệp Tây Bắc số";
const DONE: [(&str, &str); 8] = [
    ("class.attended", "digital_skill.basic"),
    ("class.attended", "vocational_skill.tea"),
    ("campaign.received", "law.labour"),
    ("campaign.received", "law.trade_union"),
    ("campaign.received", "law.social_insurance"),
    ("campaign.received", "law.occupational_safety"),
    ("skill.checked", "digital_skill.basic"),
    ("class.passed", "union_skill.lifelong_learning"),
];

type Done<T> = Result<T, Box<dyn Error>>;

fn main() -> Done<()> {
    let args: Vec<String> = std::env::args().collect();
    let folder = Path::new(args.get(1).ok_or("give a folder to write to")?);
    let number = |n: usize, usual: usize| args.get(n).map_or(Ok(usual), |t| t.parse());
    let (unions, workers) = (number(2, 300)?, number(3, 20_000)?);
    fs::create_dir_all(folder.join("tinh"))?;
    for asset in ui::assets() {
        fs::write(folder.join(asset.path.trim_start_matches('/')), asset.bytes)?;
    }
    ui::words::install(ui::words::Words::new(&[
        ("ui", ui::words::EN),
        ("web", web::ENGLISH),
        ("people", people::ENGLISH),
        ("programme", programme::ENGLISH),
    ])?);
    let mut out = std::io::stdout().lock();
    let (app, person) = province(folder, unions, workers)?;
    for (n, login) in
        ["0911000001", "0911000002", "0911000003", "0911000004", "0911000005"].into_iter().enumerate()
    {
        let role = ["federation", "officer", "worker", "association", "employer"][n];
        let mut browser = Browser::new(app.clone())?;
        browser.post("/dang-nhap", &[("login", login), ("password", PASSWORD)]);
        let pages = [
            ("trang-chinh", "/".to_owned()),
            ("chi-tieu", "/chi-tieu".to_owned()),
            ("chi-tieu-q1", "/chi-tieu?ky=2026-Q1&cay_ngay=2026-11-20".to_owned()),
            ("mot", "/chi-tieu/KH31-4".to_owned()),
            ("mot-chua-dat", "/chi-tieu/KH31-2?loc=chua-dat&xep=thieu".to_owned()),
            ("nguoi-dat", "/chi-tieu/KH31-4/nguoi?phia=dat".to_owned()),
            ("nguoi-chua", "/chi-tieu/KH31-4/nguoi?phia=chua-dat".to_owned()),
            ("nguoi-tim", "/chi-tieu/KH31-4/nguoi?phia=tat-ca&tim=lo thi".replace(' ', "%20")),
            ("don-vi-dat", "/chi-tieu/KH31-3/nguoi?phia=tat-ca".to_owned()),
            ("vi-sao", format!("/chi-tieu/KH31-5/nguoi/{person}")),
            ("chuong-trinh", "/chuong-trinh".to_owned()),
            ("chuong-trinh-mot", "/don-vi/CD001/chuong-trinh/2026".to_owned()),
            ("chuong-trinh-cho", "/don-vi/CD004/chuong-trinh/2026".to_owned()),
            ("chuong-trinh-chua", "/don-vi/CD003/chuong-trinh/2026".to_owned()),
            ("cong-khai", "/cong-khai".to_owned()),
        ];
        for (name, path) in pages {
            let mut times: Vec<u128> = Vec::new();
            let mut answer = browser.get(&path);
            for _ in 0..21 {
                let begun = std::time::Instant::now();
                answer = browser.get(&path);
                times.push(begun.elapsed().as_micros());
            }
            times.sort_unstable();
            let (median, most) = (times[times.len() / 2] / 100, times[times.len() - 2] / 100);
            let kb = answer.bytes.len() / 1024;
            let (status, tenth) = (answer.status.as_u16(), |t: u128| format!("{}.{}", t / 10, t % 10));
            let (median, most) = (tenth(median), tenth(most));
            writeln!(out, "{role} {name}: {status}, median {median} ms, p95 {most} ms, {kb} KB, {path}")?;
            fs::write(folder.join(format!("{role}-{name}.html")), &answer.bytes)?;
        }
    }
    Ok(())
}

fn founding(code: &str, name: &str, kind: Kind, parent: Option<OrganisationId>) -> Founding {
    Founding {
        code: code.into(),
        name: name.into(),
        kind,
        sector: if kind.is_base() { Sector::Enterprise } else { Sector::None },
        commune: None,
        hard_to_reach: false,
        place: Some((Tree::main(), parent)),
        from: Date::constant(2020, 1, 1),
    }
}

fn policy() -> Done<Policy> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy");
    let (mut files, mut todo) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = todo.pop() {
        for found in fs::read_dir(folder)? {
            let path = found?.path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") {
                let name = path.strip_prefix(&root)?.to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(&path)?));
            }
        }
    }
    files.sort();
    Ok(Policy::load(&files)?)
}

fn province(folder: &Path, unions: usize, workers: usize) -> Done<(Arc<App>, PersonId)> {
    let file = folder.join("province.db");
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", file.display()));
    }
    let now = Moment::at(Date::constant(2026, 11, 20), 9, 0);
    let db = Db::open(&file.to_string_lossy(), Arc::new(FixedClock(now)))?;
    let policy = Arc::new(policy()?);
    db.plug(vec![Box::new(people::roster::Roster), Box::new(Measures { policy: policy.clone() })]);
    let next = AtomicU8::new(0);
    let chance = Chance(Box::new(move || [next.fetch_add(1, Ordering::SeqCst); 32]));
    let digest = account::digest(PASSWORD, &chance)?;
    let entry = Entry::cli("example", "");
    let (units, ids) = db.write(&entry, |tx| {
        let top = found(tx, &founding("LDLD-LC", "Liên đoàn Lao động tỉnh", Tree::main().head(), None))?;
        let mut units = vec![top];
        for n in 1..=unions {
            let name = match n % 7 {
                0 => format!("{LONG} {n}"),
                1 => format!("CĐCS Chè Than Uyên {n}"),
                _ => format!("CĐCS Công ty TNHH Thủy điện Nậm Na {n}"),
            };
            units.push(found(tx, &founding(&format!("CD{n:03}"), &name, Kind::base(), Some(top)))?);
        }
        let association = Tree::bodies().find(|t| *t != Tree::main()).unwrap_or(Tree::main());
        let hkh = Founding {
            place: Some((association, None)),
            ..founding("HKH-LC", "Hội Khuyến học tỉnh", association.head(), None)
        };
        units.push(found(tx, &hkh)?);
        let families = ["Lò Thị", "Vàng Văn", "Nguyễn Thị Hồng Ngọc", "Mùa A", "Đào Quang", "Cà Thị"];
        let givens = ["Mai", "Ánh", "Tủa", "Dũng", "Yến", "Ơn", "Đức", "Bình"];
        let joining: Vec<Joining> = (0..workers)
            .map(|n| {
                let unit = units[1 + (n * n / 7 + n) % unions];
                let name = format!("{} {}", families[n % families.len()], givens[(n / 3) % givens.len()]);
                let mut person = Person::named(&name);
                person.birth_year = Some(1970 + i16::try_from(n % 30).unwrap_or(0));
                let mut belongs =
                    vec![(unit, AffiliationRole::Worker, None, Date::constant(2026, 1, 1), None)];
                if n % 40 == 0 {
                    belongs.push((unit, AffiliationRole::Officer, None, Date::constant(2026, 1, 1), None));
                }
                Joining { person, belongs }
            })
            .collect();
        let ids = add(tx, &joining, "example")?;
        let at = [
            ("0911000001", Role::FederationOfficer, 0),
            ("0911000002", Role::UnionOfficer, 1),
            ("0911000003", Role::Worker, 1),
            ("0911000004", Role::AssociationOfficer, unions + 1),
            ("0911000005", Role::Employer, 1),
        ];
        for (n, (login, role, unit)) in at.into_iter().enumerate() {
            let new = NewAccount {
                person: ids[n],
                login: login.into(),
                digest: digest.clone(),
                must_change: false,
            };
            account::open_account(tx, &new, role, units[unit], Date::constant(2026, 1, 1))?;
        }
        Ok((units, ids))
    })?;
    db.write(&entry, |tx| {
        let mut facts = Vec::new();
        for n in 0..workers * 11 / 3 {
            let who = (n * 13 + n / 5) % workers;
            let (kind, topic) = DONE[(n / 3 + who) % DONE.len()];
            // some unions do much, others little
            let unit = 1 + (who * who / 7 + who) % unions;
            if unit * 7 % 10 < n % 5 {
                continue;
            }
            let month = i8::try_from(1 + n % 11).unwrap_or(1);
            facts.push(NewFact {
                kind: FactKind::find(kind).unwrap_or(kernel::fact::CLASS_ATTENDED),
                person: Some(ids[who]),
                organisation: units[unit],
                day: Date::new(2026, month, i8::try_from(1 + n % 20).unwrap_or(1)).unwrap_or(Date::ZERO),
                topic: Topic(topic.into()),
                value: (kind == "skill.checked").then(|| if n % 4 == 0 { "no".into() } else { "yes".into() }),
                minutes: Some(90),
                subject_kind: "class",
                subject: 4711,
                evidence: "Danh sách ký tên 12/2026".into(),
                source: "class",
            });
        }
        tx.facts(&facts)?;
        Ok(())
    })?;
    db.write(&entry, |tx| {
        for (n, unit) in units.iter().enumerate().skip(1).take(unions).filter(|(n, _)| n % 3 != 0) {
            let draft = Draft {
                number: format!("{n:02}/CTr-CĐCS"),
                issued_on: Date::constant(2026, 1, 20),
                has_learning_part: n % 4 != 0,
                learning_part: if n % 4 == 0 {
                    String::new()
                } else {
                    "Mỗi tổ công đoàn một buổi học mỗi quý; đăng ký “Công đoàn học tập”.".into()
                },
                evidence: "Hồ sơ lưu CĐCS".into(),
            };
            let id = plans::record(tx, *unit, 2026, &draft)?;
            match n % 5 {
                0 | 4 => {}
                1 if n > 1 => {
                    plans::verify(tx, id, Verdict::Returned, "Thiếu phụ lục kinh phí")?;
                }
                _ => {
                    plans::verify(tx, id, Verdict::Verified, "")?;
                }
            }
        }
        Ok(())
    })?;
    let routes = [programme::routes(), people::routes()].concat();
    let app = App::new(db, Box::new(account::Door), routes).with(policy).with(chance);
    Ok((Arc::new(app), ids[1]))
}
