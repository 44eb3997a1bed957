//! `wasmc`: a WebAssembly module becomes a static Linux executable.

mod args;
mod build;
mod input;
mod output;
mod progress;
mod report;
mod verbose;

use std::process::ExitCode;

fn main() -> ExitCode {
    report::install_panic_hook();
    let args = args::PlainArgs::from_command_line();
    match build::build(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report::error(&error),
    }
}
