//! Lists ("danh sách") of units, officers, transfers and leavers, in and out: spreadsheets that a union keeps
//! anyway. Each kind is a [`store::sockets::SheetSource`]: it plans on what is known, says what it would do, and
//! only then writes, many rows at once. A row may name units and people of the subtree of the list's unit, and
//! none else; what lies outside is as unknown as what is not there.
//!
//! The list of workers itself stands in [`crate::person::sheet`].
pub(crate) mod columns;
pub(crate) mod ground;
mod leavers;
pub(crate) mod matching;
mod officers;
pub(crate) mod plan;
pub(crate) mod store;
mod transfers;
mod units;

pub use leavers::LeaversSheet;
pub use officers::OfficersSheet;
pub use store::STATEMENTS;
pub use transfers::TransfersSheet;
pub use units::UnitsSheet;

use crate::officer::model::Posts;
use crate::person::Secrets;
use crate::person::sheet::PeopleSheet;
use ::store::sockets::SheetSource;

/// Every kind of list of this house, in the order in which an office fills them.
pub fn sheets(secrets: &Secrets, posts: &Posts) -> Vec<Box<dyn SheetSource>> {
    let secrets = || secrets.clone();
    vec![
        Box::new(PeopleSheet { secrets: secrets() }),
        Box::new(UnitsSheet),
        Box::new(OfficersSheet { secrets: secrets(), posts: posts.clone() }),
        Box::new(TransfersSheet { secrets: secrets() }),
        Box::new(LeaversSheet { secrets: secrets() }),
    ]
}
