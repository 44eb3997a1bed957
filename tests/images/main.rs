//! Images of `wasmc image`, run by real container engines and kept in a real registry.
//!
//! `cargo test --test images -- [FILTER] [--negative-control]`. It starts the daemons that it needs
//! itself, in a folder of its own and on free ports, and stops them by their process ids. Most engines
//! want root. What is not installed or not permitted is left out, with a line that says why.

mod binfmt;
mod cases;
mod dockerfile;
mod engine;
mod outputs;
mod ports;
mod proxy;
mod push;
mod registry;
mod service;
mod shop;

use anyhow::Result;
use shop::Shop;
use std::process::ExitCode;
use wasmc_tests::{Args, Tally};

/// A test.
struct Test {
    /// `ENGINE/PLATFORM/CASE`, or what it is about.
    name: String,
    run: Box<Run>,
}

/// What a test does: an error is what is wrong.
type Run = dyn Fn(&Shop) -> Result<Verdict>;

/// How a test came out that found nothing wrong.
enum Verdict {
    /// It was run.
    Passed,
    /// It was left out, and why.
    LeftOut(String),
}

/// The result of a test that needs nothing but what every machine has.
fn always(run: impl Fn(&Shop) -> Result<()> + 'static) -> Box<Run> {
    Box::new(move |shop| run(shop).map(|()| Verdict::Passed))
}

fn main() -> Result<ExitCode> {
    let args = Args::parse()?;
    let shop = Shop::new(args.negative_control)?;
    let mut tally = Tally::default();
    let tests = [
        outputs::tests(),
        dockerfile::tests(),
        push::tests(),
        cases::tests(),
    ];
    for test in tests.into_iter().flatten() {
        if !args.wants(&test.name) {
            continue;
        }
        match (test.run)(&shop) {
            Ok(Verdict::LeftOut(reason)) => tally.skip(&test.name, &reason),
            Ok(Verdict::Passed) => tally.report(&test.name, &Ok(())),
            Err(error) => tally.report(&test.name, &Err(error)),
        }
    }
    drop(shop);
    Ok(match tally.finish("images") {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
