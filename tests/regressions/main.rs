//! What back ends got wrong before, in Cranelift and elsewhere: large jump tables, the shapes of
//! addresses, division by constants, operands in the last bytes of a memory, large frames, the bits
//! of NaNs, calls that are too far for one instruction. And what the official tests leave open:
//! relaxed vector operators, 64-bit indices and small pages at every edge. And what passes of our own
//! rewrite: wide and narrow products, blocks that need many registers, the ends of loops,
//! loops over bytes, the dispatch of interpreters.
//!
//! `cargo test --test regressions -- [FILTER] [--target aarch64] [-O0] [-C memory=checked] [--negative-control]`. Modules are
//! generated; what they must compute is computed a second time, here.

mod address;
mod br_table;
mod byte_loops;
mod case;
mod dispatch;
mod divide;
mod edges;
mod far;
mod frames;
mod last_bytes;
mod latch;
mod nan;
mod narrow_product;
mod relaxed;
mod schedule;
mod wide_product;

use case::Case;
use std::process::ExitCode;
use wasmc_compiler::target::Target;
use wasmc_tests::image::say;
use wasmc_tests::{Args, Machine, Tally, on_targets, pool};

fn main() -> anyhow::Result<ExitCode> {
    on_targets("regressions", test)
}

fn test(args: &Args, machine: &Machine) -> Tally {
    // Small ones in parallel. The large ones use all processors, and much memory, by themselves.
    let cases = [
        address::cases(),
        byte_loops::cases(),
        dispatch::cases(),
        divide::cases(),
        last_bytes::cases(),
        latch::cases(),
        edges::cases(),
        frames::cases(),
        nan::cases(),
        narrow_product::cases(),
        relaxed::cases(args.options.relaxed_simd),
        schedule::cases(),
        wide_product::cases(),
    ]
    .into_iter()
    .flatten()
    .filter(|case| args.wants(&case.name))
    .collect::<Vec<_>>();
    let mut tally = Tally::default();
    let results = pool::map(&cases, |case| run(case, args, machine));
    results.into_iter().for_each(|passed| tally.count(passed));

    let mut large: Vec<fn() -> Case> = vec![br_table::table, br_table::long_branches];
    match machine.target() {
        Target::X86_64 => large.push(address::across_the_end),
        Target::Aarch64 => {
            let name = "address/stores across the end";
            if args.wants(name) {
                let reason = "the architecture lets such a store write a part before it traps";
                tally.skip(name, reason);
            }
            large.extend([far::functions as fn() -> Case, far::runtime]);
        }
    }
    for case in large {
        let case = case();
        if args.wants(&case.name) {
            tally.count(run(&case, args, machine));
        }
    }
    tally
}

fn run(case: &Case, args: &Args, machine: &Machine) -> bool {
    let result = case.run(machine, args.negative_control);
    match &result {
        Ok(()) => say(&format!("ok   {} ({} calls)", case.name, case.calls.len())),
        Err(error) => say(&format!("FAIL {}: {error:#}", case.name)),
    }
    result.is_ok()
}
