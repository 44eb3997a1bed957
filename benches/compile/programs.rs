//! What is compiled.

use crate::{growth, hostile};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Name, and path of the module in the corpus. All of them are commands.
const PROGRAMS: &[(&str, &str)] = &[
    ("sqlite3", "bench/sqlite3/sqlite3.wasm"),
    ("cpython", "apps/python-3.12.0.wasm"),
    ("icepack", "apps/icepack.wasm"),
    ("resvg", "apps/resvg.wasm"),
];

/// A module to compile.
pub struct Program {
    /// Its name in the table.
    pub name: String,
    /// Its file.
    pub module: PathBuf,
    /// Modules that it imports from, by the name under which it does.
    pub preloaded: Vec<(String, PathBuf)>,
    /// Whether it can become an executable; of others, an object file is made.
    pub is_command: bool,
}

/// The programs of these names. Modules that are generated are written to `place`.
pub fn find(names: &[String], place: &Path) -> Result<Vec<Program>> {
    let corpus = match std::env::var_os("WASMC_CORPUS") {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
    };
    let mut programs = Vec::new();
    if names.is_empty() {
        for (name, path) in PROGRAMS {
            programs.push(in_corpus(&corpus, name, path)?);
        }
    }
    for name in names {
        if name == "hostile" {
            for (name, module) in hostile::modules() {
                programs.push(generated(name, module, place)?);
            }
        } else if name == "growth" {
            for (name, module) in growth::modules() {
                programs.push(generated(name, module, place)?);
            }
        } else if let Some((name, path)) = PROGRAMS.iter().find(|it| it.0 == name) {
            programs.push(in_corpus(&corpus, name, path)?);
        } else {
            let module = PathBuf::from(name);
            let stem = module.file_stem().context("a module file has a name")?;
            programs.push(Program {
                name: stem.to_string_lossy().into_owned(),
                module,
                preloaded: Vec::new(),
                is_command: false,
            });
        }
    }
    Ok(programs)
}

/// A module that was made here. It has no `_start`.
fn generated(name: &str, module: Vec<u8>, place: &Path) -> Result<Program> {
    let file = place.join(format!("{name}.wasm"));
    fs::write(&file, module)?;
    Ok(Program {
        name: name.into(),
        module: file,
        preloaded: Vec::new(),
        is_command: false,
    })
}

fn in_corpus(corpus: &Path, name: &str, path: &str) -> Result<Program> {
    let module = corpus.join(path);
    if !module.exists() {
        bail!(
            "there is no {}; WASMC_CORPUS says where the corpus is",
            module.display()
        );
    }
    let bench = corpus.join("bench/bench.wat");
    Ok(Program {
        name: name.into(),
        module,
        preloaded: match path.starts_with("bench/") {
            true => vec![("bench".into(), bench)],
            false => Vec::new(),
        },
        is_command: true,
    })
}
