//! What real programs take of the processor as images of `wasmc`, beside wasmtime and native code.
//!
//! ```text
//! cargo bench --manifest-path benches/Cargo.toml --bench throughput [-- OPTION... WORD...]
//! ```
//!
//! Options are `--rounds N`, `--seconds S` (of processor time that a side runs in a round), `--march CPU`
//! and `-O0` to `-O3`, the last two as `wasmc` has them: wasmtime compiles for the processor that it runs on,
//! `wasmc` for every x86-64-v3 where nothing is said. `--json FILE` writes what was measured,
//! `--plot FILE` draws it (SVG). `--peer NAME` compares with that peer only, beside wasmtime; it can be given several
//! times (`others.rs`); what is not on this machine is named. `--passes` compares executables with and without each pass instead,
//! `--passes-aarch64` the numbers of instructions in their code for aarch64. `--counters` prints what programs do to the
//! processor (`counters.rs`), once, or why that cannot be had here.
//! Programs are those whose names contain one of the words; without words, all that take [`LEAST`] or
//! more: the corpus, and programs in C of our own (`benches/guests`), which clang also compiles to native
//! code.
//!
//! What is compared: for an executable, the whole process, from `fork` until it has been waited for; for
//! wasmtime, within this process, instantiation and the call of `_start` of a module that is
//! compiled and loaded already. So wasmtime pays for no process and for no loading of its code; an
//! executable pays for both. None pays for compiling.
//!
//! The sides run in turns, so that what else happens on the machine meets all. Ratios are of time
//! in user code; time in the kernel stands beside them.

mod counters;
mod guests;
mod image;
mod others;
mod passes;
mod peer;
#[path = "../common/plot.rs"]
mod plot;
mod programs;
mod times;

use anyhow::{Context, Result, bail};
use image::Image;
use others::Other;
use programs::{About, Program};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use times::{Estimate, Times, geometric_mean};
use wasmc_compiler::options::OptLevel;

/// A program that takes less time in user code is left out where no word asks for it.
const LEAST: Duration = Duration::from_millis(50);

fn main() -> Result<()> {
    let arguments = Arguments::parse()?;
    let place = tempfile::tempdir()?;
    let programs = programs::programs(&arguments.words, place.path())?;
    if arguments.aarch64 {
        return passes::count(programs, arguments.level);
    }
    if arguments.counters {
        return counters::print(programs, &arguments, place.path());
    }
    if arguments.passes {
        return passes::compare(programs, &arguments, place.path());
    }
    println!(
        "user time; a ratio above 1: the image is faster; {} rounds of {} s, [95 % interval]",
        arguments.rounds,
        arguments.sample.as_secs_f64()
    );
    let others = arguments.others()?;
    print!(
        "{:<22} {:>10} {:>8} {:>10} {:>8} {:>7} {:>16}",
        "program", "image", "kernel", "wasmtime", "kernel", "ratio", ""
    );
    for other in &others {
        print!(" {:>8}", other.name);
    }
    println!();
    let mut rows = Vec::new();
    for mut program in programs {
        let row = measure(&mut program, &others, &arguments, place.path()).about(&program)?;
        if let Some(row) = row {
            print_row(&row);
            rows.push(row);
        }
    }
    let peer = geometric_mean(rows.iter().map(|row| row.ratio.median));
    print!(
        "{:<22} {:>48.3} {:>16}",
        "geometric mean",
        peer.unwrap_or(f64::NAN),
        ""
    );
    for index in 0..others.len() {
        let mean = geometric_mean(rows.iter().filter_map(|row| row.others[index].1));
        print!(" {:>8}", show_ratio(mean));
    }
    println!();
    if let Some(file) = &arguments.json {
        std::fs::write(file, format!("{:#}\n", to_json(&rows, &arguments)))?;
    }
    if let Some(file) = &arguments.plot {
        let bars: Vec<_> = rows
            .iter()
            .map(|row| (&*row.name, row.ratio.bar()))
            .collect();
        std::fs::write(
            file,
            plot::bars(&bars, "speed of the image; 1 is wasmtime's"),
        )?;
    }
    Ok(())
}

/// What the command line says.
struct Arguments {
    rounds: usize,
    sample: Duration,
    march: Option<String>,
    level: OptLevel,
    json: Option<PathBuf>,
    plot: Option<PathBuf>,
    passes: bool,
    aarch64: bool,
    counters: bool,
    peers: Vec<String>,
    words: Vec<String>,
}

impl Arguments {
    /// `cargo bench` adds a `--bench` of its own.
    fn parse() -> Result<Arguments> {
        let mut arguments = Arguments {
            rounds: 11,
            sample: Duration::from_millis(500),
            march: None,
            level: OptLevel::default(),
            json: None,
            plot: None,
            passes: false,
            aarch64: false,
            counters: false,
            peers: Vec::new(),
            words: Vec::new(),
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
                "--seconds" => arguments.sample = Duration::try_from_secs_f64(value()?.parse()?)?,
                "--march" => arguments.march = Some(value()?),
                "-O0" => arguments.level = OptLevel::O0,
                "-O1" => arguments.level = OptLevel::O1,
                "-O2" => arguments.level = OptLevel::O2,
                "-O3" => arguments.level = OptLevel::O3,
                "--json" => arguments.json = Some(value()?.into()),
                "--peer" => arguments.peers.push(value()?),
                "--counters" => arguments.counters = true,
                "--passes" => arguments.passes = true,
                "--passes-aarch64" => arguments.aarch64 = true,
                "--plot" => arguments.plot = Some(value()?.into()),
                option if option.starts_with('-') => bail!("unknown option {option}"),
                _ => arguments.words.push(word),
            }
        }
        Ok(arguments)
    }

    /// The peers beside wasmtime that are wanted and here.
    fn others(&self) -> Result<Vec<Other>> {
        let known =
            |name: &String| name == "wasmtime" || others::ALL.iter().any(|it| it.name == name);
        if let Some(name) = self.peers.iter().find(|name| !known(name)) {
            bail!("there is no peer {name}");
        }
        let mut here = Vec::new();
        for other in others::ALL {
            if !self.peers.is_empty() && !self.peers.iter().any(|name| name == other.name) {
                continue;
            }
            match other.missing() {
                Some(reason) => println!("left out: {}: {reason}", other.name),
                None => here.push(other),
            }
        }
        Ok(here)
    }

    /// How often a program runs in a round that takes so much time once.
    fn runs(&self, once: Duration) -> u32 {
        (self.sample.as_secs_f64() / once.as_secs_f64().max(1e-4)).ceil() as u32
    }
}

/// What was measured of a program. Times are of one run, medians over the rounds.
struct Row {
    name: String,
    image: Times,
    wasmtime: Times,
    /// User time of wasmtime over that of the image.
    ratio: Estimate,
    /// User time of each other peer over that of the image, where it has the program.
    others: Vec<(&'static str, Option<f64>)>,
}

/// The image with all passes, whose output the others must have, and the time that it takes once; `None` where that
/// is too little.
fn usual(
    program: &mut Program,
    arguments: &Arguments,
    place: &Path,
) -> Result<Option<(Image, Duration)>> {
    let march = arguments.march.as_deref();
    let image = Image::compile(program, march, arguments.level, None, place)?;
    // The first run reads files from the disk; it only counts as a check.
    let output = image.output()?;
    program.check("the image", &output)?;
    program.expect(output);
    let once = image.run()?.user;
    let counts = once >= LEAST || !arguments.words.is_empty();
    Ok(counts.then_some((image, once)))
}

/// Measures a program; `None` where it takes too little.
fn measure(
    program: &mut Program,
    others: &[Other],
    arguments: &Arguments,
    place: &Path,
) -> Result<Option<Row>> {
    let Some((image, once)) = usual(program, arguments, place)? else {
        return Ok(None);
    };
    let peer = peer::Peer::compile(program).map_err(theirs)?;
    program.check("wasmtime", &peer.output().map_err(theirs)?)?;
    let mut sides = Vec::new();
    for other in others {
        let side = other.make(program, place)?;
        if let Some(side) = &side {
            program.check(other.name, &side.output().context(other.name)?)?;
        }
        sides.push((other.name, side, Vec::new()));
    }
    let runs = arguments.runs(once);
    let (mut images, mut peers) = (Vec::new(), Vec::new());
    for _ in 0..arguments.rounds {
        images.push(repeat(runs, || image.run())?);
        peers.push(repeat(runs, || peer.run().map_err(theirs))?);
        for (_, side, times) in &mut sides {
            if let Some(side) = side {
                times.push(repeat(runs, || side.run())?);
            }
        }
    }
    let ratio = |side: &[Times]| {
        let pairs = side.iter().zip(&images);
        Estimate::of(
            pairs
                .map(|(it, image)| it.user.as_secs_f64() / image.user.as_secs_f64())
                .collect(),
        )
    };
    Ok(Some(Row {
        name: program.name.clone(),
        ratio: ratio(&peers),
        others: sides
            .iter()
            .map(|(name, _, times)| (*name, (!times.is_empty()).then(|| ratio(times).median)))
            .collect(),
        image: medians(&images),
        wasmtime: medians(&peers),
    }))
}

/// The mean of several runs.
fn repeat(runs: u32, run: impl Fn() -> Result<Times>) -> Result<Times> {
    let mut sum = Times::default();
    for _ in 0..runs {
        sum += run()?;
    }
    Ok(Times {
        user: sum.user / runs,
        system: sum.system / runs,
    })
}

fn medians(times: &[Times]) -> Times {
    let median = |part: fn(&Times) -> Duration| {
        let mut parts: Vec<Duration> = times.iter().map(part).collect();
        parts.sort();
        parts[parts.len() / 2]
    };
    Times {
        user: median(|it| it.user),
        system: median(|it| it.system),
    }
}

fn print_row(row: &Row) {
    let show = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1e3);
    print!(
        "{:<22} {:>10} {:>8} {:>10} {:>8} {:>7.3} {:>16}",
        row.name,
        show(row.image.user),
        show(row.image.system),
        show(row.wasmtime.user),
        show(row.wasmtime.system),
        row.ratio.median,
        format!("[{:.3}, {:.3}]", row.ratio.low, row.ratio.high)
    );
    for (_, ratio) in &row.others {
        print!(" {:>8}", show_ratio(*ratio));
    }
    println!();
}

fn show_ratio(ratio: Option<f64>) -> String {
    ratio.map_or(String::new(), |it| format!("{it:.3}"))
}

fn to_json(rows: &[Row], arguments: &Arguments) -> Value {
    let times = |times: &Times| json!({ "user_s": times.user.as_secs_f64(), "system_s": times.system.as_secs_f64() });
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "program": row.name,
                "image": times(&row.image),
                "wasmtime": times(&row.wasmtime),
                "ratio": row.ratio.median,
                "ratio_low": row.ratio.low,
                "ratio_high": row.ratio.high,
                "others": row.others.iter().map(|(name, ratio)| (name.to_string(), json!(ratio))).collect::<serde_json::Map<_, _>>(),
            })
        })
        .collect();
    json!({
        "rounds": arguments.rounds,
        "seconds": arguments.sample.as_secs_f64(),
        "opt_level": format!("{:?}", arguments.level),
        "march": arguments.march,
        "programs": rows,
    })
}

/// wasmtime has an error type of its own.
fn theirs(error: wasmtime::Error) -> anyhow::Error {
    anyhow::anyhow!("wasmtime: {error:?}")
}
