//! How long real programs take as images of `wasmc`, and under wasmtime, on this machine.
//!
//! ```text
//! cargo bench --manifest-path benches/Cargo.toml --bench throughput [-- OPTION... PROGRAM...]
//! ```
//!
//! Options are `--rounds N` and `--march CPU`, the latter as `wasmc` has it: wasmtime compiles for
//! the processor that it runs on, `wasmc` for every x86-64-v3 where nothing is said. Programs are
//! names of the table, or paths of other modules in the corpus; without any, the whole table runs.
//!
//! What is compared: for an image, the whole process, from `fork` until it has been waited for; for
//! wasmtime, within this process, instantiation and the call of `_start` of a module that is
//! compiled and loaded already. So wasmtime pays for no process and for no loading of its code; the
//! image pays for both. Neither pays for compiling.
//!
//! The two run in turns, so that what else happens on the machine meets both. A row's number is the
//! median of its runs; the last row is the geometric mean of the ratios.

mod corpus;
mod image;
mod peer;

use anyhow::{Context, Result, bail};
use corpus::Program;
use std::time::Duration;

/// Runs of each side, where `--rounds` does not say.
const ROUNDS: usize = 11;

fn main() -> Result<()> {
    let arguments = arguments()?;
    let programs = corpus::programs(&arguments.programs)?;
    println!(
        "{:<20} {:>12} {:>12} {:>8}   {} rounds; less than 1: the image is faster",
        "program", "image", "wasmtime", "ratio", arguments.rounds
    );
    let mut logarithms = Vec::new();
    for program in &programs {
        let (image, peer) = measure(program, &arguments).with_context(|| program.name.clone())?;
        let ratio = image.as_secs_f64() / peer.as_secs_f64();
        logarithms.push(ratio.ln());
        println!(
            "{:<20} {:>12} {:>12} {ratio:>8.3}",
            program.name,
            show(image),
            show(peer)
        );
    }
    let mean = logarithms.iter().sum::<f64>() / logarithms.len() as f64;
    println!(
        "{:<20} {:>12} {:>12} {:>8.3}",
        "geometric mean",
        "",
        "",
        mean.exp()
    );
    Ok(())
}

/// What the command line says.
struct Arguments {
    rounds: usize,
    march: Option<String>,
    programs: Vec<String>,
}

/// Reads the command line. `cargo bench` adds a `--bench` of its own.
fn arguments() -> Result<Arguments> {
    let mut arguments = Arguments {
        rounds: ROUNDS,
        march: None,
        programs: Vec::new(),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bench" => {}
            "--rounds" => {
                let number = words.next().and_then(|word| word.parse().ok());
                arguments.rounds = number.context("--rounds needs a number")?;
            }
            "--march" => arguments.march = Some(words.next().context("--march needs a name")?),
            option if option.starts_with('-') => bail!("unknown option {option}"),
            _ => arguments.programs.push(word),
        }
    }
    arguments.rounds = arguments.rounds.max(1);
    Ok(arguments)
}

/// Medians of the runs as an image and under wasmtime.
fn measure(program: &Program, arguments: &Arguments) -> Result<(Duration, Duration)> {
    let image = image::Image::compile(program, arguments.march.as_deref())?;
    let peer = peer::Peer::compile(program).map_err(theirs)?;
    // The first runs read files from the disk; they only count as a check.
    program.check("the image", &image.output()?)?;
    program.check("wasmtime", &peer.output().map_err(theirs)?)?;
    let (mut images, mut peers) = (Vec::new(), Vec::new());
    for _ in 0..arguments.rounds {
        images.push(image.run()?);
        peers.push(peer.run().map_err(theirs)?);
    }
    Ok((median(images), median(peers)))
}

/// wasmtime has an error type of its own.
fn theirs(error: wasmtime::Error) -> anyhow::Error {
    anyhow::anyhow!("wasmtime: {error:?}")
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn show(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
