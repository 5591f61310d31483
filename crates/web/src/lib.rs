//! The only crate that knows HTTP: the route table, the gate, forms, pages, problems.
//!
//! A house writes plain functions `fn(&Call) -> Result<Reply>` and lists them with [`routes!`]; a route
//! cannot be written without the right it needs.

mod app;
mod call;
mod form;
pub mod home;
mod problem;
mod reply;
mod routes;
mod stream;
pub mod testing;

pub use app::{App, DEVICE, ERRAND, Gate, SESSION, Signed, own_routes, router};
pub use call::{Call, ON_BEHALF_OF, Visit, act_word, role_word, who_mark};
pub use form::{Fields, Upload};
pub use problem::failure_page;
pub use reply::Reply;
pub use routes::{Handler, Menu, Method, Place, Proof, Route, Routes};
pub use stream::{Keep, Stream};

pub use kernel::{Act, Failure, Result};

/// The English of this house's sentences, for the server to merge.
pub const ENGLISH: &str = include_str!("../i18n/en.toml");
