//! `aogiap`: the command line.

use clap::Parser;

fn main() -> std::process::ExitCode {
    server::command::run(server::command::Line::parse())
}
