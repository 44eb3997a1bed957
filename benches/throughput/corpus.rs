//! The programs: where they are, and what they must print.

use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// Name, and path of the module in the corpus.
const PROGRAMS: &[(&str, &str)] = &[
    (
        "pwhash_argon2id",
        "bench/libsodium/libsodium-pwhash_argon2id.wasm",
    ),
    ("sqlite3", "bench/sqlite3/sqlite3.wasm"),
    ("blake3-scalar", "bench/blake3-scalar/benchmark.wasm"),
    ("bz2", "bench/bz2/benchmark.wasm"),
];
/// The module that the programs import as `bench`.
const BENCH: &str = "bench/bench.wat";
/// Environment variable that says where the corpus is.
const VARIABLE: &str = "WASMC_CORPUS";
/// Where it is otherwise, from the checkout.
const FALLBACK: &str = "../shared/corpus";

/// A program to run.
pub struct Program {
    /// Its name in the table.
    pub name: String,
    /// The module.
    pub wasm: Vec<u8>,
    /// The module that it imports as `bench`.
    pub bench: Vec<u8>,
    /// Its folder, which it finds as `.`.
    pub folder: PathBuf,
    /// What it must print, where that is known.
    expected: Option<Vec<u8>>,
}

/// The programs of these names; all of them where there are no names. A name may also be the path
/// of another module in the corpus.
pub fn programs(names: &[String]) -> Result<Vec<Program>> {
    let corpus = match std::env::var_os(VARIABLE) {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(FALLBACK),
    };
    if !corpus.join(BENCH).exists() {
        bail!(
            "there is no corpus at {}; {VARIABLE} says where it is",
            corpus.display()
        );
    }
    let known = |name: &str| {
        PROGRAMS
            .iter()
            .find(|program| program.0 == name)
            .map(|it| it.1)
    };
    let list: Vec<(String, &str)> = match names {
        [] => PROGRAMS
            .iter()
            .map(|&(name, path)| (name.to_string(), path))
            .collect(),
        _ => names
            .iter()
            .map(|name| (name.clone(), known(name).unwrap_or(name)))
            .collect(),
    };
    list.into_iter()
        .map(|(name, path)| load(&corpus, name, path).with_context(|| path.to_string()))
        .collect()
}

fn load(corpus: &Path, name: String, path: &str) -> Result<Program> {
    let path = corpus.join(path);
    let folder = path.parent().context("not in the corpus")?.canonicalize()?;
    Ok(Program {
        name,
        wasm: fs::read(&path)?,
        bench: wat::parse_file(corpus.join(BENCH))?,
        folder,
        expected: fs::read(path.with_extension("stdout.expected")).ok(),
    })
}

impl Program {
    /// Compares what `who` printed with what it should have: a fast wrong result does not count.
    pub fn check(&self, who: &str, output: &[u8]) -> Result<()> {
        let right = self
            .expected
            .as_ref()
            .is_none_or(|expected| expected == output);
        ensure!(right, "{who} printed {:?}", String::from_utf8_lossy(output));
        Ok(())
    }
}
