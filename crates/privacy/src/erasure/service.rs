//! What a de-identification does: every row of a person, column by column as the inventory says.

use super::store::{self, DuePerson};
use crate::kept::Houses;
use crate::kept::service::way_of;
use crate::rules::{Erase, Kind, Rules};
use ::store::erasure::{Blank, erase};
use ::store::sockets::Subject;
use ::store::subject::{self, Way};
use ::store::{Db, Entry, Tx, Val, View};
use kernel::{Date, Failure, PersonId, Result};
use people::organisation::reorganisation::store as reorganisation;

/// The first words of whoever was de-identified.
pub const MARK: &str = "Người đã ẩn danh #";

/// What would be done, table by table.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Rows and columns that are emptied or replaced.
    pub blanks: Vec<Blank>,
    /// Tables whose rows of this person go.
    pub deletes: Vec<(String, Way, PersonId)>,
    /// By table: rows that change, and the columns.
    pub tables: Vec<(String, usize, Vec<String>)>,
    /// Every word by which the person was known.
    pub words: Vec<String>,
}

/// What a de-identification of a person would do.
pub fn plan(v: &View, rules: &Rules, person: PersonId) -> Result<Plan> {
    let mut plan = Plan::default();
    let ids = v.ids_of(person)?;
    let own = ids.first().copied().unwrap_or(person);
    let pseudonym = format!("{MARK}{own}");
    for table in rules.tables.iter().filter(|t| !t.derived) {
        let Some(way) = way_of(table) else { continue };
        if table.forget.as_deref() == Some("delete") {
            for id in &ids {
                plan.deletes.push((table.name.clone(), way.clone(), *id));
            }
            continue;
        }
        let erased: Vec<_> = table.columns.iter().filter(|c| c.erase != Erase::Keep).collect();
        if erased.is_empty() {
            continue;
        }
        let nullable = subject::nullable(v, &table.name)?;
        let mut rows = 0;
        let mut names = std::collections::BTreeSet::new();
        for id in &ids {
            for named in subject::rows(v, &table.name, &way, *id)? {
                let value = |name: &str| named.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
                let Some(Val::Int(row)) = value("id") else { continue };
                let mut columns = Vec::new();
                for c in &erased {
                    let now = value(&c.name).unwrap_or(Val::Null);
                    let new = match c.erase {
                        Erase::Keep => continue,
                        Erase::Pseudonym => Val::from(&pseudonym),
                        Erase::Fold => Val::from(kernel::name::fold(&pseudonym)),
                        Erase::Sort => Val::from(kernel::name::sort_key(&pseudonym)),
                        Erase::Token => Val::from(format!("an-danh-{row}")),
                        Erase::Blank if nullable.contains(&c.name) => Val::Null,
                        Erase::Blank if matches!(now, Val::Bytes(_)) => Val::Bytes(Vec::new()),
                        Erase::Blank => Val::from(""),
                    };
                    if now == Val::Null || now == new {
                        continue;
                    }
                    if let (Val::Text(word), Erase::Pseudonym | Erase::Blank | Erase::Token) = (&now, c.erase)
                        && word.chars().count() >= 5
                        && !c.masked
                    {
                        plan.words.push(word.clone());
                    }
                    names.insert(c.title.clone());
                    columns.push((c.name.clone(), new));
                }
                if !columns.is_empty() {
                    rows += 1;
                    plan.blanks.push(Blank { person: own, table: table.name.clone(), row, columns });
                }
            }
        }
        if rows > 0 {
            plan.tables.push((table.title.clone(), rows, names.into_iter().collect()));
        }
    }
    plan.words.sort();
    plan.words.dedup();
    typed_reasons(v, own, &ids, &mut plan)?;
    Ok(plan)
}

/// Reasons that people typed for an act about this person, and those that name them: what was typed goes.
fn typed_reasons(v: &View, own: PersonId, ids: &[PersonId], plan: &mut Plan) -> Result<()> {
    let words: Vec<String> = plan.words.iter().map(|w| kernel::name::fold(w)).collect();
    for (row, note) in reorganisation::notes(v)? {
        let folded = kernel::name::fold(&note);
        if words.iter().any(|w| folded.contains(w.as_str())) {
            let columns = vec![("note".to_owned(), Val::from("…"))];
            plan.blanks.push(Blank {
                person: own,
                table: reorganisation::EVENT_TABLE.to_owned(),
                row,
                columns,
            });
        }
    }
    for (row, detail) in store::typed(v)? {
        let Some((about, why)) = detail.split_once(": ") else { continue };
        let is_own = ids.iter().any(|id| id.to_string() == about);
        let why_folded = kernel::name::fold(why);
        if why != "…" && (is_own || words.iter().any(|w| why_folded.contains(w.as_str()))) {
            let columns = vec![("detail".to_owned(), Val::from(format!("{about}: …")))];
            plan.blanks.push(Blank { person: own, table: "store_look".to_owned(), row, columns });
        }
    }
    Ok(())
}

/// De-identifies a person in this transaction; counts of the past stay as they were. Gives how many rows changed or
/// went. Whoever calls it empties the files afterwards ([`::store::Db::scrub`]).
pub fn forget(tx: &Tx, rules: &Rules, houses: &Houses, person: PersonId) -> Result<u64> {
    let known = people::person::store::one(tx, person)?.ok_or(Failure::NotFound)?;
    let plan = plan(tx, rules, known.id)?;
    let mut units = Vec::new();
    for id in tx.ids_of(person)? {
        people::restriction::service::forget(tx, id)?;
        units.extend(people::person::store::affiliations(tx, id)?.into_iter().map(|a| a.organisation));
        tx.touch_person(id);
    }
    units.sort_unstable();
    units.dedup();
    let mut done = 0;
    // ways through the account's number must be walked before the number is replaced
    for (table, way, id) in &plan.deletes {
        done += subject::delete(tx, table, way, *id)?;
    }
    done += erase(tx, &plan.blanks)?;
    let subject = Subject { person, words: plan.words, units };
    for house in &houses.0 {
        done += house.forget(tx, &subject)?;
    }
    Ok(done)
}

/// The day so many months before another.
fn months_before(day: Date, months: i32) -> Date {
    day.checked_sub(jiff::Span::new().months(months)).unwrap_or(day)
}

/// Who is due to be de-identified because the time to keep is over. Whoever still holds a role is not.
pub fn due(v: &View, rules: &Rules, today: Date) -> Result<Vec<DuePerson>> {
    let Some(rule) = rules.retentions.iter().find(|r| r.kind == Kind::Leaver) else { return Ok(Vec::new()) };
    let soonest = months_before(today, rule.months.min(rule.minor_months));
    if !store::any_due(v, soonest, MARK)? {
        return Ok(Vec::new());
    }
    let (grown, minors) = (months_before(today, rule.months), months_before(today, rule.minor_months));
    let mut out = Vec::new();
    for person in store::due(v, grown, minors, today.year() - 17, MARK)? {
        // whose data may not be used is not touched by an act for many
        if v.canonical(person.person)? != person.person
            || people::restriction::service::holds(v, person.person)?
        {
            continue;
        }
        let mut holds = false;
        if let Some(account) = people::account::store::of_person(v, person.person)? {
            let grants = people::account::store::grants(v, account)?;
            holds = grants.iter().any(|g| g.role != kernel::Role::Worker && g.from <= today && today < g.to);
        }
        if !holds {
            out.push(person);
        }
    }
    Ok(out)
}

/// Is a record known by a name still?
pub fn is_known(v: &View, person: PersonId) -> Result<bool> {
    Ok(people::person::store::one(v, person)?.is_some_and(|p| !p.full_name.starts_with(MARK)))
}

/// De-identifies at most so many of those who are due, in one transaction. Gives how many it did.
pub fn forget_due(db: &Db, rules: &Rules, houses: &Houses, most: usize) -> Result<usize> {
    let mut due = db.read(|v| due(v, rules, v.today()))?;
    due.truncate(most);
    if due.is_empty() {
        return Ok(0);
    }
    db.write(&Entry::cli("privacy.retention", due.len().to_string()), |tx| {
        for d in &due {
            forget(tx, rules, houses, d.person)?;
        }
        Ok(due.len())
    })
}

/// After a restore of an older copy: de-identifies again whoever was de-identified since. Gives how many.
pub fn again(tx: &Tx, rules: &Rules, houses: &Houses, people: &[PersonId]) -> Result<usize> {
    let mut done = 0;
    for person in people {
        if is_known(tx, *person)? {
            forget(tx, rules, houses, *person)?;
            done += 1;
        }
    }
    Ok(done)
}
