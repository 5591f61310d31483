//! The route table: address, right, function; the menu is built from it.

use crate::{Call, Reply};
use kernel::{Act, Result};
use ui::Lang;

/// A page or an act of a house.
pub type Handler = fn(&Call) -> Result<Reply>;

/// The two methods of forms and links.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Looks; changes nothing.
    Get,
    /// Acts.
    Post,
}

/// Where the right must be held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Somewhere; the handler keeps its answers to [`Call::scope`].
    Anywhere,
    /// At the unit named by `{unit}` in the address, or above it. Else: not found.
    Unit,
}

/// Must the account have proved anew, a few minutes ago, who sits there?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Proof {
    /// Being signed in is enough.
    SignIn,
    /// A fresh proof ("xác nhận lại"), always.
    Fresh,
    /// A fresh proof when a list of many people is taken out; the handler says how many
    /// with [`Call::proof_to_take`].
    FreshForLists,
}

/// A line of the menu.
#[derive(Clone, Copy, Debug)]
pub struct Menu {
    /// Its group; groups stand in the order of their first line.
    pub group: fn(Lang) -> &'static str,
    /// Its word.
    pub label: fn(Lang) -> &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Its place in the whole menu.
    pub order: u16,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// GET or POST.
    pub method: Method,
    /// The address, with `{names}` for its parts.
    pub path: &'static str,
    /// The right it needs.
    pub act: Act,
    /// Where the right must be held.
    pub place: Place,
    /// What answers.
    pub handler: Handler,
    /// Its line in the menu.
    pub menu: Option<Menu>,
    /// The largest body it takes, in bytes.
    pub body_limit: usize,
    /// Whether being signed in is enough.
    pub proof: Proof,
}

/// The routes of a house or of the whole street.
pub type Routes = Vec<Route>;

impl Route {
    /// A route with no menu line and the usual body limit. An address with `{unit}` is held to that unit.
    pub fn new(method: Method, path: &'static str, act: Act, handler: Handler) -> Route {
        let place = if path.contains("{unit}") { Place::Unit } else { Place::Anywhere };
        Route { method, path, act, place, handler, menu: None, body_limit: 256 * 1024, proof: Proof::SignIn }
    }
    /// Puts it into the menu.
    #[must_use]
    pub fn in_menu(
        mut self,
        order: u16,
        icon: &'static str,
        group: fn(Lang) -> &'static str,
        label: fn(Lang) -> &'static str,
    ) -> Route {
        self.menu = Some(Menu { group, label, icon, order });
        self
    }
    /// Asks for a fresh proof first. Not for forms with files: what was filled in comes back in the page that asks.
    #[must_use]
    pub fn proven(mut self) -> Route {
        self.proof = Proof::Fresh;
        self
    }
    /// Asks for a fresh proof when the handler takes out a list of many people.
    #[must_use]
    pub fn proven_for_lists(mut self) -> Route {
        self.proof = Proof::FreshForLists;
        self
    }
    /// Lets it take files.
    #[must_use]
    pub fn takes_files(mut self) -> Route {
        self.body_limit = 20 * 1024 * 1024;
        self
    }
}

/// The routes of a house, one line each: `GET "/lop" => list for Act::SeeClasses;`, optionally
/// followed by `, .in_menu(…)`, `, .takes_files()`, `, .proven()` or `, .proven_for_lists()`.
#[macro_export]
macro_rules! routes {
    ($($method:ident $path:literal => $handler:path, for $act:expr $(, .$more:ident($($arg:expr),*))*;)*) => {
        vec![$(
            $crate::Route::new($crate::routes!(@method $method), $path, $act, $handler)$(.$more($($arg),*))*
        ),*]
    };
    (@method GET) => { $crate::Method::Get };
    (@method POST) => { $crate::Method::Post };
}
