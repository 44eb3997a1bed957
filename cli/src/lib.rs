//! The command `wasmc` as a library: tests call what the command calls.

#[allow(
    rustdoc::broken_intra_doc_links,
    reason = "they are help texts, in which brackets mean what is optional"
)]
mod args;
mod build;
mod ca_certs;
mod cache;
mod compile;
mod completions;
mod debug_file;
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
pub mod runtime;
mod shortcut;
mod sources;
mod stdout;
mod text;
mod verbose;

use anyhow::{Error, Result};
use args::Command;
use oci::artifact;
use oci::source::Place;
use std::process::ExitCode;

/// Does what the command line of the process says.
pub fn main() -> ExitCode {
    shortcut::take();
    report::install_panic_hook();
    completions::complete_for_shell();
    memory::keep_little();
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

/// What `wasmc inspect --json` says of an image: `oci-layout:FOLDER`, `oci-archive:FILE` or `oci://NAME`.
///
/// # Errors
/// It cannot be read.
pub fn inspect_image(place: &str) -> Result<String> {
    inspect::image_as_json(&at(place)?)
}

/// The module that `wasmc` reads in place of a file: a Wasm artifact, named as in [`inspect_image`].
///
/// # Errors
/// It cannot be read.
pub fn read_artifact(place: &str) -> Result<Vec<u8>> {
    artifact::module(&at(place)?, false)
}

fn at(place: &str) -> Result<Place> {
    match Place::with_prefix(place) {
        Some(place) => place.map_err(Error::msg),
        None => Err(Error::msg("a place needs a prefix")),
    }
}
