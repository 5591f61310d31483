//! Serves a small invented province on a loopback port, to look at the pages of this house:
//! `cargo run -p people --example look -- 8080` (a second number: how many
//! people the largest unit has). Sign in as 0900000001 (Federation), 0900000002 (officer of
//! one unit), 0900000003 (worker) or 0900000004 (administrator), password `nui-cao-suoi-trong`.

use kernel::{Date, FixedClock, Moment, OrganisationId, Result, Role};
use people::account::{Chance, Door, NewAccount, service as account};
use people::organisation::service::{Founding, found};
use people::organisation::{Kind, Sector, Tree};
use people::person::model::{AffiliationRole, Person, Sex};
use people::person::service::{Joining, add};
use people::person::{Secrets, TopicNames};
use people::roster::Roster;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Db, Entry, Tx};
use web::{App, own_routes};

const PASSWORD: &str = "nui-cao-suoi-trong";
const LONG: &str = "Công đoàn cơ sở Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư Xây dựng và Phát triển Nông lâm nghiệp Tây Bắc";

fn chance() -> Chance {
    // not chance at all: this is a world to look at, not to live in
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Chance(Box::new(|| {
        let mut bytes = [0; 32];
        for part in bytes.chunks_mut(8) {
            let n = NEXT.fetch_add(1, Ordering::SeqCst).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            part.copy_from_slice(&n.to_le_bytes());
        }
        bytes
    }))
}

fn unit(
    tx: &Tx,
    code: &str,
    name: &str,
    kind: Kind,
    tree: Tree,
    parent: Option<OrganisationId>,
) -> Result<OrganisationId> {
    let sector = if kind.is_base() { Sector::Enterprise } else { Sector::None };
    found(
        tx,
        &Founding {
            code: code.to_owned(),
            name: name.to_owned(),
            kind,
            sector,
            commune: None,
            hard_to_reach: code.ends_with('3'),
            place: Some((tree, parent)),
            from: Date::constant(2020, 1, 1),
        },
    )
}

fn people_of(unit: OrganisationId, many: u32, secrets: &Secrets) -> Result<Vec<Joining>> {
    let families = ["Lò", "Vàng", "Giàng", "Sìn", "Nguyễn", "Tao", "Mùa"];
    let given = ["Mai", "Hồng Ngọc Ánh", "Dợ", "Thắm", "Yến", "Đức", "Ưng", "Páo"];
    let from = Date::constant(2023, 4, 1);
    (0..many)
        .map(|n| {
            let at = n as usize;
            let female = at.is_multiple_of(2);
            let middle = if female { "Thị" } else { "Văn" };
            let name = format!("{} {middle} {}", families[at % families.len()], given[at * 3 % given.len()]);
            let id = format!("0120{:08}", unit.0 % 9_000 * 10_000 + i64::from(n));
            let person = Person {
                sex: Some(if female { Sex::Female } else { Sex::Male }),
                birth_year: Some(1970 + i16::try_from(n % 35).unwrap_or(0)),
                phone: Some(format!("09{:08}", unit.0 % 997 * 10_000 + i64::from(n))),
                section: Some(format!("Tổ {}", n % 5 + 1)),
                national_id_key: Some(secrets.key_of(&id)),
                national_id_sealed: Some(secrets.seal(&id)?),
                ..Person::named(&name)
            };
            let mut belongs = vec![(unit, AffiliationRole::Worker, None, from, None)];
            if !n.is_multiple_of(3) {
                belongs.push((unit, AffiliationRole::Member, None, from, None));
            }
            Ok(Joining { person, belongs })
        })
        .collect()
}

fn settle(tx: &Tx, secrets: &Secrets, digest: &str, largest: u32) -> Result<()> {
    let top = unit(tx, "LDLD", "Liên đoàn Lao động tỉnh", Tree::main().head(), Tree::main(), None)?;
    let upper = unit(
        tx,
        "CN",
        "Công đoàn các khu công nghiệp",
        Kind::find("upper_union").ok_or_else(|| kernel::Failure::broken("no such kind"))?,
        Tree::main(),
        Some(top),
    )?;
    let mut first = None;
    for n in 0..90 {
        let name =
            if n == 3 { LONG.to_owned() } else { format!("Công đoàn cơ sở Công ty Chè số {n}") };
        let above = if n < 12 { upper } else { top };
        let id = unit(tx, &format!("CD{n:03}"), &name, Kind::base(), Tree::main(), Some(above))?;
        add(tx, &people_of(id, if n == 3 { largest } else { 7 }, secrets)?, "demo")?;
        if n == 3 {
            first = Some(id);
        }
    }
    let province = unit(tx, "T12", "Tỉnh", Tree::places().head(), Tree::places(), None)?;
    unit(
        tx,
        "X01",
        "Xã Mường So",
        Kind::find("commune").ok_or_else(|| kernel::Failure::broken("no such kind"))?,
        Tree::places(),
        Some(province),
    )?;
    let Some(first) = first else { return Ok(()) };
    for (login, name, role, at) in [
        ("0900000001", "Đặng Thị Hòa", Role::FederationOfficer, top),
        ("0900000002", "Lò Thị Mai Hương", Role::UnionOfficer, first),
        ("0900000003", "Vàng Thị Hoa", Role::Worker, first),
        ("0900000004", "Chu Văn Lập", Role::Administrator, top),
    ] {
        let belongs = vec![(at, AffiliationRole::Worker, None, Date::constant(2024, 1, 1), None)];
        for person in add(tx, &[Joining { person: Person::named(name), belongs }], "demo")? {
            let new =
                NewAccount { person, login: login.to_owned(), digest: digest.to_owned(), must_change: false };
            account::open_account(tx, &new, role, at, Date::constant(2024, 1, 1))?;
        }
    }
    Ok(())
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).unwrap_or_else(|| "8080".to_owned());
    let largest = std::env::args().nth(2).and_then(|n| n.parse().ok()).unwrap_or(130);
    let folder = std::env::temp_dir().join(format!("aogiap-look-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let now = Moment::at(Date::constant(2026, 11, 20), 9, 0);
    let db = Db::open(&folder.join("look.db").to_string_lossy(), Arc::new(FixedClock(now)))?;
    db.plug(vec![Box::new(Roster)]);
    let secrets = Secrets::new([1; 32]);
    let digest = account::digest(PASSWORD, &chance())?;
    db.write(&Entry::cli("look", ""), |tx| settle(tx, &secrets, &digest, largest))?;
    let catalogs = [("ui", ui::words::EN), ("web", web::ENGLISH), ("people", people::ENGLISH)];
    ui::words::install(ui::words::Words::new(&catalogs)?);
    let routes = [own_routes(), people::routes()].concat();
    let topics = TopicNames(Box::new(|_, code| (code == "digital_skill").then(|| "Kỹ năng số".to_owned())));
    let app = App::new(db, Box::new(Door), routes).with(chance()).with(secrets).with(topics);
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
        axum::serve(listener, web::router(Arc::new(app))).await
    })?;
    Ok(())
}
