//! Collecting what is kept about a person, table by table, as the inventory says.

use super::store;
use crate::rules::{Column, Rules, Table};
use ::store::sockets::Keeps;
use ::store::subject::{self, Through, Way};
use ::store::{Val, View};
use kernel::{Moment, PersonId, Result, time};
use people::restriction::model::is_veiled;
use std::collections::BTreeMap;

/// The houses that say codes in words; `server` plugs them in.
pub struct Houses(pub Vec<Box<dyn Keeps>>);

impl Houses {
    /// A value in words.
    pub fn word(&self, v: &View, table: &str, column: &Column, value: &Val) -> Result<String> {
        if *value == Val::Null {
            return Ok(String::new());
        }
        if column.masked {
            return Ok("••••••".to_owned());
        }
        for house in &self.0 {
            if let Some(word) = house.word(v, table, &column.name, value)? {
                return Ok(word);
            }
        }
        Ok(match value {
            Val::Int(at) if column.moment => Moment(*at).text(),
            Val::Int(n) => n.to_string(),
            Val::Text(t) if t == time::FOREVER => "nay".to_owned(),
            Val::Text(t) => time::parse_day(t).map_or_else(|| t.clone(), time::day_text),
            Val::Bytes(_) | Val::Null => "••••••".to_owned(),
        })
    }
}

/// A row about the person.
#[derive(Clone, Debug)]
pub struct KeptRow {
    /// The row's number, when it has one.
    pub id: Option<i64>,
    /// Is it an earlier state that is no longer believed?
    pub is_past: bool,
    /// When it was recorded, and by what act.
    pub recorded: Option<(Moment, String)>,
    /// The values in words, by the place of the column in the table's list; derived columns are left out.
    pub values: Vec<(usize, String)>,
}

/// What one table keeps about the person.
#[derive(Clone, Debug)]
pub struct KeptTable<'a> {
    /// The table.
    pub table: &'a Table,
    /// Its rows, oldest first.
    pub rows: Vec<KeptRow>,
}

/// The way of a table in the store's words.
pub(crate) fn way_of(table: &Table) -> Option<Way> {
    let (column, via) = table.way()?;
    let via = via.map(|(table, key, person)| Through {
        table: table.to_owned(),
        key: key.to_owned(),
        person: person.to_owned(),
    });
    Some(Way { column: column.to_owned(), via })
}

/// The rows of a person under every record that turned out to be the same human being.
fn rows_of(v: &View, table: &Table, way: &Way, person: PersonId) -> Result<Vec<subject::NamedRow>> {
    let mut all = Vec::new();
    for id in v.ids_of(person)? {
        all.extend(subject::rows(v, &table.name, way, id)?);
    }
    Ok(all)
}

/// Everything that is kept about a person; tables without a row are left out.
pub fn of<'a>(v: &View, rules: &'a Rules, houses: &Houses, person: PersonId) -> Result<Vec<KeptTable<'a>>> {
    let mut out = Vec::new();
    let mut acts: BTreeMap<i64, Option<(Moment, String)>> = BTreeMap::new();
    let mut behind = Vec::new();
    for id in v.ids_of(person)? {
        behind.extend(people::restriction::store::of(v, id)?.map(|r| r.state));
    }
    for table in &rules.tables {
        let Some(way) = way_of(table) else { continue };
        let mut rows = Vec::new();
        for named in rows_of(v, table, &way, person)? {
            let value = |name: &str| named.iter().find(|(n, _)| n == name).map(|(_, v)| v);
            // what stands in for a record under a restriction is nothing about the person
            if matches!(value("full_name"), Some(Val::Text(name)) if is_veiled(name)) {
                continue;
            }
            let id = match value("id") {
                Some(Val::Int(id)) => Some(*id),
                _ => None,
            };
            let mut values = Vec::new();
            for (at, column) in table.columns.iter().enumerate().filter(|(_, c)| !c.derived) {
                let Some(found) = value(&column.name) else { continue };
                let word = houses.word(v, &table.name, column, found)?;
                if !word.is_empty() {
                    values.push((at, word));
                }
            }
            let recorded = match id {
                Some(id) => {
                    let txn = id >> kernel::id::ROW_BITS;
                    match acts.get(&txn) {
                        Some(known) => known.clone(),
                        None => {
                            let found = store::recorded(v, id)?;
                            acts.insert(txn, found.clone());
                            found
                        }
                    }
                }
                None => None,
            };
            let is_behind = table.name == people::restriction::store::STATE_TABLE
                && id.is_some_and(|id| behind.contains(&id));
            let is_past = value("retired_txn").is_some_and(|v| *v != Val::Null) && !is_behind;
            rows.push(KeptRow { id, is_past, recorded, values });
        }
        if !rows.is_empty() {
            out.push(KeptTable { table, rows });
        }
    }
    Ok(out)
}
