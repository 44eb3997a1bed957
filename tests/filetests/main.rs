//! Golden tests of the code that is generated.
//!
//! `cargo test --test filetests -- [FILTER] [--negative-control]`. Each `filetests/*.wat` starts with
//! `;; flags: …`, says in comments what to look for, and ends with the expected text in lines that
//! start with `;;!`. `WASMC_BLESS=1` writes what the compiler gives now; read the difference before
//! committing it. Cases named `without PASS` compare code with and without a pass.

mod flags;
mod passes;

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};
use wasmc_compiler::options::Pass;
use wasmc_compiler::{Input, compile};
use wasmc_tests::{Args, Tally, pool};

/// What the lines of the expected text start with.
const MARK: &str = ";;!";

fn main() -> Result<ExitCode> {
    let args = Args::parse()?;
    let bless = env::var_os("WASMC_BLESS").is_some_and(|value| value == "1");
    let mut files = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("filetests");
    for file in fs::read_dir(&folder)? {
        let path = file?.path();
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.extension().is_some_and(|extension| extension == "wat") && args.wants(&name) {
            files.push((name, path));
        }
    }
    files.sort();

    let results = pool::map(&files, |(_, path)| test(path, bless, args.negative_control));
    let mut tally = Tally::default();
    for ((name, _), result) in files.iter().zip(&results) {
        tally.report(name, result);
    }
    for (name, pass) in Pass::ALL {
        let name = format!("without {name}");
        if args.wants(&name) {
            tally.report(&name, &passes::test(&folder, pass, args.negative_control));
        }
    }
    Ok(match tally.finish("filetests") {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn test(path: &PathBuf, bless: bool, negative_control: bool) -> Result<()> {
    let text = fs::read_to_string(path)?;
    let first = text.lines().next().unwrap_or_default();
    let words = first
        .strip_prefix(";; flags:")
        .context("the first line is not `;; flags: …`")?;
    let flags = flags::parse(words)?;
    // Expected text is a comment, so the whole file is the module.
    let bytes = wat::parse_str(&text)?;
    let input = Input {
        name: "module".into(),
        bytes,
    };
    let dump = compile(&input.into(), &flags.options)?.bytes;
    let dump = flags.select(&String::from_utf8(dump)?)?;

    let source = text.lines().take_while(|line| !line.starts_with(MARK));
    let source: String = source.flat_map(|line| [line, "\n"]).collect();
    let source = source.trim_end();
    if bless {
        let marked = dump
            .lines()
            .map(|line| format!("{MARK} {line}").trim_end().to_string());
        let expected = marked.collect::<Vec<_>>().join("\n");
        fs::write(path, format!("{source}\n\n{expected}\n"))?;
        return Ok(());
    }
    let expected = text.lines().skip_while(|line| !line.starts_with(MARK));
    let expected = expected.map(|line| line.strip_prefix(MARK).unwrap_or(line));
    let mut expected: Vec<_> = expected
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    if expected.is_empty() {
        bail!("there is no expected text; WASMC_BLESS=1 writes it");
    }
    if negative_control {
        // The last line holds an instruction or a bracket, in every dump.
        expected.pop();
    }
    compare(
        &expected,
        &dump.lines().map(str::trim_end).collect::<Vec<_>>(),
    )
}

/// The first difference, with the lines around it.
fn compare(expected: &[&str], got: &[&str]) -> Result<()> {
    if expected == got {
        return Ok(());
    }
    let same = expected
        .iter()
        .zip(got)
        .take_while(|(expected, got)| expected == got)
        .count();
    let context = |lines: &[&str]| {
        let start = same.saturating_sub(3).min(lines.len());
        let end = (same + 4).min(lines.len());
        lines[start..end].join("\n      ")
    };
    bail!(
        "line {} differs (WASMC_BLESS=1 accepts)\n    expected:\n      {}\n    got:\n      {}",
        same + 1,
        context(expected),
        context(got)
    )
}
