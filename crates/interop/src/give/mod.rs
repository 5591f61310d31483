//! Lists going out: templates with the unit's own data in them, and whole lists as Excel or CSV. What goes out here
//! comes back by the import unchanged, and then changes nothing.
pub mod pages;
