//! Real programs from outside this project: each must compile and print what it should.
//!
//! `cargo test --test corpus -- [FILTER] [--target aarch64] [-O0] [-C memory=checked] [--negative-control]`. The programs are
//! found through `$WASMC_CORPUS`, else in `../shared/corpus` beside the workspace.

mod apps;
mod program;

use program::{Context, Test};
use std::process::ExitCode;
use wasmc_tests::image::{run, say};
use wasmc_tests::limit::HANG_OF_PROGRAM;
use wasmc_tests::{Args, Tally, corpus, on_targets, pool, sightglass};

fn main() -> anyhow::Result<ExitCode> {
    let Some(folder) = corpus::folder() else {
        say(&format!("corpus: left out: {}", corpus::MISSING));
        say(&Tally::default().summary("corpus"));
        return Ok(ExitCode::SUCCESS);
    };
    let programs = sightglass::programs(&folder)?;
    on_targets("corpus", |args, machine| {
        let context = Context {
            machine: machine.clone(),
            corpus: folder.clone(),
            negative_control: args.negative_control,
        };
        test(args, &context, &programs)
    })
}

fn test(args: &Args, context: &Context, programs: &[sightglass::Program]) -> Tally {
    let mut tally = Tally::default();
    let mut tests = Vec::new();
    for program in programs {
        match program.left_out() {
            _ if !args.wants(&program.name) => {}
            Some(reason) => tally.skip(&program.name, reason),
            None => tests.push(bench(program)),
        }
    }
    tests.extend(
        apps::tests()
            .into_iter()
            .filter(|test| args.wants(&test.name)),
    );

    let results = pool::map(&tests, |test| {
        let result = (test.run)(context);
        // At once, since the whole takes minutes.
        match &result {
            Ok(()) => say(&format!("ok   {}", test.name)),
            Err(error) => say(&format!("FAIL {}: {error:#}", test.name)),
        }
        result.is_ok()
    });
    results.into_iter().for_each(|passed| tally.count(passed));
    tally
}

/// The test of a program of the Sightglass suite.
fn bench(program: &sightglass::Program) -> Test {
    let program = program.clone();
    Test {
        name: program.name.clone(),
        run: Box::new(move |context| {
            let place = tempfile::tempdir()?;
            let executable = place.path().join("image");
            context.build(&program.composition(&context.corpus)?, &executable)?;
            let folder = place.path().join("folder");
            program.copy_inputs(&folder)?;
            let mut command = context.machine.command(&executable);
            command.current_dir(&folder).env("WASMC_OPTS", "--dir .");
            program.check(
                run(&mut command, HANG_OF_PROGRAM)?,
                context.negative_control,
            )
        }),
    }
}
