//! What the command line can do. `--help` speaks English; messages for officials are Vietnamese.

mod ask;
mod guard;
mod upkeep;

use crate::wiring::{self, House, Place};
use ask::{import_people, indicators, list_units, report};
use clap::{Parser, Subcommand, ValueEnum};
use guard::{retention, rotate_key, verify};
use kernel::paper::Format;
use kernel::{Date, Failure, Period, Result};
use people::organisation::store as units;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::View;
use upkeep::{back_up, check_policy, demo, init, recount, restore};

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
    /// Folder of pictures, sound, video and documents (default: media in the folder of the installation)
    #[arg(long, env = "AOGIAP_MEDIA", global = true)]
    media: Option<PathBuf>,
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
        /// The program ffmpeg that makes sound and video small; without it only small ones are taken, as they are
        #[arg(long, env = "AOGIAP_FFMPEG", default_value = "ffmpeg", value_name = "PROGRAM")]
        ffmpeg: PathBuf,
        /// Let people sign in by another service (OpenID Connect) that this file names; else oidc.toml of the folder
        #[arg(long, value_name = "FILE")]
        oidc: Option<PathBuf>,
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
        /// Copy pictures, sound, video and documents into this folder too; what is there already stays
        #[arg(long, value_name = "DIR")]
        media_to: Option<PathBuf>,
        #[command(flatten)]
        place: Where,
    },
    /// Fill an empty installation from a backup file
    Restore {
        /// The file to read
        file: PathBuf,
        /// Take pictures, sound, video and documents from this folder
        #[arg(long, value_name = "DIR")]
        media_from: Option<PathBuf>,
        /// De-identify again whoever this erasures.jsonl of the old installation names
        #[arg(long, value_name = "FILE")]
        erasures: Option<PathBuf>,
        #[command(flatten)]
        place: Where,
    },
    /// De-identify whoever's time to be kept is over; without --do only say how many
    Retention {
        #[command(flatten)]
        place: Where,
        /// Do it
        #[arg(long = "do")]
        is_real: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Seal everything with a new key; nothing else may run meanwhile
    RotateKey {
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
        /// The log must still contain this head, noted earlier on paper: number of the line and hash; may be repeated
        #[arg(long = "head", value_name = "HEAD")]
        heads: Vec<String>,
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
    fn media(&self, ffmpeg: Option<PathBuf>) -> wiring::MediaPlace {
        wiring::MediaPlace { folder: self.media.clone(), ffmpeg }
    }
    fn media_folder(&self) -> PathBuf {
        self.media.clone().unwrap_or_else(|| self.data.join(wiring::MEDIA))
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
        Command::Serve { place, listen, secure_cookies, oidc, ffmpeg } => {
            serve(&place, &listen, secure_cookies, oidc.as_deref(), ffmpeg)
        }
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
        Command::Backup { file, media_to, place } => back_up(&place, &file, media_to.as_deref()),
        Command::Restore { file, media_from, erasures, place } => {
            restore(&place, &file, erasures.as_deref(), media_from.as_deref())
        }
        Command::Retention { place, is_real, json } => retention(&place, is_real, json),
        Command::RotateKey { place } => rotate_key(&place),
        Command::Verify { place, json, heads } => verify(&place, json, &heads),
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

fn serve(
    place: &Where,
    listen: &str,
    secure_cookies: bool,
    oidc: Option<&Path>,
    ffmpeg: PathBuf,
) -> Result<ExitCode> {
    let filter = tracing_subscriber::EnvFilter::new("info,tower_http=warn");
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_target(false).try_init();
    let mut house = wiring::open(&place.place())?;
    house.media = wiring::workshop(&place.place(), &place.media(Some(ffmpeg)))?;
    // a restore that was cut off may have left somebody known whom the ledger names: before anybody looks
    let houses = privacy::kept::Houses(wiring::keepers());
    privacy::erasure::ledger::apply(&house.db, &house.privacy, &houses, &house.ledger.entries()?)?;
    let mut app = wiring::app(&house, wiring::chance())?;
    app.secure_cookies = secure_cookies;
    if let Some(outside) = wiring::outside(&place.data, oidc)? {
        app = app.with(outside);
    }
    let _ = ui::assets().len();
    let broken = |e: std::io::Error| Failure::broken(format!("cannot serve on {listen}: {e}"));
    let (db, policy, ledger) = (house.db.clone(), house.policy.clone(), house.ledger.clone());
    std::thread::spawn(move || {
        loop {
            // a version of an indicator may begin at midnight
            std::thread::sleep(std::time::Duration::from_secs(600));
            if let Err(e) = programme::measure::settle(&db, &policy) {
                tracing::error!(error = %e, "the sums could not be settled");
            }
            if let Err(e) = ledger.keep(&db) {
                tracing::error!(error = %e, "the ledger of erasures could not be written");
            }
        }
    });
    let (db, shop) = (house.db.clone(), house.media.clone());
    std::thread::spawn(move || keep_media(&db, &shop));
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

/// Makes sound and video small, one after another, and every hour removes what nobody needs any more.
fn keep_media(db: &store::Db, shop: &learning::Workshop) {
    use learning::media::service::{sweep, work_one};
    let hour = std::time::Duration::from_secs(3600);
    let mut swept: Option<std::time::Instant> = None;
    loop {
        match work_one(db, shop) {
            Ok(true) => continue,
            Ok(false) => {}
            Err(e) => tracing::error!(error = %e, "a file could not be made small"),
        }
        if swept.is_none_or(|at| at.elapsed() > hour) {
            swept = Some(std::time::Instant::now());
            if let Err(e) = sweep(db, shop, db.clock().now()) {
                tracing::error!(error = %e, "the folder of media could not be swept");
            }
        }
        std::thread::sleep(std::time::Duration::from_secs(2));
    }
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
