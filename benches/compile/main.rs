//! What compiling costs, beside `wasmtime compile`: processor time and peak memory of the whole process.
//!
//! ```text
//! cargo build --release && cargo bench --manifest-path benches/Cargo.toml --bench compile [-- OPTION... PROGRAM...]
//! ```
//!
//! Options are `--rounds N`, `--threads N` (of both; without it, as many as there are processors),
//! `--limit SECONDS` (after which a compiler is stopped), `--opt-level N` and `--invoke EXPORT` (of
//! `wasmc`, the latter for modules that are no commands), and `--wasmc FILE` (without it, the one in
//! `target/release`). A program is a module file, a name of
//! `programs.rs`, `hostile` for every module of `hostile.rs`, or `growth` for those of `growth.rs`, from
//! 10 KB to 100 MB; without any, the programs of `programs.rs`. `--plot FILE` draws time and memory over the size of
//! the modules (SVG), for `growth`. The peer is the `wasmtime` on `PATH`,
//! with every proposal that it has.
//!
//! The two compile in turns; a row shows the medians. Neither keeps what it has compiled.

#[path = "../common/child.rs"]
mod child;
mod growth;
mod hostile;
#[path = "../common/plot.rs"]
mod plot;
mod programs;

use anyhow::{Context, Result, bail};
use child::Usage;
use programs::Program;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Compilations by each side, where `--rounds` does not say.
const ROUNDS: usize = 5;
/// How long a compiler may take, where `--limit` does not say.
const LIMIT: Duration = Duration::from_secs(120);

fn main() -> Result<()> {
    let words: Vec<OsString> = std::env::args_os().collect();
    if let [_, flag, name, file] = &words[..]
        && flag == "--generate"
    {
        return programs::generate(&name.to_string_lossy(), Path::new(file));
    }
    let arguments = Arguments::parse()?;
    let place = tempfile::tempdir()?;
    println!(
        "{:<24} {:>10} {:>10} {:>7} {:>10} {:>10} {:>7}   {} rounds; less than 1: wasmc is better",
        "program", "wasmc", "wasmtime", "CPU", "wasmc", "wasmtime", "memory", arguments.rounds
    );
    let mut rows = Vec::new();
    for program in programs::find(&arguments.programs, place.path())? {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..arguments.rounds {
            let command = arguments.wasmc(&program, place.path());
            ours.push(child::run(command, arguments.limit)?);
            let command = arguments.wasmtime(&program, place.path());
            theirs.push(child::run(command, arguments.limit)?);
        }
        let row = Row {
            bytes: std::fs::metadata(&program.module)?.len(),
            ours: Medians::of(&ours),
            theirs: Medians::of(&theirs),
        };
        print_row(&program.name, &row);
        rows.push(row);
    }
    if let Some(file) = &arguments.plot {
        std::fs::write(file, chart(&rows))?;
    }
    Ok(())
}

/// What was measured of a module of so many bytes.
struct Row {
    bytes: u64,
    ours: Medians,
    theirs: Medians,
}

/// What the rounds of a compiler took.
struct Medians {
    seconds: f64,
    megabytes: f64,
    failure: Option<String>,
}

impl Medians {
    fn of(usages: &[Usage]) -> Medians {
        Medians {
            seconds: median(usages.iter().map(|it| it.cpu.as_secs_f64())),
            megabytes: median(usages.iter().map(|it| it.peak_bytes as f64 / 1e6)),
            failure: usages.iter().find_map(|it| it.failure.clone()),
        }
    }
}

/// Time and memory over the size of the modules.
fn chart(rows: &[Row]) -> String {
    let panel = |title, unit, value: fn(&Medians) -> f64| {
        let curve = |side: fn(&Row) -> &Medians| {
            // Who failed has no time.
            let rows = rows.iter().filter(|row| side(row).failure.is_none());
            let points = rows.map(|row| [row.bytes as f64 / 1e6, value(side(row))]);
            points.collect()
        };
        plot::Panel {
            title,
            units: ["MB", unit],
            curves: vec![
                ("wasmc", curve(|row| &row.ours)),
                ("wasmtime", curve(|row| &row.theirs)),
            ],
        }
    };
    plot::panels(&[
        panel("processor time over size of the module", "s", |it| {
            it.seconds
        }),
        panel("peak memory over size of the module", "MB", |it| {
            it.megabytes
        }),
    ])
}

/// What the command line says.
struct Arguments {
    rounds: usize,
    limit: Duration,
    threads: Option<String>,
    opt_level: Option<String>,
    wasmc: Option<PathBuf>,
    invoke: Option<String>,
    plot: Option<PathBuf>,
    programs: Vec<String>,
}

impl Arguments {
    /// `cargo bench` adds a `--bench` of its own.
    fn parse() -> Result<Arguments> {
        let mut arguments = Arguments {
            rounds: ROUNDS,
            limit: LIMIT,
            threads: None,
            opt_level: None,
            wasmc: None,
            invoke: None,
            plot: None,
            programs: Vec::new(),
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut value = || {
                words
                    .next()
                    .with_context(|| format!("{word} needs a value"))
            };
            match word.as_str() {
                "--bench" => {}
                "--rounds" => arguments.rounds = value()?.parse::<usize>()?.max(1),
                "--limit" => arguments.limit = Duration::from_secs(value()?.parse()?),
                "--threads" => arguments.threads = Some(value()?),
                "--wasmc" => arguments.wasmc = Some(std::path::absolute(value()?)?),
                "--invoke" => arguments.invoke = Some(value()?),
                "--plot" => arguments.plot = Some(value()?.into()),
                "--opt-level" => arguments.opt_level = Some(value()?),
                option if option.starts_with('-') => bail!("unknown option {option}"),
                _ => arguments.programs.push(word),
            }
        }
        Ok(arguments)
    }

    fn wasmc(&self, program: &Program, place: &Path) -> Command {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let built = || project.join("target/release/wasmc");
        let mut command = Command::new(self.wasmc.clone().unwrap_or_else(built));
        command.arg(&program.module).arg("-q");
        command.arg("-o").arg(place.join("image"));
        for (name, module) in &program.preloaded {
            let mut argument = OsString::from(format!("{name}="));
            argument.push(module);
            command.arg("--preload").arg(argument);
        }
        if let Some(export) = &self.invoke {
            command.args(["--invoke", export]);
        }
        if let Some(level) = &self.opt_level {
            command.arg(format!("-O{level}"));
        }
        if let Some(threads) = &self.threads {
            command.args(["--threads", threads]);
        }
        command
    }

    fn wasmtime(&self, program: &Program, place: &Path) -> Command {
        let mut command = Command::new("wasmtime");
        command
            .args(["compile", "-C", "cache=n", "-W", "all-proposals=y", "-o"])
            .arg(place.join("image.cwasm"))
            .arg(&program.module);
        if let Some(threads) = &self.threads {
            command.env("RAYON_NUM_THREADS", threads);
        }
        command
    }
}

fn print_row(name: &str, row: &Row) {
    let Row { ours, theirs, .. } = row;
    print!("{name:<24}");
    for (ours, theirs, unit) in [
        (ours.seconds, theirs.seconds, "s"),
        (ours.megabytes, theirs.megabytes, "MB"),
    ] {
        let digits = if unit == "s" { 3 } else { 1 };
        print!(
            " {:>10} {:>10} {:>7.3}",
            format!("{ours:.digits$} {unit}"),
            format!("{theirs:.digits$} {unit}"),
            ours / theirs
        );
    }
    for (who, end) in [("wasmc", &ours.failure), ("wasmtime", &theirs.failure)] {
        if let Some(end) = end {
            print!("   {who}: {end}");
        }
    }
    println!();
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
