//! The rules, the files of `policy/`, and what is refused.

use super::*;
use kernel::{Date, FactId, FactKind, Period, Threshold, Topic, time::parse_day};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    parse_day(text).unwrap()
}

fn period(code: &str) -> Period {
    code.parse().unwrap()
}

/// The files of the repository's own `policy/`.
fn files() -> Vec<(String, String)> {
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
    found
}

fn policy() -> Policy {
    Policy::load(&files()).unwrap_or_else(|fault| panic!("{fault}"))
}

/// The files with one text in one file put in another's place.
fn changed(file: &str, old: &str, new: &str) -> Vec<(String, String)> {
    let mut files = files();
    let (_, text) = files.iter_mut().find(|(f, _)| f.contains(file)).unwrap();
    assert!(text.contains(old), "{file} has no {old:?}");
    *text = text.replacen(old, new, 1);
    files
}

#[test]
fn every_example_comes_out_as_written() {
    let policy = policy();
    let faults: Vec<String> = policy.check_examples().iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(policy.all_versions().iter().all(|i| i.examples.len() >= 2));
}

#[test]
fn an_example_that_does_not_come_out_is_found() {
    let policy = Policy::load(&changed(
        "kh31-2",
        "expect = \"70,0 %\"\nmet = false",
        "expect = \"70,0 %\"\nmet = true",
    ));
    let faults = policy.unwrap().check_examples();
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].file, "indicators/ KH31-2 version 1");
    assert!(faults[0].words.contains("found 70,0 % (met: false)"), "{}", faults[0]);
    let looser = Policy::load(&changed("kh31-2", "more_than = 70", "at_least = 70")).unwrap();
    assert_eq!(looser.check_examples().len(), 1, "“trên” must not pass as “tối thiểu”");
}

#[test]
fn the_sentences_and_thresholds_are_those_of_the_papers() {
    use Threshold::{All, AtLeast, MoreThan};
    let policy = policy();
    let laid: Vec<(&str, &str, Threshold)> = policy
        .in_force(day("2026-10-05"))
        .map(|i| (&*i.code, &*i.sentence, i.target(2030).unwrap().threshold))
        .collect();
    let sentences = [
        (
            "KH31-1",
            "100% cán bộ công đoàn các cấp được tập huấn kỹ năng tuyên truyền, tổ chức các hoạt động học tập suốt đời.",
            All(100),
        ),
        ("KH31-2", "Trên 70% người lao động được tiếp cận các chương trình học tập suốt đời.", MoreThan(70)),
        (
            "KH31-3",
            "Trên 70% công đoàn cơ sở trong doanh nghiệp xây dựng nội dung “Công đoàn học tập” trong chương trình hoạt động hằng năm.",
            MoreThan(70),
        ),
        (
            "KH31-4",
            "Tối thiểu 60% công nhân lao động tham gia ít nhất một hình thức học tập, bồi dưỡng kỹ năng nghề hoặc kỹ năng số mỗi năm.",
            AtLeast(60),
        ),
        (
            "KH31-5",
            "100 % công nhân lao động được tuyên truyền, phổ biến pháp luật lao động, Luật Công đoàn, Luật Bảo hiểm xã hội, Luật An toàn vệ sinh lao động.",
            All(100),
        ),
        (
            "KH31-6",
            "70% công nhân lao động biết khai thác internet, nền tảng số phục vụ học tập, lao động và đời sống.",
            AtLeast(70),
        ),
        (
            "B65",
            "Công đoàn thúc đẩy để ít nhất 65% công nhân lao động tại các doanh nghiệp tham gia học tập nâng cao trình độ, kỹ năng nghề nghiệp",
            AtLeast(65),
        ),
    ];
    assert_eq!(laid[..7], sentences);
    let decision: Vec<_> = laid[7..].iter().map(|(code, _, t)| (*code, t.percent())).collect();
    assert_eq!(decision, [("1268-1", 90), ("1268-2", 75), ("1268-3", 75), ("1268-4", 65), ("1268-5", 50)]);
    let by_2025: Vec<i64> =
        policy.set("1268", day("2025-10-05")).map(|i| i.target(2025).unwrap().threshold.percent()).collect();
    assert_eq!(by_2025, [70, 50, 50, 40, 30]);
}

#[test]
fn a_year_aims_at_the_nearest_milestone_ahead() {
    let policy = policy();
    let law = policy.indicator("1268-1", day("2026-01-01")).unwrap();
    let aims: Vec<i16> = [2022, 2025, 2026, 2030, 2031].iter().map(|y| law.target(*y).unwrap().by).collect();
    assert_eq!(aims, [2025, 2025, 2030, 2030, 2030]);
    let own =
        "[[targets]]\nlevel = \"province\"\nby = 2030\nat_least = 95\nsource = \"paper\"\n\n[[targets]]\n";
    let policy = Policy::load(&changed("1268-1", "[[targets]]\n", own)).unwrap();
    let law = policy.indicator("1268-1", day("2026-01-01")).unwrap();
    assert_eq!(law.target(2026).unwrap().threshold, Threshold::AtLeast(95), "the province's own goes first");
}

#[test]
fn a_fact_touches_its_windows_and_no_others() {
    let policy = policy();
    let today = day("2026-10-05");
    let touched = |kind: &str, topic: &str, on: &str| -> Vec<String> {
        let topic = (!topic.is_empty()).then(|| Topic(topic.into()));
        let all = policy.touched(FactKind::find(kind).unwrap(), topic.as_ref(), day(on), today);
        all.iter().map(|(i, w)| format!("{} {w}", i.code)).collect()
    };
    assert_eq!(
        touched("plan.learning_union", "", "2026-05-02"),
        ["KH31-3 2026-05", "KH31-3 2026-Q2", "KH31-3 2026"]
    );
    assert_eq!(touched("title.revoked", "title.learning_citizen", "2026-05-02"), ["1268-5 2022-2030"]);
    assert_eq!(touched("class.passed", "union_skill.lifelong_learning", "2025-12-31"), [""; 0]);
    // a skill shown before the programme may still stand in it; afterwards nothing does
    assert_eq!(touched("skill.checked", "digital_skill", "2025-12-31"), ["KH31-6 2026-2030"]);
    assert_eq!(touched("skill.checked", "digital_skill", "2031-01-01"), [""; 0]);
    assert_eq!(
        touched("class.attended", "vocational_skill.tea", "2026-12-31"),
        [
            "KH31-2 2026-12",
            "KH31-2 2026-Q4",
            "KH31-2 2026",
            "KH31-4 2026-12",
            "KH31-4 2026-Q4",
            "KH31-4 2026",
            "B65 2024-2030",
            "1268-2 2022-2030"
        ]
    );
}

#[test]
fn periods_are_looked_up_in_their_window() {
    let policy = policy();
    let look = |code: &str, p: &str| {
        policy.indicator(code, day("2026-10-05")).unwrap().window_for(period(p)).map(|w| w.code())
    };
    assert_eq!(look("KH31-4", "2026-Q4").as_deref(), Some("2026-Q4"));
    assert_eq!(look("KH31-4", "2025"), None, "before the plan");
    assert_eq!(look("KH31-4", "2026-H1"), None, "no number is kept for half years");
    assert_eq!(look("KH31-6", "2026-Q4").as_deref(), Some("2026-2030"));
    assert_eq!(look("KH31-6", "2031"), None);
}

#[test]
fn the_old_version_keeps_counting_its_years() {
    let mut files = files();
    let (_, v1) = files.iter().find(|(f, _)| f.contains("kh31-4")).unwrap().clone();
    let v2 = v1.replacen("version = 1", "version = 2", 1).replacen("2026-01-01", "2028-01-01", 1);
    let v2 = v2.replacen("\"vocational_skill\", \"digital_skill\"", "\"digital_skill\"", 1);
    let v2 = format!("{}\n{EXAMPLES}", v2.split("\n[[example]]").next().unwrap());
    files.push(("indicators/kh31-4-v2.toml".into(), v2));
    let policy = Policy::load(&files).unwrap();
    assert_eq!(policy.indicator("KH31-4", day("2027-12-31")).unwrap().version, 1);
    assert_eq!(policy.indicator("KH31-4", day("2028-01-01")).unwrap().version, 2);
    assert_eq!(policy.in_force(day("2028-06-01")).filter(|i| i.code == "KH31-4").count(), 1);
    let versions = |on: &str| -> Vec<u32> {
        let topic = Topic("digital_skill".into());
        let kind = FactKind::find("class.attended").unwrap();
        let all = policy.touched(kind, Some(&topic), day(on), day("2029-01-01"));
        all.iter().filter(|(i, _)| i.code == "KH31-4").map(|(i, _)| i.version).collect()
    };
    assert_eq!(versions("2027-12-31"), [1, 1, 1]);
    assert_eq!(versions("2028-01-01"), [2, 2, 2]);
    let [a, b] =
        [1, 2].map(|v| policy.all_versions().iter().find(|i| i.code == "KH31-4" && i.version == v).unwrap());
    assert_eq!(a.text, v1);
    assert!(a.fingerprint.len() == 64 && a.fingerprint != b.fingerprint);
}

const EXAMPLES: &str = r#"
[[example]]
title = "a"
roster = 1
period = "2028"
facts = []
expect = "0,0 %"
met = false
[[example]]
title = "b"
roster = 1
period = "2028"
facts = ["2028-02-01 an class.attended vocational_skill"]
expect = "0,0 %"
met = false
"#;

#[test]
fn what_is_unsound_is_refused_with_its_place() {
    let cases = [
        ("kh31-4", "at_least = 60", "at_leest = 60", "(at_leest)", "unknown field"),
        ("kh31-4", "at_least = 60", "at_least = 60\nmore_than = 60", "targets[0]", "one of"),
        ("kh31-4", "at_least = 60", "at_least = 160", "targets[0]", "between 0 and 100"),
        ("kh31-5", "all = 100", "all = 90", "targets[0]", "at_least"),
        ("kh31-4", "\"class.passed\"", "\"class.pased\"", "rule.any_fact.kinds", "class.pased"),
        ("kh31-4", "\"class.passed\"", "\"class.attended\"", "rule.any_fact.kinds", "twice"),
        ("kh31-5", "\"law.labour\"", "\"law.labor\"", "rule.all_topics.topics", "law.labor"),
        ("kh31-1", "name_en = \"", "name_en = \"\" # ", "name_en", "is empty"),
        ("kh31-1", "sentence_is", "sentense_is", "line 9 (sentense_is)", "unknown field"),
        ("kh31-1", "clause = \"", "clause = \"\" # ", "source.clause", "is empty"),
        ("kh31-1", "valid_from = \"2026-01-01\"", "valid_from = \"2026-05-11\"", "valid_from", "1 January"),
        ("kh31-1", "group = \"KH31\"", "group = \"KH32\"", "group", "KH32"),
        ("kh31-2", "printed = 2", "printed = 1", "printed", "stands there already"),
        ("kh31-6", "{ programme = \"2026-2030\" }", "\"year\"", "window", "a state"),
        ("kh31-6", "valid_months = 24", "valid_months = 0", "rule.newest_says.valid_months", "1 to 600"),
        ("kh31-3", "roster = 4", "roster = 2", "example[0]", "3 subjects"),
        ("kh31-3", "roster = 4", "roster = 4\non = \"2027-01-01\"", "example[0].on", "outside"),
        ("kh31-3", "2026-01-20 che", "2026-02-30 che", "example[0].facts[0]", "2026-02-30"),
        ("topics", "code = \"law.labour\"", "code = \"labour\"", "labour", "begin with \"law.\""),
        ("federation", "first_year = 2026", "first_year = 2036", "programme.first_year", "years must"),
        ("calendar", "from = \"10-01\"", "from = \"10-32\"", "lifelong_learning_week", "month-day"),
        (
            "glossary",
            "\"provincial_federation\"",
            "\"Federation\"",
            "Liên đoàn Lao động tỉnh (LĐLĐ)",
            "identifiers",
        ),
        ("quarterly", "set = \"KH31\"", "set = \"KH30\"", "section targets", "KH30"),
        ("quarterly", "set = \"KH31\"", "indicators = [\"KH31-9\"]", "section targets", "KH31-9"),
        ("quarterly", "due_days = 20", "due_days = 10", "writer provincial_federation", "after 10"),
        ("quarterly", "lao động {period}", "lao động {perod}", "subject", "{perod}"),
        ("quarterly", "key = \"congress\"", "key = \"targets\"", "section", "twice"),
    ];
    for (file, old, new, key, words) in cases {
        let fault = Policy::load(&changed(file, old, new)).expect_err(new);
        assert!(fault.file.contains(file), "{fault}");
        assert!(fault.key.ends_with(key), "{key}, but {fault}");
        assert!(fault.words.contains(words), "{fault}");
    }
    let mut without: Vec<_> = files();
    without.retain(|(f, _)| f != "topics.toml");
    assert_eq!(Policy::load(&without).unwrap_err().to_string(), "topics.toml: file: is missing");
    let mut stray = files();
    stray.push(("topic.toml".into(), String::new()));
    assert_eq!(Policy::load(&stray).unwrap_err().file, "topic.toml");
    let mut one_example = files();
    let (_, text) = one_example.iter_mut().find(|(f, _)| f.contains("b65")).unwrap();
    text.truncate(text.rfind("[[example]]").unwrap());
    assert_eq!(Policy::load(&one_example).unwrap_err().key, "example");
}

#[test]
fn reports_are_due_from_below_to_above() {
    let policy = policy();
    let form = policy.form("quarterly").unwrap();
    let q2 = period("2026-Q2");
    assert_eq!(form.cut_off(q2), day("2026-06-30"));
    assert_eq!(form.due("grassroots_union", q2), Some(day("2026-07-10")));
    assert_eq!(form.due("provincial_federation", q2), Some(day("2026-07-20")));
    assert_eq!(form.due("nobody", q2), None);
    let shown = |level: &str| form.sections_of(level).filter(|s| s.kind == SectionKind::Units).count();
    assert_eq!((shown("grassroots_union"), shown("provincial_federation")), (0, 1));
    let number = form::fill(&form.number_pattern, &[("n", "12"), ("sign", "LĐLĐ")]);
    assert_eq!(number, "12/BC-LĐLĐ");
    assert_eq!(form::fill("{a} {b {a}", &[("a", "1")]), "1 {b 1");
    assert_eq!(
        policy.form("yearly").unwrap().due("grassroots_union", period("2026")),
        Some(day("2027-01-10"))
    );
}

#[test]
fn the_calendar_knows_its_days() {
    let policy = policy();
    let of = |code: &str| policy.events().iter().find(|e| e.code == code).unwrap().in_year(2026).unwrap();
    assert_eq!(of("digital_transformation_day"), (day("2026-10-10"), day("2026-10-10")));
    assert_eq!(of("scholarship_ceremony").0, day("2026-05-19"));
    assert_eq!(of("lifelong_learning_week"), (day("2026-10-01"), day("2026-10-07")));
    assert_eq!(policy.topic_name("law.trade_union"), Some(("Luật Công đoàn", "Trade union law")));
    assert_eq!(policy.federation().programme.span().code(), "2026-2030");
}

// the rules by themselves ----------------------------------------------------------------------

const ATTENDED: FactKind = FactKind("class.attended");
const AWARDED: FactKind = FactKind("title.awarded");
const REVOKED: FactKind = FactKind("title.revoked");
const CHECKED: FactKind = FactKind("skill.checked");

fn seen(id: i64, kind: FactKind, topic: &str, on: &str, value: Option<Says>) -> Seen {
    Seen { id: FactId(id), kind, topic: Some(Topic(topic.into())), day: day(on), value }
}

fn shown(standing: &[Interval]) -> String {
    standing.iter().map(|i| format!("{}..{}", i.from, i.to)).collect::<Vec<_>>().join(" ")
}

fn title(valid_months: Option<u16>) -> Rule {
    Rule::Holds { begins: AWARDED, ends: REVOKED, topic: Topic("title".into()), valid_months }
}

#[test]
fn a_title_is_held_until_revoked_or_grown_old() {
    let window: Interval = period("2026").into();
    let award = |id, on| seen(id, AWARDED, "title.learning_citizen", on, None);
    let revoke = |id, on| seen(id, REVOKED, "title.learning_citizen", on, None);
    let facts =
        [award(1, "2025-06-01"), award(2, "2026-09-01"), revoke(3, "2026-11-01"), revoke(4, "2026-12-01")];
    assert_eq!(
        shown(&title(Some(12)).standing(&facts, window)),
        "2026-01-01..2026-06-01 2026-09-01..2026-11-01"
    );
    assert_eq!(shown(&title(None).standing(&facts, window)), "2026-01-01..2026-11-01");
    // renewed in time: one stretch; on one day the later recorded decides
    assert_eq!(
        shown(&title(Some(12)).standing(&[award(1, "2025-09-01"), award(2, "2026-09-01")], window)),
        "2026-01-01..2027-01-01"
    );
    assert_eq!(shown(&title(None).standing(&[award(1, "2026-03-01"), revoke(2, "2026-03-01")], window)), "");
    assert_eq!(
        shown(&title(None).standing(&[award(2, "2026-03-01"), revoke(1, "2026-03-01")], window)),
        "2026-03-01..2027-01-01"
    );
    assert_eq!(shown(&title(None).standing(&[award(1, "2027-01-01")], window)), "");
}

#[test]
fn the_newest_check_decides_and_a_month_end_stays_one() {
    let rule = Rule::NewestSays {
        passing: vec![FactKind("quiz.passed")],
        asking: vec![CHECKED],
        topics: vec![Topic("digital_skill".into())],
        valid_months: 6,
    };
    let check = |id, on, value| seen(id, CHECKED, "digital_skill", on, value);
    let facts = [
        check(1, "2025-08-31", Some(Says::Yes)),
        check(2, "2026-04-01", Some(Says::Yes)),
        check(3, "2026-05-01", None),
        check(4, "2026-06-01", Some(Says::No)),
        seen(5, FactKind("quiz.passed"), "digital_skill.basic", "2026-10-01", None),
    ];
    let standing = rule.standing(&facts, period("2026").into());
    assert_eq!(shown(&standing), "2026-01-01..2026-02-28 2026-04-01..2026-06-01 2026-10-01..2027-01-01");
}

#[test]
fn a_yearly_rule_stands_from_its_last_missing_part() {
    let rule = Rule::AllTopics {
        kinds: vec![ATTENDED],
        topics: vec![Topic("law.labour".into()), Topic("law.trade_union".into())],
    };
    let labour = seen(1, ATTENDED, "law.labour", "2026-02-01", None);
    let union = seen(2, ATTENDED, "law.trade_union", "2026-05-01", None);
    let window: Interval = period("2026").into();
    assert_eq!(shown(&rule.standing(&[union.clone(), labour.clone()], window)), "2026-05-01..2027-01-01");
    assert_eq!(rule.standing(std::slice::from_ref(&labour), window), []);
    assert_eq!(rule.standing(&[labour, union], period("2026-Q2").into()), [], "each window by itself");
    let empty = Interval { from: window.to, to: window.from };
    assert_eq!(rule.standing(&[], empty), []);
}

const KINDS: [FactKind; 4] = [ATTENDED, AWARDED, REVOKED, CHECKED];
const TOPICS: [&str; 4] = ["law.labour", "law.trade_union", "digital_skill", "digital_skill.basic"];

fn topic(n: usize) -> Topic {
    Topic(TOPICS[n].into())
}

fn any_rule() -> impl Strategy<Value = Rule> {
    prop_oneof![
        (0..4usize, any::<bool>()).prop_map(|(t, all)| Rule::AnyFact {
            kinds: vec![ATTENDED, CHECKED],
            topics: if all { vec![] } else { vec![topic(t)] },
        }),
        (0..4usize, 0..4usize).prop_map(|(a, b)| Rule::AllTopics {
            kinds: vec![ATTENDED, AWARDED],
            topics: vec![topic(a), topic(b)]
        }),
        (0..4usize, 1..30u16).prop_map(|(t, valid_months)| Rule::NewestSays {
            passing: vec![ATTENDED],
            asking: vec![CHECKED],
            topics: vec![topic(t)],
            valid_months,
        }),
        (0..4usize, proptest::option::of(1..30u16)).prop_map(|(t, valid_months)| Rule::Holds {
            begins: AWARDED,
            ends: REVOKED,
            topic: topic(t),
            valid_months,
        }),
    ]
}

fn any_day() -> impl Strategy<Value = Date> {
    (0..1500i32).prop_map(|n| day("2024-06-01").checked_add(jiff::Span::new().days(n)).unwrap())
}

/// Facts with an id each, as the database gives them.
fn any_facts() -> impl Strategy<Value = Vec<Seen>> {
    let one = (0..4usize, proptest::option::of(0..4usize), any_day(), 0..3u8);
    proptest::collection::vec(one, 0..14).prop_map(|all| {
        let seen = |(n, (kind, t, day, says)): (usize, (usize, Option<usize>, Date, u8))| Seen {
            id: FactId(i64::try_from(n).unwrap()),
            kind: KINDS[kind],
            topic: t.map(topic),
            day,
            value: [None, Some(Says::Yes), Some(Says::No)][usize::from(says)],
        };
        all.into_iter().enumerate().map(seen).collect()
    })
}

fn any_window() -> impl Strategy<Value = Interval> {
    prop_oneof![Just("2026"), Just("2026-Q2"), Just("2026-02"), Just("2025-2027")]
        .prop_map(|p| period(p).into())
}

/// The same question answered day by day, in the plainest words.
fn plainly_met(rule: &Rule, facts: &[Seen], window: Interval, on: Date) -> bool {
    let about = |f: &Seen, t: &Topic| f.topic.as_ref().is_some_and(|have| have.lies_under(&t.0));
    let so_far = |f: &&Seen| f.day <= on;
    let in_window = |f: &&Seen| f.day <= on && f.day >= window.from;
    let lasts = |f: &Seen, months: u16| on < f.day.checked_add(jiff::Span::new().months(months)).unwrap();
    match rule {
        Rule::AnyFact { kinds, topics } => facts
            .iter()
            .filter(in_window)
            .any(|f| kinds.contains(&f.kind) && (topics.is_empty() || topics.iter().any(|t| about(f, t)))),
        Rule::AllTopics { kinds, topics } => topics
            .iter()
            .all(|t| facts.iter().filter(in_window).any(|f| kinds.contains(&f.kind) && about(f, t))),
        Rule::NewestSays { passing, asking, topics, valid_months } => facts
            .iter()
            .filter(so_far)
            .filter(|f| topics.iter().any(|t| about(f, t)))
            .filter(|f| passing.contains(&f.kind) || (asking.contains(&f.kind) && f.value.is_some()))
            .max_by_key(|f| (f.day, f.id))
            .is_some_and(|f| {
                (passing.contains(&f.kind) || f.value == Some(Says::Yes)) && lasts(f, *valid_months)
            }),
        Rule::Holds { begins, ends, topic, valid_months } => facts
            .iter()
            .filter(so_far)
            .filter(|f| (f.kind == *begins || f.kind == *ends) && about(f, topic))
            .max_by_key(|f| (f.day, f.id))
            .is_some_and(|f| f.kind == *begins && valid_months.is_none_or(|m| lasts(f, m))),
    }
}

fn days_of(window: Interval) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(window.from), |d| Some(kernel::time::next_day(*d)))
        .take_while(move |d| *d < window.to)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn standing_says_what_every_day_says(rule in any_rule(), facts in any_facts(), window in any_window()) {
        let standing = rule.standing(&facts, window);
        for on in days_of(window) {
            let met = standing.iter().any(|i| i.holds(on));
            prop_assert_eq!(met, plainly_met(&rule, &facts, window, on), "{}", on);
        }
    }

    #[test]
    fn stretches_are_sorted_apart_and_inside(rule in any_rule(), facts in any_facts(), window in any_window()) {
        let standing = rule.standing(&facts, window);
        prop_assert!(standing.iter().all(|i| window.from <= i.from && i.from < i.to && i.to <= window.to));
        prop_assert!(standing.windows(2).all(|two| two[0].to < two[1].from), "touching stretches are one");
    }

    #[test]
    fn the_order_of_the_facts_does_not_matter(
        (rule, window) in (any_rule(), any_window()),
        (facts, mixed) in any_facts().prop_flat_map(|f| (Just(f.clone()), Just(f).prop_shuffle())),
    ) {
        prop_assert_eq!(rule.standing(&facts, window), rule.standing(&mixed, window));
    }

    #[test]
    fn a_further_fact_never_shrinks_a_monotone_standing(
        (rule, window) in (any_rule(), any_window()),
        facts in any_facts(),
    ) {
        prop_assume!(rule.is_monotone() && !facts.is_empty());
        let (_, fewer) = facts.split_last().unwrap();
        let (before, after) = (rule.standing(fewer, window), rule.standing(&facts, window));
        for stretch in before {
            prop_assert!(after.iter().any(|i| i.from <= stretch.from && stretch.to <= i.to));
        }
    }

    #[test]
    fn what_is_not_needed_changes_nothing(rule in any_rule(), facts in any_facts(), window in any_window()) {
        let needed: Vec<Seen> =
            facts.iter().filter(|f| rule.needs(f.kind, f.topic.as_ref())).cloned().collect();
        prop_assert_eq!(rule.standing(&needed, window), rule.standing(&facts, window));
    }
}
