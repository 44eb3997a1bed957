//! The walls behind the runtime: what an image gives up before the program runs. Each is tested alone,
//! by a runtime with a deliberate hole through which the program makes any system call it likes.
//!
//! `cargo test --test sandbox -- [FILTER] [--negative-control]`. Under the negative control the images have no
//! walls. Images of other machines run under an emulator, which has no filters, so only that they run is
//! tested.

mod landlock;
mod outside;
mod seccomp;
mod suite;

use anyhow::Result;
use std::process::ExitCode;
use suite::Suite;
use wasmc_compiler::target::Target;
use wasmc_tests::{Tally, on_targets};

fn main() -> Result<ExitCode> {
    on_targets("sandbox", |args, machine| {
        let mut tally = Tally::default();
        let suite = match Suite::new(args, machine) {
            Ok(suite) => suite,
            Err(error) => {
                tally.report("build", &Err(error));
                return tally;
            }
        };
        if machine.target() == Target::host() {
            let cases = [seccomp::cases(), landlock::cases(), outside::cases()];
            for case in cases.into_iter().flatten() {
                if args.wants(&case.name) {
                    tally.report(&case.name, &(case.test)(&suite));
                }
            }
        } else {
            tally.skip("filters", "the emulator has none");
            let result = suite.emulated();
            tally.report("emulated", &result);
        }
        tally
    })
}
