//! Figures across a reorganisation: each period on its own tree, or restated on the tree of another day. Merged adds
//! up without counting anybody twice; facts, and what was sealed, stay row for row.
#![expect(clippy::unwrap_used, reason = "a question that cannot be answered is a failed test")]

mod small_world;

use kernel::PersonId;
use people::organisation::reorganisation::model::{Decision, Follow, Into, Reorganisation, Share, What};
use people::organisation::reorganisation::service::{Bearings, reorganise};
use people::person::model::AffiliationRole;
use people::person::service::add;
use programme::measure::Question;
use small_world::*;

const CODE: &str = "KH31-4";

fn does(w: &World, r: &Reorganisation) {
    w.db().write(&entry(), |tx| reorganise(tx, r, &Bearings::default())).unwrap();
}

fn restated(w: &World, unit: kernel::OrganisationId, period: &str) -> Question {
    Question { tree_on: Some(today()), ..w.question(unit, period) }
}

/// Every row of facts and of what is kept of reports.
fn kept(w: &World) -> Vec<String> {
    let tables = [
        "store_fact",
        "programme_obligation",
        "programme_report",
        "programme_report_revision",
        "programme_report_move",
        "programme_seal",
        "programme_seal_member",
        "programme_yearly_programme",
        "learning_class",
    ];
    let mut all = Vec::new();
    for table in tables {
        let sql = format!("select * from {table} order by id");
        all.extend(
            w.db().read(|v| Ok(v.rows(&sql, &[], |r| Ok(format!("{table} {:?}", r.named()?)))?)).unwrap(),
        );
    }
    all
}

/// Forty trained in A, sixty in B, ten of them in both.
fn trained(w: &World) {
    let (a, b) = (w.a, w.b);
    let ids: Vec<PersonId> = w
        .db()
        .write(&entry(), |tx| {
            let mut joining: Vec<_> = (0..40).map(|n| worker(&format!("Lò Văn Chè {n}"), a)).collect();
            joining.extend((0..50).map(|n| worker(&format!("Vàng Thị May {n}"), b)));
            for both in joining.iter_mut().take(10) {
                both.belongs.push((b, AffiliationRole::Worker, None, day("2026-01-02"), None));
            }
            add(tx, &joining, "test")
        })
        .unwrap();
    w.db()
        .write(&entry(), |tx| {
            for (n, id) in ids.iter().enumerate() {
                let unit = if n < 40 { a } else { b };
                tx.fact(&act("class.attended", "digital_skill", *id, unit, "2026-02-05"))?;
                if n < 10 {
                    tx.fact(&act("class.attended", "digital_skill", *id, b, "2026-02-06"))?;
                }
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn merged_histories_add_up_without_counting_anybody_twice() {
    for w in worlds() {
        trained(&w);
        let before = kept(&w);
        // in their own tree: ten people of both count once, in A; Mai, Bình, Chi in A and Dũng in B did nothing
        let own = |unit| w.number(CODE, &w.question(unit, "2026-Q1"));
        assert_eq!((own(w.a), own(w.b), own(w.top)), ("40/43".into(), "50/51".into(), "90/94".into()));
        does(&w, &Reorganisation::merging(&[w.a, w.b], w.c, day("2026-07-01"), "12/QĐ-LĐLĐ"));
        assert_eq!(kept(&w), before, "no fact, report or class was touched");
        assert_eq!((own(w.a), own(w.b), own(w.top)), ("40/43".into(), "50/51".into(), "90/94".into()));
        assert_eq!(own(w.c), "0/0", "the union of before had nobody");
        assert_eq!(w.number(CODE, &restated(&w, w.c, "2026-Q1")), "90/94");
        assert_eq!(
            w.number(CODE, &restated(&w, w.top, "2026-Q1")),
            "90/94",
            "the province's row is the same"
        );
        assert_eq!(w.number(CODE, &restated(&w, w.upper, "2026-Q1")), "0/0");
        // the year is looked at today: all ninety are the merged union's
        assert_eq!(w.number(CODE, &w.question(w.c, "2026")), "90/94");
        assert_eq!(w.db().verify().unwrap(), [], "{}", w.engine);
    }
}

#[test]
fn a_level_abolished_late_keeps_its_own_years() {
    for w in worlds() {
        trained(&w);
        let order = Reorganisation {
            on: day("2026-07-01"),
            decision: Decision::numbered("157-KL/TW"),
            what: What::Abolish { units: vec![w.upper], below_to: None, people_to: None },
        };
        does(&w, &order);
        let q1 = |unit| w.number(CODE, &w.question(unit, "2026-Q1"));
        let now = |unit| w.number(CODE, &restated(&w, unit, "2026-Q1"));
        assert_eq!((q1(w.upper), q1(w.a), q1(w.top)), ("90/94".into(), "40/43".into(), "90/94".into()));
        assert_eq!((now(w.a), now(w.b), now(w.top)), ("40/43".into(), "50/51".into(), "90/94".into()));
        // asked on the tree of its day, the level is there again
        let then = Question { tree_on: Some(day("2026-06-30")), ..w.question(w.upper, "2026") };
        assert_eq!(w.number(CODE, &then), "90/94");
        let officer = w.as_user(OFFICER_TOP).get("/chi-tieu?don_vi=LDLD-LC&ky=2026-Q1&cay_ngay=2026-11-20");
        assert!(plain(&officer).contains("Quy về cây tổ chức ngày 20/11/2026"), "{}", plain(&officer));
    }
}

#[test]
fn what_nobody_carries_on_stays_with_the_unit_above() {
    for w in worlds() {
        trained(&w);
        let order = Reorganisation {
            on: day("2026-07-01"),
            decision: Decision::numbered("9/QĐ"),
            what: What::Abolish { units: vec![w.a], below_to: None, people_to: None },
        };
        does(&w, &order);
        let now = |unit| w.number(CODE, &restated(&w, unit, "2026-Q1"));
        assert_eq!((now(w.upper), now(w.b), now(w.top)), ("90/94".into(), "50/51".into(), "90/94".into()));
    }
}

#[test]
fn a_split_history_goes_to_its_heir() {
    for w in worlds() {
        trained(&w);
        let share = |into, sections: &[&str], is_heir| Share {
            into: Into::Unit(into),
            is_heir,
            sections: sections.iter().map(|s| (*s).to_owned()).collect(),
            groups: vec![],
            people: vec![],
        };
        let order = Reorganisation {
            on: day("2026-07-01"),
            decision: Decision::numbered("7/QĐ"),
            what: What::Split {
                source: w.a,
                ends: true,
                shares: vec![share(w.b, &[], false), share(w.c, &[], true)],
                follow: Follow::default(),
            },
        };
        does(&w, &order);
        let now = |unit| w.number(CODE, &restated(&w, unit, "2026-Q1"));
        assert_eq!((now(w.b), now(w.c), now(w.top)), ("50/51".into(), "40/43".into(), "90/94".into()));
    }
}
