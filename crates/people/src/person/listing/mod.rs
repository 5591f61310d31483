//! Lists of people: whom a filter means, in which order, page by page; from twenty to a million people.

mod bulk;
pub mod pages;
mod store;

pub use bulk::{BulkAct, Outcome, Why, apply};
pub use store::STATEMENTS;

use super::model::{AffiliationRole, PersonCard};
use crate::finding::{self, Found, Words};
use crate::organisation::store as units;
use crate::roster;
use ::store::View;
use kernel::{Date, OrganisationId, PersonId, Result, name};
use std::collections::{BTreeSet, HashMap};

/// Which stretch of belonging is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Stretch {
    /// Belongs on the day.
    #[default]
    Belongs,
    /// Belongs on the day, and came between these days (both inside).
    Joined(Date, Date),
    /// Left between these days (both inside).
    Left(Date, Date),
}

/// What may be missing in a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// No phone.
    Phone,
    /// No day or year of birth.
    Birth,
    /// No national id.
    NationalId,
    /// No section.
    Section,
}

impl Missing {
    /// All, in the order of the form.
    pub const ALL: [Missing; 4] = [Missing::Phone, Missing::Birth, Missing::NationalId, Missing::Section];
    /// Its word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Missing::Phone => "dien-thoai",
            Missing::Birth => "ngay-sinh",
            Missing::NationalId => "cccd",
            Missing::Section => "bo-phan",
        }
    }
    /// The one with this word.
    pub fn find(code: &str) -> Option<Missing> {
        Missing::ALL.into_iter().find(|m| m.code() == code)
    }
}

/// In which order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// By given name, the Vietnamese way.
    #[default]
    Name,
    /// By unit, then by name.
    Unit,
    /// By birth, the oldest first.
    Birth,
}

/// Whom a list means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filter {
    /// Workers, members, officers …
    pub population: AffiliationRole,
    /// The tops of the subtrees; none stands above another.
    pub tops: Vec<OrganisationId>,
    /// On which day.
    pub on: Date,
    /// Words of the name, a phone, a staff code.
    pub words: Words,
    /// Who belongs, came, left.
    pub stretch: Stretch,
    /// Only of this section ("bộ phận, tổ"); empty for all.
    pub section: String,
    /// `m`, `f`, `?` for not known; empty for all.
    pub sex: String,
    /// Born in this year or later.
    pub born_from: Option<i64>,
    /// Born in this year or earlier.
    pub born_to: Option<i64>,
    /// Member of the union or not.
    pub member: Option<bool>,
    /// What is missing in the record.
    pub missing: Option<Missing>,
    /// Has an account or not.
    pub account: Option<bool>,
}

impl Filter {
    /// Everybody of a population below these units on a day.
    pub fn all(population: AffiliationRole, tops: Vec<OrganisationId>, on: Date) -> Filter {
        Filter {
            population,
            tops,
            on,
            words: Words::default(),
            stretch: Stretch::Belongs,
            section: String::new(),
            sex: String::new(),
            born_from: None,
            born_to: None,
            member: None,
            missing: None,
            account: None,
        }
    }
    /// Is it only about the unit, the population and the day?
    pub fn is_plain(&self) -> bool {
        *self == Filter::all(self.population, self.tops.clone(), self.on)
    }
}

/// Where a page begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum From {
    /// At the beginning.
    Start,
    /// After this person.
    After(PersonId),
    /// Before this person.
    Before(PersonId),
}

/// How many a filter means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Count {
    /// So many.
    Exact(i64),
    /// More than so many: counting on would keep the reader waiting.
    MoreThan(i64),
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The people.
    pub people: Vec<PersonCard>,
    /// Is there something before?
    pub earlier: bool,
    /// Is there something after?
    pub later: bool,
    /// How many there are in all.
    pub total: Count,
}

/// A scope of so many people is read whole.
const SMALL: i64 = 1_500;
/// Orders other than by name need everybody in memory; not for more than so many.
pub const SORTABLE: usize = 50_000;

/// How the people of a filter are best come by.
enum Way {
    /// All of them are here, in no order.
    All(Vec<PersonCard>),
    /// Too many: along the order of names.
    Along,
}

/// How many people of the population the subtrees hold on the day.
fn size(v: &View, f: &Filter) -> Result<(i64, BTreeSet<OrganisationId>)> {
    let scope = units::within(v, &f.tops, f.on)?;
    if scope.len() <= 20 {
        let mut n = 0;
        for unit in &scope {
            n += roster::headcounts_of(v, f.population.code(), *unit, f.on)?;
        }
        return Ok((n, scope));
    }
    let heads = roster::headcounts(v, f.population.code(), f.on)?;
    Ok((scope.iter().filter_map(|u| heads.get(u)).sum(), scope))
}

fn way(v: &View, f: &Filter, size: i64, scope: &BTreeSet<OrganisationId>) -> Result<Way> {
    let is_small = size <= SMALL && scope.len() <= 400 && !matches!(f.stretch, Stretch::Left(..));
    if is_small && (f.words.is_empty() || size <= 200) {
        let heads = roster::headcounts(v, f.population.code(), f.on)?;
        let mut all = Vec::new();
        for unit in scope.iter().filter(|u| heads.get(u).is_some_and(|n| *n > 0)) {
            all.extend(store::of_unit(v, f, *unit)?);
        }
        all.sort_by_key(|c| c.person.id);
        all.dedup_by_key(|c| c.person.id);
        return Ok(Way::All(all));
    }
    if !f.words.is_empty()
        && let Found::Few(people) = finding::find(v, &f.words)?
    {
        let mut all = Vec::new();
        for person in people {
            all.extend(store::of_person(v, f, person)?);
        }
        return Ok(Way::All(all));
    }
    Ok(Way::Along)
}

/// Does a person bear all words as they were typed, number words aside?
fn exact(f: &Filter, c: &PersonCard) -> bool {
    f.words.is_exact(&c.person.full_name)
}

fn sort(v: &View, f: &Filter, order: Order, all: &mut [PersonCard]) -> Result<()> {
    let by_name = |c: &PersonCard| (!exact(f, c), name::sort_key(&c.person.full_name), c.person.id);
    match order {
        Order::Name => all.sort_by_cached_key(by_name),
        Order::Birth => all.sort_by_cached_key(|c| {
            let year = c.person.birth_year.map_or(i16::MAX, |y| y);
            (year, c.person.birth_day, by_name(c))
        }),
        Order::Unit => {
            let mut keys: HashMap<OrganisationId, Vec<u8>> = HashMap::new();
            for unit in all.iter().filter_map(|c| c.organisation) {
                if let std::collections::hash_map::Entry::Vacant(gap) = keys.entry(unit) {
                    gap.insert(units::last(v, unit)?.map_or_else(Vec::new, |u| name::text_key(&u.name)));
                }
            }
            all.sort_by_cached_key(|c| {
                let unit = c.organisation.and_then(|u| keys.get(&u).cloned()).unwrap_or_default();
                (unit, c.organisation, by_name(c))
            });
        }
    }
    Ok(())
}

/// The page of a list that is wholly here.
fn cut(all: Vec<PersonCard>, from: From, limit: usize) -> Listed {
    let total = Count::Exact(i64::try_from(all.len()).unwrap_or(i64::MAX));
    let at = |p: PersonId| all.iter().position(|c| c.person.id == p);
    let begin = match from {
        From::Start => 0,
        From::After(p) => at(p).map_or(0, |i| i + 1),
        From::Before(p) => at(p).unwrap_or(0).saturating_sub(limit),
    };
    let later = all.len() > begin + limit;
    Listed { people: all.into_iter().skip(begin).take(limit).collect(), earlier: begin > 0, later, total }
}

/// A page of the people whom a filter means. `most` is how far they are counted.
pub fn page(v: &View, f: &Filter, order: Order, from: From, limit: usize, most: i64) -> Result<Listed> {
    let (size, scope) = size(v, f)?;
    if let Way::All(mut all) = way(v, f, size, &scope)? {
        sort(v, f, order, &mut all)?;
        return Ok(cut(all, from, limit));
    }
    if order != Order::Name {
        let mut all = everybody(v, f, SORTABLE + 1)?;
        if all.len() <= SORTABLE {
            sort(v, f, order, &mut all)?;
            return Ok(cut(all, from, limit));
        }
    }
    let mut people = along(v, f, from, limit + 1)?;
    let more = people.len() > limit;
    let (earlier, later) = match from {
        From::Before(_) => {
            people.drain(..people.len().saturating_sub(limit));
            (more, true)
        }
        _ => {
            people.truncate(limit);
            (from != From::Start, more)
        }
    };
    let total = if f.is_plain() { Count::Exact(size) } else { count_along(v, f, most)? };
    Ok(Listed { people, earlier, later, total })
}

fn along(v: &View, f: &Filter, from: From, limit: usize) -> Result<Vec<PersonCard>> {
    let mut all = Vec::new();
    for top in &f.tops {
        all.extend(match from {
            From::Before(p) => store::before(v, f, *top, p, limit)?,
            From::After(p) => store::after(v, f, *top, Some(p), limit)?,
            From::Start => store::after(v, f, *top, None, limit)?,
        });
    }
    if f.tops.len() > 1 {
        all.sort_by_cached_key(|c| (name::sort_key(&c.person.full_name), c.person.id));
        all.dedup_by_key(|c| c.person.id);
    }
    Ok(all)
}

fn count_along(v: &View, f: &Filter, most: i64) -> Result<Count> {
    let mut n = 0;
    for top in &f.tops {
        n += store::count(v, f, *top, most + 1)?;
    }
    Ok(if n > most { Count::MoreThan(most) } else { Count::Exact(n) })
}

/// Everybody whom a filter means, in no order, up to a limit.
fn everybody(v: &View, f: &Filter, limit: usize) -> Result<Vec<PersonCard>> {
    let mut all = Vec::new();
    for top in &f.tops {
        all.extend(store::all(v, f, *top, limit)?);
    }
    all.sort_by_key(|c| c.person.id);
    all.dedup_by_key(|c| c.person.id);
    Ok(all)
}

/// Everybody whom a filter means, sorted, up to a limit: for files and for acts on many.
pub fn all(v: &View, f: &Filter, order: Order, limit: usize) -> Result<Vec<PersonCard>> {
    let (size, scope) = size(v, f)?;
    let mut all = match way(v, f, size, &scope)? {
        Way::All(all) => all,
        Way::Along => everybody(v, f, limit)?,
    };
    all.truncate(limit);
    sort(v, f, order, &mut all)?;
    Ok(all)
}

/// Of these people, those whom the filter means, sorted.
pub fn among(v: &View, f: &Filter, people: &[PersonId], order: Order) -> Result<Vec<PersonCard>> {
    let mut all = Vec::new();
    for person in people {
        all.extend(store::of_person(v, f, *person)?);
    }
    all.sort_by_key(|c| c.person.id);
    all.dedup_by_key(|c| c.person.id);
    sort(v, f, order, &mut all)?;
    Ok(all)
}

/// Exactly how many a filter means.
pub fn count(v: &View, f: &Filter) -> Result<i64> {
    let (size, scope) = size(v, f)?;
    if f.is_plain() {
        return Ok(size);
    }
    match way(v, f, size, &scope)? {
        Way::All(all) => Ok(i64::try_from(all.len()).unwrap_or(i64::MAX)),
        Way::Along => match count_along(v, f, i64::MAX - 1)? {
            Count::Exact(n) | Count::MoreThan(n) => Ok(n),
        },
    }
}

/// How many people of each population the subtrees hold on the day.
pub fn sizes(v: &View, tops: &[OrganisationId], on: Date) -> Result<Vec<(AffiliationRole, i64)>> {
    let sized = |role| Ok((role, size(v, &Filter::all(role, tops.to_vec(), on))?.0));
    AffiliationRole::ALL.into_iter().map(sized).collect()
}

/// The sections of the people below the units on the day, with how many, the largest first.
pub fn sections(v: &View, f: &Filter, most: i64) -> Result<Vec<String>> {
    let mut out: Vec<(String, i64)> = Vec::new();
    for top in &f.tops {
        for (section, n) in store::sections(v, f, *top, most)? {
            match out.iter_mut().find(|(s, _)| *s == section) {
                Some(known) => known.1 += n,
                None => out.push((section, n)),
            }
        }
    }
    let mut names: Vec<String> = out.into_iter().map(|(s, _)| s).collect();
    names.sort_by_cached_key(|s| name::text_key(s));
    Ok(names)
}
