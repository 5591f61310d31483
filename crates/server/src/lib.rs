//! The whole program: it knows every house, plugs them together and speaks the command line.

pub mod command;
pub mod health;
pub mod key;
pub mod wiring;
