//! C++ exceptions: `exceptions.cpp`.

use crate::group::{Context, Group, Module, Test};
use anyhow::{Result, ensure};
use std::path::Path;
use wasmc_tests::image::run;
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
        tests: vec![Test {
            name: "exceptions/c++".into(),
            run: Box::new(throws),
        }],
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
