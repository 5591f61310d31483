//! The demo, loaded through the doors of the houses, counts what was counted by hand.
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

use demo::world::{SEED, Scale, TODAY, World, oracle};
use kernel::Period;
use people::organisation::store as units;
use programme::measure::{Measures, Question, service::lines};
use std::sync::Arc;
use store::testing::{Fresh, both};

fn policy() -> Arc<programme::indicator::policy::Policy> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy");
    let mut files = Vec::new();
    let mut todo = vec![root.clone()];
    while let Some(folder) = todo.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    Arc::new(programme::indicator::policy::Policy::load(&files).unwrap())
}

/// The same database on the demo's clock.
fn reopened(f: Fresh, calendar: Arc<demo::Calendar>) -> Fresh {
    let db = store::Db::open(&f.url, calendar).unwrap();
    Fresh { db, ..f }
}

#[test]
fn the_small_world_counts_as_its_oracle() {
    let policy = policy();
    let secrets = people::person::Secrets::new([3; 32]);
    for f in both() {
        let calendar = Arc::new(demo::Calendar::new());
        let f = reopened(f, calendar.clone());
        f.db.plug(vec![Box::new(people::roster::Roster), Box::new(Measures { policy: policy.clone() })]);
        demo::load(&f.db, &calendar, &policy, &secrets, 80, true).unwrap();
        let world = World::build(SEED, Scale::Small);
        let counted = oracle::count(&world, TODAY);
        for (unit, want) in &counted {
            let code = &world.organisation(*unit).unwrap().code;
            let got =
                f.db.read(|v| {
                    let q = Question::new(units::by_code(v, code)?.unwrap(), Period::year(2026), TODAY);
                    let all = lines(v, &policy, &q)?;
                    let share = |code: &str| all.iter().find(|l| l.indicator.code == code).unwrap().share;
                    Ok((share("KH31-2"), share("KH31-4"), share("KH31-5")))
                })
                .unwrap();
            let workers = i64::try_from(want.workers).unwrap();
            let n = |x| i64::try_from(x).unwrap();
            assert_eq!(
                got,
                (
                    kernel::Share::new(n(want.reached), workers),
                    kernel::Share::new(n(want.skilled), workers),
                    kernel::Share::new(n(want.four_laws), workers)
                ),
                "{} {code}",
                f.engine
            );
        }
        assert_eq!(f.db.verify().unwrap(), [], "{}", f.engine);
    }
}
