//! The quick starts of README.md and the programs of docs/LANGUAGES.md, run as they stand there.
//!
//! `cargo test --test quickstart -- [FILTER] [--negative-control]`. Each is run in a folder of its own, with
//! the `wasmc` of this build on `PATH`, and must print what the document says; those of docs/LANGUAGES.md find
//! `examples` there. One whose tools are not installed is left out, with a line that says so.

mod readme;
mod tools;

use anyhow::{Context, Result, bail, ensure};
use readme::{QuickStart, Step};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use wasmc_tests::image::excerpt;
use wasmc_tests::{Args, Tally, packages};

fn main() -> Result<ExitCode> {
    let args = Args::parse()?;
    let mut tally = Tally::default();
    for (document, chapter) in [
        ("README.md", "Quick starts"),
        ("docs/LANGUAGES.md", "Languages"),
    ] {
        let text = fs::read_to_string(root().join(document)).context(document)?;
        for start in readme::sections(&text, chapter).context(document)? {
            if !args.wants(&start.name) {
                continue;
            }
            match tools::missing(&start) {
                Some(reason) => tally.skip(&start.name, &reason),
                None => tally.report(&start.name, &run(&start, args.negative_control)),
            }
        }
    }
    Ok(match tally.finish("quickstart") {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// The folder of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Follows a quick start in a folder of its own.
fn run(start: &QuickStart, negative_control: bool) -> Result<()> {
    let folder = tempfile::tempdir()?;
    // No link: programs are not let out of the folder.
    let copied = Command::new("cp")
        .arg("-r")
        .args([&root().join("examples"), folder.path()])
        .status()?;
    ensure!(copied.success(), "cannot copy the examples");
    // As `npm install` leaves them.
    symlink(
        packages::folder().join("node_modules"),
        folder.path().join("node_modules"),
    )?;
    for step in &start.steps {
        match step {
            Step::File { name, text } => fs::write(folder.path().join(name), text)?,
            Step::Command { line, prints } => {
                let printed = shell(line, folder.path())?;
                let prints = match negative_control {
                    true => format!("{prints}something else\n"),
                    false => prints.clone(),
                };
                ensure!(
                    printed == prints,
                    "`{line}` prints\n{printed}the document says\n{prints}"
                );
            }
        }
    }
    Ok(())
}

/// Runs a line by a shell; returns what it prints, on whichever stream. The documents say nothing of exit
/// codes, so only those are failures that a shell gives where a command is not found.
fn shell(line: &str, folder: &Path) -> Result<String> {
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {line}")])
        .current_dir(folder)
        .env("PATH", tools::path()?)
        .env("PYTHONPATH", packages::folder().join("python"))
        .env_remove("WASMC_OPTS")
        .stdin(Stdio::null())
        .output()
        .context("there is no sh")?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if matches!(output.status.code(), Some(126 | 127) | None) {
        bail!("`{line}` does not run: {}", excerpt(&output.stdout));
    }
    Ok(printed)
}
