//! `wasmc`: a WebAssembly module becomes a static Linux executable, or a container image.

mod args;
mod build;
mod cache;
mod compile;
mod completions;
mod embed;
mod features;
mod image;
mod input;
mod inspect;
mod man;
mod memory;
mod notice;
mod oci;
mod output;
mod pending;
mod progress;
mod report;
mod run;
mod stdout;
mod verbose;

use args::Command;
use std::process::ExitCode;

fn main() -> ExitCode {
    report::install_panic_hook();
    completions::complete_for_shell();
    let done = match Command::from_command_line() {
        Command::Build(args) => build::build(&args),
        Command::Run(args) => run::run(*args),
        Command::Image(args) => image::image(&args),
        Command::Inspect(args) => inspect::inspect(&args),
        Command::Features => features::features(),
        Command::Completions(args) => completions::completions(&args),
        Command::Man(args) => man::man(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => match error.downcast() {
            Ok(error) => args::refuse(error),
            Err(error) => report::error(&error),
        },
    }
}
