//! Tests that share an image: where its module comes from, and what they get.

use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use wasmc_compiler::{Input, compile, component};
use wasmc_tests::image::write_executable;
use wasmc_tests::{Machine, clang, corpus, packages};

/// What every test gets.
pub struct Context {
    pub machine: Machine,
    pub negative_control: bool,
}

/// A test: its name, and what it does with the image of its group. An error is what is wrong.
pub struct Test {
    pub name: String,
    pub run: Box<Run>,
}

/// What a test does with an image.
pub type Run = dyn Fn(&Context, &Path) -> Result<()>;

/// Tests that share an image.
pub struct Group {
    pub module: Module,
    pub tests: Vec<Test>,
}

/// Where a module comes from.
pub enum Module {
    /// A program in C, by its path in the project.
    C(&'static str),
    /// A program in C++ with exceptions, by its path in the project.
    Cpp(&'static str),
    /// A module of the corpus.
    Corpus(&'static str),
    /// A component that `.ci/packages` makes.
    Component(&'static str),
}

/// An executable on the disk, removed when it is dropped.
pub struct Image(tempfile::TempDir);

impl Image {
    pub fn path(&self) -> PathBuf {
        self.0.path().join("image")
    }
}

impl Module {
    /// Whether it is there, else why not.
    pub fn available(&self) -> Result<()> {
        match self {
            Module::C(_) | Module::Cpp(_) => clang::available(),
            Module::Corpus(_) if corpus::folder().is_some() => Ok(()),
            Module::Corpus(_) => bail!(corpus::MISSING),
            Module::Component(path) => packages::file(path).map(drop),
        }
    }

    pub fn build(&self, context: &Context) -> Result<Image> {
        let (path, bytes) = match self {
            Module::C(path) => (path, clang::compile(&project().join(path))?),
            Module::Cpp(path) => (path, clang::compile_cpp(&project().join(path))?),
            Module::Corpus(path) => {
                let folder = corpus::folder().unwrap_or_default();
                (path, std::fs::read(folder.join(path))?)
            }
            Module::Component(path) => (path, std::fs::read(packages::file(path)?)?),
        };
        let input = Input {
            name: path.to_string(),
            bytes,
        };
        let image = Image(tempfile::tempdir()?);
        let program = match self {
            Module::Component(_) => component::compose(&input)?,
            _ => input.into(),
        };
        let compiled = compile(&program, &context.machine.options())?;
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
    pub fn compare(&self, got: &[u8], wanted: &str) -> Result<()> {
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
