//! The only crate that opens a database.
//!
//! One SQL text for both engines, one write transaction at a time, one chained log of all writes.
//! What the houses see: [`Db::read`] with a [`View`], [`Db::write`] with a [`Tx`].

pub mod alias;
pub mod backup;
pub mod blob;
pub mod chain;
mod engine;
pub mod erasure;
pub mod fact;
pub mod migrate;
pub mod noted;
pub mod sockets;
pub mod subject;
#[cfg(feature = "testing")]
pub mod testing;
pub mod trail;
mod tx;
pub mod undo;
mod value;

pub use engine::{Db, Entry};
pub use fact::{NewFact, SeenFact};
pub use tx::{Touched, Tx, View};
pub use value::{Row, StoreError, Val};

/// Declares SQL texts by name and lists them, so that a test can prepare each on both engines.
///
/// ```
/// store::statements! {
///     /// one row
///     ONE = "select 1";
/// }
/// assert_eq!(STATEMENTS, [("ONE", ONE)]);
/// ```
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* pub const $name: &str = $sql;)*
        /// Every SQL text of this file, by name.
        pub const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}
