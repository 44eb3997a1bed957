//! The prebuilt programs of wasi-testsuite: where they are, and what each must do.

use crate::image::{Outcome, excerpt};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use wasmc_agent::tree::copy_tree;

/// One program of the suite.
#[derive(Debug)]
pub struct Program {
    /// `LANGUAGE/NAME`.
    pub name: String,
    /// The module.
    pub module: PathBuf,
    /// How it is run, and what its result must be.
    pub manifest: Manifest,
}

/// The JSON file beside a module, as wasi-testsuite defines it; a module without one has the
/// defaults.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Manifest {
    /// Arguments after the program's name.
    pub args: Vec<String>,
    /// The whole environment.
    pub env: BTreeMap<String, String>,
    /// Folder beside the module, of which a copy is preopened as `/`.
    pub root: Option<String>,
    /// What it must exit with.
    pub exit_code: i32,
    /// What it must write to standard output, if that matters.
    pub stdout: Option<String>,
    /// What it must write to standard error, if that matters.
    pub stderr: Option<String>,
}

/// The languages of the suite, each a folder of it.
const LANGUAGES: &[&str] = &["assemblyscript", "c", "rust"];

/// Every program below the folder `wasi-p1` of the corpus, sorted by name.
///
/// # Errors
/// A folder cannot be read, or a manifest says what this test does not know.
pub fn all(folder: &Path) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    for language in LANGUAGES {
        let folder = folder.join(language);
        let entries = fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))?;
        for entry in entries {
            let module = entry?.path();
            if module.extension().is_none_or(|it| it != "wasm") {
                continue;
            }
            let stem = module.file_stem().unwrap_or_default().to_string_lossy();
            programs.push(Program {
                name: format!("{language}/{stem}"),
                manifest: manifest(&module.with_extension("json"))?,
                module,
            });
        }
    }
    ensure!(!programs.is_empty(), "{} is empty", folder.display());
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

fn manifest(file: &Path) -> Result<Manifest> {
    if !file.exists() {
        return Ok(Manifest::default());
    }
    let text = fs::read(file)?;
    serde_json::from_slice(&text).with_context(|| format!("{} makes no sense", file.display()))
}

impl Program {
    /// Whether it gets a folder, arguments or variables.
    pub fn is_given_something(&self) -> bool {
        let Manifest {
            args, env, root, ..
        } = &self.manifest;
        root.is_some() || !args.is_empty() || !env.is_empty()
    }

    /// Makes a fresh copy of the folder that it wants preopened; an empty one where the suite has
    /// none of that name, since archives often leave empty folders out.
    ///
    /// # Errors
    /// The file system's.
    pub fn copy_root(&self, to: &Path) -> Result<bool> {
        let Some(root) = &self.manifest.root else {
            return Ok(false);
        };
        fs::create_dir(to)?;
        let from = self.module.with_file_name(root);
        if from.is_dir() {
            copy_tree(&from, to)?;
        }
        Ok(true)
    }
}

/// Whether a program ended as its manifest says.
///
/// # Errors
/// What is different.
pub fn answers(manifest: &Manifest, outcome: &Outcome) -> Result<()> {
    ensure!(
        outcome.exited_with(manifest.exit_code),
        "{}",
        outcome.describe()
    );
    let streams = [
        ("stdout", &manifest.stdout, &outcome.stdout),
        ("stderr", &manifest.stderr, &outcome.stderr),
    ];
    for (name, expected, got) in streams {
        let same = expected.as_ref().is_none_or(|it| it.as_bytes() == got);
        ensure!(same, "{name} is {:?}, not {expected:?}", excerpt(got));
    }
    Ok(())
}
