//! What workers learn by themselves: some declared, confirmed, returned; checks of digital skill with both results; plans.

use super::{Ids, entry};
use crate::world::{OrganisationRef, TODAY, World};
use kernel::time::days_later;
use kernel::{Failure, PersonId, Result, Role, Topic};
use learning::class::{TopicChoice, Topics};
use learning::goal::model::{Aim, GoalKind, GoalRules};
use learning::selfstudy::service::{self as self_study, Policy};
use learning::selfstudy::{Declared, Platforms, Rules};
use learning::skill::Questions;
use learning::skill::service::{self as skill, Paper};
use store::{Db, Entry, Tx};

/// Title, platform, place, words.
const STUDIES: [(&str, &str, &str, &str); 4] = [
    (
        "Lập sổ chi tiêu gia đình",
        "youtube",
        "https://www.youtube.com/watch?v=chi-tieu",
        "Biết ghi thu chi từng ngày.",
    ),
    ("Sách “Nói chuyện nơi làm việc”", "book", "Tủ sách công nhân", "Nghe xong rồi mới trả lời."),
    ("Phòng bệnh mùa lạnh", "binhdanhocvuso", "https://binhdanhocvuso.gov.vn", ""),
    ("Cách dạy con học ở nhà", "other", "Bà Vân, hàng xóm", "Cho con đọc sách mười lăm phút mỗi tối."),
];

/// Fills the own learning of the first workers of the unions that have a login.
pub(super) fn load(db: &Db, world: &World, ids: &Ids) -> Result<()> {
    let wrong = |e: String| Failure::broken(format!("the demo's policy: {e}"));
    let rules = Rules::read(include_str!("../../../../policy/learning/self_study.toml")).map_err(wrong)?;
    let platforms =
        Platforms::read(include_str!("../../../../policy/learning/platforms.toml")).map_err(wrong)?;
    let goals = GoalRules::read(include_str!("../../../../policy/learning/goals.toml")).map_err(wrong)?;
    let questions =
        Questions::read(include_str!("../../../../policy/learning/digital_skill.toml")).map_err(wrong)?;
    let topics = topics();
    let policy = Policy { rules: &rules, topics: &topics, platforms: &platforms };
    for officer in world.logins.iter().filter(|l| l.role == Role::UnionOfficer) {
        let of = |role: Role| world.logins.iter().filter(move |l| l.role == role && l.unit == officer.unit);
        let mut people: Vec<_> = of(Role::Worker).map(|l| l.person).collect();
        let known = people.clone();
        people.extend(
            workers(world, officer.unit).filter(|p| *p != officer.person && !known.contains(p)).take(40),
        );
        let people = people.into_iter().map(|p| ids.person(p)).collect::<Result<Vec<_>>>()?;
        let me = ids.person(officer.person)?;
        let hand = Entry { account: ids.accounts.get(&officer.person).copied(), ..entry("demo.self_study") };
        db.write(&hand, |tx| studies(tx, policy, me, &people))?;
        db.write(&hand, |tx| {
            plans(tx, &goals, &topics, &people)?;
            checks(tx, &questions, me, ids.unit(officer.unit)?, &people)
        })?;
    }
    Ok(())
}

fn workers(world: &World, unit: OrganisationRef) -> impl Iterator<Item = crate::world::PersonRef> {
    world.affiliations.iter().filter(move |a| a.unit == unit && a.holds_on(TODAY)).map(|a| a.person)
}

fn topics() -> Topics {
    let one = |code: &str, name: &str| TopicChoice {
        code: code.to_owned(),
        name: name.to_owned(),
        name_en: name.to_owned(),
        area: "life_skill".to_owned(),
        area_name: "Kỹ năng sống".to_owned(),
    };
    Topics(vec![
        one("life_skill", "Kỹ năng sống"),
        one("life_skill.family", "Hôn nhân, gia đình, nuôi dạy con"),
    ])
}

fn studies(tx: &Tx, policy: Policy, officer: PersonId, people: &[PersonId]) -> Result<()> {
    // who was reached by a class already: the targets of the demo are counted from its classes
    let mut reached = Vec::new();
    for p in people {
        let facts = tx.facts_of_person(*p)?;
        if facts.iter().any(|f| f.kind == "class.attended" && f.day.year() == TODAY.year()) {
            reached.push(*p);
        }
    }
    for (person, (at, (title, platform, place, words))) in
        reached.iter().zip((0_i64..).zip(STUDIES.iter().cycle())).take(9)
    {
        let day = days_later(TODAY, -3 - 4 * at);
        let said = Declared {
            title: (*title).to_owned(),
            topic: Topic("life_skill".to_owned()),
            platform: (*platform).to_owned(),
            place: (*place).to_owned(),
            first_day: day,
            last_day: day,
            minutes: 30 + 15 * at,
            words: (*words).to_owned(),
            evidence: String::new(),
        };
        let uuid = format!("{:016x}{:016x}", person.0, at + 1);
        let id = self_study::declare(tx, policy, *person, &uuid, &said, at != 4, "screen")?;
        match at {
            0 | 3 | 6 => {
                self_study::confirm(tx, officer, id)?;
            }
            2 => {
                self_study::give_back(tx, officer, id, "Hãy ghi rõ đã xem bài nào, ngày nào.")?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn plans(tx: &Tx, rules: &GoalRules, topics: &Topics, people: &[PersonId]) -> Result<()> {
    for person in people.iter().take(5) {
        let hours = Aim {
            kind: GoalKind::Hours,
            topic: Topic("life_skill".to_owned()),
            what: String::new(),
            minutes: 300,
            due_month: 12,
        };
        let free = Aim {
            kind: GoalKind::Free,
            topic: Topic(String::new()),
            what: "Đọc hai cuốn sách ở tủ sách công nhân".to_owned(),
            minutes: 0,
            due_month: 10,
        };
        for aim in [hours, free] {
            learning::goal::service::add(tx, rules, topics, *person, TODAY.year(), &aim)?;
        }
    }
    Ok(())
}

fn checks(
    tx: &Tx,
    questions: &Questions,
    officer: PersonId,
    unit: kernel::OrganisationId,
    people: &[PersonId],
) -> Result<()> {
    for (at, person) in people.iter().enumerate().skip(1).take(12) {
        let paper = Paper {
            uuid: format!("{:032x}", person.0),
            day: days_later(TODAY, -20),
            able: at % 3 != 0,
            evidence: "Phiếu kiểm tra tại xưởng, biên bản số 04".to_owned(),
        };
        skill::record(tx, officer, unit, *person, &paper, &questions.edition)?;
    }
    Ok(())
}
