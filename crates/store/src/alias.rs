//! Two ids that are one person. Facts stay under the id they were written for; whoever asks for the facts of a
//! person gets those of all ids. The table is derived: the house of people says who is who.

use crate::tx::{Tx, View};
use crate::value::StoreError;
use kernel::PersonId;
use std::collections::HashMap;

crate::statements! {
    /// The person that an id belongs to, if it is another one.
    SAME_AS = "select same_as from store_alias where person = $1";
    /// The other ids of a person.
    OTHERS = "select person from store_alias where same_as = $1 order by person";
    /// All of them.
    ALL = "select person, same_as from store_alias order by person";
    /// Says that an id belongs to another person.
    SAY = "insert into store_alias (person, same_as) values ($1, $2) on conflict (person) do update set same_as = excluded.same_as";
    /// Says that an id is a person of its own.
    UNSAY = "delete from store_alias where person = $1";
}

impl View<'_> {
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
