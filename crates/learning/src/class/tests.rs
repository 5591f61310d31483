//! Rules and SQL of classes, on both engines, with An, Bình and Mai.

use super::model::*;
use super::sheet::AttendanceSheet;
use super::{service, store as classes};
use ::store::sockets::{SheetOrder, SheetSource};
use ::store::testing::{Fresh, both};
use ::store::{Db, Entry, SeenFact};
use kernel::sheet::{CellValue, SheetRow, Tally};
use kernel::{ClassId, Date, Failure, OrganisationId, PersonId, Topic};
use people::organisation::service::{Founding, found};
use people::organisation::{Kind, Sector, Tree};
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add, transfer};
use people::roster::Roster;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn entry() -> Entry {
    Entry::cli("test", "")
}

const UNIT: OrganisationId = OrganisationId(1);
const RULES: ClassRules = ClassRules { present_share: 80 };

fn topics() -> Topics {
    let topic = |code: &str, area: &str| TopicChoice {
        code: code.into(),
        name: code.into(),
        name_en: code.into(),
        area: area.into(),
        area_name: area.into(),
    };
    Topics(vec![
        topic("digital_skill", "digital_skill"),
        topic("law.labour", "law"),
        topic("law.occupational_safety", "law"),
    ])
}

fn draft() -> Draft {
    Draft {
        title: "  Bồi dưỡng   kỹ năng số ".into(),
        kind: "refresher".into(),
        topics: vec!["law.labour".into(), "digital_skill".into()],
        place: "Hội trường".into(),
        days: vec![("06/10/2026".into(), "".into()), ("".into(), "".into())],
        ..Draft::default()
    }
}

#[test]
fn hours_are_read_as_people_type_them() {
    for (typed, minutes) in [
        ("7", Some(420)),
        ("3,5", Some(210)),
        ("3.5", Some(210)),
        ("7:30", Some(450)),
        ("7h30", Some(450)),
        ("2h", Some(120)),
        ("0,25", Some(15)),
        ("1,333", Some(80)),
        ("", None),
        ("bảy", None),
        ("-3", None),
        ("7:75", None),
        ("1e3", None),
        ("99999999999", None),
    ] {
        assert_eq!(parse_hours(typed), minutes, "{typed}");
    }
    for minutes in [420, 210, 440, 15] {
        assert_eq!(parse_hours(&hours_text(minutes)), Some(minutes));
    }
}

#[test]
fn a_form_names_every_fault_and_a_right_one_becomes_a_class() {
    let today = day("2026-11-20");
    let faults = Draft::default().read(UNIT, &topics(), RULES, today).unwrap_err();
    let fields: Vec<&str> = faults.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(fields, ["title", "kind", "topics", "place", "day-1"]);
    let mut d = draft();
    let fault = |d: &Draft| d.read(UNIT, &topics(), RULES, today).unwrap_err().remove(0).field;
    assert_eq!(fault(&d), "hours-1", "the first day needs its hours");
    d.days = vec![
        ("06/10/2026".into(), "7".into()),
        ("5/10/2026".into(), String::new()),
        ("06/10/2026".into(), "2".into()),
    ];
    assert_eq!(fault(&d), "day-3", "a day twice");
    d.days[2] = ("31/02/2026".into(), "2".into());
    assert_eq!(fault(&d), "day-3");
    d.days[2] = ("07/10/2026".into(), "20".into());
    assert_eq!(fault(&d), "hours-3");
    d.days.pop();
    let class = d.read(UNIT, &topics(), RULES, today).unwrap();
    assert_eq!(class.title, "Bồi dưỡng kỹ năng số");
    assert_eq!((class.code, class.needed_share), (None, 80));
    // in order, and a blank takes the hours of the row above
    assert_eq!(
        class.days,
        [
            ClassDay { day: day("2026-10-05"), minutes: 420 },
            ClassDay { day: day("2026-10-06"), minutes: 420 }
        ]
    );
    d.topics = vec!["magic".into()];
    assert_eq!(fault(&d), "topics", "unknown topics do not count");
}

#[test]
fn enough_presence_is_a_share_of_all_days() {
    let learner = |marks: &str| Learner {
        person: PersonId(1),
        marks: marks
            .chars()
            .map(|c| match c {
                'x' => Some(Mark::Present),
                'p' => Some(Mark::Excused),
                'v' => Some(Mark::Absent),
                _ => None,
            })
            .collect(),
        passed: None,
    };
    for (marks, share, enough) in [
        ("xxxxx", 80, true),
        ("xxxxp", 80, true),
        ("xxxpp", 80, false),
        ("xxv", 80, false),
        ("xx-", 80, false),
        ("xxv", 66, true),
        ("x", 100, true),
        ("v", 1, false),
        ("-", 1, false),
    ] {
        assert_eq!(learner(marks).has_enough(share), enough, "{marks} {share}");
    }
    let days: Vec<ClassDay> =
        ["2026-10-05", "2026-10-06", "2026-10-07"].map(|d| ClassDay { day: day(d), minutes: 60 }).into();
    assert_eq!(learner("vxx").attended(&days), Some((day("2026-10-06"), 120)));
    assert_eq!(learner("vp-").attended(&days), None);
    assert!(ClassRules::read("present_share = 80").is_ok() && ClassRules::read("present_share = 0").is_err());
    let policy = include_str!("../../../../policy/learning/classes.toml");
    ClassRules::read(policy).unwrap();
}

#[test]
fn states_follow_turns() {
    use ClassState::*;
    for (state, closed, reopened, cancelled) in
        [(Open, true, false, true), (Closed, false, true, false), (Cancelled, false, true, false)]
    {
        let allowed = [Turn::Closed, Turn::Reopened, Turn::Cancelled].map(|t| state.allows(t));
        assert_eq!(allowed, [closed, reopened, cancelled], "{state:?}");
    }
    let on = |today| Stage::on(Open, day("2026-10-05"), day("2026-10-07"), day(today));
    assert_eq!(
        ["2026-10-04", "2026-10-05", "2026-10-07", "2026-10-08"].map(on),
        [Stage::Upcoming, Stage::Running, Stage::Running, Stage::Due]
    );
}

struct World {
    fresh: Fresh,
    top: OrganisationId,
    tea: OrganisationId,
    sew: OrganisationId,
    an: PersonId,
    binh: PersonId,
    mai: PersonId,
}

impl World {
    fn db(&self) -> &Db {
        &self.fresh.db
    }
    fn write<T>(&self, f: impl Fn(&::store::Tx) -> kernel::Result<T>) -> kernel::Result<T> {
        self.db().write(&entry(), f)
    }
    fn facts(&self, class: ClassId) -> Vec<SeenFact> {
        self.db().read(|v| Ok(v.facts_of_subject("class", class.0)?)).unwrap()
    }
    fn lines(&self, class: ClassId) -> Vec<String> {
        let name = |p: PersonId| {
            if p == self.an {
                "an"
            } else if p == self.binh {
                "binh"
            } else {
                "mai"
            }
        };
        let mut lines: Vec<String> = self
            .facts(class)
            .iter()
            .map(|f| {
                format!(
                    "{} {} {} {} {} {}",
                    name(f.person.unwrap()),
                    f.kind,
                    f.topic.0,
                    f.day,
                    f.minutes.unwrap_or(0),
                    f.value.as_deref().unwrap_or("-")
                )
            })
            .collect();
        lines.sort();
        lines
    }
}

fn worlds() -> Vec<World> {
    both()
        .into_iter()
        .map(|fresh| {
            fresh.db.plug(vec![Box::new(Roster)]);
            let founding = |code: &str, name: &str, kind, parent| Founding {
                code: code.into(),
                name: name.into(),
                kind,
                sector: if kind.is_base() { Sector::Enterprise } else { Sector::None },
                commune: None,
                hard_to_reach: false,
                place: Some((Tree::main(), parent)),
                from: day("2020-01-01"),
            };
            let worker = |name: &str, year: i16, unit| Joining {
                person: Person { birth_year: Some(year), ..Person::named(name) },
                belongs: vec![(unit, AffiliationRole::Worker, None, day("2026-01-01"), None)],
            };
            let (top, tea, sew, people) = fresh
                .db
                .write(&entry(), |tx| {
                    let top = found(tx, &founding("TOP", "Liên đoàn", Tree::main().head(), None))?;
                    let tea =
                        found(tx, &founding("A", "CĐCS Công ty CP chè Than Uyên", Kind::base(), Some(top)))?;
                    let sew = found(tx, &founding("B", "CĐCS May", Kind::base(), Some(top)))?;
                    let people = add(
                        tx,
                        &[
                            worker("Phàn Bá An", 2005, tea),
                            worker("Mùa A Bình", 1994, tea),
                            worker("Lò Thị Mai", 1987, sew),
                            worker("Lò Hữu Việt", 1994, tea),
                            worker("Lò Hữu Việt", 1971, tea),
                        ],
                        "test",
                    )?;
                    Ok((top, tea, sew, people))
                })
                .unwrap();
            World { fresh, top, tea, sew, an: people[0], binh: people[1], mai: people[2] }
        })
        .collect()
}

fn digital(unit: OrganisationId) -> NewClass {
    NewClass {
        unit,
        code: None,
        title: "Bồi dưỡng kỹ năng số".into(),
        kind: ClassKind::Refresher,
        topics: vec![Topic("digital_skill".into())],
        place: "Hội trường".into(),
        partner: String::new(),
        days: ["2026-10-05", "2026-10-06", "2026-10-07"]
            .map(|d| ClassDay { day: day(d), minutes: 180 })
            .into(),
        evidence: "12/QĐ-CĐCS".into(),
        is_check: false,
        needed_share: 80,
    }
}

fn all_of(people: &[PersonId], mark: Mark) -> Vec<(PersonId, usize, Mark)> {
    people.iter().flat_map(|p| (0..3).map(move |d| (*p, d, mark))).collect()
}

#[test]
fn codes_run_without_gaps_per_unit_and_year() {
    for w in worlds() {
        let code = |new: &NewClass| {
            let id = w.write(|tx| service::create(tx, new))?;
            w.db().read(|v| Ok(service::class(v, id)?.code))
        };
        assert_eq!(code(&digital(w.tea)).unwrap(), "L-2026-001");
        assert_eq!(code(&digital(w.sew)).unwrap(), "L-2026-001");
        let mut own = NewClass { code: Some("L-2026-002".into()), ..digital(w.tea) };
        assert_eq!(code(&own).unwrap(), "L-2026-002");
        assert_eq!(code(&digital(w.tea)).unwrap(), "L-2026-003", "a code typed by hand is stepped over");
        assert!(matches!(code(&own), Err(Failure::Invalid(f)) if f[0].field == "code"));
        own = NewClass { days: vec![ClassDay { day: day("2027-01-05"), minutes: 60 }], ..digital(w.tea) };
        assert_eq!(code(&own).unwrap(), "L-2027-001");
    }
}

#[test]
fn closing_writes_facts_reopening_voids_them_and_closing_again_writes_new_ones() {
    for w in worlds() {
        let class = w.write(|tx| service::create(tx, &digital(w.tea))).unwrap();
        w.write(|tx| service::enrol(tx, class, &[w.an, w.binh])).unwrap();
        // An is there from the second day on, Bình never
        let mut marks = all_of(&[w.an], Mark::Present);
        marks[0].2 = Mark::Excused;
        assert!(
            matches!(w.write(|tx| service::close(tx, class, &[w.an])), Err(Failure::Conflict(m)) if m.contains("05/10/2026")),
            "a day without attendance hinders"
        );
        marks.extend(all_of(&[w.binh], Mark::Absent));
        assert_eq!(w.write(|tx| service::attend(tx, class, &marks)).unwrap(), 6);
        assert_eq!(
            w.write(|tx| service::attend(tx, class, &marks)).unwrap(),
            0,
            "said again, nothing changes"
        );
        let closing = w.write(|tx| service::close(tx, class, &[w.an, w.binh])).unwrap();
        assert_eq!((closing.learners, closing.attended, closing.passed, closing.facts), (2, 1, 1, 2));
        let lines = [
            "an class.attended digital_skill 2026-10-06 360 -",
            "an class.passed digital_skill 2026-10-07 0 yes",
        ];
        assert_eq!(w.lines(class), lines);
        assert!(w.facts(class)[0].evidence.contains("12/QĐ-CĐCS") && w.facts(class)[0].organisation == w.tea);
        // closed: nothing more may happen
        for refused in [
            w.write(|tx| service::enrol(tx, class, &[w.an])).map(|_| ()),
            w.write(|tx| service::attend(tx, class, &marks)).map(|_| ()),
            w.write(|tx| service::close(tx, class, &[])).map(|_| ()),
            w.write(|tx| service::cancel(tx, class, "không cần nữa")),
        ] {
            assert!(matches!(refused, Err(Failure::Conflict(_))));
        }
        assert!(
            matches!(w.write(|tx| service::reopen(tx, class, " ")), Err(Failure::Invalid(_))),
            "a reason is due"
        );
        assert_eq!(w.write(|tx| service::reopen(tx, class, "ghi sót Bình")).unwrap(), 2);
        assert!(w.facts(class).is_empty());
        w.write(|tx| service::attend(tx, class, &[(w.binh, 0, Mark::Present)])).unwrap();
        w.write(|tx| service::close(tx, class, &[w.an])).unwrap();
        assert_eq!(
            w.lines(class),
            [lines[0], lines[1], "binh class.attended digital_skill 2026-10-05 180 -"]
        );
        let deeds: Vec<String> = w
            .db()
            .read(|v| Ok(classes::history(v, class)?))
            .unwrap()
            .into_iter()
            .map(|d| format!("{} {}", d.what, d.count))
            .collect();
        assert_eq!(
            deeds,
            [
                "closed 0",
                "marked 1",
                "reopened 0",
                "closed 0",
                "marked 2",
                "marked 2",
                "marked 2",
                "enrolled 2",
                "made 0"
            ]
        );
        assert_eq!(w.db().verify().unwrap(), [], "{}", w.fresh.engine);
    }
}

#[test]
fn each_topic_has_its_facts_and_a_failed_check_says_no() {
    for w in worlds() {
        let law = |c: &str| Topic(format!("law.{c}"));
        let two = NewClass {
            topics: vec![law("labour"), law("occupational_safety"), law("labour")],
            ..digital(w.tea)
        };
        let class = w.write(|tx| service::create(tx, &two)).unwrap();
        w.write(|tx| service::enrol(tx, class, &[w.an])).unwrap();
        w.write(|tx| service::attend(tx, class, &all_of(&[w.an], Mark::Present))).unwrap();
        w.write(|tx| service::close(tx, class, &[])).unwrap();
        assert_eq!(
            w.lines(class),
            [
                "an class.attended law.labour 2026-10-05 540 -",
                "an class.attended law.occupational_safety 2026-10-05 540 -"
            ]
        );
        let check = NewClass { is_check: true, ..digital(w.tea) };
        let class = w.write(|tx| service::create(tx, &check)).unwrap();
        w.write(|tx| service::enrol(tx, class, &[w.an, w.binh])).unwrap();
        w.write(|tx| service::attend(tx, class, &all_of(&[w.an, w.binh], Mark::Present))).unwrap();
        w.write(|tx| service::close(tx, class, &[w.an])).unwrap();
        let said: Vec<String> = w.lines(class).into_iter().filter(|l| !l.contains("attended")).collect();
        assert_eq!(
            said,
            [
                "an class.passed digital_skill 2026-10-07 0 yes",
                "binh skill.checked digital_skill 2026-10-07 0 no"
            ]
        );
    }
}

#[test]
fn facts_name_the_unit_of_their_day() {
    for w in worlds() {
        let class = w.write(|tx| service::create(tx, &digital(w.top))).unwrap();
        w.write(|tx| service::enrol(tx, class, &[w.an])).unwrap();
        w.write(|tx| service::attend(tx, class, &all_of(&[w.an], Mark::Present))).unwrap();
        w.write(|tx| transfer(tx, w.an, w.sew, day("2026-10-07"))).unwrap();
        w.write(|tx| service::close(tx, class, &[w.an])).unwrap();
        let units: Vec<_> = w.facts(class).iter().map(|f| (f.day.to_string(), f.organisation)).collect();
        assert_eq!(units, [("2026-10-05".into(), w.tea), ("2026-10-07".into(), w.sew)]);
    }
}

#[test]
fn only_people_of_the_unit_enrol_and_leavers_take_their_marks_along() {
    for w in worlds() {
        let class = w.write(|tx| service::create(tx, &digital(w.tea))).unwrap();
        let refused = w.write(|tx| service::enrol(tx, class, &[w.an, w.mai]));
        assert!(matches!(refused, Err(Failure::Invalid(f)) if f[0].message.starts_with("1 người")));
        assert_eq!(w.db().read(|v| Ok(classes::counts(v, class)?)).unwrap(), (0, 0), "nobody was enrolled");
        let many: Vec<PersonId> = (0..30).map(|_| w.mai).chain([PersonId(7)]).collect();
        assert!(w.write(|tx| service::enrol(tx, class, &many)).is_err(), "the bulk way refuses too");
        let federal = w.write(|tx| service::create(tx, &digital(w.top))).unwrap();
        assert_eq!(w.write(|tx| service::enrol(tx, federal, &[w.an, w.mai, w.an])).unwrap(), 2);
        assert_eq!(w.write(|tx| service::enrol(tx, federal, &[w.an])).unwrap(), 0, "already on the list");
        assert!(
            w.write(|tx| service::attend(tx, federal, &[(w.binh, 0, Mark::Present)])).is_err(),
            "not on the list"
        );
        w.write(|tx| service::attend(tx, federal, &all_of(&[w.mai], Mark::Present))).unwrap();
        assert_eq!(w.write(|tx| service::withdraw(tx, federal, &[w.mai, w.binh])).unwrap(), 1);
        let (marks, left) =
            w.db().read(|v| Ok((classes::marks(v, federal)?.len(), classes::counts(v, federal)?.0))).unwrap();
        assert_eq!((marks, left), (0, 1));
        let later =
            NewClass { days: vec![ClassDay { day: day("2026-11-21"), minutes: 60 }], ..digital(w.tea) };
        let later = w.write(|tx| service::create(tx, &later)).unwrap();
        w.write(|tx| service::enrol(tx, later, &[w.an])).unwrap();
        assert!(
            matches!(
                w.write(|tx| service::attend(tx, later, &[(w.an, 0, Mark::Present)])),
                Err(Failure::Invalid(_))
            ),
            "tomorrow"
        );
        let q = classes::CandidateQuestion {
            population: "workers",
            top: w.top,
            on: day("2026-10-07"),
            words: "lo",
            section: "",
            unit: Some(w.tea),
            class: federal,
        };
        let (found, n) = w
            .db()
            .read(|v| Ok((classes::candidates(v, &q, 50, 0)?, classes::candidate_count(v, &q)?)))
            .unwrap();
        assert_eq!((found.len(), n, found[0].full_name.as_str()), (2, 2, "Lò Hữu Việt"));
    }
}

#[test]
fn a_revised_class_keeps_its_marked_days() {
    for w in worlds() {
        let class = w.write(|tx| service::create(tx, &digital(w.tea))).unwrap();
        w.write(|tx| service::enrol(tx, class, &[w.an])).unwrap();
        w.write(|tx| service::attend(tx, class, &[(w.an, 1, Mark::Present)])).unwrap();
        let mut to = digital(w.tea);
        assert!(!w.write(|tx| service::revise(tx, class, &to)).unwrap(), "nothing differs");
        to.days.remove(1);
        assert!(
            matches!(w.write(|tx| service::revise(tx, class, &to)), Err(Failure::Invalid(f)) if f[0].message.contains("06/10/2026"))
        );
        to = NewClass {
            title: "Kỹ năng số cơ bản".into(),
            topics: vec![Topic("law.labour".into())],
            ..digital(w.tea)
        };
        to.days.remove(0);
        assert!(w.write(|tx| service::revise(tx, class, &to)).unwrap());
        let seen = w.db().read(|v| service::class(v, class)).unwrap();
        assert_eq!(
            (seen.is.title.as_str(), seen.is.days.len(), seen.is.topics[0].0.as_str()),
            ("Kỹ năng số cơ bản", 2, "law.labour")
        );
        assert_eq!(
            w.db().read(|v| Ok(classes::learners(v, &seen)?)).unwrap()[0].marks,
            [Some(Mark::Present), None]
        );
    }
}

#[test]
fn many_held_classes_come_in_at_once_by_the_same_rules() {
    for w in worlds() {
        let learner = |person, marks: &[Mark], passed| Learner {
            person,
            marks: marks.iter().map(|m| Some(*m)).collect(),
            passed: Some(passed),
        };
        let there = [Mark::Present; 3];
        let held = |unit, learners, closed_on| service::HeldClass { new: digital(unit), learners, closed_on };
        let all = vec![
            held(
                w.tea,
                vec![learner(w.an, &there, true), learner(w.binh, &[Mark::Absent; 3], true)],
                Some(day("2026-10-09")),
            ),
            held(w.top, vec![learner(w.mai, &there[..1], false)], None),
            held(w.tea, vec![learner(w.an, &there, false)], Some(day("2026-10-08"))),
        ];
        let ids = w.write(|tx| service::hold_all(tx, &all)).unwrap();
        assert_eq!(w.lines(ids[0]).len(), 2, "Bình was never there, so has not passed");
        assert_eq!((w.lines(ids[1]).len(), w.lines(ids[2]).len()), (0, 1));
        let seen = w.db().read(|v| Ok((service::class(v, ids[2])?, classes::counts(v, ids[0])?))).unwrap();
        assert_eq!((seen.0.code.as_str(), seen.0.state, seen.1), ("L-2026-002", ClassState::Closed, (2, 1)));
        let outside = vec![held(w.tea, vec![learner(w.mai, &there, true)], None)];
        assert!(matches!(w.write(|tx| service::hold_all(tx, &outside)), Err(Failure::Invalid(_))));
        let undone = vec![held(w.tea, vec![learner(w.an, &there[..2], true)], Some(day("2026-10-09")))];
        assert!(matches!(w.write(|tx| service::hold_all(tx, &undone)), Err(Failure::Conflict(_))));
        assert_eq!(w.db().verify().unwrap(), [], "{}", w.fresh.engine);
    }
}

fn row(n: u32, name: &str, year: Option<i16>, marks: &str) -> SheetRow {
    let mut cells = std::collections::BTreeMap::from([
        ("name".to_owned(), CellValue::Text(name.into())),
        ("unit".to_owned(), CellValue::Text("CĐCS Công ty CP chè Than Uyên".into())),
    ]);
    cells.extend(year.map(|y| ("birth".to_owned(), CellValue::Year(y))));
    for (i, c) in marks.chars().enumerate() {
        let value = match c {
            'x' => CellValue::Yes,
            'P' => CellValue::Excused,
            'v' => CellValue::No,
            _ => continue,
        };
        cells.insert(format!("day:{}", i + 1), value);
    }
    SheetRow { sheet: "Điểm danh".into(), row: n, cells }
}

#[test]
fn a_paper_list_enrols_and_marks_once_and_an_undo_takes_it_back() {
    for w in worlds() {
        let class = w.write(|tx| service::create(tx, &digital(w.tea))).unwrap();
        let order = SheetOrder {
            unit: w.tea,
            subject: Some(class.0),
            on: day("2026-11-20"),
            since: day("2026-01-01"),
            columns: ["name", "birth", "unit", "day:1", "day:2", "day:3"].map(String::from).into(),
            progress: store::sockets::Progress::default(),
        };
        let rows = [
            row(6, "Phàn Bá An", Some(2005), "xxx"),
            row(7, "MÙA A BÌNH", Some(1994), "xPv"),
            row(8, "Lò Hữu Việt", Some(1994), "xx-"),
            row(9, "Lo Huu Viet", Some(1971), "xxx"),
            row(10, "Lò Hữu Việt", None, "xxx"),
            row(11, "Nguyễn Văn Lạ", Some(1990), "xxx"),
            row(12, "Phàn Bá An", Some(1990), "xxx"),
            row(13, "Mùa A Bình", Some(1994), "xPv"),
            row(14, "Mùa A Bình", None, "xxx"),
            row(15, "Lò Thị Mai", Some(1987), "xxx"),
            row(16, " ", None, "x"),
        ];
        let take = |rows: &[SheetRow]| -> kernel::Result<(i64, Tally)> {
            w.write(|tx| Ok((tx.txn(), AttendanceSheet.take(tx, &order, rows)?)))
        };
        let (txn, tally) = take(&rows).unwrap();
        assert_eq!((tally.rows, tally.created, tally.duplicates), (11, 4, 1), "{tally:?}");
        let wrong: Vec<(u32, &str)> = tally.errors.iter().map(|e| (e.row, e.message.as_str())).collect();
        for ((at, message), (row, words)) in wrong.iter().zip([
            (10, "Có 2 người tên"),
            (11, "Không có “Nguyễn Văn Lạ”"),
            (12, "không sinh năm 1990"),
            (14, "dòng 7"),
            (15, "Không có “Lò Thị Mai”"),
            (16, "Thiếu họ và tên"),
        ]) {
            assert!(*at == row && message.contains(words), "{at} {message}");
        }
        assert_eq!(wrong.len(), 6);
        assert!(
            tally.notes.iter().any(|n| n.row == 8 && n.message.contains("07/10/2026")),
            "a blank is told"
        );
        let marks = w.db().read(|v| Ok(classes::marks(v, class)?)).unwrap();
        assert_eq!(marks.len(), 11);
        assert_eq!(marks[&(w.binh, day("2026-10-06"))].0, Mark::Excused);
        let (_, again) = take(&rows).unwrap();
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 4));
        let (changed, third) = take(&[row(7, "Mùa A Bình", Some(1994), "xxv")]).unwrap();
        assert_eq!((third.created, third.updated), (0, 1));
        // undone from the last to the first
        assert!(
            w.write(|tx| ::store::undo::undo(tx, txn, "nhập nhầm")).is_err(),
            "a later list stands on it"
        );
        w.write(|tx| ::store::undo::undo(tx, changed, "nhập nhầm")).unwrap();
        assert_eq!(
            w.db().read(|v| Ok(classes::marks(v, class)?)).unwrap()[&(w.binh, day("2026-10-06"))].0,
            Mark::Excused
        );
        let four = [row(6, "Phàn Bá An", Some(2005), "xxxx")];
        assert!(matches!(take(&four), Err(Failure::Invalid(f)) if f[0].message.contains("4 cột ngày")));
        let elsewhere = SheetOrder { unit: w.sew, ..order.clone() };
        assert!(matches!(w.write(|tx| AttendanceSheet.take(tx, &elsewhere, &rows)), Err(Failure::NotFound)));
        let said = w.db().read(|v| AttendanceSheet.subject(v, class.0)).unwrap();
        let named = classes_named(w.db(), class);
        assert_eq!(said, Some((named, order.unit)), "the preview names the class");
        w.write(|tx| service::close(tx, class, &[w.an])).unwrap();
        assert!(matches!(take(&rows), Err(Failure::Conflict(_))));
        assert_eq!(w.db().verify().unwrap(), [], "{}", w.fresh.engine);
    }
}

#[test]
fn every_statement_is_known_to_both_engines() {
    for w in worlds() {
        for (name, sql) in crate::statements() {
            w.db().read(|v| Ok(v.prepare(sql)?)).unwrap_or_else(|e| panic!("{} {name}: {e}", w.fresh.engine));
        }
    }
}

/// Title and code of a class, as lists name it.
fn classes_named(db: &::store::Db, class: ClassId) -> String {
    let class = db.read(|v| Ok(classes::one(v, class)?)).unwrap().unwrap();
    format!("{} ({})", class.is.title, class.code)
}
