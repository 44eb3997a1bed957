//! The programs: where they are, and what they must print.

use crate::guests;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};

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
    /// The module that it imports as `bench`, where it does.
    pub bench: Option<Vec<u8>>,
    /// Its folder, which it finds as `.`.
    pub folder: PathBuf,
    /// The same program for this machine, where there is its source.
    pub native: Option<PathBuf>,
    /// What it must print, where that is known.
    expected: Option<Vec<u8>>,
}

/// The programs whose names contain one of these words; all of them where there are no words. What
/// is compiled from source is put into `place`.
pub fn programs(words: &[String], place: &Path) -> Result<Vec<Program>> {
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word));
    let mut programs = Vec::new();
    match corpus() {
        Some(corpus) => in_corpus(&corpus, &wanted, &mut programs)?,
        None => println!("left out: the corpus; {VARIABLE} says where it is"),
    }
    for source in guests::sources()? {
        if !wanted(&source.name) {
            continue;
        }
        match guests::build(&source, place)? {
            Some((wasm, native)) => programs.push(Program {
                name: source.name,
                wasm,
                bench: None,
                folder: place.into(),
                native: Some(native),
                expected: None,
            }),
            None => println!("left out: {}: {}", source.name, guests::MISSING),
        }
    }
    if programs.is_empty() {
        bail!("there is no program of that name");
    }
    Ok(programs)
}

fn corpus() -> Option<PathBuf> {
    let folder = match std::env::var_os(VARIABLE) {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(FALLBACK),
    };
    folder.join("bench").canonicalize().ok()
}

/// Adds the modules of the corpus's folders, in the order of their names.
fn in_corpus(
    corpus: &Path,
    wanted: &impl Fn(&str) -> bool,
    programs: &mut Vec<Program>,
) -> Result<()> {
    let bench = wat::parse_file(corpus.join("bench.wat"))?;
    for folder in entries(corpus)?.into_iter().filter(|it| it.is_dir()) {
        for path in entries(&folder)? {
            if path.extension().is_none_or(|it| it != "wasm") {
                continue;
            }
            let name = name(&folder, &path);
            // It needs a host that has a neural network.
            if name == "image-classification" || !wanted(&name) {
                continue;
            }
            programs.push(Program {
                name,
                wasm: fs::read(&path)?,
                bench: Some(bench.clone()),
                folder: folder.clone(),
                native: None,
                expected: fs::read(path.with_extension("stdout.expected")).ok(),
            });
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    paths.sort();
    Ok(paths)
}

/// The file's name, without what says nothing: `benchmark`, and the folder's name in front.
fn name(folder: &Path, path: &Path) -> String {
    let text = |path: &Path| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let folder = text(folder);
    let file = text(&path.with_extension(""));
    match file.strip_prefix(&format!("{folder}-")).unwrap_or(&file) {
        "benchmark" => folder,
        rest => rest.into(),
    }
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

    /// Sets what every other side must print too.
    pub fn expect(&mut self, output: Vec<u8>) {
        self.expected.get_or_insert(output);
    }
}

/// The context of an error about a program.
pub trait About<T> {
    /// Names the program.
    fn about(self, program: &Program) -> Result<T>;
}

impl<T> About<T> for Result<T> {
    fn about(self, program: &Program) -> Result<T> {
        self.with_context(|| program.name.clone())
    }
}
