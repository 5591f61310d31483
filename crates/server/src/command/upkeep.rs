//! Beginning, demo, backup, restore, checking.

use super::{Where, pretty, say};
use crate::wiring::{self, KEY};
use kernel::{Date, Failure, Result};
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;
use store::{Entry, backup};

pub(super) fn init(place: &Where, name: &str, phone: &str) -> Result<ExitCode> {
    use people::account::{NewAccount, service as account, store as accounts};
    use people::organisation::service::{Founding, forever, found};
    use people::organisation::{Sector, Tree};
    use people::person::model::Person;
    use people::person::service::{Joining, add};
    let name = kernel::name::tidy(name);
    if name.is_empty() || name.chars().any(char::is_numeric) {
        return Err(Failure::field("admin-name", "--admin-name: hãy ghi đủ họ tên, không có chữ số."));
    }
    let login = people::person::typed::phone(phone).ok_or_else(|| {
        Failure::field("admin-phone", "--admin-phone: số điện thoại chưa đúng. Ví dụ 0912345178.")
    })?;
    let house = wiring::open(&place.place())?;
    if house.db.read(|v| Ok(store::chain::Head::read(v)?))?.txn != 0 {
        return Err(Failure::Conflict(format!(
            "Trong “{}” đã có dữ liệu; chỉ khởi tạo vào nơi trống. Hãy chọn --data khác.",
            place.data.display()
        )));
    }
    let chance = wiring::chance();
    let password = account::first_password(&chance);
    let digest = account::digest(&password, &chance)?;
    let bodies = house.policy.federation();
    house.db.write(&Entry::cli("init", &bodies.federation.code), |tx| {
        // the year's figures begin with the year, not with the day on which the program was set up
        let from = Date::new(tx.today().year(), 1, 1).unwrap_or(tx.today());
        let mut top = None;
        let trees = std::iter::once(Tree::main()).chain(Tree::bodies().filter(|t| *t != Tree::main()));
        for (body, tree) in [&bodies.federation, &bodies.association].into_iter().zip(trees) {
            let kind = tree.head();
            let founding = Founding {
                code: body.code.clone(),
                name: body.name.clone(),
                kind,
                sector: Sector::None,
                commune: None,
                hard_to_reach: false,
                place: Some((tree, None)),
                from,
            };
            let id = found(tx, &founding)?;
            top.get_or_insert(id);
        }
        let Some(top) = top else { return Err(Failure::broken("no federation in policy/federation.toml")) };
        let mut person = Person::named(&name);
        person.phone = Some(login.clone());
        let person = add(tx, &[Joining { person, belongs: Vec::new() }], "init")?;
        let Some(person) = person.first().copied() else { return Err(Failure::broken("nobody was added")) };
        let new = NewAccount { person, login: login.clone(), digest: digest.clone(), must_change: true };
        let made = account::open_account(tx, &new, kernel::Role::Administrator, top, from)?;
        accounts::grant(tx, made, kernel::Role::FederationOfficer, top, from, forever())?;
        Ok(())
    })?;
    programme::measure::settle(&house.db, &house.policy)?;
    say(format_args!("Đã khởi tạo {} ({}).", bodies.federation.name, bodies.federation.code));
    say(format_args!("Đăng nhập lần đầu: {login}  mật khẩu: {password}"));
    say("Hãy đổi mật khẩu ngay sau khi đăng nhập, rồi thêm đơn vị và mở tài khoản cho từng người.");
    Ok(ExitCode::SUCCESS)
}

pub(super) fn demo(place: &Where, small: bool) -> Result<ExitCode> {
    let at = place.place();
    let calendar = std::sync::Arc::new(demo::Calendar::new());
    let house = wiring::open_at(&at, calendar.clone())?;
    let head = house.db.read(|v| Ok(store::chain::Head::read(v)?))?;
    if head.txn != 0 {
        return Err(Failure::Conflict(format!(
            "Trong “{}” đã có dữ liệu; tỉnh mẫu chỉ nạp vào nơi trống. Hãy chọn --data khác.",
            place.data.display()
        )));
    }
    let loaded = demo::load(
        &house.db,
        &calendar,
        &house.policy,
        &house.secrets,
        wiring::class_rules()?.present_share,
        small,
    )?;
    programme::measure::settle(&house.db, &house.policy)?;
    for line in loaded.lines() {
        say(line);
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn back_up(place: &Where, file: &std::path::Path) -> Result<ExitCode> {
    let house = place.open()?;
    let key = std::fs::read(place.data.join(KEY)).map_err(|e| Failure::broken(format!("{KEY}: {e}")))?;
    let (rows, head) = backup::backup(&house.db, file, &[(KEY.to_owned(), key)])?;
    say(format_args!(
        "Đã sao lưu {rows} dòng, đến giao dịch {} ({}), vào {}.",
        head.txn,
        &head.hash[..12],
        file.display()
    ));
    say("Tệp này chứa toàn bộ dữ liệu cá nhân và khóa giải mã: hãy cất như cất con dấu.");
    Ok(ExitCode::SUCCESS)
}

pub(super) fn restore(place: &Where, file: &std::path::Path) -> Result<ExitCode> {
    // the whole file is read and checked before anything is made
    let checked = backup::check(file)?;
    let at = place.place();
    if at.folder.join(wiring::DATABASE).exists() && at.database_url.is_none() {
        return Err(Failure::Conflict(format!(
            "Thư mục “{}” đã có dữ liệu; hãy khôi phục vào thư mục mới.",
            place.data.display()
        )));
    }
    std::fs::create_dir_all(&at.folder).map_err(|e| Failure::broken(e.to_string()))?;
    for (name, bytes) in &checked.files {
        if name == KEY && !at.folder.join(KEY).exists() {
            backup::for_owner_only(&at.folder.join(KEY))
                .and_then(|mut f| f.write_all(bytes))
                .map_err(|e| Failure::broken(format!("{KEY}: {e}")))?;
        }
    }
    let house = wiring::open(&at)?;
    let rows = backup::restore(&house.db, &checked)?;
    let found = house.db.verify()?;
    if found.is_empty() {
        say(format_args!("Đã khôi phục {rows} dòng; kiểm tra toàn bộ: đúng."));
        Ok(ExitCode::SUCCESS)
    } else {
        tell(&found);
        Ok(ExitCode::from(1))
    }
}

fn tell(found: &[store::chain::Finding]) {
    let mut err = std::io::stderr();
    for f in found.iter().take(100) {
        let _ = writeln!(err, "{}: {}", f.place, f.wrong);
    }
    if found.len() > 100 {
        let _ = writeln!(err, "… {} more", found.len() - 100);
    }
}

pub(super) fn verify(place: &Where, as_json: bool) -> Result<ExitCode> {
    if !place.place().exists() {
        place.open()?;
    }
    let house = wiring::open_as_it_is(&place.place())?;
    let head = house.db.read(|v| Ok(store::chain::Head::read(v)?))?;
    let found = house.db.verify()?;
    if as_json {
        say(pretty(&json!({
            "ok": found.is_empty(), "transactions": head.txn, "head": head.hash, "findings": found,
        }))?);
    } else if found.is_empty() {
        say(format_args!(
            "Đúng: {} giao dịch, chuỗi băm liền mạch, mọi con số khớp khi đếm lại từ dữ kiện gốc.",
            head.txn
        ));
    } else {
        tell(&found);
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

pub(super) fn recount(place: &Where) -> Result<ExitCode> {
    let house = place.open()?;
    house.db.write(&Entry::cli("store.recount", ""), |tx| {
        for r in house.db.reckoners() {
            r.rebuild(tx)?;
        }
        Ok(())
    })?;
    say("Đã đếm lại toàn bộ từ dữ kiện gốc.");
    Ok(ExitCode::SUCCESS)
}

pub(super) fn check_policy(place: &Where) -> Result<ExitCode> {
    let policy = wiring::load_policy(place.policy.as_deref())?;
    let faults = policy.check_examples();
    for f in &faults {
        let _ = writeln!(std::io::stderr(), "{f}");
    }
    let kinds = wiring::load_kinds(place.policy.as_deref())?;
    say(format_args!(
        "{} trees, {} kinds of units, {} examples of them",
        kinds.size().0,
        kinds.size().1,
        kinds.size().2
    ));
    say(format_args!("{} indicators, {} faults", policy.all_versions().len(), faults.len()));
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
