//! Forgetting somebody: what was said about rows of lists names people, and so do files on their way.

use super::store;
use ::store::Tx;
use ::store::sockets::{Keeps, Subject};
use kernel::Result;

/// Remarks that name the person and waiting files of their units go.
pub struct Leftovers;

impl Keeps for Leftovers {
    fn forget(&self, tx: &Tx, subject: &Subject) -> Result<u64> {
        let mut gone = 0;
        for word in &subject.words {
            gone += store::forget_word(tx, word)?;
        }
        for unit in &subject.units {
            gone += store::forget_files_of(tx, *unit)?;
        }
        Ok(gone)
    }
}
