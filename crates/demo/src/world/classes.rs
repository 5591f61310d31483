//! A year of classes over the whole province. First it is settled who learns what in each union, so
//! that the province ends near the wanted shares; then classes are laid that make it true.

use super::dice::Dice;
use super::making::{Making, day, shift, working};
use super::model::*;
use super::people;
use super::trades;
use super::{NAMED_PEOPLE, Scale, TODAY, places};
use kernel::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Shares of a roster to aim at. Movers and trained officers add to them: the province ends near
/// 66 %, 52 % and 61 % (tests.rs).
const REACHED: f64 = 0.632;
const SKILLED: f64 = 0.512;
const FOUR_LAWS: f64 = 0.601;

/// Who learns what in one union.
struct Wish {
    unit: OrganisationRef,
    commune: Option<OrganisationRef>,
    skilled: Vec<PersonRef>,
    lawful: Vec<PersonRef>,
    other: Vec<PersonRef>,
    rest: Vec<PersonRef>,
}

/// Lays the classes.
pub(super) fn hold(making: &mut Making) {
    if making.world.scale == Scale::Small {
        return;
    }
    let mut dice = Dice::of(making.world.seed, "classes");
    let wishes = settle(making, &mut dice);
    let stays = Stays::of(making);
    let mut hall = Hall { making, stays, dice };
    hall.skills(&wishes);
    hall.laws(&wishes);
    hall.others(&wishes);
    hall.officers(&wishes);
    hall.last_december(&wishes);
    hall.still_open(&wishes);
}

fn settle(making: &Making, dice: &mut Dice) -> Vec<Wish> {
    let mut rosters: Vec<(OrganisationRef, Vec<PersonRef>)> = Vec::new();
    for (unit, affiliations) in people::by_unit(making) {
        let alive = making.world.organisation(unit).is_some_and(|o| o.to.is_none());
        let mut roster: Vec<PersonRef> = affiliations
            .iter()
            .filter_map(|i| making.world.affiliations.get(*i))
            .filter(|a| a.person.0 >= NAMED_PEOPLE && a.to.is_none_or(|to| to > day(2026, 1, 1)))
            .map(|a| a.person)
            .collect();
        if alive && !roster.is_empty() {
            dice.shuffle(&mut roster);
            rosters.push((unit, roster));
        }
    }
    let sizes: Vec<f64> = rosters.iter().map(|r| r.1.len() as f64).collect();
    // some unions teach nobody, some everybody, most something between
    let bases = rosters.iter().map(|_| match dice.below(100) {
        0..=6 => 0.0,
        7..=22 => 1.0,
        _ => 0.2 + 0.75 * dice.unit(),
    });
    let reached = calibrate(&sizes, &bases.collect::<Vec<f64>>(), REACHED);
    let weights: Vec<f64> = sizes.iter().zip(&reached).map(|(s, r)| s * r).collect();
    let mut part = |low: f64, wanted: f64| {
        let bases: Vec<f64> = weights.iter().map(|_| low + (1.0 - low) * dice.unit()).collect();
        calibrate(&weights, &bases, wanted / REACHED)
    };
    let (skilled, lawful) = (part(0.5, SKILLED), part(0.8, FOUR_LAWS));
    let mut wishes = Vec::new();
    for (i, (unit, roster)) in rosters.into_iter().enumerate() {
        let at = |shares: &[f64], of: usize| {
            ((shares.get(i).copied().unwrap_or(0.0) * of as f64).round() as usize).min(of)
        };
        let n = at(&reached, roster.len());
        let (mut learners, rest) = (roster[..n].to_vec(), roster[n..].to_vec());
        let skilled = learners[..at(&skilled, n)].to_vec();
        dice.shuffle(&mut learners);
        let lawful = learners[..at(&lawful, n)].to_vec();
        let done: BTreeSet<PersonRef> = skilled.iter().chain(&lawful).copied().collect();
        let other = learners.into_iter().filter(|p| !done.contains(p)).collect();
        let commune = making.world.organisation(unit).and_then(|o| o.commune);
        wishes.push(Wish { unit, commune, skilled, lawful, other, rest });
    }
    wishes
}

/// Shifts the shares between 0 and 1 together until their weighted mean is the wanted one.
fn calibrate(weights: &[f64], bases: &[f64], wanted: f64) -> Vec<f64> {
    let moved = |by: f64| -> Vec<f64> {
        let one = |b: &f64| if *b <= 0.0 || *b >= 1.0 { *b } else { (b + by).clamp(0.0, 1.0) };
        bases.iter().map(one).collect()
    };
    let total: f64 = weights.iter().sum();
    let (mut low, mut high) = (-1.0, 1.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        let mean: f64 = moved(middle).iter().zip(weights).map(|(s, w)| s * w).sum::<f64>() / total;
        if mean < wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    moved(low)
}

/// Where everybody was, when.
struct Stays(Vec<Vec<(OrganisationRef, Date, Option<Date>)>>);

impl Stays {
    fn of(making: &Making) -> Stays {
        let mut stays = vec![Vec::new(); making.world.people.len()];
        for a in &making.world.affiliations {
            if let Some(stay) = stays.get_mut(a.person.0) {
                stay.push((a.unit, a.from, a.to));
            }
        }
        Stays(stays)
    }

    /// In this unit (any, when `None`) on all these days?
    fn cover(&self, person: PersonRef, unit: Option<OrganisationRef>, days: &[Date]) -> bool {
        self.0.get(person.0).is_some_and(|stays| {
            days.iter().all(|day| {
                stays.iter().any(|(at, from, to)| {
                    unit.is_none_or(|u| u == *at) && from <= day && to.is_none_or(|to| *day < to)
                })
            })
        })
    }
}

/// What a class is about.
struct Subject<'a> {
    title: &'a str,
    topic: &'static str,
    kind: ClassKind,
}

struct Hall<'m> {
    making: &'m mut Making,
    stays: Stays,
    dice: Dice,
}

const DIGITAL: [&str; 5] = [
    "Kỹ năng số cơ bản cho công nhân",
    "Sử dụng điện thoại thông minh để học tập",
    "Dịch vụ công trực tuyến và VNeID",
    "An toàn thông tin, phòng chống lừa đảo trên mạng",
    "Thanh toán không dùng tiền mặt",
];
const LAWS: [(&str, &str, i8); 4] = [
    ("Phổ biến Bộ luật Lao động", "law.labour", 3),
    ("Phổ biến Luật Công đoàn 2024", "law.trade_union", 5),
    ("Phổ biến Luật Bảo hiểm xã hội 2024", "law.social_insurance", 7),
    ("Phổ biến Luật An toàn, vệ sinh lao động", "law.occupational_safety", 9),
];
const OTHERS: [(&str, &str); 5] = [
    ("Kỹ năng giao tiếp và làm việc nhóm", "life_skill"),
    ("Chăm sóc sức khỏe, dinh dưỡng gia đình", "life_skill"),
    ("Huấn luyện an toàn, vệ sinh lao động", "occupational_safety"),
    ("Tìm hiểu danh hiệu Công dân học tập", "social_knowledge"),
    ("Phòng chống ma túy, mua bán người", "social_knowledge"),
];
const SCHOOLS: [&str; 4] = [
    "Trường Cao đẳng Lai Châu",
    "Trung tâm Dịch vụ việc làm tỉnh",
    "Trung tâm GDNN - GDTX Than Uyên",
    "Trung tâm GDNN - GDTX Phong Thổ",
];
/// Smaller groups learn together with their neighbours.
const OWN_CLASS: usize = 23;
/// More than so many make two classes.
const FULL_CLASS: usize = 110;

impl Hall<'_> {
    // Vocational and digital classes: one's own where there are enough, else one for the commune.
    fn skills(&mut self, wishes: &[Wish]) {
        let mut shared: BTreeMap<Option<OrganisationRef>, Vec<PersonRef>> = BTreeMap::new();
        for wish in wishes {
            if wish.skilled.len() < OWN_CLASS {
                shared.entry(wish.commune).or_default().extend(&wish.skilled);
                continue;
            }
            let parts = wish.skilled.len().div_ceil(FULL_CLASS);
            for group in wish.skilled.chunks(wish.skilled.len().div_ceil(parts)) {
                self.skill_class(wish, group);
            }
        }
        let Some(federation) = self.making.find("LDLD-LC") else { return };
        for (commune, group) in shared.into_iter().filter(|(_, group)| !group.is_empty()) {
            let place = self.commune_name(commune);
            let title = format!("{} ({place})", self.word(&DIGITAL));
            let subject = Subject { title: &title, topic: "digital_skill", kind: ClassKind::Refresher };
            let days = self.days(day(2026, 8, 3), day(2026, 10, 30), 2);
            self.lay(
                &subject,
                federation,
                &format!("Nhà văn hóa {place}"),
                Some("VNPT Lai Châu"),
                days,
                &group,
                &[],
            );
        }
    }

    fn skill_class(&mut self, wish: &Wish, group: &[PersonRef]) {
        let unit = self.making.world.organisation(wish.unit).cloned();
        let Some(unit) = unit else { return };
        let first = shift(unit.from, 10).max(day(2026, 1, 12));
        let place = format!("Hội trường {}", unit.workplace.as_deref().unwrap_or("công ty"));
        let absent: Vec<PersonRef> = wish.rest.iter().take(group.len() / 20).copied().collect();
        if self.dice.chance(45) {
            let title = self.word(&DIGITAL);
            let subject = Subject { title, topic: "digital_skill", kind: ClassKind::Refresher };
            let count = 1 + self.dice.below(3);
            let days = self.days(first, day(2026, 11, 6), count);
            self.lay(&subject, wish.unit, &place, Some("VNPT Lai Châu"), days, group, &absent);
        } else {
            let classes = trades::find(unit.trade).map_or(trades::PUBLIC_CLASSES, |t| t.classes);
            let title = self.word(classes);
            let subject = Subject { title, topic: "vocational_skill", kind: ClassKind::Vocational };
            let days = self.days(first, day(2026, 11, 6), 3);
            let school = self.word(&SCHOOLS);
            self.lay(&subject, wish.unit, &place, Some(school), days, group, &absent);
        }
    }

    // The four laws, commune by commune, in the hall and on screens.
    fn laws(&mut self, wishes: &[Wish]) {
        let Some(federation) = self.making.find("LDLD-LC") else { return };
        let mut communes: BTreeMap<Option<OrganisationRef>, (Vec<PersonRef>, Vec<PersonRef>)> =
            BTreeMap::new();
        for wish in wishes {
            let (full, partly) = communes.entry(wish.commune).or_default();
            full.extend(&wish.lawful);
            // of those who learn nothing else, every other hears the first law only
            partly.extend(wish.other.iter().step_by(2));
        }
        for (commune, (full, partly)) in communes.into_iter().filter(|(_, g)| !g.0.is_empty()) {
            let place = self.commune_name(commune);
            for (number, (title, topic, month)) in LAWS.into_iter().enumerate() {
                let title = format!("{title} ({place})");
                let subject = Subject { title: &title, topic, kind: ClassKind::Briefing };
                let start = day(2026, month, 1);
                let days = self.days(start, shift(start, 50), 1);
                let mut group = full.clone();
                if number == 0 {
                    group.extend(&partly);
                }
                let hall = format!("Hội trường UBND {place}, trực tiếp kết hợp trực tuyến");
                self.lay(&subject, federation, &hall, None, days, &group, &[]);
            }
        }
    }

    // Life skills and social knowledge for those who learn neither trade nor law.
    fn others(&mut self, wishes: &[Wish]) {
        let Some(association) = self.making.find("HKH-LC") else { return };
        let mut shared = Vec::new();
        for wish in wishes {
            let group: Vec<PersonRef> = wish.other.iter().skip(1).step_by(2).copied().collect();
            if group.len() < 12 {
                shared.extend(group);
                continue;
            }
            let (title, topic) = self.dice.pick(&OTHERS).copied().unwrap_or(OTHERS[0]);
            let subject = Subject { title, topic, kind: ClassKind::Refresher };
            let from = self.making.world.organisation(wish.unit).map_or(TODAY, |o| o.from);
            let days = self.days(shift(from, 10).max(day(2026, 1, 12)), day(2026, 11, 6), 1);
            self.lay(&subject, wish.unit, "Phòng họp", None, days, &group, &[]);
        }
        for group in shared.chunks(60) {
            let title = "Xây dựng mô hình Công dân học tập";
            let subject = Subject { title, topic: "social_knowledge", kind: ClassKind::Briefing };
            let days = self.days(day(2026, 9, 28), day(2026, 10, 20), 1);
            self.lay(&subject, association, "Hội trường Hội Khuyến học tỉnh", None, days, group, &[]);
        }
    }

    // Officers of three in five of the unions that learn at all, trained by the Federation with the Association's speakers.
    fn officers(&mut self, wishes: &[Wish]) {
        let Some(federation) = self.making.find("LDLD-LC") else { return };
        let learns = |w: &&Wish| !(w.skilled.is_empty() && w.lawful.is_empty());
        let learning: BTreeSet<OrganisationRef> = wishes.iter().filter(learns).map(|w| w.unit).collect();
        let mut chosen: BTreeMap<OrganisationRef, bool> = BTreeMap::new();
        let mut group = Vec::new();
        for office in self.making.world.offices.clone() {
            if !learning.contains(&office.unit) || office.to.is_some() {
                continue;
            }
            if *chosen.entry(office.unit).or_insert_with(|| self.dice.chance(58)) {
                group.push(office.person);
            }
        }
        for part in group.chunks(90) {
            let subject = Subject {
                title: "Kỹ năng tuyên truyền, tổ chức hoạt động học tập suốt đời",
                topic: "union_skill.lifelong_learning",
                kind: ClassKind::Briefing,
            };
            let days = self.days(day(2026, 6, 15), day(2026, 10, 30), 2);
            let partner = Some("Hội Khuyến học tỉnh");
            self.lay(&subject, federation, "Hội trường LĐLĐ tỉnh", partner, days, part, &[]);
        }
    }

    // Classes of December 2025: last year's, they must not count this year.
    fn last_december(&mut self, wishes: &[Wish]) {
        for wish in wishes.iter().step_by(19) {
            let group: Vec<PersonRef> = wish.rest.iter().chain(&wish.skilled).take(30).copied().collect();
            let title = self.word(&DIGITAL);
            let subject = Subject { title, topic: "digital_skill", kind: ClassKind::Refresher };
            let days = self.days(day(2025, 12, 1), day(2025, 12, 24), 2);
            self.lay(&subject, wish.unit, "Phòng họp", None, days, &group, &[]);
        }
    }

    // Classes that run today or are still to come. Who sits in a running one has learned before, so
    // the shares do not hang on whether an open class counts.
    fn still_open(&mut self, wishes: &[Wish]) {
        let large = wishes.iter().filter(|w| w.skilled.len() >= OWN_CLASS).step_by(16).take(12);
        for (number, wish) in large.enumerate() {
            let running = number < 4;
            let days = if running {
                vec![day(2026, 11, 19), day(2026, 11, 20), day(2026, 11, 21)]
            } else {
                let count = 1 + self.dice.below(2);
                self.days(day(2026, 11, 23), day(2026, 12, 15), count)
            };
            let group: Vec<PersonRef> = wish.skilled.iter().take(35).copied().collect();
            let title = self.word(&DIGITAL);
            let subject = Subject { title, topic: "digital_skill", kind: ClassKind::Refresher };
            self.lay(&subject, wish.unit, "Phòng họp", None, days, &group, &[]);
        }
    }

    /// So many days in a row between two days, neither on Sundays, holidays nor at Tết.
    fn days(&mut self, first: Date, last: Date, count: usize) -> Vec<Date> {
        let span = (i64::from(last.day_of_year()) - i64::from(first.day_of_year())).max(0);
        let mut at = shift(first, self.dice.between(0, span));
        if (day(2026, 2, 12)..day(2026, 2, 24)).contains(&at) {
            at = shift(at, 14);
        }
        (0..count)
            .map(|_| {
                let this = working(at);
                at = shift(this, 1);
                this
            })
            .collect()
    }

    /// Writes a class with its list and marks. `learners` come at least once, `absent` never.
    #[expect(clippy::too_many_arguments, reason = "a class has that many sides; each caller fills all")]
    fn lay(
        &mut self,
        subject: &Subject<'_>,
        unit: OrganisationRef,
        place: &str,
        partner: Option<&'static str>,
        days: Vec<Date>,
        learners: &[PersonRef],
        absent: &[PersonRef],
    ) {
        let kind = self.making.world.organisation(unit).map(|o| o.kind);
        let at = (kind == Some(OrganisationKind::GrassrootsUnion)).then_some(unit);
        let last = days.last().copied().unwrap_or(TODAY);
        let closed_on = (last < TODAY).then(|| shift(last, self.dice.between(0, 4)).min(TODAY));
        let held = days.iter().filter(|d| **d <= TODAY).count();
        let mut enrolments = Vec::new();
        // a person who moved to a neighbour may be wished for by both
        let mut listed = BTreeSet::new();
        for (person, comes) in learners.iter().map(|p| (*p, true)).chain(absent.iter().map(|p| (*p, false))) {
            if self.stays.cover(person, at, &days) && listed.insert(person) {
                let marks = self.marks(held, comes);
                let present = marks.iter().filter(|m| **m == Mark::Present).count();
                let enough = present > 0 && present * 3 >= days.len() * 2;
                let passed = closed_on.map(|_| enough && self.dice.chance(97));
                enrolments.push(Enrolment { person, marks, passed });
            }
        }
        if enrolments.is_empty() {
            return;
        }
        let code = format!("L{:04}", self.making.world.classes.len() + 1);
        self.making.world.classes.push(TrainingClass {
            code,
            title: subject.title.to_owned(),
            topic: subject.topic,
            kind: subject.kind,
            unit,
            place: place.to_owned(),
            partner,
            days,
            hours_per_day: if subject.kind == ClassKind::Briefing { 3 } else { 7 },
            enrolments,
            closed_on,
        });
    }

    fn marks(&mut self, days: usize, comes: bool) -> Vec<Mark> {
        let mut marks: Vec<Mark> = (0..days)
            .map(|_| match self.dice.below(100) {
                0..=92 if comes => Mark::Present,
                0..=96 if comes => Mark::Excused,
                0..=29 => Mark::Excused,
                _ => Mark::Absent,
            })
            .collect();
        if comes
            && !marks.contains(&Mark::Present)
            && let Some(first) = marks.first_mut()
        {
            *first = Mark::Present;
        }
        marks
    }

    fn word(&mut self, words: &'static [&'static str]) -> &'static str {
        self.dice.pick(words).copied().unwrap_or("")
    }

    fn commune_name(&self, commune: Option<OrganisationRef>) -> String {
        let name = commune.and_then(|c| self.making.world.organisation(c)).map(|c| c.name.as_str());
        let known = places::communes().find(|c| Some(c.1) == name).map(|c| c.1);
        known.map_or_else(|| "xã".to_owned(), super::association::lower_first)
    }
}
