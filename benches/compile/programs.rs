//! What is compiled.

use crate::{growth, hostile};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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
}

/// The programs of these names. Modules that are generated are
/// written to `place`.
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
        if let Some(names) = family(name) {
            for name in names {
                programs.push(generated(name, place)?);
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
            });
        }
    }
    Ok(programs)
}

/// The names of generated modules of a kind.
fn family(name: &str) -> Option<Vec<&'static str>> {
    match name {
        "hostile" => Some(hostile::MODULES.iter().map(|it| it.0).collect()),
        "growth" => Some(growth::SIZES.iter().map(|it| it.0).collect()),
        _ => None,
    }
}

/// Writes the generated module of this name.
pub fn generate(name: &str, file: &Path) -> Result<()> {
    let hostile = hostile::MODULES.iter().find(|it| it.0 == name);
    let size = growth::SIZES.iter().find(|it| it.0 == name);
    let module = match (hostile, size) {
        (Some((_, text)), _) => wat::parse_str(text())?,
        (_, Some(&(_, bytes))) => growth::module(bytes),
        _ => bail!("nothing generates {name}"),
    };
    Ok(fs::write(file, module)?)
}

/// A module that another process generates: a process's peak memory counts for those that it starts.
fn generated(name: &str, place: &Path) -> Result<Program> {
    let module = place.join(format!("{name}.wasm"));
    let status = Command::new(std::env::current_exe()?)
        .args(["--generate", name])
        .arg(&module)
        .status()?;
    ensure!(status.success(), "{name} cannot be generated");
    Ok(Program {
        name: name.into(),
        module,
        preloaded: Vec::new(),
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
    })
}
