//! The house style: one shell, one set of parts, one word list, one stylesheet.
//!
//! Pages are plain maud functions. They hand a [`Shell`] and a body to [`page`] and get the whole document; the body
//! is made of [`parts`]. No page writes its own table, its own inline style or its own script: the content security
//! policy would refuse the last two anyway. See `README.md` for a page from first line to last.

pub mod assets;
pub mod icon;
mod lang;
pub mod numbers;
pub mod parts;
mod shell;
pub mod words;

pub use assets::{Asset, asset_path, assets};
pub use icon::icon;
pub use lang::{Lang, UnknownLang};
pub use shell::{Flash, MenuGroup, MenuItem, Shell, ShellKind, Tone, Undo, Who, address, page};

/// What nearly every `pages.rs` wants in scope: `use ui::prelude::*;`.
pub mod prelude {
    pub use crate::parts::*;
    pub use crate::{
        Flash, Lang, MenuGroup, MenuItem, Shell, ShellKind, Tone, Undo, Who, icon, numbers, page, t, words,
    };
    pub use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
}
