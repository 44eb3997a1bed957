//! Real programs from outside this project: each must compile and print what it should, as a module and as the component
//! that jco made of it.
//!
//! `cargo test --test corpus -- [FILTER] [--target aarch64] [-O0] [-C memory=checked] [--negative-control]`. The programs are
//! found through `$WASMC_CORPUS`, else in `../shared/corpus` beside the workspace. `.ci/packages` makes the components.

mod apps;
mod components;
mod program;

use program::{Context, Test};
use std::path::Path;
use std::process::ExitCode;
use wasmc_tests::image::{run, say};
use wasmc_tests::limit::HANG_OF_PROGRAM;
use wasmc_tests::{Args, Form, Machine, Tally, corpus, on_targets, pool, sightglass};

fn main() -> anyhow::Result<ExitCode> {
    let Some(folder) = corpus::folder() else {
        say(&format!("corpus: left out: {}", corpus::MISSING));
        say(&Tally::default().summary("corpus"));
        return Ok(ExitCode::SUCCESS);
    };
    let programs = sightglass::programs(&folder)?;
    on_targets("corpus", |args, machine| {
        test(args, machine, &folder, &programs)
    })
}

fn test(args: &Args, machine: &Machine, corpus: &Path, programs: &[sightglass::Program]) -> Tally {
    let mut tally = Tally::default();
    let mut tests = Vec::new();
    for program in programs {
        match program.left_out() {
            Some(_) if !args.wants(&program.name) => {}
            Some(reason) => tally.skip(&program.name, reason),
            None => tests.push(bench(program)),
        }
    }
    tests.extend(apps::tests(corpus));
    let contexts = Form::ALL.map(|form| Context {
        machine: machine.clone(),
        form,
        corpus: corpus.into(),
        negative_control: args.negative_control,
    });

    let mut jobs = Vec::new();
    for context in &contexts {
        for test in &tests {
            let name = context.form.name(&test.name);
            match components::left_out(context, test) {
                _ if !args.wants(&name) => {}
                Some(reason) => tally.skip(&name, &reason),
                None => jobs.push((name, context, test)),
            }
        }
    }
    let results = pool::map(&jobs, |(name, context, test)| {
        let result = (test.run)(context);
        // At once, since the whole takes minutes.
        match &result {
            Ok(()) => say(&format!("ok   {name}")),
            Err(error) => say(&format!("FAIL {name}: {error:#}")),
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
        module: program.wasm.clone(),
        run: Box::new(move |context| {
            let place = tempfile::tempdir()?;
            let executable = place.path().join("image");
            context.build(
                &program.composition(&context.corpus, context.form)?,
                &executable,
            )?;
            let folder = place.path().join("folder");
            program.copy_inputs(&folder)?;
            let mut command = context.machine.command(&executable);
            command.current_dir(&folder).env("WASMC_OPTS", "--dir .");
            let outcome = run(&mut command, HANG_OF_PROGRAM)?;
            if components::overwrites_the_adapter(context, &program.name) {
                components::check_overwritten(context, &outcome, &program.wasm, &folder)
            } else {
                program.check(outcome, context.negative_control)
            }
        }),
    }
}
