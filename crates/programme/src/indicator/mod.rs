//! Indicators ("chỉ số") and targets ("chỉ tiêu"): what is counted, by which rule, against which number, on which
//! paper. All of it is data (`policy/`); this room reads it, refuses what is unsound, and holds the pure rules.
//!
//! - [`model`]: facts as a rule sees them, the rules, an indicator, its windows and targets
//! - [`definition`]: one `policy/indicators/*.toml` file, with its examples
//! - [`form`]: one `policy/reports/*.toml` file
//! - [`papers`]: topics, the federation, the calendar, the glossary
//! - [`policy`]: all files together, and the questions that others ask them

pub mod definition;
pub mod form;
pub mod model;
pub mod papers;
pub mod policy;
#[cfg(test)]
mod tests;

pub use definition::Example;
pub use form::{Does, Form, Section, SectionKind, Writer};
pub use model::{
    Direction, Indicator, Interval, Level, Population, Rule, Says, Seen, Source, Subject, Target, Window,
    Words,
};
pub use papers::{Area, Body, Event, Federation, Group, Programme, Term, TopicEntry};
pub use policy::{Policy, PolicyFault};
