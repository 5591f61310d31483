//! Two ids that are one person. Facts stay under the id they were written for; whoever asks for the facts of a
//! person gets those of all ids. The table is derived: the house of people says who is who.

use crate::tx::{Tx, View};
use crate::value::StoreError;
use kernel::PersonId;
use std::collections::{BTreeMap, HashMap, HashSet};

crate::statements! {
    /// The person that an id belongs to, if it is another one.
    SAME_AS = "select same_as from store_alias where person = $1";
    /// The other ids of a person.
    OTHERS = "select person from store_alias where same_as = $1 order by person";
    /// Those of these ids that belong to somebody else.
    SAME_AS_IN = "select person, same_as from store_alias where person in ($1)";
    /// The other ids of these people.
    OTHERS_IN = "select person, same_as from store_alias where same_as in ($1)";
    /// All of them.
    ALL = "select person, same_as from store_alias order by person";
    /// Says that an id belongs to another person.
    SAY = "insert into store_alias (person, same_as) values ($1, $2) on conflict (person) do update set same_as = excluded.same_as";
    /// Says that an id is a person of its own.
    UNSAY = "delete from store_alias where person = $1";
}

/// Some people with all their ids.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    /// Those that are persons of their own.
    pub own: Vec<PersonId>,
    owners: BTreeMap<PersonId, PersonId>,
}

impl Ids {
    /// Every id of them all.
    pub fn all(&self) -> Vec<i64> {
        self.owners.keys().map(|p| p.0).collect()
    }
    /// Which of them an id belongs to.
    pub fn owner(&self, id: PersonId) -> Option<PersonId> {
        self.owners.get(&id).copied()
    }
}

impl View<'_> {
    /// Those of these ids that are persons of their own, with every id that belongs to them.
    pub fn ids_of_all(&self, people: &[PersonId]) -> Result<Ids, StoreError> {
        let asked: Vec<i64> = people.iter().map(|p| p.0).collect();
        let mut others: HashSet<i64> = HashSet::new();
        self.each_in(SAME_AS_IN, &asked, |r| {
            others.insert(r.int(0)?);
            Ok(())
        })?;
        let own: Vec<PersonId> = people.iter().copied().filter(|p| !others.contains(&p.0)).collect();
        let mut owners: BTreeMap<PersonId, PersonId> = own.iter().map(|p| (*p, *p)).collect();
        let asked: Vec<i64> = own.iter().map(|p| p.0).collect();
        self.each_in(OTHERS_IN, &asked, |r| {
            owners.insert(PersonId(r.int(0)?), PersonId(r.int(1)?));
            Ok(())
        })?;
        Ok(Ids { own, owners })
    }
    /// The person that an id belongs to: itself, unless it was found to be somebody else's.
    pub fn canonical(&self, person: PersonId) -> Result<PersonId, StoreError> {
        Ok(self.first(SAME_AS, &[person.into()], |r| r.int(0))?.map_or(person, PersonId))
    }
    /// Every id of the person that this id belongs to, the person's own first.
    pub fn ids_of(&self, person: PersonId) -> Result<Vec<PersonId>, StoreError> {
        let own = self.canonical(person)?;
        let mut all = vec![own];
        all.extend(self.rows(OTHERS, &[own.into()], |r| Ok(PersonId(r.int(0)?)))?);
        Ok(all)
    }
    /// Every id that belongs to another person.
    pub fn aliases(&self) -> Result<HashMap<PersonId, PersonId>, StoreError> {
        Ok(self.rows(ALL, &[], |r| Ok((PersonId(r.int(0)?), PersonId(r.int(1)?))))?.into_iter().collect())
    }
}

impl Tx<'_> {
    /// Says whose an id is; none or itself: a person of its own.
    pub fn set_alias(&self, person: PersonId, same_as: Option<PersonId>) -> Result<(), StoreError> {
        match same_as.filter(|s| *s != person) {
            Some(same_as) => self.derive(SAY, &[person.into(), same_as.into()])?,
            None => self.derive(UNSAY, &[person.into()])?,
        };
        Ok(())
    }
}
