//! A small province with real accounts: the Federation, two grassroots unions, an officer for each.
use kernel::{Date, OrganisationId, Role};
use people::account::{Chance, Door, NewAccount, service as account};
use people::organisation::service::{Founding, found};
use people::organisation::{Kind, Sector, Tree};
use people::person::Secrets;
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use people::roster::Roster;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Db, Entry};
use web::App;
use web::testing::Browser;

pub const PASSWORD: &str = "nui-cao-suoi-trong";
/// Logins: the Federation, an officer of A, an officer of B, a worker of A.
pub const LOGINS: [(&str, &str, Role, usize); 4] = [
    ("0900000001", "Nguyễn Thị Thanh Hà", Role::FederationOfficer, 0),
    ("0900000002", "Lò Văn Dũng", Role::UnionOfficer, 1),
    ("0900000003", "Sìn Thị Dợ", Role::UnionOfficer, 2),
    ("0900000004", "Vàng A Páo", Role::Worker, 1),
];

pub fn chance() -> Chance {
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

/// Builds the province in an empty database.
pub fn build(db: &Db) -> kernel::Result<[OrganisationId; 3]> {
    db.plug(vec![Box::new(Roster)]);
    let start = Date::constant(2020, 1, 1);
    let digest = account::digest(PASSWORD, &chance())?;
    db.write(&Entry::cli("test", ""), |tx| {
        let founding = |code: &str, name: &str, kind, parent| Founding {
            code: code.into(),
            name: name.into(),
            kind,
            sector: if kind.is_base() { Sector::Enterprise } else { Sector::None },
            commune: None,
            hard_to_reach: false,
            place: Some((Tree::main(), parent)),
            from: start,
        };
        let top = found(tx, &founding("LD", "Liên đoàn Lao động tỉnh", Tree::main().head(), None))?;
        let a = found(tx, &founding("A-1", "CĐCS Công ty CP Chè Than Uyên", Kind::base(), Some(top)))?;
        let b = found(tx, &founding("B-2", "CĐCS Công ty TNHH May Bình Minh", Kind::base(), Some(top)))?;
        let units = [top, a, b];
        for (login, name, role, at) in LOGINS {
            let unit = *units.get(at).unwrap_or(&top);
            let belongs = vec![(unit, AffiliationRole::Officer, None, start, None)];
            let who = add(tx, &[Joining { person: Person::named(name), belongs }], "test")?;
            for person in who {
                let new =
                    NewAccount { person, login: login.into(), digest: digest.clone(), must_change: false };
                account::open_account(tx, &new, role, unit, start)?;
            }
        }
        Ok(units)
    })
}

/// The program over it: the pages of this house, of people, and the door.
pub fn app(db: &Db) -> Arc<App> {
    app_with(db, std::time::Duration::from_secs(60))
}

/// The same with pages that wait so long for long work.
pub fn app_with(db: &Db, patience: std::time::Duration) -> Arc<App> {
    let secrets = Secrets::new([7; 32]);
    let routes = [web::own_routes(), people::routes(), interop::routes()].concat();
    let sources = interop::Sources::new(people::lists::sheets(&secrets, &posts()));
    Arc::new(
        App::new(db.clone(), Box::new(Door), routes)
            .with(chance())
            .with(secrets)
            .with(sources)
            .with(interop::Jobs::new(patience)),
    )
}

/// A browser in which this login is signed in.
pub fn browser(app: &Arc<App>, login: &str) -> std::io::Result<Browser> {
    let mut browser = Browser::new(app.clone())?;
    browser.post("/dang-nhap", &[("login", login), ("password", PASSWORD)]);
    Ok(browser)
}

/// The values of a form's fields as the page shows them: what a browser would send.
pub fn fields(page: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let attribute = |tag: &str, name: &str| {
        let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        tag.get(start..)?.split('"').next().map(|v| v.replace("&quot;", "\"").replace("&amp;", "&"))
    };
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at..).unwrap_or("");
        let end = rest.find('>').unwrap_or(rest.len());
        let tag = rest.get(..end).unwrap_or("");
        if tag.starts_with("<input") {
            let kind = attribute(tag, "type").unwrap_or_default();
            let off = matches!(kind.as_str(), "checkbox" | "radio") && !tag.contains(" checked");
            if let (Some(name), false, true) = (attribute(tag, "name"), off, kind != "file") {
                all.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        } else if tag.starts_with("<select") {
            let block = rest.split("</select>").next().unwrap_or("");
            let chosen = block
                .split("<option")
                .skip(1)
                .find(|o| o.split('>').next().is_some_and(|t| t.contains(" selected")));
            let value = chosen.or_else(|| block.split("<option").nth(1)).and_then(|o| attribute(o, "value"));
            if let Some(name) = attribute(tag, "name") {
                all.push((name, value.unwrap_or_default()));
            }
        }
        rest = rest.get(end..).unwrap_or("");
    }
    all.retain(|(name, _)| name != "csrf" && name != "lang" && name != "back" && name != "q");
    all
}

/// The posts of the policy.
#[expect(clippy::unwrap_used, reason = "a policy that cannot be read is a failed test")]
pub fn posts() -> people::officer::Posts {
    people::officer::Posts::read(include_str!("../../../../policy/people/posts.toml")).unwrap()
}
