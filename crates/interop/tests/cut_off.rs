//! How far a list is, is known to every process; a list that was cut off says so and can be begun again.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]
mod world;

use kernel::sheet::{Column, SheetRow, Tally};
use kernel::{FixedClock, Moment, OrganisationId, Result};
use people::person::Secrets;
use people::person::sheet::PeopleSheet;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use store::sockets::{SheetOrder, SheetSource, Stage, Weighed};
use store::testing::{both, test_now};
use store::{Db, Tx, View};
use world::{browser, fields};

const DUNG: &str = "0900000002";
const DATABASE: &str = "AOGIAP_CUT_OFF_DATABASE";

/// A list of workers whose writing never ends.
struct Endless(PeopleSheet);

impl SheetSource for Endless {
    fn code(&self) -> &'static str {
        self.0.code()
    }
    fn title(&self) -> &'static str {
        self.0.title()
    }
    fn columns(&self) -> &'static [Column] {
        self.0.columns()
    }
    fn weigh(&self, v: &View, order: &SheetOrder, rows: &[SheetRow]) -> Result<Option<Weighed>> {
        Ok(self.0.weigh(v, order, rows)?.map(|w| Weighed { write: None, ..w }))
    }
    fn take(&self, tx: &Tx, order: &SheetOrder, rows: &[SheetRow]) -> Result<Tally> {
        // everything is written, and nothing is kept yet
        self.0.take(tx, order, rows)?;
        order.progress.begin(Stage::Counting, 0);
        std::thread::sleep(Duration::from_secs(120));
        Ok(Tally::default())
    }
}

fn list() -> Vec<u8> {
    let mut text = "STT;Họ và tên;Năm sinh\n".to_owned();
    for n in 0..60 {
        text += &format!("{};Lò Thị {};{}\n", n + 1, ["Mai", "Lan", "Yến"][n % 3], 1960 + n / 3);
    }
    text.into_bytes()
}

fn at(seconds: i64) -> Moment {
    Moment(test_now().0 + seconds * 1_000_000)
}

fn workers(db: &Db, unit: OrganisationId) -> i64 {
    let day = kernel::Date::constant(2026, 11, 20);
    db.read(|v| Ok(people::roster::headcounts(v, "workers", day)?.get(&unit).copied().unwrap_or(0))).unwrap()
}

/// The other process: it writes the list that waits, without end. Does nothing in an ordinary run of the tests.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test that begins this process says which database")]
fn another_process() {
    let Ok(words) = std::env::var(DATABASE) else { return };
    let (url, upload) = words.rsplit_once(' ').unwrap();
    let db = Db::open(url, Arc::new(FixedClock(test_now()))).unwrap();
    db.plug(vec![Box::new(people::roster::Roster)]);
    let secrets = Secrets::new([7; 32]);
    let sources = interop::Sources::new(vec![Box::new(Endless(PeopleSheet { secrets: secrets.clone() }))]);
    let routes = [web::own_routes(), people::routes(), interop::routes()].concat();
    let app = web::App::new(db, Box::new(people::account::Door), routes)
        .with(world::chance())
        .with(secrets)
        .with(sources)
        .with(interop::Jobs::new(Duration::from_millis(50)));
    let mut dung = browser(&Arc::new(app), DUNG).unwrap();
    let seen = fields(&dung.get(upload).text());
    let seen: Vec<(&str, &str)> = seen.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    dung.post(&format!("{upload}/ghi"), &seen);
    std::thread::sleep(Duration::from_secs(60));
}

#[test]
fn a_list_cut_off_by_a_crash_says_so_and_is_begun_again() {
    for fresh in both() {
        let engine = fresh.engine;
        let [_, unit, _] = world::build(&fresh.db).unwrap();
        let before = workers(&fresh.db, unit);
        let app = world::app(&fresh.db);
        let mut dung = browser(&app, DUNG).unwrap();
        let form = [("loai", "people"), ("don_vi", "A-1"), ("tu_ngay", "2026-01-01")];
        let upload = dung.upload("/nhap-lieu", &form, ("file", "ds.csv", &list())).location.unwrap();
        let mut other = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "another_process", "--nocapture"])
            .env(DATABASE, format!("{} {upload}", fresh.url))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let id: i64 = upload.rsplit('/').next().unwrap().parse().unwrap();
        let told = (0..300).find_map(|_| {
            std::thread::sleep(Duration::from_millis(100));
            fresh.db.read(|v| Ok(interop::import::store::told(v, id)?)).unwrap()
        });
        let told = told.expect("the other process tells how far it is");
        assert!(told.is_alive(at(1)), "{engine}: {told:?}");
        // this process has not begun it and knows all the same
        let page = dung.get(&format!("{upload}/tien-do")).text();
        assert!(page.contains("data-poll") && page.contains("Đang"), "{engine}: {page}");
        // in the middle of the writing, kill -9
        std::thread::sleep(Duration::from_millis(1500));
        other.kill().unwrap();
        other.wait().unwrap();
        // the server starts again a minute later
        let db = Db::open(&fresh.url, Arc::new(FixedClock(at(60)))).unwrap();
        db.plug(vec![Box::new(people::roster::Roster)]);
        assert_eq!(workers(&db, unit), before, "{engine}: nothing half-done");
        let app = world::app(&db);
        let mut dung = browser(&app, DUNG).unwrap();
        let page = dung.get(&format!("{upload}/tien-do")).text();
        assert!(!page.contains("data-poll"), "{engine}: {page}");
        for words in ["Chưa ghi gì vào hệ thống", "Kiểm tra và nhập lại"] {
            assert!(page.contains(words), "{engine}: {words} in {page}");
        }
        // and it is begun again, to its end
        let page = dung.get(&upload).text();
        let form = fields(&page);
        let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let done = dung.post(&format!("{upload}/ghi"), &form);
        assert!(done.location.unwrap().starts_with("/nhap-lieu/lan/"), "{engine}");
        assert_eq!(workers(&db, unit), before + 60, "{engine}");
        assert_eq!(db.verify().unwrap(), [], "{engine}");
    }
}
