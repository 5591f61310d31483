//! People of a unit that ends or is split: where each belongs from the day on.

use super::service::{Doing, people_of};
use crate::person::model::{Affiliation, AffiliationRole};
use crate::person::store as persons;
use kernel::{Date, OrganisationId, PersonId, Result};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What becomes of one stretch of belonging.
pub(super) enum Fate {
    /// It stays.
    Stay,
    /// It goes on at another unit.
    To(OrganisationId),
    /// It ends.
    End,
}

/// Who belongs to a unit, as what: an officer's posts are apart.
type Seat = (PersonId, AffiliationRole, Option<String>);

fn seat(a: &Affiliation) -> Seat {
    let post = if a.role == AffiliationRole::Officer { a.post.clone() } else { None };
    (a.person, a.role, post)
}

/// What of `[from, to)` is in none of the taken stretches.
fn free(from: Date, to: Date, taken: &[(Date, Date)]) -> Vec<(Date, Date)> {
    let mut left = vec![(from, to)];
    for (f, t) in taken {
        left = left
            .into_iter()
            .flat_map(|(a, b)| [(a, b.min(*f)), (a.max(*t), b)])
            .filter(|(a, b)| a < b)
            .collect();
    }
    left
}

/// Carries the people of a unit over, writes the counts, and gives who went where.
pub(super) fn carry(
    doing: &mut Doing,
    source: OrganisationId,
    fate: impl Fn(&Affiliation) -> Fate,
) -> Result<HashMap<PersonId, OrganisationId>> {
    let (tx, on) = (doing.tx, doing.on);
    let open = persons::open_in_unit(tx, source, on)?;
    let mut seats: HashMap<OrganisationId, HashMap<Seat, Vec<(Date, Date)>>> = HashMap::new();
    let (mut rows, mut moved, mut ended) = (Vec::new(), Vec::new(), Vec::new());
    let mut went = HashMap::new();
    let mut known = HashSet::new();
    for a in &open {
        let to = match fate(a) {
            Fate::Stay => continue,
            Fate::To(to) => Some(to),
            Fate::End => None,
        };
        tx.retire("people_affiliation", a.id)?;
        tx.touch_person(a.person);
        if a.from < on {
            rows.push(Affiliation { to: on, ..a.clone() });
        }
        let Some(to) = to else {
            ended.push(a);
            continue;
        };
        if let std::collections::hash_map::Entry::Vacant(new) = seats.entry(to) {
            let mut there: HashMap<Seat, Vec<(Date, Date)>> = HashMap::new();
            for b in persons::open_in_unit(tx, to, on)? {
                there.entry(seat(&b)).or_default().push((b.from, b.to));
            }
            new.insert(there);
        }
        let taken = seats.entry(to).or_default().entry(seat(a)).or_default();
        if !taken.is_empty() {
            known.insert(a.person);
        }
        // who is there already is there once
        for (from, until) in free(a.from.max(on), a.to, taken) {
            rows.push(Affiliation { organisation: to, from, to: until, ..a.clone() });
            taken.push((from, until));
        }
        if a.role != AffiliationRole::Officer {
            went.insert(a.person, to);
        }
        moved.push((a, to));
    }
    persons::add_affiliations(tx, &rows)?;
    let mut unplaced = BTreeSet::new();
    for a in ended.iter().filter(|a| !moved.iter().any(|(m, _)| m.person == a.person)) {
        let elsewhere =
            persons::affiliations(tx, a.person)?.iter().any(|b| b.to > on.max(a.from) && b.from < a.to);
        if !elsewhere {
            unplaced.insert(a.person);
        }
    }
    let of = |role| people_of(moved.iter().map(|(a, _)| *a).filter(move |a| a.role == role));
    let (people, members, posts_moved) =
        (people_of(moved.iter().map(|(a, _)| *a)), of(AffiliationRole::Member), of(AffiliationRole::Officer));
    let posts_ended = people_of(ended.iter().copied().filter(|a| a.role == AffiliationRole::Officer));
    let mut taken: HashMap<OrganisationId, BTreeSet<PersonId>> = HashMap::new();
    for (a, to) in &moved {
        taken.entry(*to).or_default().insert(a.person);
    }
    for (to, people) in taken {
        *doing.out.taken.entry(to.0).or_default() += people.len();
    }
    doing.out.overlap += known.len();
    if let Some(given) = doing.given(source) {
        given.people += people;
        given.members += members;
        given.posts_moved += posts_moved;
        given.posts_ended += posts_ended;
        given.unplaced += unplaced.len();
    }
    Ok(went)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_left_out() {
        let d = |n| Date::constant(2026, 1, n);
        assert_eq!(free(d(1), d(9), &[]), [(d(1), d(9))]);
        assert_eq!(free(d(1), d(9), &[(d(1), d(9))]), []);
        assert_eq!(free(d(1), d(9), &[(d(3), d(5))]), [(d(1), d(3)), (d(5), d(9))]);
        assert_eq!(free(d(1), d(9), &[(d(3), d(5)), (d(4), d(20))]), [(d(1), d(3))]);
        assert_eq!(free(d(4), d(9), &[(d(1), d(5))]), [(d(5), d(9))]);
    }
}
