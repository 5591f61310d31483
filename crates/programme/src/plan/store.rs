//! Every SQL of yearly programmes.

use super::model::{Draft, Verdict, YearlyProgramme};
use kernel::{Moment, OrganisationId};
use store::{Row, StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// The programme of a unit for a year, with the last word of the level above.
    OF_UNIT = "select p.id, p.organisation, p.year, p.number, p.issued_on, p.has_learning_part, p.learning_part, p.evidence, \
        w.verdict, w.note from programme_yearly_programme p left join programme_yearly_verdict w \
        on w.id = (select max(l.id) from programme_yearly_verdict l where l.yearly_programme = p.id) \
        where p.organisation = $1 and p.year = $2 and p.retired_txn is null";
    /// One programme by its row.
    ONE = "select p.id, p.organisation, p.year, p.number, p.issued_on, p.has_learning_part, p.learning_part, p.evidence, \
        w.verdict, w.note from programme_yearly_programme p left join programme_yearly_verdict w \
        on w.id = (select max(l.id) from programme_yearly_verdict l where l.yearly_programme = p.id) \
        where p.id = $1 and p.retired_txn is null";
    /// All programmes for a year.
    OF_YEAR = "select p.id, p.organisation, p.year, p.number, p.issued_on, p.has_learning_part, p.learning_part, p.evidence, \
        w.verdict, w.note from programme_yearly_programme p left join programme_yearly_verdict w \
        on w.id = (select max(l.id) from programme_yearly_verdict l where l.yearly_programme = p.id) \
        where p.year = $1 and p.retired_txn is null order by p.organisation, p.id";
    /// Who recorded a row: the account of its transaction.
    RECORDER = "select account from store_txn where id = $1";
    /// What was recorded for a unit and a year, replaced rows too.
    RECORDED = "select p.id, p.number, t.at, s.full_name from programme_yearly_programme p \
        join store_txn t on t.id = p.id / 1048576 left join people_account a on a.id = t.account \
        left join people_person_state s on s.person = a.person and s.retired_txn is null \
        where p.organisation = $1 and p.year = $2 order by p.id desc";
    /// What the level above said of a unit's programmes for a year.
    JUDGED = "select w.verdict, w.note, t.at, s.full_name from programme_yearly_verdict w \
        join programme_yearly_programme p on p.id = w.yearly_programme \
        join store_txn t on t.id = w.id / 1048576 left join people_account a on a.id = t.account \
        left join people_person_state s on s.person = a.person and s.retired_txn is null \
        where p.organisation = $1 and p.year = $2 order by w.id desc";
}

/// The table of programmes.
pub const TABLE: &str = "programme_yearly_programme";

fn programme(r: &Row) -> Out<YearlyProgramme> {
    let verdict = match r.opt_text(8)? {
        None => None,
        Some(code) => {
            let verdict = Verdict::find(&code);
            Some(verdict.ok_or_else(|| StoreError::Own(format!("unknown verdict {code}")))?)
        }
    };
    let note = r.opt_text(9)?.unwrap_or_default();
    Ok(YearlyProgramme {
        id: r.int(0)?,
        organisation: OrganisationId(r.int(1)?),
        year: i16::try_from(r.int(2)?).unwrap_or(0),
        draft: Draft {
            number: r.text(3)?,
            issued_on: r.day(4)?,
            has_learning_part: r.flag(5)?,
            learning_part: r.text(6)?,
            evidence: r.text(7)?,
        },
        verdict: verdict.map(|v| (v, note)),
    })
}

/// The programme of a unit for a year.
pub fn of_unit(v: &View, unit: OrganisationId, year: i16) -> Out<Option<YearlyProgramme>> {
    v.first(OF_UNIT, &[unit.into(), i64::from(year).into()], programme)
}

/// One programme.
pub fn one(v: &View, id: i64) -> Out<Option<YearlyProgramme>> {
    v.first(ONE, &[id.into()], programme)
}

/// All programmes for a year.
pub fn of_year(v: &View, year: i16) -> Out<Vec<YearlyProgramme>> {
    v.rows(OF_YEAR, &[i64::from(year).into()], programme)
}

/// The account that recorded a row.
pub fn recorder(v: &View, row: i64) -> Out<Option<i64>> {
    Ok(v.first(RECORDER, &[(row >> kernel::id::ROW_BITS).into()], |r| r.opt_int(0))?.flatten())
}

/// Writes a programme.
pub fn add(tx: &Tx, unit: OrganisationId, year: i16, d: &Draft) -> Out<i64> {
    tx.insert(
        TABLE,
        "organisation, year, number, issued_on, has_learning_part, learning_part, evidence",
        &[
            unit.into(),
            i64::from(year).into(),
            d.number.as_str().into(),
            d.issued_on.into(),
            d.has_learning_part.into(),
            d.learning_part.as_str().into(),
            d.evidence.as_str().into(),
        ],
    )
}

/// Writes what the level above says.
pub fn add_verdict(tx: &Tx, programme: i64, verdict: Verdict, note: &str) -> Out<i64> {
    let values: [Val; 3] = [programme.into(), verdict.code().into(), note.into()];
    tx.insert("programme_yearly_verdict", "yearly_programme, verdict, note", &values)
}

/// Something that happened to the programme of a unit.
pub struct Happened {
    /// When.
    pub at: Moment,
    /// Who; empty for the command line.
    pub who: String,
    /// The verdict; none: it was recorded.
    pub verdict: Option<Verdict>,
    /// The note, or the number recorded.
    pub note: String,
}

/// What happened to a unit's programme for a year, newest first.
pub fn history(v: &View, unit: OrganisationId, year: i16) -> Out<Vec<Happened>> {
    let args = [unit.into(), i64::from(year).into()];
    let mut all = v.rows(RECORDED, &args, |r| {
        let (note, who) = (r.text(1)?, r.opt_text(3)?.unwrap_or_default());
        Ok(Happened { at: Moment(r.int(2)?), who, verdict: None, note })
    })?;
    all.extend(v.rows(JUDGED, &args, |r| {
        let who = r.opt_text(3)?.unwrap_or_default();
        Ok(Happened { at: Moment(r.int(2)?), who, verdict: Verdict::find(&r.text(0)?), note: r.text(1)? })
    })?);
    all.sort_by_key(|h| std::cmp::Reverse(h.at));
    Ok(all)
}
