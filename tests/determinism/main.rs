//! The same module gives the same image, whatever the number of threads and the name of its file.
//!
//! `cargo test --test determinism -- [FILTER] [--target aarch64] [-O0] [--negative-control]`. Nothing
//! is run, so a target needs no emulator.

mod module;

use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::process::ExitCode;
use wasmc_compiler::target::Target;
use wasmc_compiler::{Input, Options, compile};
use wasmc_tests::image::{say, with_runtime};
use wasmc_tests::{Args, Tally, corpus};

/// Each pair of these must give the same bytes.
const THREADS: [usize; 3] = [1, 2, 7];

fn main() -> Result<ExitCode> {
    let args = Args::parse()?;
    let inputs = inputs()?;
    let mut tally = Tally::default();
    for target in Target::ALL {
        if args.one_target && target != args.options.target {
            continue;
        }
        let args = args.with_target(target);
        let options = match with_runtime(&args.options) {
            Ok(options) => options,
            Err(error) => {
                say(&format!("determinism ({target}): left out: {error:#}"));
                continue;
            }
        };
        for input in &inputs {
            let name = format!("{} ({target})", input.name);
            if args.wants(&name) {
                tally.report(&name, &test(input, &options, args.negative_control));
            }
        }
    }
    Ok(match tally.finish("determinism") {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// What is compiled.
fn inputs() -> Result<Vec<Input>> {
    let generated = wat::parse_str(module::text(0))?;
    let mut list = vec![("generated module", generated)];
    match corpus::folder() {
        Some(folder) => {
            let file = folder.join("bench/sqlite3/sqlite3.wasm");
            list.push(("sqlite3", fs::read(file).context("cannot read sqlite3")?));
        }
        None => say(&format!(
            "determinism: sqlite3 left out: {}",
            corpus::MISSING
        )),
    }
    let input = |(name, bytes): (&str, Vec<u8>)| Input {
        name: name.into(),
        bytes,
    };
    Ok(list.into_iter().map(input).collect())
}

fn test(input: &Input, options: &Options, negative_control: bool) -> Result<()> {
    let options = Options {
        allow_unknown_imports: true,
        ..options.clone()
    };
    let mut first: Option<(usize, Vec<u8>)> = None;
    for threads in THREADS {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()?;
        let mut input = input.clone();
        input.name += &format!(" {threads}");
        if negative_control && first.is_some() {
            input.bytes = wat::parse_str(module::text(1))?;
        }
        let bytes = pool.install(|| compile(&input.into(), &options))?.bytes;
        match &first {
            Some((with, expected)) => same(expected, &bytes)
                .with_context(|| format!("{with} and {threads} threads do not give the same"))?,
            None => first = Some((threads, bytes)),
        }
    }
    Ok(())
}

fn same(expected: &[u8], got: &[u8]) -> Result<()> {
    let (len, other) = (expected.len(), got.len());
    ensure!(len == other, "{len} bytes, and {other}");
    match expected.iter().zip(got).position(|(a, b)| a != b) {
        Some(at) => bail!("byte {at:#x} of {len:#x} differs"),
        None => Ok(()),
    }
}
