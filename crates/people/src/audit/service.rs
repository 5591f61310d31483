//! Searching the log: from the newest line back, a bounded stretch at a time.

use super::model::{Actors, LogLine, Wanted};
use super::store;
use ::store::View;
use kernel::{AccountId, Result};
use std::collections::BTreeMap;

/// Lines that are read at once.
const CHUNK: i64 = 2_000;
/// Lines that one search reads at most: a search for what hardly ever happened stays quick, and is continued.
pub const BUDGET: i64 = 100_000;
/// No line has a higher number.
pub const NEWEST: i64 = i64::MAX >> (kernel::id::ROW_BITS + 1);

/// A page of the log.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The lines, newest first.
    pub lines: Vec<LogLine>,
    /// Older lines than this one were not looked at; none when the search came to the beginning.
    pub older_than: Option<i64>,
}

/// The newest wanted lines older than `before`, at most `most` of them and at most `budget` lines read. `said` gives a
/// line's act in words, folded.
pub fn search(
    v: &View,
    wanted: &Wanted,
    before: i64,
    most: usize,
    budget: i64,
    said: impl Fn(&LogLine) -> String,
) -> Result<Found> {
    let (mut first, mut before) = (1, before.min(NEWEST));
    if wanted.from.0 > 0 || wanted.to.0 < i64::MAX {
        let Some((low, high)) = store::span(v, wanted.from, wanted.to)? else { return Ok(Found::default()) };
        (first, before) = (low, before.min(high + 1));
    }
    // an act has the same words on every line
    let mut words: BTreeMap<String, String> = BTreeMap::new();
    let mut takes = |line: &LogLine| {
        let key = if line.is_look() { line.reason.clone() } else { line.act.clone() };
        let text: &str = words.entry(key).or_insert_with(|| said(line));
        wanted.takes(line, |_| text)
    };
    let mut found = match &wanted.actors {
        Actors::Few(few) => {
            let share = budget / i64::try_from(few.len().max(1)).unwrap_or(1);
            let mut all = Vec::new();
            // nobody's lines may be missing above the place where the search is continued
            let mut open = None;
            for account in few {
                let one = walk(v, wanted, Some(*account), (first, before), most, share, &mut takes)?;
                open = open.max(one.older_than);
                all.extend(one.lines);
            }
            all.sort_by_key(|l| std::cmp::Reverse(l.txn));
            if let Some(from) = open {
                all.retain(|l| l.txn >= from);
            }
            Found { lines: all, older_than: open }
        }
        _ => walk(v, wanted, None, (first, before), most, budget, &mut takes)?,
    };
    if found.lines.len() > most {
        found.lines.truncate(most);
        found.older_than = found.lines.last().map(|l| l.txn);
    }
    if !wanted.needs_notes() {
        for line in &mut found.lines {
            line.notes = store::notes(v, line.txn, line.txn)?.into_iter().map(|(_, d, n)| (d, n)).collect();
        }
    }
    Ok(found)
}

fn walk(
    v: &View,
    wanted: &Wanted,
    account: Option<AccountId>,
    (first, mut before): (i64, i64),
    most: usize,
    budget: i64,
    takes: &mut impl FnMut(&LogLine) -> bool,
) -> Result<Found> {
    let mut found = Found::default();
    let mut left = budget.max(1);
    loop {
        let mut chunk = store::lines(v, account, before, first, CHUNK.min(left))?;
        let (Some(newest), Some(oldest)) = (chunk.first().map(|l| l.txn), chunk.last().map(|l| l.txn)) else {
            return Ok(found);
        };
        if wanted.needs_notes() {
            add_notes(v, &mut chunk, oldest, newest, account.is_some())?;
        }
        left -= i64::try_from(chunk.len()).unwrap_or(left);
        for line in chunk {
            if takes(&line) {
                if found.lines.len() == most {
                    found.older_than = found.lines.last().map(|l| l.txn);
                    return Ok(found);
                }
                found.lines.push(line);
            }
        }
        if oldest <= first {
            return Ok(found);
        }
        if left <= 0 {
            found.older_than = Some(oldest);
            return Ok(found);
        }
        before = oldest;
    }
}

fn add_notes(v: &View, chunk: &mut [LogLine], oldest: i64, newest: i64, is_sparse: bool) -> Result<()> {
    if is_sparse {
        for line in chunk {
            line.notes = store::notes(v, line.txn, line.txn)?.into_iter().map(|(_, d, n)| (d, n)).collect();
        }
        return Ok(());
    }
    let mut notes: BTreeMap<i64, Vec<(String, i64)>> = BTreeMap::new();
    for (txn, detail, people) in store::notes(v, oldest, newest)? {
        notes.entry(txn).or_default().push((detail, people));
    }
    for line in chunk {
        line.notes = notes.remove(&line.txn).unwrap_or_default();
    }
    Ok(())
}
