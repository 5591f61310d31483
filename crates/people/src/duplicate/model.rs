//! Which ids are one person, and how much two records look alike. Pure.

use crate::person::model::Person;
use kernel::{PersonId, name};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Merges as they are believed: the record and the one it went into.
pub type Merges = [(PersonId, PersonId)];

/// Whose id each merged id is, at the end of its way. None when the merges lead in a circle, or one record went into
/// two others: such rows cannot be believed together.
pub fn resolved(merges: &Merges) -> Option<HashMap<PersonId, PersonId>> {
    let mut next: HashMap<PersonId, PersonId> = HashMap::new();
    for (person, into) in merges {
        if next.insert(*person, *into).is_some() {
            return None;
        }
    }
    let mut out = HashMap::new();
    for person in next.keys() {
        let mut at = *person;
        let mut steps = 0;
        while let Some(to) = next.get(&at) {
            at = *to;
            steps += 1;
            if steps > next.len() {
                return None;
            }
        }
        out.insert(*person, at);
    }
    Some(out)
}

/// Why two records may be one person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reason {
    /// The same national id.
    NationalId,
    /// The same phone.
    Phone,
    /// The same name and the same day of birth.
    NameAndDay,
    /// The same name and year of birth, where one record knows the year only.
    NameAndYear,
    /// The same staff code in one unit.
    StaffCode,
}

/// How much two records look alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Likeness {
    /// 0 to 100.
    pub score: i64,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Two records that look alike; the smaller id first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pair {
    /// The record that was there first.
    pub a: PersonId,
    /// The later one.
    pub b: PersonId,
    /// How much they look alike.
    pub likeness: Likeness,
}

/// Below this two records are not worth anybody's time.
pub const LEAST: i64 = 50;

/// Could these be one person? None when something speaks against it or too little for it.
pub fn likeness(a: &Person, b: &Person) -> Option<Likeness> {
    fn both<'a>(x: &'a Option<String>, y: &'a Option<String>) -> Option<bool> {
        x.as_ref().zip(y.as_ref()).map(|(x, y)| x == y)
    }
    let same_id = both(&a.national_id_key, &b.national_id_key);
    let same_phone = both(&a.phone, &b.phone) == Some(true);
    let same_name = name::fold(&a.full_name) == name::fold(&b.full_name);
    let day = a.birth_day.zip(b.birth_day).map(|(x, y)| x == y);
    let year = a.birth_year.zip(b.birth_year).map(|(x, y)| x == y);
    let sex_clash = a.sex.zip(b.sex).is_some_and(|(x, y)| x != y);
    let mut reasons = Vec::new();
    let mut score = 0;
    if same_id == Some(true) {
        reasons.push(Reason::NationalId);
        score += 90;
    }
    if same_name && day == Some(true) {
        reasons.push(Reason::NameAndDay);
        score += 70;
    } else if same_name && day.is_none() && year == Some(true) {
        reasons.push(Reason::NameAndYear);
        score += 50;
    }
    if same_phone {
        reasons.push(Reason::Phone);
        // a phone is shared in families: alone it says little
        score += if same_name { 45 } else { 30 };
    }
    if both(&a.staff_code, &b.staff_code) == Some(true) && same_name {
        reasons.push(Reason::StaffCode);
        score += 15;
    }
    if same_id == Some(false) {
        // an id may be mistyped, a whole life may not
        score -= 45;
    }
    if day == Some(false) || (day.is_none() && year == Some(false)) {
        score -= 25;
    }
    if sex_clash {
        score -= 15;
    }
    let score = score.clamp(0, 100);
    (score >= LEAST && !reasons.is_empty()).then_some(Likeness { score, reasons })
}

/// The pairs of groups of records that share a key, each once.
pub fn pairs_of(groups: &[Vec<PersonId>]) -> BTreeSet<(PersonId, PersonId)> {
    let mut out = BTreeSet::new();
    for group in groups {
        for (at, a) in group.iter().enumerate() {
            for b in group.iter().skip(at + 1).filter(|b| *b != a) {
                out.insert((*a.min(b), *a.max(b)));
            }
        }
    }
    out
}

/// A field of a record of which one of two values is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Choice {
    /// Whole name.
    Name,
    /// Day or year of birth.
    Birth,
    /// Male or female.
    Sex,
    /// Phone.
    Phone,
    /// National id.
    NationalId,
    /// "bộ phận, tổ"
    Section,
    /// "mã nhân viên"
    StaffCode,
}

impl Choice {
    /// All, in the order of the form.
    pub const ALL: [Choice; 7] = [
        Choice::Name,
        Choice::Birth,
        Choice::Sex,
        Choice::Phone,
        Choice::NationalId,
        Choice::Section,
        Choice::StaffCode,
    ];
    /// The name of its field.
    pub fn code(self) -> &'static str {
        match self {
            Choice::Name => "ten",
            Choice::Birth => "sinh",
            Choice::Sex => "gioi",
            Choice::Phone => "dien_thoai",
            Choice::NationalId => "cccd",
            Choice::Section => "bo_phan",
            Choice::StaffCode => "ma_nv",
        }
    }
}

/// The kept record with the values that were chosen from the other one.
#[must_use]
pub fn chosen(keep: &Person, drop: &Person, from_drop: &BTreeMap<Choice, bool>) -> Person {
    let mut p = keep.clone();
    for (choice, _) in from_drop.iter().filter(|(_, other)| **other) {
        match choice {
            Choice::Name => p.full_name.clone_from(&drop.full_name),
            Choice::Birth => (p.birth_day, p.birth_year) = (drop.birth_day, drop.birth_year),
            Choice::Sex => p.sex = drop.sex,
            Choice::Phone => p.phone.clone_from(&drop.phone),
            Choice::NationalId => {
                p.national_id_key.clone_from(&drop.national_id_key);
                p.national_id_sealed.clone_from(&drop.national_id_sealed);
            }
            Choice::Section => p.section.clone_from(&drop.section),
            Choice::StaffCode => p.staff_code.clone_from(&drop.staff_code),
        }
    }
    p
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: i64) -> PersonId {
        PersonId(n)
    }

    #[test]
    fn merges_are_followed_to_their_end_and_circles_refused() {
        let all = resolved(&[(id(2), id(1)), (id(3), id(2))]).unwrap();
        assert_eq!(all, HashMap::from([(id(2), id(1)), (id(3), id(1))]));
        assert!(resolved(&[(id(1), id(2)), (id(2), id(1))]).is_none());
        assert!(resolved(&[(id(1), id(2)), (id(1), id(3))]).is_none());
        assert!(resolved(&[]).unwrap().is_empty());
    }

    #[test]
    fn a_year_matches_a_day_and_another_day_speaks_against_it() {
        let person = |name: &str, day: Option<&str>, year: i16, phone: Option<&str>| Person {
            birth_day: day.map(|d| d.parse().unwrap()),
            birth_year: Some(year),
            phone: phone.map(str::to_owned),
            ..Person::named(name)
        };
        let mai = person("Lò Thị Mai", Some("1990-02-03"), 1990, Some("0912345178"));
        let unmarked = likeness(&mai, &person("Lo Thi Mai", None, 1990, None)).unwrap();
        assert_eq!((unmarked.score, unmarked.reasons.as_slice()), (50, &[Reason::NameAndYear][..]));
        let same_day = likeness(&mai, &person("Lò Thị Mai", Some("1990-02-03"), 1990, None)).unwrap();
        assert_eq!(same_day.score, 70);
        assert!(likeness(&mai, &person("Lò Thị Mai", Some("1990-02-04"), 1990, None)).is_none());
        // the same phone and name, another birth: perhaps a typing mistake, to be looked at
        assert!(
            likeness(&mai, &person("Lò Thị Mai", Some("1989-02-03"), 1989, Some("0912345178"))).is_none()
        );
        assert!(
            likeness(&mai, &person("Lò Thị Mai", None, 1990, Some("0912345178")))
                .is_some_and(|l| l.score == 95)
        );
        // a phone of the family
        assert!(likeness(&mai, &person("Vàng A Páo", None, 1988, Some("0912345178"))).is_none());
        let ids = |p: Person, key: &str| Person { national_id_key: Some(key.into()), ..p };
        let other = person("Lò Thị Mai", Some("1990-02-03"), 1990, None);
        assert!(likeness(&ids(mai.clone(), "a"), &ids(other.clone(), "b")).is_none(), "two ids, two people");
        assert_eq!(likeness(&ids(mai, "a"), &ids(other, "a")).unwrap().score, 100);
    }
}
