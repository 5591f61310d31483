//! The numbers on the screen, the lists behind them, and what each role may open.

#![expect(clippy::unwrap_used, reason = "a question that cannot be answered is a failed test")]

mod small_world;

use kernel::{OrganisationId, Period, Share};
use people::organisation::reorganisation::model::Reorganisation;
use people::organisation::reorganisation::service::{Bearings, reorganise};
use people::organisation::service::{found, move_under};
use people::organisation::{Kind, store as units};
use people::person::model::{AffiliationRole, Attribution, attribution};
use people::person::service::{add, transfer};
use people::person::store as persons;
use programme::indicator::model::Population;
use programme::measure::lists::{self, Page};
use programme::measure::model::{roster_name, seen};
use programme::measure::service::{self, Ground};
use programme::measure::trend::trends;
use programme::measure::{Question, Side};
use proptest::prelude::*;
use small_world::*;
use std::collections::{BTreeMap, BTreeSet};

const SIDES: [Side; 3] = [Side::Numerator, Side::Denominator, Side::Missing];

fn page(side: Side) -> Page<'static> {
    Page { side, own: false, words: "", after: None, limit: 1000 }
}

/// The three lists of every people's indicator are as long as its number says, on the question's tree.
fn lists_equal_numbers(w: &World, q: &Question) {
    let policy = policy();
    w.db()
        .read(|v| {
            let ground = Ground::load(v, q)?;
            for (line, _) in service::board(v, &policy, q, &ground)? {
                if roster_name(line.indicator.population).is_none() {
                    continue;
                }
                let s = line.share;
                let want = [s.numerator, s.denominator, s.denominator - s.numerator];
                for (side, want) in SIDES.into_iter().zip(want) {
                    let (people, n) = lists::people(v, q, &line, &ground, &page(side))?;
                    let found: BTreeSet<_> = people.iter().map(|b| b.person).collect();
                    let what = format!("{} {side:?} {q:?} {}", line.indicator.code, w.engine);
                    assert_eq!((n, found.len() as i64), (want, want), "{what}");
                }
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_lists_are_as_long_as_the_numbers_say() {
    for w in worlds() {
        w.keep(act("class.attended", "digital_skill", w.mai, w.a, "2026-03-05"));
        w.keep(act("class.attended", "law.labour", w.binh, w.a, "2026-11-02"));
        w.keep(act("quiz.passed", "vocational_skill", w.dung, w.b, "2026-10-02"));
        for unit in [w.top, w.upper, w.a, w.b, w.c] {
            for period in ["2026", "2026-Q1", "2026-Q4", "2026-11"] {
                lists_equal_numbers(&w, &w.question(unit, period));
            }
        }
        assert_eq!(w.number("KH31-2", &w.question(w.top, "2026")), "3/4");
        assert_eq!(w.number("KH31-4", &w.question(w.a, "2026")), "1/3");
    }
}

#[test]
fn a_year_is_not_the_sum_of_its_quarters() {
    for w in worlds() {
        w.keep(act("class.attended", "digital_skill", w.mai, w.a, "2026-02-05"));
        w.keep(act("class.attended", "digital_skill", w.mai, w.a, "2026-08-05"));
        let n = |period| w.number("KH31-4", &w.question(w.a, period));
        assert_eq!((n("2026-Q1"), n("2026-Q3"), n("2026")), ("1/3".into(), "1/3".into(), "1/3".into()));
        assert_eq!(n("2026-Q2"), "0/3");
    }
}

#[test]
fn facts_voids_and_transfers_show_at_once() {
    for w in worlds() {
        let fact = w.keep(act("class.attended", "digital_skill", w.mai, w.a, "2026-02-05"));
        let now = |unit| w.number("KH31-4", &w.question(unit, "2026"));
        assert_eq!((now(w.a), now(w.b), now(w.top)), ("1/3".into(), "0/1".into(), "1/4".into()));
        // the numbers of the day before know nothing of it
        let before = Question { as_of: day("2026-02-04"), ..w.question(w.a, "2026") };
        assert_eq!(w.number("KH31-4", &before), "0/3");
        w.db().write(&entry(), |tx| transfer(tx, w.mai, w.b, day("2026-08-01"))).unwrap();
        assert_eq!((now(w.a), now(w.b), now(w.top)), ("0/2".into(), "1/2".into(), "1/4".into()));
        let july = Question { as_of: day("2026-07-31"), ..w.question(w.a, "2026") };
        assert_eq!(w.number("KH31-4", &july), "1/3");
        lists_equal_numbers(&w, &july);
        lists_equal_numbers(&w, &w.question(w.b, "2026"));
        w.db().write(&entry(), |tx| Ok(tx.void_fact(fact, "nhầm người")?)).unwrap();
        assert_eq!((now(w.a), now(w.b), now(w.top)), ("0/2".into(), "0/2".into(), "0/4".into()));
        // a late fact of an earlier day changes the closed quarter too
        w.keep(act("class.attended", "digital_skill", w.binh, w.a, "2026-05-05"));
        assert_eq!(w.number("KH31-4", &w.question(w.a, "2026-Q2")), "1/3");
    }
}

#[test]
fn a_merger_can_be_looked_at_on_either_tree() {
    for w in worlds() {
        w.keep(act("class.attended", "digital_skill", w.mai, w.a, "2026-02-05"));
        w.keep(act("class.attended", "digital_skill", w.dung, w.b, "2026-02-05"));
        w.db()
            .write(&entry(), |tx| {
                reorganise(
                    tx,
                    &Reorganisation::merging(&[w.a], w.b, day("2026-07-01"), "12/QĐ-LĐLĐ"),
                    &Bearings::default(),
                )
            })
            .unwrap();
        let own = w.question(w.b, "2026-Q1");
        let restated = Question { tree_on: Some(today()), ..own };
        assert_eq!((w.number("KH31-4", &own), w.number("KH31-4", &restated)), ("1/1".into(), "2/4".into()));
        let top = Question { tree_on: Some(today()), ..w.question(w.top, "2026-Q1") };
        assert_eq!(w.number("KH31-4", &top), w.number("KH31-4", &w.question(w.top, "2026-Q1")));
        for q in [own, restated, top, w.question(w.b, "2026"), w.question(w.a, "2026-Q1")] {
            lists_equal_numbers(&w, &q);
        }
        let mut officer = w.as_user(OFFICER_TOP);
        let seen = officer.get("/chi-tieu?don_vi=B&ky=2026-Q1&cay_ngay=2026-11-20");
        assert_eq!(seen.status, 200);
        assert!(plain(&seen).contains("Quy về cây tổ chức ngày 20/11/2026"));
        let list = officer.get("/chi-tieu/KH31-4/nguoi?don_vi=B&ky=2026-Q1&cay_ngay=2026-11-20&phia=dat");
        assert!(plain(&list).contains("2 trong 2 người"), "{}", plain(&list));
    }
}

#[test]
fn the_trend_ends_in_the_number_and_knows_the_months_before() {
    for w in worlds() {
        w.keep(act("class.attended", "digital_skill", w.mai, w.a, "2026-02-05"));
        w.keep(act("class.attended", "digital_skill", w.dung, w.b, "2026-09-30"));
        let policy = policy();
        for unit in [w.top, w.a] {
            let q = w.question(unit, "2026");
            w.db()
                .read(|v| {
                    let ground = Ground::load(v, &q)?;
                    let lines = service::lines_on(v, &policy, &q, &ground)?;
                    for (line, trend) in lines.iter().zip(trends(v, &q, &ground, &lines)?) {
                        assert_eq!(trend.len(), 11);
                        assert_eq!(trend.last().unwrap(), &(today(), line.share), "{}", line.indicator.code);
                        // nobody moved, so the slow way on the tree of each month says the same
                        if roster_name(line.indicator.population).is_some() {
                            let slow = service::trend(v, &policy, &line.indicator.code, &q)?;
                            assert_eq!(slow, trend, "{} {}", line.indicator.code, w.engine);
                        }
                    }
                    Ok(())
                })
                .unwrap();
        }
    }
}

#[test]
fn every_number_opens_into_people_and_every_look_is_kept() {
    assert!(rights());
    for w in worlds() {
        w.keep(act("class.attended", "digital_skill", w.mai, w.a, "2026-02-05"));
        let mut officer = w.as_user(OFFICER_A);
        let board = officer.get("/chi-tieu");
        let text = plain(&board);
        assert!(text.contains("33,3 %") && text.contains("1/3") && text.contains("≥ 60 %"), "{text}");
        assert!(text.contains("còn thiếu 1 người") && text.contains("> 70 %"), "{text}");
        let one = officer.get("/chi-tieu/KH31-4?don_vi=A&ky=2026");
        assert_eq!(one.status, 200);
        assert!(plain(&one).contains("Tối thiểu 60%"), "the paper's own sentence");
        let looks = w.looks();
        let met = plain(&officer.get("/chi-tieu/KH31-4/nguoi?don_vi=A&ky=2026&phia=dat"));
        assert!(met.contains("Lò Thị Mai") && met.contains("1 trong 1 người") && !met.contains("Vừ A Bình"));
        let missing = officer.get("/chi-tieu/KH31-4/nguoi?don_vi=A&ky=2026&phia=chua-dat");
        assert!(plain(&missing).contains("2 trong 2 người"));
        assert!(missing.text().contains("action=\"/don-vi/A/lop/moi\""), "a class can be planned from it");
        let found = plain(&officer.get("/chi-tieu/KH31-4/nguoi?don_vi=A&phia=tat-ca&tim=dao"));
        assert!(found.contains("Đào Thị Chi") && found.contains("1 trong 1 người"));
        let why = plain(&officer.get(&format!("/chi-tieu/KH31-4/nguoi/{}?don_vi=A", w.mai)));
        assert!(
            why.contains("Có mặt ở lớp") && why.contains("05/02/2026") && why.contains("Danh sách ký tên")
        );
        let not = plain(&officer.get(&format!("/chi-tieu/KH31-5/nguoi/{}?don_vi=A", w.mai)));
        assert!(not.contains("còn thiếu") && not.contains("Nội dung này không thuộc chỉ tiêu"), "{not}");
        let csv = officer.get("/chi-tieu/KH31-4/nguoi.csv?don_vi=A&phia=tat-ca");
        assert_eq!(csv.text().lines().count(), 4);
        assert!(csv.text().starts_with('\u{feff}') && csv.text().contains("\"Lò Thị Mai\",\"\",\"A\""));
        assert_eq!(w.looks() - looks, 6, "each look is kept");
        // another unit, or no unit at all, is not found
        for path in [
            "/chi-tieu?don_vi=B",
            "/chi-tieu?don_vi=LDLD-LC",
            "/chi-tieu?don_vi=NONE",
            "/chi-tieu/KH31-4?don_vi=B",
            "/chi-tieu/NONE",
            "/chi-tieu/KH31-4/nguoi?don_vi=B",
            "/chi-tieu/KH31-4/nguoi.csv?don_vi=B",
            "/api/v1/chi-tieu?don_vi=B",
            &format!("/chi-tieu/KH31-4/nguoi/{}?don_vi=A", w.dung),
        ] {
            assert_eq!(officer.get(path).status, 404, "{path}");
        }
        assert_eq!(officer.get("/chi-tieu?ky=xyz").status, 422);
    }
}

#[test]
fn roles_open_what_they_may_and_no_more() {
    for w in worlds() {
        w.keep(act("class.attended", "digital_skill", w.mai, w.a, "2026-02-05"));
        let list = "/chi-tieu/KH31-4/nguoi?don_vi=A";
        let mut worker = w.as_user(WORKER);
        for path in ["/chi-tieu", "/chi-tieu/KH31-4", list, "/api/v1/chi-tieu", "/chuong-trinh"] {
            assert_eq!(worker.get(path).status, 403, "{path}");
        }
        assert!(plain(&worker.get("/")).contains("Chào bạn"));
        let mut employer = w.as_user(EMPLOYER_A);
        let board = employer.get("/chi-tieu");
        assert!(plain(&board).contains("33,3 %") && !board.text().contains("/nguoi?"));
        assert_eq!(employer.get(list).status, 403);
        assert!(!employer.get("/chi-tieu/KH31-4").text().contains("/nguoi?"));
        for login in [OFFICER_A, OFFICER_TOP, LEADER, EMPLOYER_A, AUDITOR, ASSOCIATION, ADMINISTRATOR] {
            let mut browser = w.as_user(login);
            for path in ["/", "/chi-tieu", "/chi-tieu/KH31-2", "/chi-tieu/KH31-3", "/cong-khai"] {
                assert_eq!(browser.get(path).status, 200, "{login} {path}");
            }
        }
        let json: serde_json::Value =
            serde_json::from_slice(&w.as_user(AUDITOR).get("/api/v1/chi-tieu?don_vi=A&ky=2026").bytes)
                .unwrap();
        let line = json.as_array().unwrap().iter().find(|l| l["code"] == "KH31-4").unwrap().clone();
        let want = serde_json::json!({ "code": "KH31-4", "numerator": 1, "denominator": 3, "percent": 33.3,
            "target": "≥ 60 %", "met": false });
        assert_eq!(line, want);
        // nobody is signed in: the public page shows no number of few people
        let mut stranger = web::testing::Browser::new(w.app.clone()).unwrap();
        let public = stranger.get("/cong-khai");
        assert_eq!(public.status, 200);
        assert!(plain(&public).contains("số quá nhỏ, không công bố") && !plain(&public).contains("25,0 %"));
        assert_eq!(stranger.get("/chi-tieu").status, 303);
    }
}

#[test]
fn people_of_a_unit_itself_have_a_line_of_their_own() {
    for w in worlds() {
        let office =
            w.db().write(&entry(), |tx| add(tx, &[small_world::worker("Hoàng Yến", w.upper)], "t")).unwrap();
        w.db()
            .write(&entry(), |tx| {
                let officer = AffiliationRole::Officer;
                let mut joining = small_world::worker("Lê Tú", w.upper);
                joining.belongs = vec![(w.upper, officer, None, day("2026-01-01"), None)];
                let other = people::person::service::Joining {
                    belongs: vec![(w.a, officer, None, day("2026-01-01"), None)],
                    person: people::person::model::Person::named("Cà Tùng"),
                };
                add(tx, &[joining, other], "t")
            })
            .unwrap();
        assert_eq!(office.len(), 1);
        let mut browser = w.as_user(OFFICER_TOP);
        let text = plain(&browser.get("/chi-tieu/KH31-1?don_vi=U"));
        assert!(text.contains("Trực thuộc Công đoàn khu công nghiệp"), "{text}");
        assert!(text.contains("Cộng 2 dòng 0,0 % 0/2"), "{text}");
        let own = plain(&browser.get("/chi-tieu/KH31-1/nguoi?don_vi=U&phia=tat-ca&rieng=1"));
        assert!(
            own.contains("Lê Tú") && own.contains("1 trong 1 người") && !own.contains("Cà Tùng"),
            "{own}"
        );
    }
}

#[test]
fn every_statement_is_known_to_both_engines() {
    for w in worlds() {
        for (name, sql) in programme::statements() {
            w.db().read(|v| Ok(v.prepare(sql)?)).unwrap_or_else(|e| panic!("{} {name}: {e}", w.engine));
        }
    }
}

/// Home, second home, the month of a transfer and where to.
type Way = (usize, Option<usize>, Option<(u8, usize)>);

/// One random life: where people were, what they did, how the tree moved.
#[derive(Debug, Clone)]
struct Life {
    parents: Vec<usize>,
    people: Vec<Way>,
    /// who, kind, topic, month, day
    acts: Vec<(usize, usize, usize, u8, u8)>,
    move_to: Option<(usize, usize)>,
    as_of_month: u8,
}

const KINDS: [&str; 6] =
    ["class.attended", "class.passed", "quiz.passed", "campaign.received", "skill.checked", "title.awarded"];
const TOPICS: [&str; 10] = [
    "digital_skill",
    "vocational_skill",
    "life_skill",
    "law.labour",
    "law.trade_union",
    "law.social_insurance",
    "law.occupational_safety",
    "social_knowledge.politics",
    "title.learning_citizen",
    "union_skill.lifelong_learning",
];

fn lives() -> impl Strategy<Value = Life> {
    let person = (0..8usize, prop::option::of(0..8usize), prop::option::of((2..12u8, 0..8usize)));
    let done = (0..14usize, 0..KINDS.len(), 0..TOPICS.len(), 1..12u8, 1..28u8);
    (
        prop::collection::vec(0..8usize, 7),
        prop::collection::vec(person, 1..14),
        prop::collection::vec(done, 0..40),
        prop::option::of((1..8usize, 0..8usize)),
        1..12u8,
    )
        .prop_map(|(parents, people, acts, move_to, as_of_month)| Life {
            parents,
            people,
            acts,
            move_to,
            as_of_month,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, ..ProptestConfig::default() })]
    #[test]
    fn children_and_own_people_sum_to_the_parent_and_to_the_facts(life in lives()) {
        let policy = policy();
        let fresh = store::testing::lite();
        let measures = programme::measure::Measures { policy: policy.clone() };
        fresh.db.plug(vec![Box::new(people::roster::Roster), Box::new(measures)]);
        let month = |m: u8, d: u8| format!("2026-{m:02}-{d:02}");
        let (ids, everybody) = fresh.db.write(&entry(), |tx| {
            let mut ids: Vec<OrganisationId> = Vec::new();
            let mut kinds: Vec<Kind> = Vec::new();
            for n in 0..8 {
                let parent = (n > 0).then(|| life.parents[n - 1] % n);
                // whatever the policy lets stand there: unions below the head, groups below unions
                let main = people::organisation::Tree::main();
                let kind = parent.map_or(main.head(), |p| {
                    let offered = Kind::offered(main, Some(kinds[p]), today());
                    offered[n % offered.len()]
                });
                kinds.push(kind);
                let parent = parent.map(|p| ids[p]);
                ids.push(found(tx, &founding(&format!("N{n}"), &format!("Đơn vị {n}"), kind, parent))?);
            }
            let mut joining = Vec::new();
            for (n, (home, second, _)) in life.people.iter().enumerate() {
                let mut j = worker(&format!("Người {n}"), ids[*home]);
                if let Some(s) = second {
                    j.belongs.push((ids[*s], AffiliationRole::Worker, None, day("2026-03-01"), Some(day("2026-09-01"))));
                    j.belongs.push((ids[*s], AffiliationRole::Officer, None, day("2026-02-01"), None));
                }
                joining.push(j);
            }
            let everybody = add(tx, &joining, "t")?;
            Ok((ids, everybody))
        }).unwrap();
        fresh.db.write(&entry(), |tx| {
            for (who, kind, topic, m, d) in &life.acts {
                let person = everybody[who % everybody.len()];
                let mut fact = act(KINDS[*kind], TOPICS[*topic], person, ids[0], &month(*m, *d));
                fact.value = (KINDS[*kind] == "skill.checked").then(|| if d % 2 == 0 { "yes".into() } else { "no".into() });
                tx.fact(&fact)?;
            }
            for (n, (_, _, moved)) in life.people.iter().enumerate() {
                if let Some((m, to)) = moved {
                    transfer(tx, everybody[n], ids[*to], day(&month(*m, 1)))?;
                }
            }
            Ok(())
        }).unwrap();
        if let Some((unit, to)) = life.move_to {
            // a move below itself is refused; then the tree stays
            let _ = fresh.db.write(&entry(), |tx| move_under(tx, people::organisation::Tree::main(), ids[unit], ids[to], day("2026-06-01")));
        }
        prop_assert_eq!(fresh.db.verify().unwrap(), vec![]);
        let as_of = day(&month(life.as_of_month, 15));
        for (period, tree_on) in [("2026", None), ("2026-Q2", None), ("2026", Some(today()))] {
            let period: Period = period.parse().unwrap();
            let q = Question { unit: ids[0], period, as_of, tree_on };
            let counted = fresh.db.read(|v| {
                let ground = Ground::load(v, &q)?;
                let mut out = Vec::new();
                for (line, totals) in service::board(v, &policy, &q, &ground)? {
                    // once more, from nothing but facts and affiliations
                    let mut own: BTreeMap<OrganisationId, Share> = BTreeMap::new();
                    if line.indicator.population == Population::GrassrootsUnions { continue; }
                    let role = AffiliationRole::find(roster_name(line.indicator.population).unwrap()).unwrap();
                    for person in &everybody {
                        let all = persons::affiliations(v, *person)?;
                        let of: Vec<_> = all.iter().filter(|a| a.role == role).collect();
                        let here: Option<Attribution> = attribution(&of).into_iter().find(|a| a.from <= q.day() && q.day() < a.to);
                        let Some(here) = here else { continue };
                        let unit = units::one(v, here.organisation, q.day())?.unwrap();
                        if !line.indicator.sectors.is_empty() && !line.indicator.sectors.iter().any(|s| s == unit.sector.code()) { continue; }
                        let facts: Vec<_> = v.facts_of_person(*person)?.iter().filter_map(seen).collect();
                        let s = own.entry(here.organisation).or_default();
                        s.denominator += 1;
                        s.numerator += i64::from(line.indicator.is_met(&facts, line.window, q.day()));
                    }
                    for u in ground.tree().subtree(q.unit) {
                        let children: Share = ground.tree().children(u.id).map(|c| totals[&c.id]).sum();
                        let naive = children + own.get(&u.id).copied().unwrap_or_default();
                        out.push((line.indicator.code.clone(), u.code.clone(), totals[&u.id], naive));
                    }
                }
                Ok(out)
            }).unwrap();
            for (code, unit, have, want) in counted {
                prop_assert_eq!(have, want, "{} of {} in {} as of {}", code, unit, period, as_of);
            }
        }
    }
}

#[test]
fn topics_of_the_random_lives_exist() {
    let known: BTreeSet<&str> = KINDS.into_iter().collect();
    assert!(known.iter().all(|k| kernel::FactKind::find(k).is_some()));
    let policy = policy();
    let missing: Vec<_> = TOPICS.iter().filter(|t| policy.topic_name(t).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
