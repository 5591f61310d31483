//! The bars of speed: `script/bench` builds this and runs it with the program and an empty folder.

use kernel::{Result, Topic};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Entry, NewFact};

type Outcome<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// How often a page is asked for.
const TIMES: usize = 200;
/// How many facts are written, each in a transaction of its own.
const FACTS: i64 = 200;
/// How many people the list has.
const PEOPLE: usize = 20_000;

/// How many people the great list has.
const MILLION: usize = 1_000_000;
/// What people type into the search box, letter by letter and whole.
const TYPED: [&str; 16] = [
    "m",
    "ma",
    "mai",
    "lo thi mai",
    "lo thi m",
    "lo",
    "thi",
    "mai lo",
    "dao",
    "đào",
    "vang a pao",
    "0912",
    "178",
    "van tu",
    "nguyen van khong co",
    "lo van",
];

fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().collect();
    let [_, program, folder, rest @ ..] = words.as_slice() else {
        return Err("bench PROGRAM FOLDER [small|million]".into());
    };
    let (program, folder) = (Path::new(program), PathBuf::from(folder));
    let data = folder.join("data");
    let mut table = Table::default();
    if rest.iter().any(|w| w == "million") {
        million(&data, &mut table).map_err(|e| format!("{e:?}"))?;
        return table.print();
    }

    let from = Instant::now();
    let mut demo = Command::new(program);
    demo.args(["demo", "--data"]).arg(&data);
    if rest.iter().any(|w| w == "small") {
        demo.arg("--small");
    }
    let said = demo.output()?;
    if !said.status.success() {
        return Err(String::from_utf8_lossy(&said.stderr).into_owned().into());
    }
    table.bar("demo province loaded", from.elapsed(), Duration::from_secs(60));
    let said = String::from_utf8(said.stdout)?;
    let phone = said
        .lines()
        .find(|l| l.contains("federation_officer"))
        .and_then(|l| l.split_whitespace().next())
        .ok_or("the demo prints no login of a federation_officer")?;

    let from = Instant::now();
    let served = Served::start(program, &data)?;
    let mut browser = Browser::new(&served.address)?;
    browser.ask("GET", "/healthz", "")?;
    table.bar("start to first answer", from.elapsed(), Duration::from_secs(1));
    std::thread::sleep(Duration::from_millis(500));
    table.bytes("memory when idle", served.memory()?, 60 << 20);

    let form = format!("login={phone}&password={}", demo::PASSWORD);
    let door = browser.ask("POST", "/dang-nhap", &form)?;
    if door.0 != 303 {
        return Err(format!("signing in: {}", door.0).into());
    }
    for (what, path, bar) in [
        ("start page of the province, p95", "/", 100),
        ("board of indicators, p95", "/chi-tieu", 100),
        ("indicators of the province as JSON, p95", "/api/v1/chi-tieu", 20),
        ("people behind a number, p95", "/chi-tieu/KH31-2/nguoi", 50),
        ("list of people, p95", "/nguoi", 50),
        ("list of classes, p95", "/lop", 50),
    ] {
        let mut took = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let from = Instant::now();
            let (status, _) = browser.ask("GET", path, "")?;
            if status != 200 {
                return Err(format!("{path}: {status}").into());
            }
            took.push(from.elapsed());
        }
        took.sort();
        table.bar(what, took[TIMES * 95 / 100], Duration::from_millis(bar));
    }
    let mut took = Vec::with_capacity(TIMES);
    for n in 0..TIMES {
        let typed = TYPED[n % TYPED.len()].replace(' ', "+").replace('đ', "%C4%91").replace('à', "%C3%A0");
        let from = Instant::now();
        let (status, _) = browser.ask("GET", &format!("/nguoi?q={typed}&phan=ds"), "")?;
        if status != 200 {
            return Err(format!("search {typed}: {status}").into());
        }
        took.push(from.elapsed());
    }
    took.sort();
    table.bar("search in the list while typing, p95", took[TIMES * 95 / 100], Duration::from_millis(30));
    drop(browser);
    drop(served);

    table.bar(
        "one permission check, p95",
        permission(&data).map_err(|e| format!("{e:?}"))?,
        Duration::from_micros(50),
    );

    table.bar(
        "one fact in all numbers, mean",
        facts(&data).map_err(|e| format!("{e:?}"))?,
        Duration::from_millis(5),
    );

    let (took, people) = merger(&data).map_err(|e| format!("{e:?}"))?;
    table.bar(&format!("three unions merged, {people} people"), took, Duration::from_secs(1));

    let list = folder.join("list.csv");
    let mut text = String::from("STT,Họ và tên,Ngày sinh,Giới tính,Số điện thoại\n");
    for n in 0..PEOPLE {
        let (day, month, year) = (1 + n % 28, 1 + n / 28 % 12, 1960 + n / 336 % 45);
        let sex = if n % 2 == 0 { "Nam" } else { "Nữ" };
        text += &format!("{},Lò Văn Đo {},{day:02}/{month:02}/{year},{sex},0399{n:06}\n", n + 1, letters(n));
    }
    std::fs::write(&list, text)?;
    let from = Instant::now();
    let out = Command::new(program)
        .args(["import", "people", "--unit", "CD003", "--data"])
        .arg(&data)
        .arg(&list)
        .output()?;
    let took = from.elapsed();
    let said = String::from_utf8_lossy(&out.stdout);
    if !out.status.success() || !said.contains(&format!("mới {PEOPLE}")) {
        return Err(format!("import: {said}{}", String::from_utf8_lossy(&out.stderr)).into());
    }
    table.bar("list of 20,000 people brought in", took, Duration::from_secs(20));
    table.print()
}

/// Search in a million people of 1,000 unions under one federation: by the federation, and by one union.
fn million(data: &Path, table: &mut Table) -> Result<()> {
    use people::organisation::service::{Founding, found};
    use people::organisation::{Kind, Sector, Tree};
    use people::person::listing::{self, Filter, From, Order};
    use people::person::model::{AffiliationRole, Person};
    use people::person::service::{Joining, add};

    const FAMILY: [&str; 12] =
        ["Lò", "Vàng", "Giàng", "Nguyễn", "Lù", "Tao", "Đào", "Vừ", "Sùng", "Phàn", "Trần", "Mùa"];
    const MIDDLE: [&str; 6] = ["Thị", "Văn", "A", "Thị", "Văn", "Minh"];
    const GIVEN: [&str; 40] = [
        "Mai", "Páo", "Dao", "Đào", "Tú", "Tuấn", "Tủa", "Hoa", "Hòa", "Yến", "Dung", "Dũng", "Lan", "Linh",
        "Chung", "Thu", "Phương", "Quyết", "Lập", "Châu", "Sơn", "Thắng", "Dợ", "Bình", "Chi", "Hưng",
        "Việt", "Nam", "Nga", "Oanh", "Páng", "Quang", "Sáng", "Tâm", "Uyên", "Vinh", "Xuân", "Ý", "Ánh",
        "Đức",
    ];
    let place = server::wiring::Place { folder: data.to_path_buf(), database_url: None, policy: None };
    let house = server::wiring::open_at(&place, Arc::new(kernel::FixedClock(demo::now())))?;
    let day = |text: &str| text.parse::<kernel::Date>().map_err(|e| kernel::Failure::broken(e.to_string()));
    let since = day("2020-01-01")?;
    let kind = |code: &str| Kind::find(code).ok_or_else(|| kernel::Failure::broken("no such kind of unit"));
    let founding = |code: String, kind, parent| Founding {
        name: format!("Đơn vị {code}"),
        code,
        kind,
        sector: Sector::None,
        commune: None,
        hard_to_reach: false,
        place: Some((Tree::main(), parent)),
        from: since,
    };
    let (top, units) = house.db.write(&Entry::cli("bench", ""), |tx| {
        let top = found(tx, &founding("TOP".to_owned(), kind("provincial_federation")?, None))?;
        let unit = |n: usize| {
            found(
                tx,
                &Founding {
                    sector: Sector::Enterprise,
                    ..founding(format!("U{n}"), Kind::base(), Some(top))
                },
            )
        };
        Ok((top, (0..1000).map(unit).collect::<Result<Vec<_>>>()?))
    })?;
    let from = Instant::now();
    for chunk in 0..MILLION / 10_000 {
        let joining: Vec<Joining> = (0..10_000)
            .map(|i| {
                let n = chunk * 10_000 + i;
                let pick = n.wrapping_mul(2_654_435_761) >> 7;
                let (f, m) = (FAMILY[pick % 12], MIDDLE[(pick / 12) % 6]);
                let mut person = Person::named(&format!("{f} {m} {}", GIVEN[(pick / 72) % 40]));
                person.phone = Some(format!("09{:08}", (n * 7_919) % 100_000_000));
                person.birth_year = Some(1965 + i16::try_from(n % 40).unwrap_or(0));
                let works = (units[n % units.len()], AffiliationRole::Worker, None, since, None);
                Joining { person, belongs: vec![works] }
            })
            .collect();
        house.db.write(&Entry::cli("bench", ""), |tx| add(tx, &joining, "bench"))?;
    }
    table.bar("a million people brought in", from.elapsed(), Duration::from_secs(600));
    for (what, tops) in [("the federation", vec![top]), ("one union", vec![units[7]])] {
        let mut took = Vec::new();
        for n in 0..TIMES {
            let mut filter = Filter::all(AffiliationRole::Worker, tops.clone(), demo::now().day());
            filter.words = people::finding::Words::read(TYPED[n % TYPED.len()]);
            let from = Instant::now();
            house.db.read(|v| listing::page(v, &filter, Order::Name, From::Start, 50, 500))?;
            took.push((from.elapsed(), TYPED[n % TYPED.len()]));
        }
        took.sort();
        let slowest = took.last().map_or("", |t| t.1);
        table.bar(
            &format!("search in 1,000,000 by {what}, p95 (slowest: {slowest})"),
            took[TIMES * 95 / 100].0,
            Duration::from_millis(150),
        );
    }
    Ok(())
}

/// A number as letters, so that every name of the list is another one.
fn letters(n: usize) -> String {
    let mut rest = n;
    let mut out = String::new();
    for _ in 0..4 {
        out.push(char::from(b'a' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    out
}

/// The time in which the gate knows whether an account may do something at a unit.
fn permission(data: &Path) -> Result<Duration> {
    use web::Gate;
    let place = server::wiring::Place { folder: data.to_path_buf(), database_url: None, policy: None };
    let house = server::wiring::open_at(&place, Arc::new(kernel::FixedClock(demo::now())))?;
    house.db.read(|v| {
        let pairs = |sql: &str| {
            v.rows(sql, &[], |r| Ok((r.int(0)?, kernel::OrganisationId(r.int(1)?))))
                .map_err(kernel::Failure::from)
        };
        let grants =
            pairs("select account, organisation from people_grant where retired_txn is null order by id")?;
        let units = pairs("select 0, id from people_organisation order by id limit 500")?;
        let mut took = Vec::with_capacity(units.len() * grants.len());
        for (account, top) in &grants {
            let from = kernel::Date::constant(2020, 1, 1);
            let to = kernel::Date::constant(9999, 12, 31);
            let actor = kernel::Actor {
                account: kernel::AccountId(*account),
                person: kernel::PersonId(0),
                name: String::new(),
                grants: vec![kernel::Grant::own(kernel::Role::UnionOfficer, *top, from, to)],
            };
            for (_, unit) in &units {
                let from = Instant::now();
                let tops = actor.places(kernel::Act::KeepClasses, v.today());
                people::account::Door.reaches(v, &tops, *unit)?;
                took.push(from.elapsed());
            }
        }
        took.sort();
        Ok(took.get(took.len() * 95 / 100).copied().unwrap_or_default())
    })
}

/// The mean time of writing one fact with everything that follows from it.
fn facts(data: &Path) -> Result<Duration> {
    let place = server::wiring::Place { folder: data.to_path_buf(), database_url: None, policy: None };
    let house = server::wiring::open_at(&place, Arc::new(kernel::FixedClock(demo::now())))?;
    let people = house.db.read(|v| {
        let sql = "select person, organisation from people_attribution where population = 'workers' \
                   and valid_to > '2026-11-20' order by person limit 200";
        Ok(v.rows(sql, &[], |r| Ok((kernel::PersonId(r.int(0)?), kernel::OrganisationId(r.int(1)?))))?)
    })?;
    let from = Instant::now();
    for n in 0..FACTS {
        let Some((person, organisation)) = people.get(usize::try_from(n).unwrap_or(0) % people.len().max(1))
        else {
            break;
        };
        house.db.write(&Entry::cli("bench.fact", ""), |tx| {
            tx.fact(&NewFact {
                kind: kernel::fact::CLASS_ATTENDED,
                person: Some(*person),
                organisation: *organisation,
                day: demo::now().day(),
                topic: Topic("digital_skill".to_owned()),
                value: None,
                minutes: Some(90),
                subject_kind: "bench",
                subject: n,
                evidence: String::new(),
                source: "screen",
            })?;
            Ok(())
        })?;
    }
    Ok(from.elapsed() / u32::try_from(FACTS).unwrap_or(1))
}

/// The time of merging three unions with about 500 people in all, with every number that follows from it.
fn merger(data: &Path) -> Result<(Duration, usize)> {
    use people::organisation::reorganisation::model::Reorganisation;
    use people::organisation::reorganisation::service::reorganise;
    use people::organisation::{Tree, store as units};
    let place = server::wiring::Place { folder: data.to_path_buf(), database_url: None, policy: None };
    let house = server::wiring::open_at(&place, Arc::new(kernel::FixedClock(demo::now())))?;
    let today = demo::now().day();
    let first = kernel::Date::constant(2026, 7, 1);
    let mut sizes = house.db.read(|v| {
        let heads = people::roster::headcounts(v, "workers", today)?;
        let tree = units::tree(v, Tree::main(), today)?;
        // the named unions have work to do later
        let free =
            tree.units().filter(|u| u.kind.is_base() && u.valid_from < first && !u.code.starts_with("CD00"));
        Ok(free.map(|u| (heads.get(&u.id).copied().unwrap_or(0), u.id)).collect::<Vec<_>>())
    })?;
    sizes.sort_unstable();
    let wanted: i64 = 500;
    let at = sizes.partition_point(|(n, _)| n * 3 < wanted).min(sizes.len().saturating_sub(3));
    let chosen: Vec<_> = sizes[at..].iter().take(3).collect();
    let people = chosen.iter().map(|(n, _)| usize::try_from(*n).unwrap_or(0)).sum();
    let sources: Vec<_> = chosen.iter().map(|(_, u)| *u).collect();
    let Some(target) = sources.first().copied() else { return Ok((Duration::ZERO, 0)) };
    let order = Reorganisation::merging(&sources, target, first, "1/QĐ");
    let bearings = server::wiring::bearings();
    let from = Instant::now();
    house.db.write(&Entry::cli("bench.merge", ""), |tx| reorganise(tx, &order, &bearings))?;
    Ok((from.elapsed(), people))
}

/// The program while it serves; it is stopped at the end.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(program: &Path, data: &Path) -> Outcome<Served> {
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let address = lines
            .find_map(|l| Some(l.ok()?.split_once("http://")?.1.trim_end_matches('/').to_owned()))
            .ok_or("the program names no address")?;
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Served { child, address })
    }
    /// Resident memory, in bytes.
    fn memory(&self) -> Outcome<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|l| l.starts_with("VmRSS:")).ok_or("no VmRSS")?;
        let kilobytes: u64 = line.split_whitespace().nth(1).unwrap_or("0").parse()?;
        Ok(kilobytes * 1024)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One connection that stays open, and a cookie.
struct Browser {
    host: String,
    stream: BufReader<TcpStream>,
    cookie: String,
}

impl Browser {
    fn new(address: &str) -> Outcome<Browser> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Browser { host: address.to_owned(), stream: BufReader::new(stream), cookie: String::new() })
    }
    /// The status and the size of the answer.
    fn ask(&mut self, method: &str, path: &str, body: &str) -> Outcome<(u16, usize)> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{body}",
            self.host,
            self.cookie,
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split_whitespace().nth(1).unwrap_or("0").parse()?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let (name, value) = line.split_once(':').unwrap_or((line.trim(), ""));
            match name.to_ascii_lowercase().as_str() {
                "" => break,
                "content-length" => length = value.trim().parse()?,
                "set-cookie" => value.split(';').next().unwrap_or("").trim().clone_into(&mut self.cookie),
                _ => {}
            }
        }
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes)?;
        Ok((status, length))
    }
}

/// What was measured.
#[derive(Default)]
struct Table(Vec<(String, String, String, bool)>);

impl Table {
    fn bar(&mut self, what: &str, took: Duration, bar: Duration) {
        let text = |d: Duration| {
            if d >= Duration::from_secs(1) {
                format!("{:.2} s", d.as_secs_f64())
            } else {
                format!("{:.2} ms", d.as_secs_f64() * 1e3)
            }
        };
        self.0.push((what.to_owned(), text(took), text(bar), took < bar));
    }
    fn bytes(&mut self, what: &str, bytes: u64, bar: u64) {
        let text = |b: u64| format!("{} MB", b >> 20);
        self.0.push((what.to_owned(), text(bytes), text(bar), bytes < bar));
    }
    fn print(&self) -> Outcome<()> {
        let mut out = std::io::stdout();
        for (what, took, bar, good) in &self.0 {
            let mark = if *good { "ok" } else { "MISSED" };
            writeln!(out, "{what:<62} {took:>12}   bar {bar:>12}   {mark}")?;
        }
        match self.0.iter().filter(|r| !r.3).count() {
            0 => Ok(()),
            n => Err(format!("{n} bars missed").into()),
        }
    }
}
