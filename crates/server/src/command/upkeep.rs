//! Beginning, demo, backup, restore, checking.

use super::guard::tell;
use super::{Where, say};
use crate::wiring::{self, KEY};
use kernel::{Date, Failure, Result};
use privacy::erasure::ledger;
use privacy::kept::Houses;
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
    wiring::demo_certificates(&house, &loaded)?;
    programme::measure::settle(&house.db, &house.policy)?;
    for line in loaded.lines() {
        say(line);
    }
    Ok(ExitCode::SUCCESS)
}

/// Copies what rows need of pictures, sound, video and documents from one folder to another.
fn copy_media(house: &wiring::House, from: &std::path::Path, to: &std::path::Path) -> Result<(usize, usize)> {
    let open = |folder: &std::path::Path| {
        store::blob::LocalBlobs::open(folder)
            .map_err(|e| Failure::broken(format!("the folder of media {}: {e}", folder.display())))
    };
    let (from, to) = (open(from)?, open(to)?);
    house.db.read(|v| learning::media::service::copy(v, &from, &to))
}

pub(super) fn back_up(
    place: &Where,
    file: &std::path::Path,
    media_to: Option<&std::path::Path>,
) -> Result<ExitCode> {
    let house = place.open()?;
    let key = std::fs::read(place.data.join(KEY)).map_err(|e| Failure::broken(format!("{KEY}: {e}")))?;
    let mut beside = vec![(KEY.to_owned(), key)];
    house.ledger.keep(&house.db)?;
    beside.extend(house.ledger.bytes()?.map(|bytes| (ledger::FILE.to_owned(), bytes)));
    let (rows, head) = backup::backup(&house.db, file, &beside)?;
    say(format_args!("Đã sao lưu {rows} dòng vào {}.", file.display()));
    say(format_args!("Đầu chuỗi, hãy chép ra giấy: {}", head.for_paper()));
    say("Tệp này chứa toàn bộ dữ liệu cá nhân và khóa giải mã: hãy cất như cất con dấu.");
    let media = place.media_folder();
    match media_to {
        Some(to) => {
            let (all, new) = copy_media(&house, &media, to)?;
            say(format_args!("Học liệu, minh chứng: {all} tệp, chép thêm {new} tệp vào {}.", to.display()));
        }
        None if house.db.read(|v| Ok(learning::media::store::needed(v)?))?.is_empty() => {}
        None => say(format_args!(
            "Tệp sao lưu không gồm ảnh, video, tài liệu: hãy chép cả thư mục {}, hoặc chạy lại với --media-to THƯ_MỤC.",
            media.display()
        )),
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn restore(
    place: &Where,
    file: &std::path::Path,
    erasures: Option<&std::path::Path>,
    media_from: Option<&std::path::Path>,
) -> Result<ExitCode> {
    // the whole file is read and checked before anything is made
    let checked = backup::check(file)?;
    let beside =
        |name: &str| checked.files.iter().find(|(n, _)| n == name).map(|(_, bytes)| bytes.as_slice());
    let inside = String::from_utf8_lossy(beside(ledger::FILE).unwrap_or_default());
    let mut gone = ledger::read_named(&inside, &file.display().to_string())?;
    if let Some(file) = erasures {
        let text = std::fs::read_to_string(file).map_err(|e| {
            Failure::field("erasures", format!("--erasures: không đọc được “{}”: {e}.", file.display()))
        })?;
        let more = ledger::read_named(&text, &file.display().to_string())?;
        say(format_args!("Sổ ẩn danh “{}”: {} người.", file.display(), more.len()));
        gone.extend(more);
    }
    let at = place.place();
    if at.folder.join(wiring::DATABASE).exists() && at.database_url.is_none() {
        return Err(Failure::Conflict(format!(
            "Thư mục “{}” đã có dữ liệu; hãy khôi phục vào thư mục mới.",
            place.data.display()
        )));
    }
    std::fs::create_dir_all(&at.folder).map_err(|e| Failure::broken(e.to_string()))?;
    if let Some(bytes) = beside(KEY) {
        let own = at.folder.join(KEY);
        match std::fs::read(&own) {
            Ok(there) if there == bytes => {}
            Ok(_) => {
                return Err(Failure::Conflict(format!(
                    "Trong “{}” có {KEY} khác với khóa trong tệp sao lưu; hãy khôi phục vào thư mục mới.",
                    place.data.display()
                )));
            }
            Err(_) => backup::for_owner_only(&own)
                .and_then(|mut f| f.write_all(bytes).and_then(|()| f.sync_all()))
                .map_err(|e| Failure::broken(format!("{KEY}: {e}")))?,
        }
    }
    let house = wiring::open(&at)?;
    // what stands beside the database here already was written by a newer one
    gone.extend(house.ledger.entries()?);
    // before any row comes back: whoever is stopped in between finds the ledger there, and serving applies it
    house.ledger.add(&gone)?;
    let rows = backup::restore(&house.db, &checked)?;
    let again = ledger::apply(&house.db, &house.privacy, &Houses(wiring::keepers()), &gone)?;
    house.ledger.keep(&house.db)?;
    let found = house.db.verify()?;
    if !found.is_empty() {
        tell(&found);
        return Ok(ExitCode::from(1));
    }
    say(format_args!("Đã khôi phục {rows} dòng; kiểm tra toàn bộ: đúng."));
    let media = place.media_folder();
    if let Some(from) = media_from {
        let (_, new) = copy_media(&house, from, &media)?;
        say(format_args!("Đã chép {new} tệp học liệu, minh chứng."));
    }
    let shop = wiring::workshop(&at, &place.media(None))?;
    let (_, missing) = house.db.read(|v| learning::media::service::check(v, &*shop.blobs))?;
    if !missing.is_empty() {
        say(format_args!(
            "Còn thiếu hoặc hỏng {} tệp học liệu: hãy chép thư mục học liệu của máy cũ vào {}, rồi chạy “aogiap verify”.",
            missing.len(),
            media.display()
        ));
    }
    if again > 0 {
        say(format_args!("Đã ẩn danh lại {again} người đã được ẩn danh sau bản sao lưu này."));
    } else if erasures.is_none() {
        say(format_args!(
            "Nếu sau bản sao lưu này còn có người được ẩn danh: khôi phục lại vào thư mục mới với --erasures {} của máy cũ.",
            ledger::FILE
        ));
    }
    Ok(ExitCode::SUCCESS)
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
