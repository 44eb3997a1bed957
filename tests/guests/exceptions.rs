//! C++ exceptions: `exceptions.cpp`.

use crate::group::{Context, Group, Module, Test};
use anyhow::{Context as _, Result, ensure};
use std::path::Path;
use std::process::Command;
use wasmc_tests::image::{Launch, run};
use wasmc_tests::limit::HANG;

const OUTPUT: &str = "\
nested 43
caught 42 after 1002 destructors, in order
caught anything
";

/// The tests.
pub fn group() -> Group {
    Group {
        module: Module::Cpp("tests/guests/exceptions.cpp"),
        tests: vec![
            Test {
                name: "exceptions/c++".into(),
                run: Box::new(throws),
            },
            Test {
                name: "exceptions/c++ after strip".into(),
                run: Box::new(throws_after_strip),
            },
        ],
    }
}

fn throws(context: &Context, image: &Path) -> Result<()> {
    let outcome = run(&mut context.machine.command(image), HANG)?;
    ensure!(
        outcome.exited_with(0),
        "it ended with {}",
        outcome.describe()
    );
    context.compare(&outcome.stdout, OUTPUT)
}

/// What handlers are found by is part of what is loaded: strip(1) takes nothing of it away.
fn throws_after_strip(context: &Context, image: &Path) -> Result<()> {
    let strip = match context.machine.emulated() {
        true => format!("{}-linux-gnu-strip", context.machine.target().name()),
        false => "strip".into(),
    };
    let stripped = image.with_extension("stripped");
    let status = Command::new(&strip)
        .arg("-o")
        .args([&stripped, image])
        .status()
        .with_context(|| format!("cannot run {strip}: on Debian it is part of binutils"))?;
    ensure!(status.success(), "{strip} ended with {status}");
    throws(context, &stripped)
}
