//! Attendance taken on a phone without a signal: it arrives later, perhaps beside marks that somebody else set since.

use super::model::Mark;
use super::{service, store};
use ::store::sockets::{OfflineAct, OutboxReceiver, Taken};
use ::store::{Tx, View};
use kernel::time::day_text;
use kernel::{Act, Actor, ClassId, Failure, OrganisationId, PersonId, Result};
use serde::Deserialize;

/// The kind of act that carries the marks of one day.
pub const ATTENDED: &str = "learning.attended";

/// The marks of one day of a class, as an officer's phone kept them.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
struct DayMarks {
    class: i64,
    /// The day's number, from 1.
    day: usize,
    marks: Vec<OneMark>,
}

/// One person's mark, and what the officer saw there before.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
struct OneMark {
    person: i64,
    mark: String,
    #[serde(default)]
    saw: String,
}

/// Takes attendance from phones.
pub struct OfflineAttendance;

fn read(act: &OfflineAct) -> Result<DayMarks> {
    serde_json::from_value(act.body.clone())
        .map_err(|e| Failure::field("body", format!("Không đọc được bản điểm danh gửi từ máy ({e}).")))
}

fn place_of(v: &View, class: ClassId) -> Result<OrganisationId> {
    Ok(store::one(v, class)?.ok_or(Failure::NotFound)?.is.unit)
}

/// Whoever sends must keep the classes of that unit today; else the class is not theirs to know.
fn may(v: &View, by: &Actor, unit: OrganisationId) -> Result<()> {
    let tops = by.places(Act::KeepClasses, v.today());
    if people::organisation::store::reaches(v, &tops, unit, v.today())? {
        Ok(())
    } else {
        Err(Failure::NotFound)
    }
}

/// A person, the day's number from 0, the mark, and what stood there before.
type Seen = (PersonId, usize, Mark, Option<Mark>);

fn marks(sent: &DayMarks) -> Result<Vec<Seen>> {
    let number = sent.day.checked_sub(1).ok_or(Failure::NotFound)?;
    sent.marks
        .iter()
        .map(|m| {
            let mark = Mark::find(&m.mark)
                .ok_or_else(|| Failure::field("mark", format!("Không có cách điểm danh “{}”.", m.mark)))?;
            Ok((PersonId(m.person), number, mark, Mark::find(&m.saw)))
        })
        .collect()
}

impl OutboxReceiver for OfflineAttendance {
    fn kinds(&self) -> &'static [&'static str] {
        &[ATTENDED]
    }

    /// Marks that nobody changed since the officer saw them are written; the others wait for a decision.
    fn take(&self, tx: &Tx, by: &Actor, act: &OfflineAct) -> Result<Taken> {
        let sent = read(act)?;
        let class = ClassId(sent.class);
        may(tx, by, place_of(tx, class)?)?;
        let known = store::one(tx, class)?.ok_or(Failure::NotFound)?;
        let day = sent.day.checked_sub(1).and_then(|n| known.is.days.get(n)).ok_or(Failure::NotFound)?.day;
        let now = store::marks(tx, class)?;
        let (mut good, mut others) = (Vec::new(), 0);
        for (person, number, mark, saw) in marks(&sent)? {
            match now.get(&(person, day)).map(|(mark, _)| *mark) {
                stands if stands == Some(mark) => {}
                stands if stands == saw => good.push((person, number, mark)),
                _ => others += 1,
            }
        }
        service::attend(tx, class, &good)?;
        Ok(if others == 0 {
            Taken::Kept
        } else {
            Taken::Conflict(format!(
                "{others} người đã được người khác điểm danh khác đi trong lúc máy chưa có mạng; {} người còn lại đã ghi.",
                good.len()
            ))
        })
    }

    fn settle(&self, tx: &Tx, by: &Actor, act: &OfflineAct) -> Result<()> {
        let sent = read(act)?;
        let class = ClassId(sent.class);
        may(tx, by, place_of(tx, class)?)?;
        let all: Vec<_> =
            marks(&sent)?.into_iter().map(|(person, number, mark, _)| (person, number, mark)).collect();
        service::attend(tx, class, &all)?;
        Ok(())
    }

    fn place(&self, v: &View, act: &OfflineAct) -> Result<Option<OrganisationId>> {
        Ok(Some(place_of(v, ClassId(read(act)?.class))?))
    }

    fn words(&self, v: &View, act: &OfflineAct) -> Result<String> {
        let sent = read(act)?;
        let Some(class) = store::one(v, ClassId(sent.class))? else { return Ok(String::new()) };
        let day = sent.day.checked_sub(1).and_then(|n| class.is.days.get(n));
        let day = day.map_or_else(String::new, |d| format!(" ngày {}", day_text(d.day)));
        Ok(format!("Điểm danh lớp {}{day}", class.code))
    }
}
