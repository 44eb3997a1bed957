//! Real programs that nobody of this project wrote: each must compile and print what it should.
//!
//! `cargo test --test corpus -- [FILTER] [--target aarch64] [-O0] [-C memory=checked] [--negative-control]`. The programs are
//! found through `$WASMC_CORPUS`, else in `../shared/corpus` beside the workspace.

mod apps;
mod bench;
mod png;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use wasmc_compiler::{Input, compile};
use wasmc_tests::image::{say, write_executable};
use wasmc_tests::{Args, Machine, Tally, pool};

/// The longest that a program may run: all take a few seconds at most, but emulated ones take
/// fifty times as long.
const LIMIT: Duration = Duration::from_secs(600);

/// What every test gets.
struct Context {
    machine: Machine,
    corpus: PathBuf,
    negative_control: bool,
}

/// A test: its name and what it does.
struct Test {
    name: String,
    run: Box<Run>,
}

/// What a test does: an error is what is wrong.
type Run = dyn Fn(&Context) -> anyhow::Result<()> + Send + Sync;

fn main() -> anyhow::Result<ExitCode> {
    let args = Args::parse()?;
    let corpus = folder();
    let summary = format!("corpus{}", args.suffix());
    if !corpus.is_dir() {
        say("corpus: left out: there is no folder $WASMC_CORPUS and no ../shared/corpus");
        say(&Tally::default().summary(&summary));
        return Ok(ExitCode::SUCCESS);
    }
    let machine = Machine::new(&args.options)?;
    let context = Context {
        machine,
        corpus,
        negative_control: args.negative_control,
    };

    let mut tally = Tally::default();
    let mut tests = Vec::new();
    for program in bench::programs(&context.corpus)? {
        match program.left_out() {
            _ if !args.wants(&program.name) => {}
            Some(reason) => tally.skip(&program.name, reason),
            None => tests.push(program.into_test()),
        }
    }
    tests.extend(
        apps::tests()
            .into_iter()
            .filter(|test| args.wants(&test.name)),
    );

    let results = pool::map(&tests, |test| {
        let result = (test.run)(&context);
        // At once, since the whole takes minutes.
        match &result {
            Ok(()) => say(&format!("ok   {}", test.name)),
            Err(error) => say(&format!("FAIL {}: {error:#}", test.name)),
        }
        result.is_ok()
    });
    results.into_iter().for_each(|passed| tally.count(passed));
    Ok(tally.finish(&summary))
}

/// Where the programs are.
fn folder() -> PathBuf {
    match env::var_os("WASMC_CORPUS") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
    }
}

impl Context {
    /// Compiles modules, the last of which is the program, to an executable file.
    fn build(&self, inputs: &[Input], executable: &Path) -> anyhow::Result<()> {
        let compiled = compile(inputs, &self.machine.options())?;
        write_executable(executable, &compiled.bytes)
    }

    /// An expected text, or under the negative control a wrong one.
    fn expect(&self, text: &str) -> String {
        if self.negative_control {
            corrupt(text.as_bytes())
        } else {
            text.into()
        }
    }
}

/// A text that differs from what was expected in one character.
fn corrupt(expected: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(expected).into_owned();
    let last = text.pop();
    text.push(if last == Some('#') { '+' } else { '#' });
    text
}
