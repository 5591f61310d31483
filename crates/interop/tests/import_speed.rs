//! A long list is quick, and keeps nobody waiting for long.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]
#[expect(dead_code, reason = "other tests take the other parts")]
mod world;

use interop::{Choices, Done, Order, bring_in, undo};
use kernel::{Date, OrganisationId};
use people::person::Secrets;
use people::person::sheet::PeopleSheet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use store::sockets::Progress;
use store::testing::both;
use store::{Db, Entry};

/// How many rows: as many as a province sends at once where the program is optimised.
fn rows() -> u32 {
    if cfg!(debug_assertions) { 1_000 } else { 20_000 }
}

/// A list of so many workers, all different, as a fast writer makes it.
fn large(rows: u32) -> Vec<u8> {
    let mut text = String::from("STT;Họ và tên;Giới tính;Ngày sinh;Số CCCD;Điện thoại;Đoàn viên;Bộ phận\n");
    let (family, middle, given) = (
        ["Lò", "Vàng", "Giàng", "Mùa", "Tẩn", "Hoàng", "Nguyễn"],
        ["Thị", "Văn", "A", "Hữu", "Minh"],
        ["Mai", "Páo", "Dế", "Sử", "Lan", "Hùng", "Yến", "Tú", "Bình"],
    );
    for n in 0..rows {
        let at = n as usize;
        let name = format!("{} {} {}", family[at % 7], middle[at % 5], given[at % 9]);
        text += &format!(
            "{};{name};{};{:02}/{:02}/{};0120{:02}{:06};09{:08};{};Tổ {}\n",
            n + 1,
            if n % 2 == 0 { "Nam" } else { "Nữ" },
            n % 28 + 1,
            n % 12 + 1,
            1960 + n % 40,
            (60 + n % 40) % 100,
            n,
            n,
            if n % 3 == 0 { "" } else { "x" },
            n % 20
        );
    }
    text.into_bytes()
}

fn take(db: &Db, unit: OrganisationId, file: &[u8]) -> Done {
    let order = Order {
        unit,
        subject: None,
        on: Date::constant(2026, 11, 20),
        since: Date::constant(2026, 1, 1),
        file_name: "ds.csv".into(),
        dry_run: false,
        progress: Progress::default(),
        entry: Entry::cli("people.import", "A-1"),
    };
    let source = PeopleSheet { secrets: Secrets::new([1; 32]) };
    bring_in(db, &source, &order, file, &Choices::default()).unwrap()
}

/// The longest that a small write of somebody else waits while `work` is done.
fn longest_wait<T>(db: &Db, work: impl FnOnce() -> T) -> (T, Duration) {
    let (other, over) = (db.clone(), Arc::new(AtomicBool::new(false)));
    let is_over = over.clone();
    let writer = std::thread::spawn(move || {
        let mut longest = Duration::ZERO;
        while !is_over.load(Ordering::Relaxed) {
            let from = Instant::now();
            other.write(&Entry::cli("test", "a small act of somebody else"), |_| Ok(())).unwrap();
            longest = longest.max(from.elapsed());
            std::thread::sleep(Duration::from_millis(20));
        }
        longest
    });
    let out = work();
    over.store(true, Ordering::Relaxed);
    (out, writer.join().unwrap())
}

#[test]
fn a_long_list_is_quick_and_keeps_nobody_waiting_for_long() {
    let release = !cfg!(debug_assertions);
    let rows = rows();
    for fresh in both() {
        let (db, engine) = (&fresh.db, fresh.engine);
        let [_, unit, _] = world::build(db).unwrap();
        let file = large(rows);
        let start = Instant::now();
        let (done, wait) = longest_wait(db, || take(db, unit, &file));
        let took = start.elapsed();
        assert_eq!((done.tally.rows, done.tally.errors.len()), (rows, 0));
        assert_eq!(done.tally.created + done.tally.updated, rows);
        assert!(
            !release || took.as_secs() < 20,
            "{engine}: {rows} rows took {took:?}, others waited {wait:?}"
        );
        let again = Instant::now();
        assert_eq!(take(db, unit, &file).tally.unchanged, rows);
        let again = again.elapsed();
        let back = Instant::now();
        undo(db, &Entry::cli("import.undo", ""), done.import.unwrap()).unwrap();
        eprintln!(
            "{engine}: {rows} rows in {took:?}, others waited {wait:?}; again {again:?}; taken back in {:?}",
            back.elapsed()
        );
        if !release {
            assert_eq!(db.verify().unwrap(), [], "{engine}");
        }
    }
}
