//! The files below are built in: a new one must be noticed.
fn main() {
    println!("cargo::rerun-if-changed=../../policy");
}
