//! In which lists of this house a person stands, for whoever asks who saw them.

use crate::class::store;
use ::store::View;
use ::store::sockets::{Keeps, Listed};
use kernel::{PersonId, Result};

/// The lists of classes.
pub struct Lists;

impl Keeps for Lists {
    fn lists(&self, v: &View, person: PersonId) -> Result<Vec<Listed>> {
        let mut all = Vec::new();
        for id in v.ids_of(person)? {
            let classes = store::classes_of(v, id)?;
            all.extend(classes.into_iter().map(|(detail, since)| Listed { subject: "class", detail, since }));
        }
        Ok(all)
    }
}
