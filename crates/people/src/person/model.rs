//! What we know of a person, and how a person is attributed to one unit.

use kernel::{Date, OrganisationId, PersonId};

/// Male or female, as lists say it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Sex {
    /// "nam"
    Male,
    /// "nữ"
    Female,
}

impl Sex {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Sex::Male => "m",
            Sex::Female => "f",
        }
    }
    /// The sex with this code.
    pub fn find(code: &str) -> Option<Sex> {
        match code {
            "m" => Some(Sex::Male),
            "f" => Some(Sex::Female),
            _ => None,
        }
    }
}

/// A person's record. The national id is not in it: it stays sealed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Identity.
    pub id: PersonId,
    /// Whole name.
    pub full_name: String,
    /// Male or female.
    pub sex: Option<Sex>,
    /// Date of birth, when it is known to the day.
    pub birth_day: Option<Date>,
    /// Year of birth.
    pub birth_year: Option<i16>,
    /// Phone, `0xxxxxxxxx`.
    pub phone: Option<String>,
    /// Keyed digest of the national id.
    pub national_id_key: Option<String>,
    /// The sealed national id.
    pub national_id_sealed: Option<Vec<u8>>,
    /// "bộ phận, tổ"
    pub section: Option<String>,
    /// "mã nhân viên"
    pub staff_code: Option<String>,
}

impl Person {
    /// A record of a name only.
    pub fn named(full_name: &str) -> Person {
        Person {
            id: PersonId(0),
            full_name: kernel::name::tidy(full_name),
            sex: None,
            birth_day: None,
            birth_year: None,
            phone: None,
            national_id_key: None,
            national_id_sealed: None,
            section: None,
            staff_code: None,
        }
    }
    /// `20/12/1984`, `1984` or nothing.
    pub fn birth_text(&self) -> String {
        match (self.birth_day, self.birth_year) {
            (Some(d), _) => kernel::time::day_text(d),
            (None, Some(y)) => y.to_string(),
            (None, None) => String::new(),
        }
    }
    /// Takes over what a newer list says. Blanks never wipe out what is known, and a bare year never
    /// replaces a full date of the same year.
    #[must_use]
    pub fn merged_with(&self, newer: &Person) -> Person {
        let (birth_day, birth_year) = match (newer.birth_day, newer.birth_year) {
            (Some(d), _) => (Some(d), Some(d.year())),
            (None, Some(y)) if self.birth_year == Some(y) => (self.birth_day, Some(y)),
            (None, Some(y)) => (None, Some(y)),
            (None, None) => (self.birth_day, self.birth_year),
        };
        let take = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
        let new_id = newer.national_id_key.is_some() && newer.national_id_key != self.national_id_key;
        Person {
            id: self.id,
            full_name: newer.full_name.clone(),
            sex: newer.sex.or(self.sex),
            birth_day,
            birth_year,
            phone: take(&newer.phone, &self.phone),
            national_id_key: take(&newer.national_id_key, &self.national_id_key),
            national_id_sealed: if new_id {
                newer.national_id_sealed.clone()
            } else {
                self.national_id_sealed.clone()
            },
            section: take(&newer.section, &self.section),
            staff_code: take(&newer.staff_code, &self.staff_code),
        }
    }
}

/// A person in a list, with the unit of the day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonCard {
    /// The record.
    pub person: Person,
    /// The unit they count for on that day.
    pub organisation: Option<OrganisationId>,
    /// "đoàn viên" on that day.
    pub is_member: bool,
}

/// In which role somebody belongs to a unit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AffiliationRole {
    /// "người lao động": works there; counts for its headcount
    Worker,
    /// "đoàn viên"
    Member,
    /// "cán bộ công đoàn", by term
    Officer,
    /// "hội viên Hội Khuyến học"
    AssociationMember,
}

impl AffiliationRole {
    /// All roles, each of which is a population with a headcount.
    pub const ALL: [AffiliationRole; 4] = [
        AffiliationRole::Worker,
        AffiliationRole::Member,
        AffiliationRole::Officer,
        AffiliationRole::AssociationMember,
    ];
    /// The stored code, which also names the population.
    pub fn code(self) -> &'static str {
        match self {
            AffiliationRole::Worker => "workers",
            AffiliationRole::Member => "members",
            AffiliationRole::Officer => "officers",
            AffiliationRole::AssociationMember => "association_members",
        }
    }
    /// The role with this code.
    pub fn find(code: &str) -> Option<AffiliationRole> {
        AffiliationRole::ALL.into_iter().find(|r| r.code() == code)
    }
}

/// What makes a stretch of an officer a term ("nhiệm kỳ").
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Office {
    /// The post's code in `policy/people/posts.toml`.
    pub post: String,
    /// The term: "2023–2028"; may be empty.
    pub term: String,
    /// The decision that recognised it; may be empty.
    pub decision: String,
}

/// One stretch of belonging.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Affiliation {
    /// Its row.
    pub id: i64,
    /// Who.
    pub person: PersonId,
    /// Where.
    pub organisation: OrganisationId,
    /// As what.
    pub role: AffiliationRole,
    /// "chức vụ" of officers, in words.
    pub post: Option<String>,
    /// The office of an officer, when it was recorded as a term.
    pub office: Option<Office>,
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
}

/// A stretch in which a person counts for one unit of a population.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Attribution {
    /// The unit.
    pub organisation: OrganisationId,
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
}

/// The one unit that a person counts for on each day: of several affiliations at once the earliest
/// begun (then the first recorded) holds. Stretches come out disjoint and in order.
pub fn attribution(affiliations: &[&Affiliation]) -> Vec<Attribution> {
    let mut days: Vec<Date> = affiliations.iter().flat_map(|a| [a.from, a.to]).collect();
    days.sort_unstable();
    days.dedup();
    let mut out: Vec<Attribution> = Vec::new();
    for pair in days.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        let Some(holds) =
            affiliations.iter().filter(|a| a.from <= from && to <= a.to).min_by_key(|a| (a.from, a.id))
        else {
            continue;
        };
        match out.last_mut() {
            Some(l) if l.organisation == holds.organisation && l.to == from => l.to = to,
            _ => out.push(Attribution { organisation: holds.organisation, from, to }),
        }
    }
    out
}
