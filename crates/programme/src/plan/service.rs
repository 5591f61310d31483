//! What happens to yearly programmes: recorded, verified or returned.

use super::model::{Draft, Standing, Verdict, YearlyProgramme};
use super::store;
use ::store::{NewFact, Tx, View};
use kernel::{Date, Failure, OrganisationId, Result, Topic, fact};
use people::organisation::{Organisation, Tree, store as units};
use std::collections::HashMap;

/// What gave the fact, in the book of facts.
pub const SUBJECT: &str = "yearly_programme";

/// Records the programme of a unit for a year. A changed programme waits for verification again.
pub fn record(tx: &Tx, unit: OrganisationId, year: i16, draft: &Draft) -> Result<i64> {
    let on = Date::new(year, 12, 31).unwrap_or(Date::MAX).min(tx.today().max(draft.issued_on));
    let state = units::one(tx, unit, on)?.or(units::last(tx, unit)?).ok_or(Failure::NotFound)?;
    if !state.kind.is_base() {
        return Err(Failure::Conflict(
            "Chỉ công đoàn cơ sở lập chương trình hoạt động hằng năm ở đây.".to_owned(),
        ));
    }
    let faults = draft.faults(year, tx.today());
    if !faults.is_empty() {
        return Err(Failure::Invalid(faults));
    }
    if let Some(old) = store::of_unit(tx, unit, year)? {
        // the same again changes nothing; a returned one may be sent again as it is
        if old.draft == *draft && old.standing() != Standing::Returned {
            return Ok(old.id);
        }
        take_back(tx, &old, "chương trình đã được thay bằng bản mới")?;
        tx.retire(store::TABLE, old.id)?;
    }
    Ok(store::add(tx, unit, year, draft)?)
}

/// Verifies a programme or returns it with a note. Nobody judges what they recorded themselves.
pub fn verify(tx: &Tx, id: i64, verdict: Verdict, note: &str) -> Result<YearlyProgramme> {
    let programme = store::one(tx, id)?.ok_or_else(|| {
        Failure::Conflict("Chương trình này đã được thay bằng bản mới. Hãy mở lại để xem bản mới.".to_owned())
    })?;
    let recorder = store::recorder(tx, id)?;
    if recorder.is_some() && recorder == tx.account.map(|a| a.0) {
        return Err(Failure::Forbidden(
            "Người nhập chương trình không tự xác nhận được. Hãy nhờ người khác ở cấp trên.".to_owned(),
        ));
    }
    if verdict == Verdict::Returned && note.trim().is_empty() {
        return Err(Failure::field("note", "Hãy ghi rõ vì sao trả lại, để cơ sở biết chỗ cần sửa."));
    }
    if programme.verdict.as_ref().is_some_and(|(last, _)| *last == verdict) {
        return Err(Failure::Conflict("Chương trình này đã có kết luận như vậy.".to_owned()));
    }
    store::add_verdict(tx, id, verdict, note.trim())?;
    match verdict {
        Verdict::Returned => take_back(tx, &programme, "chương trình bị trả lại")?,
        Verdict::Verified if programme.draft.has_learning_part => {
            tx.fact(&NewFact {
                kind: fact::LEARNING_UNION_PLANNED,
                person: None,
                organisation: programme.organisation,
                day: programme.counts_on(),
                topic: Topic(String::new()),
                value: None,
                minutes: None,
                subject_kind: SUBJECT,
                subject: id,
                evidence: evidence(&programme.draft),
                source: "screen",
            })?;
        }
        Verdict::Verified => {}
    }
    Ok(programme)
}

fn evidence(draft: &Draft) -> String {
    let day = kernel::time::day_text(draft.issued_on);
    let more = if draft.evidence.is_empty() { String::new() } else { format!(", {}", draft.evidence) };
    format!("Chương trình số {} ngày {day}{more}", draft.number)
}

fn take_back(tx: &Tx, programme: &YearlyProgramme, why: &str) -> Result<()> {
    for fact in tx.facts_of_subject(SUBJECT, programme.id)? {
        tx.void_fact(fact.id, why)?;
    }
    Ok(())
}

/// Does one of these places stand above the unit? A unit never verifies its own programme.
pub fn is_above(v: &View, places: &[OrganisationId], unit: OrganisationId, on: Date) -> Result<bool> {
    let above: Vec<OrganisationId> = places.iter().copied().filter(|p| *p != unit).collect();
    Ok(units::reaches(v, &above, unit, on)?)
}

/// The grassroots unions of these subtrees on a day, each with its programme for the year, by name.
pub fn overview(
    v: &View,
    tops: &[OrganisationId],
    year: i16,
    on: Date,
) -> Result<Vec<(Organisation, Option<YearlyProgramme>)>> {
    let tree = units::tree(v, Tree::main(), on)?;
    let mut known: HashMap<OrganisationId, YearlyProgramme> =
        store::of_year(v, year)?.into_iter().map(|p| (p.organisation, p)).collect();
    let mut out = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for top in tops {
        for u in tree.subtree(*top) {
            if u.kind.is_base() && seen.insert(u.id) {
                out.push((u.clone(), known.remove(&u.id)));
            }
        }
    }
    Ok(out)
}

/// How the programme of a unit stands.
pub fn standing(programme: Option<&YearlyProgramme>) -> Standing {
    programme.map_or(Standing::Absent, YearlyProgramme::standing)
}
