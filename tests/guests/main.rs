//! Programs that do what programs do: files, streams, sockets. Those in C and C++ are compiled by the
//! distribution's clang; CPython comes from the corpus, components in Rust, Python and JavaScript from `.ci/packages`.
//!
//! `cargo test --test guests -- [FILTER] [--target aarch64] [-O0] [--negative-control]`.

mod components;
mod copy;
mod echo;
mod exceptions;
mod group;
mod http;
mod python;
mod sockets;
mod tree;

use anyhow::Result;
use group::{Context, Group, Test};
use std::process::ExitCode;
use wasmc_tests::{Args, Tally, on_targets};

fn main() -> Result<ExitCode> {
    on_targets("guests", |args, machine| {
        let mut groups = vec![
            copy::group(),
            tree::group(),
            echo::group(),
            exceptions::group(),
            python::group(),
            components::python(machine),
            components::javascript(machine),
            sockets::group(),
        ];
        groups.extend(http::groups(machine));
        let context = Context {
            machine: machine.clone(),
            negative_control: args.negative_control,
        };
        let mut tally = Tally::default();
        for group in &groups {
            run(group, args, &context, &mut tally);
        }
        tally
    })
}

fn run(group: &Group, args: &Args, context: &Context, tally: &mut Tally) {
    let wanted: Vec<&Test> = group
        .tests
        .iter()
        .filter(|test| args.wants(&test.name))
        .collect();
    if wanted.is_empty() {
        return;
    }
    if let Err(reason) = group.module.available() {
        for test in wanted {
            tally.skip(&test.name, &format!("{reason:#}"));
        }
        return;
    }
    let image = group.module.build(context);
    for test in wanted {
        let result = match &image {
            Ok(image) => (test.run)(context, &image.path()),
            Err(error) => Err(anyhow::anyhow!("no image: {error:#}")),
        };
        tally.report(&test.name, &result);
    }
}
