//! The programs of the Sightglass suite.

use crate::form::Form;
use crate::image::{Outcome, excerpt};
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use wasmc_compiler::{Composition, Input};

/// What programs print that measure themselves, with `#` for each run of digits. They have no file
/// that says so, since the time differs every time.
const TIMED: &[(&str, &str)] = &[("bench/hashset/benchmark", "That took #.# seconds.\n")];

/// A program with its folder of inputs and expected outputs.
#[derive(Clone)]
pub struct Program {
    /// `bench/FOLDER/NAME`.
    pub name: String,
    /// The module.
    pub wasm: PathBuf,
}

/// All programs, by name.
///
/// # Errors
/// The file system's.
pub fn programs(corpus: &Path) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    for folder in fs::read_dir(corpus.join("bench"))? {
        let folder = folder?.path();
        if !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(&folder)? {
            let wasm = file?.path();
            if wasm
                .extension()
                .is_some_and(|extension| extension == "wasm")
            {
                let name = wasm
                    .strip_prefix(corpus)?
                    .with_extension("")
                    .display()
                    .to_string();
                programs.push(Program { name, wasm });
            }
        }
    }
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

impl Program {
    /// Why it cannot be tested, if it cannot.
    pub fn left_out(&self) -> Option<&'static str> {
        let needs_nn = self.name.contains("image-classification");
        needs_nn.then_some("it imports wasi_ephemeral_nn, which is not part of WASI preview 1")
    }

    /// The program in a form.
    ///
    /// # Errors
    /// The file system's, or what is wrong with the component.
    pub fn composition(&self, corpus: &Path, form: Form) -> Result<Composition> {
        match form {
            Form::Module => self.modules(corpus),
            Form::Component => form.read(corpus, &self.wasm),
        }
    }

    /// Its modules, linked with the one that marks where a measurement starts and ends.
    fn modules(&self, corpus: &Path) -> Result<Composition> {
        let marks = fs::read(corpus.join("bench/bench.wat"))?;
        let marks = wat::parse_bytes(&marks)?.into_owned();
        let mut program = Composition::default();
        let marks = program.add(Input {
            name: "bench".into(),
            bytes: marks,
        });
        let marks = program.instantiate(marks, Vec::new());
        let main = program.add(Input {
            name: self.name.clone(),
            bytes: fs::read(&self.wasm)?,
        });
        program.instantiate(main, vec![("bench".into(), marks)]);
        Ok(program)
    }

    /// Copies what it may read into a new folder, in which it is to run with `--dir .`: what one
    /// program writes must not meet another one.
    ///
    /// # Errors
    /// The file system's.
    pub fn copy_inputs(&self, to: &Path) -> Result<()> {
        copy_inputs(
            self.wasm.parent().context("the program is in a folder")?,
            to,
        )
    }

    /// Whether it left what it should, or under the negative control something else.
    ///
    /// # Errors
    /// What is different.
    pub fn check(&self, mut outcome: Outcome, negative_control: bool) -> Result<()> {
        let timed = TIMED.iter().find(|(name, _)| *name == self.name);
        let stdout = match timed {
            Some((_, text)) => {
                outcome.stdout = without_digits(&outcome.stdout);
                text.as_bytes().to_vec()
            }
            None => self
                .expected("stdout")?
                .context("nothing says what it should print")?,
        };
        let expected = Expected {
            stdout,
            stderr: self.expected("stderr")?.filter(|text| !text.is_empty()),
        };
        // A comparison that takes anything would pass too.
        let wrong = Expected {
            stdout: corrupt(&expected.stdout).into(),
            ..expected.clone()
        };
        ensure!(
            compare(&outcome, &wrong).is_err(),
            "the comparison takes wrong output"
        );
        compare(&outcome, if negative_control { &wrong } else { &expected })
    }

    /// What the program must print, where that is known.
    fn expected(&self, stream: &str) -> Result<Option<Vec<u8>>> {
        let file = self.wasm.with_extension(format!("{stream}.expected"));
        if file.exists() {
            Ok(Some(fs::read(file)?))
        } else {
            Ok(None)
        }
    }
}

/// A text with `#` for each run of digits.
fn without_digits(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        match byte {
            b'0'..=b'9' if out.last() == Some(&b'#') => {}
            b'0'..=b'9' => out.push(b'#'),
            _ => out.push(byte),
        }
    }
    out
}

/// What a program must print.
#[derive(Clone)]
struct Expected {
    stdout: Vec<u8>,
    /// `None`: not compared, it may hold the time of day.
    stderr: Option<Vec<u8>>,
}

fn compare(outcome: &Outcome, expected: &Expected) -> Result<()> {
    ensure!(
        outcome.exited_with(0),
        "it ended with {}",
        outcome.describe()
    );
    same("stdout", &outcome.stdout, &expected.stdout)?;
    match &expected.stderr {
        Some(stderr) => same("stderr", &outcome.stderr, stderr),
        None => Ok(()),
    }
}

fn same(stream: &str, got: &[u8], expected: &[u8]) -> Result<()> {
    let at = got
        .iter()
        .zip(expected)
        .take_while(|(got, expected)| got == expected)
        .count();
    ensure!(
        got == expected,
        "{stream} differs at byte {at} of {}: expected ... {:?}, got ... {:?}",
        expected.len(),
        excerpt(&expected[..expected.len().min(at + 40)]),
        excerpt(&got[..got.len().min(at + 40)]),
    );
    Ok(())
}

/// Copies what a program may read.
fn copy_inputs(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir(to)?;
    for file in fs::read_dir(from)? {
        let file = file?.path();
        let extension = file.extension().and_then(|extension| extension.to_str());
        if !matches!(extension, Some("wasm" | "expected")) {
            fs::copy(
                &file,
                to.join(file.file_name().context("a file has a name")?),
            )?;
        }
    }
    Ok(())
}

/// A text that differs from what was expected in one character.
pub fn corrupt(expected: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(expected).into_owned();
    let last = text.pop();
    text.push(if last == Some('#') { '+' } else { '#' });
    text
}
