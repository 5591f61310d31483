//! Reports through the door of the house, on both engines: the whole way up and back, seals, papers.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its world has failed")]

use kernel::paper::{Block, Cell, Format, Paper, Press};
use kernel::{
    AccountId, Actor, Date, Failure, Grant, OrganisationId, Period, PersonId, ReportId, Role, Topic, fact,
};
use people::organisation::service::{Founding, forever, found};
use people::organisation::{Kind, Sector, Tree};
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add, transfer};
use people::roster::Roster;
use programme::indicator::Policy;
use programme::measure::Measures;
use programme::report::model::{Draft, State, Timing, Typed};
use programme::report::seal::{Consent, Seals, check_seals, explain, seal};
use programme::report::{paper, service, store as kept};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::testing::{Fresh, both};
use store::{Db, Entry, NewFact};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn policy() -> Policy {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    Policy::load(&found).unwrap()
}

/// A federation over three unions, with workers and what they learned.
struct World {
    fresh: Fresh,
    policy: Arc<Policy>,
    top: OrganisationId,
    units: Vec<OrganisationId>,
    people: Vec<Vec<PersonId>>,
}

const NAMES: [&str; 3] = ["CĐCS Chè Than Uyên", "CĐCS May Tam Đường", "CĐCS Thủy điện Nậm Na"];

fn founding(code: &str, name: &str, kind: Kind, parent: Option<OrganisationId>, from: &str) -> Founding {
    Founding {
        code: code.into(),
        name: name.into(),
        kind,
        sector: if kind.is_base() { Sector::Enterprise } else { Sector::None },
        commune: None,
        hard_to_reach: false,
        place: Some((Tree::main(), parent)),
        from: day(from),
    }
}

fn entry() -> Entry {
    Entry::cli("test", "")
}

fn attended(person: PersonId, unit: OrganisationId, class: i64, on: &str, topic: &str) -> NewFact {
    NewFact {
        kind: fact::CLASS_ATTENDED,
        person: Some(person),
        organisation: unit,
        day: day(on),
        topic: Topic(topic.into()),
        value: None,
        minutes: Some(120),
        subject_kind: "class",
        subject: class,
        evidence: String::new(),
        source: "class",
    }
}

impl World {
    fn new(fresh: Fresh) -> World {
        let policy = Arc::new(policy());
        fresh.db.plug(vec![Box::new(Roster), Box::new(Measures { policy: policy.clone() }), Box::new(Seals)]);
        let (top, units, people) = fresh
            .db
            .write(&entry(), |tx| {
                let federation =
                    founding("LDLD-LC", "LĐLĐ tỉnh Lai Châu", Tree::main().head(), None, "2020-01-01");
                let top = found(tx, &federation)?;
                let mut units = Vec::new();
                let mut people = Vec::new();
                for (n, name) in NAMES.iter().enumerate() {
                    let code = format!("CD00{}", n + 1);
                    let unit = found(tx, &founding(&code, name, Kind::base(), Some(top), "2020-01-01"))?;
                    let joining: Vec<Joining> = (0..5)
                        .map(|i| Joining {
                            person: Person::named(&format!("Lò Thị {n}{i}")),
                            belongs: vec![(unit, AffiliationRole::Worker, None, day("2026-01-01"), None)],
                        })
                        .collect();
                    people.push(add(tx, &joining, "test")?);
                    units.push(unit);
                }
                // founded in August: nobody expects it in the second quarter
                found(tx, &founding("CD009", "CĐCS Mới", Kind::base(), Some(top), "2026-08-15"))?;
                Ok((top, units, people))
            })
            .unwrap();
        let w = World { fresh, policy, top, units, people };
        w.learn(&[
            // two classes in the third quarter, one of two topics; one in the first
            attended(w.people[0][0], w.units[0], 7, "2026-08-01", "digital_skill.basic"),
            attended(w.people[0][0], w.units[0], 7, "2026-08-01", "vocational_skill"),
            attended(w.people[0][1], w.units[0], 7, "2026-08-01", "digital_skill.basic"),
            attended(w.people[0][1], w.units[0], 8, "2026-09-01", "digital_skill.basic"),
            attended(w.people[0][2], w.units[0], 6, "2026-02-01", "vocational_skill"),
            attended(w.people[1][0], w.units[1], 9, "2026-09-09", "vocational_skill"),
        ]);
        w
    }
    fn db(&self) -> &Db {
        &self.fresh.db
    }
    fn learn(&self, facts: &[NewFact]) {
        self.db().write(&entry(), |tx| Ok(tx.facts(facts)?)).unwrap();
    }
    fn actor(&self, account: i64, name: &str, role: Role, at: OrganisationId) -> Actor {
        let grants = vec![Grant::own(role, at, day("2026-01-01"), forever())];
        Actor { account: AccountId(account), person: PersonId(account), name: name.into(), grants }
    }
    fn officer(&self, unit: usize) -> Actor {
        let at = self.units[unit];
        self.actor(100 + i64::try_from(unit).unwrap(), "Cán bộ", Role::UnionOfficer, at)
    }
    fn federation(&self) -> Actor {
        self.actor(200, "Chuyên viên", Role::FederationOfficer, self.top)
    }
    fn leader(&self) -> Actor {
        self.actor(300, "Giàng A Tủa", Role::FederationLeader, self.top)
    }
    fn issue(&self, form: &str, period: &str) -> service::Issued {
        let period: Period = period.parse().unwrap();
        self.db()
            .write(&entry(), |tx| service::issue(tx, &self.policy, form, period, self.top, tx.today()))
            .unwrap()
    }
    fn open(&self, actor: &Actor, unit: OrganisationId) -> ReportId {
        let q3 = Period::quarter(2026, 3);
        self.db().write(&entry(), |tx| service::open(tx, &self.policy, actor, "quarterly", unit, q3)).unwrap()
    }
    fn report(&self, id: ReportId) -> programme::report::Report {
        self.db().read(|v| service::load(v, id)).unwrap()
    }
    fn draft(&self, words: &str) -> Draft {
        let form = self.policy.form("quarterly").unwrap();
        let written = form.sections.iter().filter(|s| s.is_written());
        let narrative = written.map(|s| (s.key.clone(), format!("{words} {}", s.key))).collect();
        Draft { narrative, signer: "Lò Văn Ước".into(), ..Draft::default() }
    }
    fn save(&self, actor: &Actor, id: ReportId, draft: &Draft) -> kernel::Result<i64> {
        let base = self.report(id).revision;
        self.db().write(&entry(), |tx| service::save(tx, &self.policy, actor, id, base, draft))
    }
    fn submit(&self, actor: &Actor, id: ReportId) -> kernel::Result<()> {
        let base = self.report(id).revision;
        self.db().write(&entry(), |tx| service::submit(tx, &self.policy, actor, id, base))
    }
    fn accept(&self, actor: &Actor, id: ReportId) -> kernel::Result<i64> {
        self.db().write(&entry(), |tx| service::accept(tx, &self.policy, actor, id, ""))
    }
    fn send_back(&self, actor: &Actor, id: ReportId, note: &str) -> kernel::Result<()> {
        let comments = BTreeMap::from([("training".to_owned(), "Thiếu tên lớp".to_owned())]);
        self.db()
            .write(&entry(), |tx| service::return_for_revision(tx, &self.policy, actor, id, note, &comments))
    }
    fn seal(&self, actor: &Actor, id: ReportId, partial: bool) -> kernel::Result<kept::Seal> {
        let consent = Consent { figures: String::new(), partial };
        self.db().write(&entry(), |tx| seal(tx, &self.policy, actor, id, &consent))
    }
    /// A unit's report, written and handed in.
    fn handed_in(&self, unit: usize) -> ReportId {
        let officer = self.officer(unit);
        let id = self.open(&officer, self.units[unit]);
        self.save(&officer, id, &self.draft(NAMES[unit])).unwrap();
        self.submit(&officer, id).unwrap();
        id
    }
    /// The Federation's report, written and handed to its signer.
    fn consolidated(&self) -> ReportId {
        let id = self.open(&self.federation(), self.top);
        self.save(&self.federation(), id, &self.draft("Tỉnh")).unwrap();
        self.submit(&self.federation(), id).unwrap();
        id
    }
    fn paper_of(&self, unit: &str) -> Paper {
        self.db().read(|v| paper::paper_of(v, &self.policy, "quarterly", unit, "2026-Q3", None)).unwrap()
    }
}

fn worlds() -> impl Iterator<Item = World> {
    both().into_iter().map(World::new)
}

#[test]
fn every_statement_is_understood_by_both_engines() {
    for f in both() {
        for (name, sql) in kept::STATEMENTS {
            f.db.read(|v| Ok(v.prepare(sql)?)).unwrap_or_else(|e| panic!("{name} on {}: {e}", f.engine));
        }
    }
}

#[test]
fn obligations_are_the_units_alive_in_the_period() {
    for w in worlds() {
        assert_eq!(w.issue("quarterly", "2026-Q2").made, 4, "three unions and the Federation");
        assert_eq!(w.issue("quarterly", "2026-Q3").made, 5, "and the one founded in August");
        let again = w.issue("quarterly", "2026-Q3");
        assert_eq!((again.made, again.already), (0, 5));
        let owed = w.db().read(|v| Ok(kept::obligations(v, "quarterly", Period::quarter(2026, 3))?)).unwrap();
        assert_eq!(owed.len(), 5);
        let due = |unit| owed.iter().find(|o| o.organisation == unit).unwrap().due_on;
        assert_eq!((due(w.units[0]), due(w.top)), (day("2026-10-10"), day("2026-10-20")));
        // today is 20 November: handed in now is late by 41 days, not handed in is missing
        w.handed_in(0);
        let owed = w.db().read(|v| Ok(kept::obligations(v, "quarterly", Period::quarter(2026, 3))?)).unwrap();
        let timing = |unit| owed.iter().find(|o| o.organisation == unit).unwrap().timing();
        assert_eq!((timing(w.units[0]), timing(w.units[1])), (Timing::Late(41), Timing::Missing));
        let progress = programme::report::Progress::of(owed.iter());
        assert_eq!((progress.all, progress.submitted(), progress.late, progress.missing), (5, 1, 1, 4));
    }
}

#[test]
fn up_and_back_and_up_again() {
    for w in worlds() {
        w.issue("quarterly", "2026-Q3");
        let id = w.handed_in(0);
        let sibling = w.handed_in(1);
        let note_needed = w.send_back(&w.federation(), id, "  ");
        assert!(matches!(note_needed, Err(Failure::Invalid(f)) if f[0].field == "note"));
        w.send_back(&w.federation(), id, "Bổ sung tên lớp").unwrap();
        assert_eq!((w.report(id).state, w.report(sibling).state), (State::Returned, State::Submitted));
        w.save(&w.officer(0), id, &w.draft("Đã bổ sung")).unwrap();
        w.submit(&w.officer(0), id).unwrap();
        assert_eq!(w.accept(&w.federation(), id).unwrap(), 1);
        let moves = w.db().read(|v| Ok(kept::moves(v, id)?)).unwrap();
        let way: Vec<&str> = moves.iter().map(|m| m.to.code()).collect();
        assert_eq!(way, ["submitted", "returned", "submitted", "accepted"]);
        assert_eq!(moves[1].comments["training"], "Thiếu tên lớp");
        // what was handed in first is still readable
        let first = w.db().read(|v| Ok(kept::revision(v, id, moves[0].revision)?)).unwrap().unwrap();
        assert_eq!(first.draft.narrative["training"], "CĐCS Chè Than Uyên training");
        assert!(matches!(w.accept(&w.federation(), id), Err(Failure::Conflict(_))), "{}", w.fresh.engine);

        let top = w.consolidated();
        let incomplete = w.seal(&w.leader(), top, false);
        assert!(matches!(incomplete, Err(Failure::Invalid(f)) if f[0].field == "partial"));
        let sealed = w.seal(&w.leader(), top, true).unwrap();
        let paper = w.db().read(|v| paper::paper(v, &w.policy, &service::load(v, top)?, None)).unwrap();
        let notes: Vec<&String> =
            paper.blocks.iter().filter_map(|b| if let Block::Note(n) = b { Some(n) } else { None }).collect();
        assert!(
            notes.iter().any(|n| n.contains("CĐCS May Tam Đường; CĐCS Thủy điện Nậm Na; CĐCS Mới")),
            "{notes:?}"
        );
        assert!(!notes.iter().any(|n| n.contains("Chè Than Uyên;")));
        assert_eq!(paper.facts["missing"], serde_json::json!(["CD002", "CD003", "CD009"]));
        assert_eq!((paper.number.as_str(), paper.draft_mark), ("1/BC-LĐLĐ", None));
        assert_eq!(paper.signatures[0].name, "Giàng A Tủa");
        assert!(paper.footer_note.unwrap().contains(&sealed.sha256[..16]));
        assert_eq!(w.report(sibling).state, State::Submitted);
        assert_eq!(w.db().verify().unwrap(), []);
    }
}

#[test]
fn nobody_judges_their_own_and_only_the_level_above_judges() {
    for w in worlds() {
        // the Federation's officer helps a unit and hands its report in: somebody else must accept it
        let id = w.open(&w.federation(), w.units[2]);
        w.save(&w.federation(), id, &w.draft("x")).unwrap();
        w.submit(&w.federation(), id).unwrap();
        assert!(matches!(w.accept(&w.federation(), id), Err(Failure::Forbidden(_))));
        // a right to judge held at the unit itself is not above it
        let inside = w.actor(900, "Tại chỗ", Role::FederationOfficer, w.units[2]);
        assert!(matches!(w.accept(&inside, id), Err(Failure::Forbidden(_))));
        assert!(
            matches!(w.accept(&w.officer(0), id), Err(Failure::NotFound)),
            "another unit does not see it"
        );
        w.accept(&w.leader(), id).unwrap();
        let top = w.consolidated();
        assert!(matches!(w.seal(&w.federation(), top, true), Err(Failure::NotFound)));
        // a leader who wrote it cannot seal it
        let both = {
            let mut both = w.federation();
            both.grants.extend(w.leader().grants);
            both
        };
        assert!(matches!(w.seal(&both, top, true), Err(Failure::Forbidden(_))));
        w.seal(&w.leader(), top, true).unwrap();
    }
}

#[test]
fn a_stale_saving_is_a_conflict_and_loses_nothing() {
    for w in worlds() {
        let id = w.open(&w.officer(0), w.units[0]);
        let base = w.report(id).revision;
        w.save(&w.officer(0), id, &w.draft("một")).unwrap();
        let stale = w
            .db()
            .write(&entry(), |tx| service::save(tx, &w.policy, &w.officer(0), id, base, &w.draft("hai")));
        assert!(matches!(stale, Err(Failure::Conflict(_))));
        assert_eq!(w.report(id).body.draft.narrative["training"], "một training");
    }
}

#[test]
fn a_difference_needs_its_reason_and_parts_must_be_written() {
    for w in worlds() {
        let officer = w.officer(0);
        let id = w.open(&officer, w.units[0]);
        let empty = w.submit(&officer, id);
        let Err(Failure::Invalid(faults)) = empty else { panic!("{empty:?}") };
        assert!(faults.iter().any(|f| f.field == "leadership") && faults.len() == 5, "{faults:?}");
        let mut draft = w.draft("x");
        draft.typed.insert("KH31-2".into(), Typed { numerator: 5, note: String::new() });
        w.save(&officer, id, &draft).unwrap();
        let refused = w.submit(&officer, id);
        assert!(matches!(refused, Err(Failure::Invalid(f)) if f[0].field == "ly-do-KH31-2"));
        draft.typed.insert("KH31-2".into(), Typed { numerator: 5, note: "Hai lớp chưa nhập".into() });
        w.save(&officer, id, &draft).unwrap();
        w.submit(&officer, id).unwrap();
        let paper = w.paper_of("CD001");
        let text = serde_json::to_string(&paper.blocks).unwrap();
        assert!(text.contains("đơn vị nêu 5, số ghi nhận 3, chênh +2. Lý do: Hai lớp chưa nhập"), "{text}");
        assert_eq!(paper.draft_mark.as_deref(), Some("DỰ THẢO"));
    }
}

#[test]
fn the_numbers_are_those_of_quarter_and_year_and_equal_everywhere() {
    let mut papers = Vec::new();
    for w in worlds() {
        let paper = w.paper_of("CD001");
        let line = |code: &str| {
            paper.facts["indicators"].as_array().unwrap().iter().find(|i| i["code"] == code).unwrap().clone()
        };
        // two learned in the third quarter, three since January: no sum of quarters
        let skills = line("KH31-4");
        assert_eq!((&skills["numerator"], &skills["denominator"]), (&3.into(), &5.into()));
        assert_eq!(skills["in_period"]["numerator"], 2);
        assert_eq!(skills["percent"], 60.0);
        // every table cell of the indicators equals the machine's numbers
        let mut compared = 0;
        for (_, table) in paper.tables().filter(|(_, t)| t.columns.iter().any(|c| c.title == "Tử số")) {
            let at = |title: &str| table.columns.iter().position(|c| c.title == title).unwrap();
            for row in &table.rows {
                let Cell::Text(name) = &row.cells[at("Chỉ tiêu")] else { panic!("no name") };
                let all = paper.facts["indicators"].as_array().unwrap();
                let fact = all.iter().find(|i| i["name"] == *name).unwrap();
                let count = |title: &str| match &row.cells[at(title)] {
                    Cell::Count(n) => *n,
                    other => panic!("{other:?}"),
                };
                assert_eq!(
                    (count("Tử số"), count("Mẫu số")),
                    (fact["numerator"].as_i64().unwrap(), fact["denominator"].as_i64().unwrap())
                );
                compared += 1;
            }
        }
        assert_eq!(compared, paper.facts["indicators"].as_array().unwrap().len());
        // people and turns are two numbers; a class of two topics counts its hours once in the sum
        let sum = paper.facts["activities"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&sum["classes"], &sum["people"], &sum["turns"]), (&2.into(), &2.into(), &3.into()));
        assert_eq!(sum["minutes"], 360);
        assert_eq!(paper.issuer.body, "CÔNG ĐOÀN CƠ SỞ CHÈ THAN UYÊN");
        assert_eq!(paper.number, "…/BC-CĐCS");
        w.issue("quarterly", "2026-Q3");
        papers.push(serde_json::to_string(&(paper, w.paper_of("LDLD-LC"))).unwrap());
    }
    assert!(papers.windows(2).all(|p| p[0] == p[1]), "the same paper on both engines");
}

#[test]
fn what_cannot_be_rendered_is_told_with_what_can() {
    let w = World::new(store::testing::lite());
    let press = Press(Box::new(|paper, _| serde_json::to_vec(paper).map_err(|e| e.to_string())));
    let render = |form: &str, unit: &str, period: &str| {
        w.db().read(|v| paper::render(v, &w.policy, &press, form, unit, period, Format::Json, None))
    };
    assert!(render("quarterly", "CD002", "2026-Q3").is_ok() && render("yearly", "LDLD-LC", "2026").is_ok());
    for (form, unit, period, field, words) in [
        ("weekly", "CD001", "2026-Q3", "form", "quarterly"),
        ("quarterly", "CD777", "2026-Q3", "unit", "LDLD-LC"),
        ("quarterly", "CD001", "2026", "period", "2026-Q3"),
        ("quarterly", "CD001", "nonsense", "period", "2026-Q4"),
        ("quarterly", "CD001", "2027-Q1", "period", "chưa bắt đầu"),
        ("quarterly", "CD009", "2026-Q2", "unit", "không hoạt động"),
    ] {
        let Err(Failure::Invalid(faults)) = render(form, unit, period) else {
            panic!("{form} {unit} {period}")
        };
        assert!(faults[0].field == field && faults[0].message.contains(words), "{faults:?}");
    }
}

#[test]
fn a_sealed_report_stays_and_the_difference_is_explained() {
    for w in worlds() {
        w.issue("quarterly", "2026-Q3");
        let top = w.consolidated();
        let sealed = w.seal(&w.leader(), top, true).unwrap();
        let before = serde_json::to_string(&w.paper_of("LDLD-LC")).unwrap();
        // later: a late fact, a fact taken back, a worker who turns out to have moved in June
        w.learn(&[attended(w.people[2][0], w.units[2], 11, "2026-09-20", "vocational_skill")]);
        w.db()
            .write(&entry(), |tx| {
                let wrong = tx.facts_of_person(w.people[1][0])?[0].id;
                tx.void_fact(wrong, "sai người")?;
                transfer(tx, w.people[0][0], w.units[2], day("2026-06-01"))
            })
            .unwrap();
        assert_eq!(serde_json::to_string(&w.paper_of("LDLD-LC")).unwrap(), before, "{}", w.fresh.engine);
        let report = w.report(top);
        let all = w.db().read(|v| explain(v, &w.policy, &report, &sealed)).unwrap();
        for e in &all {
            for c in [&e.numerator, &e.denominator] {
                let sum = i64::try_from(c.added.len()).unwrap() - i64::try_from(c.removed.len()).unwrap();
                assert_eq!(c.now - c.sealed, sum, "{}", e.code);
            }
            let live = w
                .db()
                .read(|v| {
                    let q = programme::report::figures::main_question(w.top, report.period, sealed.as_of_day);
                    programme::measure::service::lines(v, &w.policy, &q)
                        .map(|l| l.into_iter().find(|l| l.indicator.code == e.code).unwrap().share)
                })
                .unwrap();
            assert_eq!(e.now, live, "{}", e.code);
        }
        let skills = all.iter().find(|e| e.code == "KH31-4").unwrap();
        assert_eq!(
            (skills.numerator.added.len(), skills.numerator.removed.len(), skills.numerator.moved.len()),
            (1, 1, 1)
        );
        assert_eq!(skills.denominator.moved.len(), 1);
        assert!(!skills.is_redefined);

        // a version that supersedes; both readable, the number stays
        w.db().write(&entry(), |tx| service::reopen(tx, &w.leader(), top, "Bổ sung số muộn")).unwrap();
        w.submit(&w.federation(), top).unwrap();
        let second = w.seal(&w.leader(), top, true).unwrap();
        assert_eq!(
            (second.version, second.supersedes, second.prev_sha256 == sealed.sha256),
            (2, Some(sealed.id), true)
        );
        let seals = w.db().read(|v| Ok(kept::seals_of(v, top)?)).unwrap();
        let number = |s| paper::sealed_paper(s, None).unwrap().number;
        assert_eq!((number(&seals[0]), number(&seals[1])), ("1/BC-LĐLĐ".into(), "1/BC-LĐLĐ".into()));
        assert_eq!(w.db().verify().unwrap(), []);
    }
}

#[test]
fn a_changed_byte_in_a_seal_is_found_and_located() {
    for w in worlds() {
        let top = w.consolidated();
        w.seal(&w.leader(), top, true).unwrap();
        assert_eq!(w.db().read(check_seals).unwrap(), []);
        let refused = w.db().tamper("update programme_seal set body = body");
        assert!(refused.is_err(), "a seal is not to be changed");
        let unguard = |table: &str| {
            let sql = if w.db().is_lite() {
                format!("drop trigger {table}_no_update")
            } else {
                format!("drop trigger {table}_kept on {table}")
            };
            w.db().tamper(&sql).unwrap();
        };
        unguard("programme_seal");
        unguard("programme_seal_member");
        w.db()
            .tamper("update programme_seal set body = replace(body, 'Tỉnh training', 'Tỉnh trainint')")
            .unwrap();
        let found = w.db().read(check_seals).unwrap();
        assert!(found.len() == 1 && found[0].wrong.starts_with("its digest"), "{found:?}");
        assert!(found[0].place.contains(&format!("report {top}, version 1")));
        w.db()
            .tamper("update programme_seal set body = replace(body, 'Tỉnh trainint', 'Tỉnh training')")
            .unwrap();
        w.db()
            .tamper("update programme_seal_member set subjects = '1' where side = 'numerator' and indicator = 'KH31-4'")
            .unwrap();
        let found = w.db().read(check_seals).unwrap();
        assert!(found.iter().any(|f| f.wrong.contains("digest of its lists")), "{found:?}");
        assert!(found.iter().any(|f| f.wrong.contains("KH31-4 numerator")), "{found:?}");
    }
}

#[test]
fn numbers_have_no_gaps_under_eight_threads() {
    for w in worlds() {
        // reports of several quarters and years of three units, all handed in
        let mut ids = Vec::new();
        for unit in 0..3 {
            for (form, period) in [
                ("quarterly", "2026-Q1"),
                ("quarterly", "2026-Q2"),
                ("quarterly", "2026-Q3"),
                ("yearly", "2025"),
            ] {
                let officer = w.officer(unit);
                let period: Period = period.parse().unwrap();
                let id = w
                    .db()
                    .write(&entry(), |tx| service::open(tx, &w.policy, &officer, form, w.units[unit], period))
                    .unwrap();
                let mut draft = w.draft("x");
                draft.narrative.insert("assessment".into(), "x".into());
                w.save(&officer, id, &draft).unwrap();
                w.submit(&officer, id).unwrap();
                ids.push((unit, id));
            }
        }
        let next = std::sync::atomic::AtomicUsize::new(0);
        let taken = std::sync::Mutex::new(Vec::new());
        std::thread::scope(|s| {
            for _ in 0..8 {
                s.spawn(|| {
                    loop {
                        let n = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        let Some((unit, id)) = ids.get(n) else { break };
                        let number = w.accept(&w.federation(), *id).unwrap();
                        taken.lock().unwrap().push((*unit, number));
                    }
                });
            }
        });
        let mut taken = taken.into_inner().unwrap();
        taken.sort_unstable();
        let wanted: Vec<(usize, i64)> = (0..3).flat_map(|u| (1..=4).map(move |n| (u, n))).collect();
        assert_eq!(taken, wanted, "{}", w.fresh.engine);
    }
}

#[test]
fn the_federation_gathers_what_the_units_wrote() {
    for w in worlds() {
        w.issue("quarterly", "2026-Q3");
        let first = w.handed_in(0);
        w.handed_in(1);
        w.accept(&w.federation(), first).unwrap();
        let top = w.open(&w.federation(), w.top);
        let own = Draft {
            narrative: BTreeMap::from([("leadership".to_owned(), "Của tỉnh".to_owned())]),
            ..Draft::default()
        };
        w.save(&w.federation(), top, &own).unwrap();
        let base = w.report(top).revision;
        w.db().write(&entry(), |tx| service::gather(tx, &w.policy, &w.federation(), top, base)).unwrap();
        let parts = w.report(top).body.draft.narrative;
        assert_eq!(parts["leadership"], "Của tỉnh", "what is written stays");
        assert_eq!(
            parts["training"], "- CĐCS Chè Than Uyên: CĐCS Chè Than Uyên training",
            "accepted ones only"
        );
    }
}
