//! What a handler answers.

use maud::Markup;
use ui::{Flash, Tone, Undo};

/// An answer. Headers for safety are added by the gate.
#[derive(Debug)]
pub enum Reply {
    /// A page, with its status.
    Page(u16, Markup),
    /// Go there, and show this there.
    Go(String, Option<Flash>),
    /// A file to save.
    File {
        /// Its media type.
        content_type: String,
        /// The name offered.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A content kept elsewhere: sent piece by piece, whole or the part that was asked for.
    Stream(crate::Stream),
    /// JSON, with its status.
    Json(u16, serde_json::Value),
    /// Plain text, with its status.
    Text(u16, String),
    /// A small text of another media type, as it is: a script, a manifest.
    Plain(&'static str, String),
    /// Go there with a cookie set or cleared (sign-in, sign-out, language).
    GoWithCookie(String, String, Option<Flash>),
    /// Go there with several cookies, and have the browser forget what it keeps of us.
    GoWith {
        /// Where to.
        to: String,
        /// Cookies, set or cleared.
        cookies: Vec<String>,
        /// What the browser forgets, as `Clear-Site-Data` says it.
        clear: Option<&'static str>,
        /// What to show there.
        flash: Option<Flash>,
    },
}

impl Reply {
    /// Go there and say what was done.
    pub fn done(to: impl Into<String>, text: impl Into<String>) -> Reply {
        Reply::Go(to.into(), Some(Flash { tone: Tone::Ok, text: text.into(), undo: None }))
    }
    /// Go there, say what was done and offer the way back.
    pub fn done_with_undo(to: impl Into<String>, text: impl Into<String>, undo: Undo) -> Reply {
        Reply::Go(to.into(), Some(Flash { tone: Tone::Ok, text: text.into(), undo: Some(undo) }))
    }
    /// Go there and say what did not work.
    pub fn refused(to: impl Into<String>, text: impl Into<String>) -> Reply {
        Reply::Go(to.into(), Some(Flash { tone: Tone::Bad, text: text.into(), undo: None }))
    }
}
