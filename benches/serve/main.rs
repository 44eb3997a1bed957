//! A component that handles HTTP requests as an image, and under `wasmtime serve`.
//!
//! ```text
//! cargo bench --manifest-path benches/Cargo.toml --bench serve [-- OPTIONS]
//! ```
//!
//! - `--component FILE`, `--path PATH`: what is served, and what is asked for. It answers `GET /`, or of that path, with a body that is always the same, so that a request which
//!   sees what another has left is noticed. Where nothing is said: `components/rust-http.wasm` of the corpus.
//! - `--wasmtime FILE`: the command, where it is not on `PATH`. It gets the module compiled before.
//! - `--rounds N`, `--seconds N`, `--connections N`: how often each server is measured in turn, for how long, and how many
//!   clients ask at a time, each for one answer after the other.
//!
//! The clients run on the same processors as the server. So the processor time of a server for each request stands beside
//! the requests in each second; it says more about what the server costs.

#[path = "../common/mod.rs"]
mod common;
mod load;
mod server;

use anyhow::{Context, Result, bail, ensure};
use load::Load;
use server::{Plan, Server};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What the command line says.
struct Settings {
    component: PathBuf,
    wasmtime: PathBuf,
    rounds: usize,
    load: Load,
}

/// What was measured of a server, a value for each round.
#[derive(Default)]
struct Figures {
    start: Vec<f64>,
    rate: Vec<f64>,
    middle: Vec<f64>,
    tail: Vec<f64>,
    processor: Vec<f64>,
    memory: Vec<f64>,
}

fn main() -> Result<()> {
    let settings = settings()?;
    let place = tempfile::tempdir()?;
    let plans = plans(&settings, place.path())?;
    let expected = first_answer(&plans)?;
    let mut figures: Vec<Figures> = plans.iter().map(|_| Figures::default()).collect();
    for _ in 0..settings.rounds {
        for (plan, figures) in plans.iter().zip(&mut figures) {
            measure(plan, &settings.load, &expected, figures).with_context(|| plan.name)?;
        }
    }
    print(&figures, &plans, &settings);
    Ok(())
}

/// The servers, the image first.
fn plans(settings: &Settings, place: &Path) -> Result<Vec<Plan>> {
    let bytes = std::fs::read(&settings.component)
        .with_context(|| settings.component.display().to_string())?;
    let image = place.join("image");
    common::compile_component("component", bytes, &image)?;
    println!(
        "image: {} KB",
        std::fs::metadata(&image)?.len().div_ceil(1000)
    );
    let mut plans = vec![Plan::image(&image)];
    let mut version = std::process::Command::new(&settings.wasmtime);
    match common::output(version.arg("--version")) {
        Ok(version) => println!("peer: {}", version.trim()),
        Err(_) => {
            println!("left out: wasmtime is not on PATH; --wasmtime says where it is");
            return Ok(plans);
        }
    }
    for (name, pooling) in [("wasmtime", false), ("wasmtime, pooling", true)] {
        let code = place.join(if pooling {
            "pooling.cwasm"
        } else {
            "code.cwasm"
        });
        plans.push(Plan::wasmtime(
            name,
            &settings.wasmtime,
            &settings.component,
            &code,
            pooling,
        )?);
    }
    Ok(plans)
}

/// The answer that all servers give, each time.
fn first_answer(plans: &[Plan]) -> Result<Vec<u8>> {
    let mut answers = Vec::new();
    for plan in plans {
        let server = Server::start(plan)?;
        for _ in 0..2 {
            answers.push(load::ask(server.address)?);
        }
    }
    ensure!(
        answers.windows(2).all(|pair| pair[0] == pair[1]),
        "the servers do not give one answer, or a request sees another"
    );
    answers.pop().context("there are no servers")
}

/// Starts a server, measures it, and ends it.
fn measure(plan: &Plan, load: &Load, expected: &[u8], figures: &mut Figures) -> Result<()> {
    let server = Server::start(plan)?;
    let before = server.processor_time()?;
    let done = load.run(server.address, expected)?;
    let used = server.processor_time()? - before;
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    figures.start.push(millis(server.first_answer_after));
    figures
        .rate
        .push(done.latencies.len() as f64 / done.time.as_secs_f64());
    figures.middle.push(millis(done.percentile(50)));
    figures.tail.push(millis(done.percentile(99)));
    figures
        .processor
        .push(used.as_secs_f64() * 1e6 / done.latencies.len() as f64);
    figures.memory.push(server.memory()? as f64 / 1e6);
    Ok(())
}

/// A row for each figure; ratios are of the image to the others, so that above 1 the image has more.
fn print(figures: &[Figures], plans: &[Plan], settings: &Settings) {
    let load = &settings.load;
    println!(
        "medians of {} rounds of {} s, {} clients",
        settings.rounds,
        load.time.as_secs(),
        load.connections
    );
    print!("{:<34}", "");
    for plan in plans {
        print!(" {:>22}", plan.name);
    }
    println!();
    type Pick = fn(&Figures) -> &[f64];
    let rows: [(&str, Pick); 6] = [
        ("requests a second", |it| &it.rate),
        ("latency, median, ms", |it| &it.middle),
        ("latency, 99 %, ms", |it| &it.tail),
        ("processor time for a request, µs", |it| &it.processor),
        ("memory under load, MB", |it| &it.memory),
        ("from exec to first answer, ms", |it| &it.start),
    ];
    for (name, pick) in rows {
        print!("{name:<34}");
        let own = median(pick(&figures[0]));
        for (index, it) in figures.iter().enumerate() {
            let value = median(pick(it));
            match index {
                0 => print!(" {value:>22.3}"),
                _ => print!(" {value:>14.3} ({:>5.2})", own / value),
            }
        }
        println!();
    }
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// `cargo bench` adds a `--bench` of its own.
fn settings() -> Result<Settings> {
    let mut settings = Settings {
        component: match std::env::var_os("WASMC_CORPUS") {
            Some(path) => PathBuf::from(path),
            None => common::project().join("../shared/corpus"),
        }
        .join("components/rust-http.wasm"),
        wasmtime: "wasmtime".into(),
        rounds: 5,
        load: Load {
            time: Duration::from_secs(3),
            connections: 16,
        },
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        if word == "--bench" {
            continue;
        }
        let value = words
            .next()
            .with_context(|| format!("{word} needs a value"))?;
        let number = || value.parse().ok().filter(|&it| it > 0);
        let number = || number().with_context(|| format!("{word} needs a number above 0"));
        match word.as_str() {
            "--component" => settings.component = value.into(),
            "--path" => load::PATH
                .set(value.clone())
                .is_ok()
                .then_some(())
                .context("--path twice")?,
            "--wasmtime" => settings.wasmtime = value.into(),
            "--rounds" => settings.rounds = number()?,
            "--seconds" => settings.load.time = Duration::from_secs(number()? as u64),
            "--connections" => settings.load.connections = number()?,
            other => bail!("unknown option {other}"),
        }
    }
    Ok(settings)
}
