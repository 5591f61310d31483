//! What the command line can do. `--help` speaks English; messages for officials are Vietnamese.

use crate::wiring::{self, House, KEY, Place};
use clap::{Parser, Subcommand, ValueEnum};
use kernel::paper::Format;
use kernel::{Date, Failure, Period, Result};
use people::organisation::{Kind, Tree, store as units};
use programme::measure::Question;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use store::{Entry, View, backup};

/// Áo Giáp: the platform of a workers' lifelong-learning programme.
#[derive(Parser)]
#[command(name = "aogiap", version, about, disable_help_subcommand = true)]
pub struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Args, Clone)]
struct Where {
    /// Folder of this installation (database file, key); made if it is not there
    #[arg(long, default_value = "data", global = true)]
    data: PathBuf,
    /// PostgreSQL database instead of the file in the folder (postgres://…)
    #[arg(long, env = "AOGIAP_DATABASE_URL", global = true, hide_env_values = true)]
    database_url: Option<String>,
    /// Read policy files from this folder instead of the built-in ones
    #[arg(long, global = true)]
    policy: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the web pages
    Serve {
        #[command(flatten)]
        place: Where,
        /// Address to listen on
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: String,
        /// Send cookies over TLS only (behind a TLS proxy)
        #[arg(long)]
        secure_cookies: bool,
    },
    /// Begin a real installation: the two bodies of policy/federation.toml and the first account
    Init {
        #[command(flatten)]
        place: Where,
        /// Full name of the first administrator
        #[arg(long)]
        admin_name: String,
        /// Phone number of the first administrator: the sign-in name
        #[arg(long)]
        admin_phone: String,
    },
    /// Load the demo province into an empty installation and print its logins
    Demo {
        #[command(flatten)]
        place: Where,
        /// Only the small named world: six enterprises, forty people
        #[arg(long)]
        small: bool,
    },
    /// Bring in a list from a spreadsheet
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// List the units of all trees
    Units {
        #[command(flatten)]
        place: Where,
        /// Only this kind: grassroots_union, commune, former_district …
        #[arg(long)]
        kind: Option<String>,
        /// The trees as they were on this day
        #[arg(long, value_name = "DATE")]
        as_of: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Count the indicators of a unit with everything below it
    Indicators {
        #[command(flatten)]
        place: Where,
        /// Code of the unit
        #[arg(long)]
        unit: String,
        /// 2026, 2026-Q4, 2026-10 …
        #[arg(long)]
        period: String,
        /// Looked at on this day
        #[arg(long, value_name = "DATE")]
        as_of: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a periodic report to a file
    Report {
        #[command(flatten)]
        place: Where,
        /// Code of the form: quarterly, yearly
        #[arg(long)]
        form: String,
        /// Code of the unit
        #[arg(long)]
        unit: String,
        /// 2026, 2026-Q4 …
        #[arg(long)]
        period: String,
        /// The kind of file
        #[arg(long)]
        format: FormatArg,
        /// Where to write it
        #[arg(long)]
        out: PathBuf,
    },
    /// Write everything into one backup file, while others work
    Backup {
        /// The file to write
        file: PathBuf,
        #[command(flatten)]
        place: Where,
    },
    /// Fill an empty installation from a backup file
    Restore {
        /// The file to read
        file: PathBuf,
        #[command(flatten)]
        place: Where,
    },
    /// Recount everything from raw facts and check the chained log; exit 1 when anything is wrong
    Verify {
        #[command(flatten)]
        place: Where,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Throw the sums away and count them again (after a change of policy)
    Recount {
        #[command(flatten)]
        place: Where,
    },
    /// Check the policy files and run their worked examples
    CheckPolicy {
        #[command(flatten)]
        place: Where,
    },
}

#[derive(Subcommand)]
enum Import {
    /// A list of workers
    People {
        /// The spreadsheet: xlsx, xls, ods, csv
        file: PathBuf,
        /// Code of the unit whose list it is
        #[arg(long)]
        unit: String,
        /// Say what would happen; change nothing
        #[arg(long)]
        dry_run: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
        /// Since when people without a date of their own belong to the unit (default: 1 January)
        #[arg(long, value_name = "DATE")]
        since: Option<String>,
        #[command(flatten)]
        place: Where,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatArg {
    Pdf,
    Docx,
    Xlsx,
    Csv,
    Json,
}

impl From<FormatArg> for Format {
    fn from(f: FormatArg) -> Format {
        match f {
            FormatArg::Pdf => Format::Pdf,
            FormatArg::Docx => Format::Docx,
            FormatArg::Xlsx => Format::Xlsx,
            FormatArg::Csv => Format::Csv,
            FormatArg::Json => Format::Json,
        }
    }
}

impl Where {
    fn place(&self) -> Place {
        Place {
            folder: self.data.clone(),
            database_url: self.database_url.clone(),
            policy: self.policy.clone(),
        }
    }
    /// Opens an installation that must be there.
    fn open(&self) -> Result<House> {
        let place = self.place();
        if !place.exists() {
            return Err(Failure::field(
                "data",
                format!(
                    "Chưa có dữ liệu trong thư mục “{}”. Hãy chạy “aogiap demo” hoặc “aogiap serve” trước, hoặc kiểm tra lại --data.",
                    self.data.display()
                ),
            ));
        }
        wiring::open(&place)
    }
}

/// Runs a command line and gives the exit code: 0 done, 1 not done or something is wrong, 2 refused input.
pub fn run(line: Line) -> ExitCode {
    let outcome = match line.command {
        Command::Serve { place, listen, secure_cookies } => serve(&place, &listen, secure_cookies),
        Command::Init { place, admin_name, admin_phone } => init(&place, &admin_name, &admin_phone),
        Command::Demo { place, small } => demo(&place, small),
        Command::Import { what: Import::People { file, unit, dry_run, json, since, place } } => {
            import_people(&place, &file, &unit, dry_run, json, since.as_deref())
        }
        Command::Units { place, kind, as_of, json } => {
            list_units(&place, kind.as_deref(), as_of.as_deref(), json)
        }
        Command::Indicators { place, unit, period, as_of, json } => {
            indicators(&place, &unit, &period, as_of.as_deref(), json)
        }
        Command::Report { place, form, unit, period, format, out } => {
            report(&place, &form, &unit, &period, format.into(), &out)
        }
        Command::Backup { file, place } => back_up(&place, &file),
        Command::Restore { file, place } => restore(&place, &file),
        Command::Verify { place, json } => verify(&place, json),
        Command::Recount { place } => recount(&place),
        Command::CheckPolicy { place } => check_policy(&place),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            let mut err = std::io::stderr();
            for message in failure.messages() {
                let _ = writeln!(err, "{message}");
            }
            if let Failure::Broken(cause) = &failure {
                let _ = writeln!(err, "({cause})");
            }
            match failure {
                Failure::Invalid(_) => ExitCode::from(2),
                _ => ExitCode::from(1),
            }
        }
    }
}

fn say(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn pretty(value: &serde_json::Value) -> Result<String> {
    serde_json::to_string_pretty(value).map_err(|e| Failure::broken(e.to_string()))
}

fn day(text: Option<&str>, name: &str, today: Date) -> Result<Date> {
    match text {
        None => Ok(today),
        Some(t) => kernel::time::parse_typed_day(t).ok_or_else(|| {
            Failure::field(
                name,
                format!("--{name}: “{t}” không phải là ngày. Hãy viết 2026-12-31 hoặc 31/12/2026."),
            )
        }),
    }
}

fn period(text: &str) -> Result<Period> {
    text.parse().map_err(|_| {
        Failure::field(
            "period",
            format!("--period: “{text}” không phải là kỳ. Hãy viết 2026, 2026-H1, 2026-Q4 hoặc 2026-10."),
        )
    })
}

fn unit(v: &View, code: &str) -> Result<kernel::OrganisationId> {
    units::by_code(v, code)?.ok_or_else(|| {
        Failure::field(
            "unit",
            format!("--unit: không có đơn vị nào mang mã “{code}”. Xem danh sách bằng “aogiap units”."),
        )
    })
}

fn serve(place: &Where, listen: &str, secure_cookies: bool) -> Result<ExitCode> {
    let filter = tracing_subscriber::EnvFilter::new("info,tower_http=warn");
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_target(false).try_init();
    let house = wiring::open(&place.place())?;
    let mut app = wiring::app(&house, wiring::chance())?;
    app.secure_cookies = secure_cookies;
    let _ = ui::assets().len();
    let broken = |e: std::io::Error| Failure::broken(format!("cannot serve on {listen}: {e}"));
    let (db, policy) = (house.db.clone(), house.policy.clone());
    std::thread::spawn(move || {
        loop {
            // a version of an indicator may begin at midnight
            std::thread::sleep(std::time::Duration::from_secs(600));
            if let Err(e) = programme::measure::settle(&db, &policy) {
                tracing::error!(error = %e, "the sums could not be settled");
            }
        }
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(broken)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await.map_err(broken)?;
        let address = listener.local_addr().map_err(broken)?;
        say(format_args!("Áo Giáp: http://{address}/"));
        let router = web::router(std::sync::Arc::new(app));
        let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
        axum::serve(listener, service).with_graceful_shutdown(stop()).await.map_err(broken)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Waits for Ctrl-C or SIGTERM; open requests are finished.
async fn stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut term) => {
                tokio::select! { _ = term.recv() => {}, _ = tokio::signal::ctrl_c() => {} }
            }
            Err(_) => {
                let _ = tokio::signal::ctrl_c().await;
            }
        }
    }
    #[cfg(not(unix))]
    let _ = tokio::signal::ctrl_c().await;
}

fn init(place: &Where, name: &str, phone: &str) -> Result<ExitCode> {
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
        for (body, kind, tree) in [
            (&bodies.federation, Kind::ProvincialFederation, Tree::Union),
            (&bodies.association, Kind::LearningPromotionAssociation, Tree::Association),
        ] {
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

fn demo(place: &Where, small: bool) -> Result<ExitCode> {
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

fn import_people(
    place: &Where,
    file: &std::path::Path,
    code: &str,
    dry_run: bool,
    as_json: bool,
    since: Option<&str>,
) -> Result<ExitCode> {
    let house = place.open()?;
    let bytes = std::fs::read(file)
        .map_err(|e| Failure::field("file", format!("Không đọc được tệp “{}”: {e}.", file.display())))?;
    let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let today = house.db.clock().today();
    let first = Date::new(today.year(), 1, 1).unwrap_or(today);
    let since = day(since, "since", first)?;
    let source = people::person::sheet::PeopleSheet { secrets: house.secrets.clone() };
    let at = house.db.read(|v| unit(v, code))?;
    let order = interop::Order {
        unit: at,
        subject: None,
        on: today,
        since,
        file_name: name,
        dry_run,
        entry: Entry::cli("people.import", code),
    };
    let done = interop::bring_in(&house.db, &source, &order, &bytes, &interop::Choices::default())?;
    let t = &done.tally;
    if as_json {
        say(pretty(&serde_json::to_value(t).map_err(|e| Failure::broken(e.to_string()))?)?);
    } else {
        let head = if dry_run { "Chạy thử, chưa ghi gì" } else { "Đã nhập" };
        say(format_args!(
            "{head}: {} dòng; mới {}, cập nhật {}, không đổi {}, trùng {}, lỗi {}.",
            t.rows,
            t.created,
            t.updated,
            t.unchanged,
            t.duplicates,
            t.errors.len()
        ));
        for e in &t.errors {
            say(format_args!("  {} dòng {}: {}", e.sheet, e.row, e.message));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list_units(place: &Where, kind: Option<&str>, as_of: Option<&str>, as_json: bool) -> Result<ExitCode> {
    let house = place.open()?;
    let on = day(as_of, "as-of", house.db.clock().today())?;
    let kind = match kind {
        None => None,
        Some(code) => Some(Kind::find(code).ok_or_else(|| {
            let known: Vec<&str> = people::organisation::model::KINDS.iter().map(|k| k.1).collect();
            Failure::field("kind", format!("--kind: không có loại “{code}”. Có: {}.", known.join(", ")))
        })?),
    };
    let rows = house.db.read(|v| {
        let mut rows = Vec::new();
        for tree in Tree::ALL {
            let view = units::tree(v, tree, on)?;
            for u in view.units().filter(|u| kind.is_none_or(|k| k == u.kind)) {
                let parent = u.parent.and_then(|p| view.get(p)).map(|p| p.code.clone());
                rows.push(json!({ "code": u.code, "name": u.name, "kind": u.kind.code(), "parent": parent }));
            }
        }
        Ok(rows)
    })?;
    if as_json {
        say(pretty(&rows.into())?);
    } else {
        for r in rows {
            let text = |key: &str| r[key].as_str().unwrap_or("").to_owned();
            say(format_args!("{}\t{}\t{}\t{}", text("code"), text("kind"), text("parent"), text("name")));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn indicators(
    place: &Where,
    code: &str,
    period_text: &str,
    as_of: Option<&str>,
    as_json: bool,
) -> Result<ExitCode> {
    let period = period(period_text)?;
    let house = place.open()?;
    let as_of = day(as_of, "as-of", house.db.clock().today())?;
    let rows = house.db.read(|v| {
        let q = Question::new(unit(v, code)?, period, as_of);
        Ok(programme::measure::service::as_json(&programme::measure::service::lines(v, &house.policy, &q)?))
    })?;
    if as_json {
        say(pretty(&rows)?);
    } else {
        for r in rows.as_array().into_iter().flatten() {
            say(format_args!(
                "{}\t{}/{}\t{}\t{}",
                r["code"].as_str().unwrap_or(""),
                r["numerator"],
                r["denominator"],
                r["percent"]
                    .as_f64()
                    .map_or_else(|| "–".to_owned(), |p| format!("{p:.1} %").replace('.', ",")),
                r["target"].as_str().unwrap_or("")
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn report(
    place: &Where,
    form: &str,
    code: &str,
    period_text: &str,
    format: Format,
    out: &std::path::Path,
) -> Result<ExitCode> {
    let house = place.open()?;
    let press = wiring::press();
    let printed = house.db.clock().now().text();
    let bytes = house.db.read(|v| {
        programme::report::render(
            v,
            &house.policy,
            &press,
            form,
            code,
            period_text,
            format,
            Some(printed.clone()),
        )
    })?;
    std::fs::write(out, bytes).map_err(|e| Failure::broken(format!("{}: {e}", out.display())))?;
    Ok(ExitCode::SUCCESS)
}

fn back_up(place: &Where, file: &std::path::Path) -> Result<ExitCode> {
    let house = place.open()?;
    let key = std::fs::read(place.data.join(KEY)).map_err(|e| Failure::broken(format!("{KEY}: {e}")))?;
    let (rows, head) = backup::backup(&house.db, file, &[(KEY.to_owned(), key)])?;
    say(format_args!(
        "Đã sao lưu {rows} dòng, đến giao dịch {} ({}), vào {}.",
        head.txn,
        &head.hash[..12],
        file.display()
    ));
    Ok(ExitCode::SUCCESS)
}

fn restore(place: &Where, file: &std::path::Path) -> Result<ExitCode> {
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
            std::fs::write(at.folder.join(KEY), bytes).map_err(|e| Failure::broken(format!("{KEY}: {e}")))?;
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

fn verify(place: &Where, as_json: bool) -> Result<ExitCode> {
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

fn recount(place: &Where) -> Result<ExitCode> {
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

fn check_policy(place: &Where) -> Result<ExitCode> {
    let policy = wiring::load_policy(place.policy.as_deref())?;
    let faults = policy.check_examples();
    for f in &faults {
        let _ = writeln!(std::io::stderr(), "{f}");
    }
    say(format_args!("{} indicators, {} faults", policy.all_versions().len(), faults.len()));
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
