//! Programs that do what programs do: files, streams, sockets. Those in C are compiled by the
//! distribution's clang; CPython comes from the corpus.
//!
//! `cargo test --test guests -- [FILTER] [--target aarch64] [-O0] [--negative-control]`.

mod copy;
mod echo;
mod python;
mod tree;

use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use wasmc_compiler::{Input, compile};
use wasmc_tests::image::write_executable;
use wasmc_tests::limit::HANG_OF_PROGRAM;
use wasmc_tests::{Args, Machine, Tally, clang, corpus, on_targets};

/// The longest that a program may run: all take seconds, but emulated ones take fifty times as long.
const LIMIT: Duration = HANG_OF_PROGRAM;

/// What every test gets.
struct Context {
    machine: Machine,
    negative_control: bool,
}

/// A test: its name, and what it does with the image of its group. An error is what is wrong.
struct Test {
    name: String,
    run: Box<Run>,
}

/// What a test does with an image.
type Run = dyn Fn(&Context, &Path) -> Result<()>;

/// Tests that share an image.
struct Group {
    module: Module,
    tests: Vec<Test>,
}

/// Where a module comes from.
enum Module {
    /// A program in C, by its path in the project.
    C(&'static str),
    /// A module of the corpus.
    Corpus(&'static str),
}

fn main() -> Result<ExitCode> {
    let groups = [copy::group(), tree::group(), echo::group(), python::group()];
    on_targets("guests", |args, machine| {
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

/// An executable on the disk, removed when it is dropped.
struct Image(tempfile::TempDir);

impl Image {
    fn path(&self) -> PathBuf {
        self.0.path().join("image")
    }
}

impl Module {
    /// Whether it is there, else why not.
    fn available(&self) -> Result<()> {
        match self {
            Module::C(_) => clang::available(),
            Module::Corpus(_) if corpus::folder().is_some() => Ok(()),
            Module::Corpus(_) => bail!(corpus::MISSING),
        }
    }

    fn build(&self, context: &Context) -> Result<Image> {
        let (path, bytes) = match self {
            Module::C(path) => (path, clang::compile(&project().join(path))?),
            Module::Corpus(path) => {
                let folder = corpus::folder().unwrap_or_default();
                (path, std::fs::read(folder.join(path))?)
            }
        };
        let input = Input {
            name: path.to_string(),
            bytes,
        };
        let image = Image(tempfile::tempdir()?);
        let compiled = compile(&input.into(), &context.machine.options())?;
        write_executable(&image.path(), &compiled.bytes)?;
        Ok(image)
    }
}

/// The folder of the project.
fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

impl Context {
    /// Compares what a program printed with what it must print; under the negative control with
    /// something else.
    fn compare(&self, got: &[u8], wanted: &str) -> Result<()> {
        let wrong = format!("{wanted}#\n");
        let wanted = if self.negative_control {
            &wrong
        } else {
            wanted
        };
        let got = String::from_utf8_lossy(got);
        let mut lines = got.lines();
        for (index, line) in wanted.lines().enumerate() {
            match lines.next() {
                Some(other) if other == line => {}
                Some(other) => bail!("line {}: expected {line:?}, got {other:?}", index + 1),
                None => bail!("line {}: expected {line:?}, got no more", index + 1),
            }
        }
        match lines.next() {
            Some(more) => bail!("one line too many: {more:?}"),
            None => Ok(()),
        }
    }
}
