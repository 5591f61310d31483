//! Every SQL of reports.

use super::model::{Body, Move, Obligation, Report, State};
use kernel::{AccountId, Date, Moment, OrganisationId, Period, ReportId};
use std::collections::BTreeMap;
use store::{Row, StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// Who owes a form for a period, with how far it is.
    OBLIGATIONS = "select o.id, o.form, o.organisation, o.level, o.period, o.due_on, r.id, \
        (select m.to_state from programme_report_move m where m.report = r.id order by m.id desc limit 1), \
        (select min(m.at) from programme_report_move m where m.report = r.id and m.to_state = 'submitted') \
        from programme_obligation o left join programme_report r on r.form = o.form and r.period = o.period \
        and r.organisation = o.organisation where o.form = $1 and o.period = $2 order by o.id";
    /// What one unit owes, the newest first.
    OBLIGATIONS_OF = "select o.id, o.form, o.organisation, o.level, o.period, o.due_on, r.id, \
        (select m.to_state from programme_report_move m where m.report = r.id order by m.id desc limit 1), \
        (select min(m.at) from programme_report_move m where m.report = r.id and m.to_state = 'submitted') \
        from programme_obligation o left join programme_report r on r.form = o.form and r.period = o.period \
        and r.organisation = o.organisation where o.organisation = $1 order by o.due_on desc, o.id desc";
    /// The obligation of a unit.
    OBLIGATION_OF = "select id, due_on from programme_obligation where form = $1 and period = $2 and organisation = $3";
    /// The periods for which a form was asked.
    ISSUED = "select distinct form, period from programme_obligation order by form, period";
    /// The report of a unit for a period.
    FIND = "select id from programme_report where form = $1 and period = $2 and organisation = $3";
    /// One report.
    ONE = "select r.form, r.form_version, r.organisation, r.level, r.period, \
        (select m.to_state from programme_report_move m where m.report = r.id order by m.id desc limit 1), v.id, v.body \
        from programme_report r join programme_report_revision v on v.report = r.id where r.id = $1 order by v.id desc limit 1";
    /// One saving.
    REVISION = "select body from programme_report_revision where id = $1 and report = $2";
    /// The way of a report, oldest first.
    MOVES = "select id, revision, from_state, to_state, note, comments, account, at from programme_report_move \
        where report = $1 order by id";
    /// The number of a report's paper.
    NUMBER = "select number, year from programme_document_number where report = $1";
    /// The last number taken.
    LAST_NUMBER = "select coalesce(max(number), 0) from programme_document_number where organisation = $1 and year = $2 and kind = $3";
    /// Everything that was learned in classes below a unit between two days.
    LEARNED = "select f.kind, f.subject, coalesce((select s.same_as from store_alias s where s.person = f.person), f.person), \
        f.day, f.topic, f.minutes from people_closure c \
        join store_fact f on f.organisation = c.descendant and f.day >= c.valid_from and f.day < c.valid_to \
        where c.tree = 'union' and c.ancestor = $1 and f.day >= $2 and f.day <= $3 and f.person is not null \
        and f.kind in ('class.attended', 'class.passed') and f.subject_kind = 'class' and f.voids is null \
        and not exists (select 1 from store_fact v where v.voids = f.id)";
    /// The seals of a report, oldest first.
    SEALS_OF = "select id, report, version, supersedes, as_of_day, as_of_txn, policy, body, list_sha256, prev_sha256, sha256 \
        from programme_seal where report = $1 order by id";
    /// All seals, oldest first.
    SEALS = "select id, report, version, supersedes, as_of_day, as_of_txn, policy, body, list_sha256, prev_sha256, sha256 \
        from programme_seal order by id";
    /// The hash of the newest seal.
    LAST_SEAL = "select sha256 from programme_seal order by id desc limit 1";
    /// Everything behind a seal.
    MEMBERS = "select indicator, side, organisation, subjects from programme_seal_member where seal = $1 \
        order by indicator, side, organisation";
    /// What is behind one number of a seal.
    MEMBERS_OF = "select indicator, side, organisation, subjects from programme_seal_member where seal = $1 \
        and indicator = $2 and side = $3 order by organisation";
}

fn period(text: &str) -> Out<Period> {
    text.parse().map_err(|_| StoreError::Own(format!("not a period: {text:?}")))
}

fn state(code: Option<String>) -> Out<State> {
    match code {
        None => Ok(State::Draft),
        Some(code) => State::find(&code).ok_or_else(|| StoreError::Own(format!("unknown state {code}"))),
    }
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Out<T> {
    serde_json::from_str(text).map_err(|e| StoreError::Own(format!("unreadable JSON: {e}")))
}

fn obligation(r: &Row) -> Out<Obligation> {
    let report = r.opt_int(6)?.map(ReportId);
    Ok(Obligation {
        id: r.int(0)?,
        form: r.text(1)?,
        organisation: OrganisationId(r.int(2)?),
        level: r.text(3)?,
        period: period(&r.text(4)?)?,
        due_on: r.day(5)?,
        report,
        state: if report.is_some() { Some(state(r.opt_text(7)?)?) } else { None },
        submitted_on: r.opt_int(8)?.map(|at| Moment(at).day()),
    })
}

/// Who owes a form for a period.
pub fn obligations(v: &View, form: &str, p: Period) -> Out<Vec<Obligation>> {
    v.rows(OBLIGATIONS, &[form.into(), p.code().into()], obligation)
}

/// What one unit owes, the newest first.
pub fn obligations_of(v: &View, unit: OrganisationId) -> Out<Vec<Obligation>> {
    v.rows(OBLIGATIONS_OF, &[unit.into()], obligation)
}

/// By when a unit owes a form.
pub fn due_on(v: &View, form: &str, p: Period, unit: OrganisationId) -> Out<Option<Date>> {
    v.first(OBLIGATION_OF, &[form.into(), p.code().into(), unit.into()], |r| r.day(1))
}

/// The forms and periods that were asked for.
pub fn issued(v: &View) -> Out<Vec<(String, Period)>> {
    v.rows(ISSUED, &[], |r| Ok((r.text(0)?, period(&r.text(1)?)?)))
}

/// Writes obligations: (unit, level, by when).
pub fn add_obligations(
    tx: &Tx,
    form: (&str, u32),
    p: Period,
    owed: &[(OrganisationId, &str, Date)],
) -> Out<()> {
    let mut values = Vec::with_capacity(owed.len() * 7);
    for (unit, level, due_on) in owed {
        values.extend([
            Val::Int(tx.new_id()),
            form.0.into(),
            i64::from(form.1).into(),
            (*unit).into(),
            (*level).into(),
            p.code().into(),
            (*due_on).into(),
        ]);
    }
    let columns = "id, form, form_version, organisation, level, period, due_on";
    tx.insert_all("programme_obligation", columns, 7, &values)
}

/// The report of a unit for a period.
pub fn find(v: &View, form: &str, p: Period, unit: OrganisationId) -> Out<Option<ReportId>> {
    Ok(v.first(FIND, &[form.into(), p.code().into(), unit.into()], |r| r.int(0))?.map(ReportId))
}

/// A new report.
pub fn add(tx: &Tx, form: (&str, u32), p: Period, unit: OrganisationId, level: &str) -> Out<ReportId> {
    let values = [form.0.into(), i64::from(form.1).into(), unit.into(), level.into(), Val::from(p.code())];
    Ok(ReportId(tx.insert("programme_report", "form, form_version, organisation, level, period", &values)?))
}

/// A new saving.
pub fn add_revision(tx: &Tx, report: ReportId, body: &Body) -> Out<i64> {
    let text = serde_json::to_value(body).map_err(|e| StoreError::Own(e.to_string()))?;
    let text = super::model::canonical(&text);
    tx.insert("programme_report_revision", "report, body", &[report.into(), text.into()])
}

/// One report.
pub fn one(v: &View, id: ReportId) -> Out<Option<Report>> {
    v.first(ONE, &[id.into()], |r| {
        Ok(Report {
            id,
            form: r.text(0)?,
            form_version: u32::try_from(r.int(1)?).unwrap_or(0),
            organisation: OrganisationId(r.int(2)?),
            level: r.text(3)?,
            period: period(&r.text(4)?)?,
            state: state(r.opt_text(5)?)?,
            revision: r.int(6)?,
            body: json(&r.text(7)?)?,
        })
    })
}

/// One saving of a report.
pub fn revision(v: &View, report: ReportId, revision: i64) -> Out<Option<Body>> {
    v.first(REVISION, &[revision.into(), report.into()], |r| json(&r.text(0)?))
}

/// A turn of a report's way.
pub fn add_move(
    tx: &Tx,
    report: &Report,
    to: State,
    note: &str,
    comments: &BTreeMap<String, String>,
    account: Option<AccountId>,
) -> Out<i64> {
    let comments = serde_json::to_string(comments).map_err(|e| StoreError::Own(e.to_string()))?;
    tx.insert(
        "programme_report_move",
        "report, revision, from_state, to_state, note, comments, account, at",
        &[
            report.id.into(),
            report.revision.into(),
            report.state.code().into(),
            to.code().into(),
            note.into(),
            comments.into(),
            account.into(),
            tx.now.into(),
        ],
    )
}

/// The way of a report, oldest first.
pub fn moves(v: &View, report: ReportId) -> Out<Vec<Move>> {
    v.rows(MOVES, &[report.into()], |r| {
        Ok(Move {
            id: r.int(0)?,
            revision: r.int(1)?,
            from: state(Some(r.text(2)?))?,
            to: state(Some(r.text(3)?))?,
            note: r.text(4)?,
            comments: json(&r.text(5)?)?,
            account: r.opt_int(6)?.map(AccountId),
            at: Moment(r.int(7)?),
        })
    })
}

/// The number of a report's paper: (number, year).
pub fn number(v: &View, report: ReportId) -> Out<Option<(i64, i64)>> {
    v.first(NUMBER, &[report.into()], |r| Ok((r.int(0)?, r.int(1)?)))
}

/// Takes the next number of a kind of paper; a report keeps the one it has.
pub fn take_number(tx: &Tx, unit: OrganisationId, kind: &str, report: ReportId) -> Out<i64> {
    if let Some((n, _)) = number(tx, report)? {
        return Ok(n);
    }
    let year = i64::from(tx.today().year());
    let next = tx.number(LAST_NUMBER, &[unit.into(), year.into(), kind.into()])? + 1;
    let values = [unit.into(), year.into(), kind.into(), next.into(), report.into()];
    tx.insert("programme_document_number", "organisation, year, kind, number, report", &values)?;
    Ok(next)
}

/// Something learned in a class by somebody.
pub struct Learned {
    /// Met the class's demands (else: was there).
    pub passed: bool,
    /// The class.
    pub class: i64,
    /// Who.
    pub person: i64,
    /// When.
    pub day: String,
    /// About what.
    pub topic: String,
    /// How long.
    pub minutes: i64,
}

/// Hands over everything learned in classes below a unit from a day to a day.
pub fn learned(
    v: &View,
    unit: OrganisationId,
    from: Date,
    to: Date,
    mut take: impl FnMut(Learned),
) -> Out<()> {
    v.each(LEARNED, &[unit.into(), from.into(), to.into()], |r| {
        take(Learned {
            passed: r.text(0)? == "class.passed",
            class: r.int(1)?,
            person: r.int(2)?,
            day: r.text(3)?,
            topic: r.text(4)?,
            minutes: r.opt_int(5)?.unwrap_or(0),
        });
        Ok(())
    })
}

/// A sealed version of a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seal {
    /// Its row.
    pub id: i64,
    /// The report.
    pub report: ReportId,
    /// 1, 2, …
    pub version: i64,
    /// The seal before it.
    pub supersedes: Option<i64>,
    /// The day that was looked at.
    pub as_of_day: Date,
    /// What was known: up to and with this transaction.
    pub as_of_txn: i64,
    /// Fingerprints of the definitions, JSON.
    pub policy: String,
    /// Canonical JSON.
    pub body: String,
    /// Digest of the subjects behind the numbers.
    pub list_sha256: String,
    /// The seal before in the whole book.
    pub prev_sha256: String,
    /// Digest of all of it.
    pub sha256: String,
}

fn seal(r: &Row) -> Out<Seal> {
    Ok(Seal {
        id: r.int(0)?,
        report: ReportId(r.int(1)?),
        version: r.int(2)?,
        supersedes: r.opt_int(3)?,
        as_of_day: r.day(4)?,
        as_of_txn: r.int(5)?,
        policy: r.text(6)?,
        body: r.text(7)?,
        list_sha256: r.text(8)?,
        prev_sha256: r.text(9)?,
        sha256: r.text(10)?,
    })
}

/// The seals of a report, oldest first.
pub fn seals_of(v: &View, report: ReportId) -> Out<Vec<Seal>> {
    v.rows(SEALS_OF, &[report.into()], seal)
}

/// All seals, oldest first.
pub fn seals(v: &View) -> Out<Vec<Seal>> {
    v.rows(SEALS, &[], seal)
}

/// The hash that the next seal builds on.
pub fn last_seal(v: &View) -> Out<String> {
    Ok(v.first(LAST_SEAL, &[], |r| r.text(0))?.unwrap_or_else(|| "0".repeat(64)))
}

/// Writes a seal (its id is given anew).
pub fn add_seal(tx: &Tx, s: &Seal) -> Out<i64> {
    tx.insert(
        "programme_seal",
        "report, version, supersedes, as_of_day, as_of_txn, policy, body, list_sha256, prev_sha256, sha256",
        &[
            s.report.into(),
            s.version.into(),
            s.supersedes.into(),
            s.as_of_day.into(),
            s.as_of_txn.into(),
            s.policy.as_str().into(),
            s.body.as_str().into(),
            s.list_sha256.as_str().into(),
            s.prev_sha256.as_str().into(),
            s.sha256.as_str().into(),
        ],
    )
}

/// The subjects behind one side of one number in one unit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Members {
    /// The indicator.
    pub indicator: String,
    /// `numerator` or `denominator`.
    pub side: String,
    /// The unit.
    pub organisation: OrganisationId,
    /// Ids in rising order.
    pub subjects: Vec<i64>,
}

impl Members {
    /// The ids as they are kept.
    pub fn text(&self) -> String {
        self.subjects.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
    }
}

fn members_row(r: &Row) -> Out<Members> {
    let text = r.text(3)?;
    let subjects = text
        .split_ascii_whitespace()
        .map(|t| t.parse().map_err(|_| StoreError::Own(format!("not an id in a list behind a seal: {t:?}"))));
    Ok(Members {
        indicator: r.text(0)?,
        side: r.text(1)?,
        organisation: OrganisationId(r.int(2)?),
        subjects: subjects.collect::<Out<Vec<i64>>>()?,
    })
}

/// Writes what is behind a seal.
pub fn add_members(tx: &Tx, seal: i64, members: &[Members]) -> Out<()> {
    let mut values = Vec::with_capacity(members.len() * 6);
    for m in members {
        values.extend([
            Val::Int(tx.new_id()),
            seal.into(),
            m.indicator.as_str().into(),
            m.side.as_str().into(),
            m.organisation.into(),
            m.text().into(),
        ]);
    }
    tx.insert_all("programme_seal_member", "id, seal, indicator, side, organisation, subjects", 6, &values)
}

/// Everything behind a seal.
pub fn members(v: &View, seal: i64) -> Out<Vec<Members>> {
    v.rows(MEMBERS, &[seal.into()], members_row)
}

/// What is behind one side of one number of a seal.
pub fn members_of(v: &View, seal: i64, indicator: &str, side: &str) -> Out<Vec<Members>> {
    v.rows(MEMBERS_OF, &[seal.into(), indicator.into(), side.into()], members_row)
}
