//! Sockets: small traits that a house fills and `server` plugs in, so that houses need not know each other.

use crate::chain::Finding;
use crate::tx::{Touched, Tx, View};
use kernel::{Date, OrganisationId, Result, sheet};

/// Keeps sums of facts and affiliations current, inside the transaction that changed them.
pub trait Reckoner: Send + Sync {
    /// Brings the sums up to date with what this transaction touched.
    fn reckon(&self, tx: &Tx, touched: &Touched) -> Result<()>;
    /// Counts everything again from the kept rows and says where the sums differ.
    fn check(&self, view: &View) -> Result<Vec<Finding>>;
    /// Throws the sums away and makes them again (after a restore, or a change of policy).
    fn rebuild(&self, tx: &Tx) -> Result<()>;
}

/// A house that takes lists from spreadsheets.
pub trait SheetSource: Send + Sync {
    /// The stable code of this kind of list ("people", "attendance").
    fn code(&self) -> &'static str;
    /// What the list is called on the screen, in Vietnamese.
    fn title(&self) -> &'static str;
    /// The columns such a list may have.
    fn columns(&self) -> &'static [sheet::Column];
    /// Which right one needs.
    fn act(&self) -> kernel::Act {
        kernel::Act::Import
    }
    /// Takes the rows. Rows with faults are left out and named; the caller rolls the transaction back
    /// for a dry run.
    fn take(&self, tx: &Tx, order: &SheetOrder, rows: &[sheet::SheetRow]) -> Result<sheet::Tally>;
}

/// For whom and since when a list is brought in.
#[derive(Clone, Debug)]
pub struct SheetOrder {
    /// The unit whose list it is.
    pub unit: OrganisationId,
    /// The thing inside the unit that the list belongs to (a class), if any.
    pub subject: Option<i64>,
    /// The day of the list.
    pub on: Date,
    /// Since when people without a date of their own belong to the unit.
    pub since: Date,
    /// The keys of the columns that the file has.
    pub columns: Vec<String>,
}
