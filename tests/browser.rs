//! Stories in a real browser.
#[test]
fn story() {}
