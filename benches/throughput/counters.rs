//! What programs do to the processor: instructions, mispredicted branches, cache misses. They vary less than times do.
//!
//! The kernel counts where the processor has counters and this machine lets programs use them (`perf stat`). Virtual
//! machines often have none: there, valgrind simulates a processor.

use crate::Arguments;
use crate::image::Image;
use crate::programs::Program;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// The processor.
    Perf,
    /// A simulated one.
    Valgrind,
}

/// What a run did in user code.
struct Counts {
    instructions: f64,
    /// `None` where nothing counts them.
    cycles: Option<f64>,
    mispredicted: f64,
    misses: f64,
}

/// What `perf stat` is asked for, in the order of [`Counts`].
const EVENTS: [&str; 4] = [
    "instructions:u",
    "cycles:u",
    "branch-misses:u",
    "cache-misses:u",
];

/// Prints a row for each program and for its native code, where there is any; or why there are no counters.
pub fn print(programs: Vec<Program>, arguments: &Arguments, place: &Path) -> Result<()> {
    let counter = match choose(place) {
        Ok(counter) => counter,
        Err(why) => {
            println!("no counters: {why}");
            return Ok(());
        }
    };
    println!(
        "user code, {}; misses for 1,000 instructions",
        match counter {
            Counter::Perf => "counted by the processor (perf stat)",
            Counter::Valgrind =>
                "simulated (valgrind --tool=cachegrind): misses of the first cache",
        }
    );
    println!(
        "{:<22} {:>8} {:>16} {:>16} {:>10} {:>12} {:>12}",
        "program", "", "instructions", "cycles", "per cycle", "mispredicted", "cache misses"
    );
    for program in programs {
        let march = arguments.march.as_deref();
        let image = match counter {
            Counter::Perf => Image::compile(&program, march, arguments.level, None, place)?,
            Counter::Valgrind => Image::for_valgrind(&program, march, arguments.level, place)?,
        };
        row(&program.name, "image", &counter.count(&image, place)?);
        if let Some(native) = Image::native(&program) {
            row("", "native", &counter.count(&native, place)?);
        }
    }
    Ok(())
}

fn row(name: &str, side: &str, counts: &Counts) {
    let cycles = |show: &dyn Fn(f64) -> String| counts.cycles.map_or(String::new(), show);
    let share = |part: f64| part / counts.instructions * 1e3;
    println!(
        "{name:<22} {side:>8} {:>16.0} {:>16} {:>10} {:>12.3} {:>12.3}",
        counts.instructions,
        cycles(&|cycles| format!("{cycles:.0}")),
        cycles(&|cycles| format!("{:.2}", counts.instructions / cycles)),
        share(counts.mispredicted),
        share(counts.misses),
    );
}

/// The better one of those that work here, or why none does.
fn choose(place: &Path) -> std::result::Result<Counter, String> {
    let mut reasons = Vec::new();
    for (name, counter) in [("perf", Counter::Perf), ("valgrind", Counter::Valgrind)] {
        // Any program will do.
        match counter.run(&mut Command::new("true"), place) {
            Ok(_) => return Ok(counter),
            Err(error) => reasons.push(format!("{name}: {error:#}")),
        }
    }
    Err(reasons.join("; "))
}

impl Counter {
    fn count(self, image: &Image, place: &Path) -> Result<Counts> {
        self.run(&mut image.command(), place)
    }

    fn run(self, program: &mut Command, place: &Path) -> Result<Counts> {
        let file = place.join("counts");
        let mut counter = match self {
            Counter::Perf => Command::new("perf"),
            Counter::Valgrind => Command::new("valgrind"),
        };
        match self {
            Counter::Perf => counter
                .args(["stat", "-x,", "-e", &EVENTS.join(","), "-o"])
                .args([file.as_os_str(), "--".as_ref()]),
            Counter::Valgrind => counter
                .args(["--tool=cachegrind", "--cache-sim=yes", "--branch-sim=yes"])
                .arg(format!("--cachegrind-out-file={}", file.display())),
        };
        counter.arg(program.get_program()).args(program.get_args());
        if let Some(folder) = program.get_current_dir() {
            counter.current_dir(folder);
        }
        let output = counter.output().context("it cannot be run")?;
        ensure!(
            output.status.success(),
            "it ended with {}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
                .lines()
                .last()
                .unwrap_or_default()
        );
        let text = fs::read_to_string(&file).context("it wrote no counts")?;
        match self {
            Counter::Perf => of_perf(&text),
            Counter::Valgrind => of_cachegrind(&text),
        }
    }
}

/// The counts in what `perf stat -x,` writes: a line for each event, its count first.
fn of_perf(text: &str) -> Result<Counts> {
    let count = |event: &str| {
        let fields = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let mut fields = fields.filter(|fields| fields.get(2) == Some(&event));
        let count = fields.next().context("an event is missing")?[0].to_string();
        count
            .parse::<f64>()
            .map_err(|_| anyhow::anyhow!("{event} is {count}"))
    };
    let [instructions, cycles, mispredicted, misses] = EVENTS;
    Ok(Counts {
        instructions: count(instructions)?,
        cycles: Some(count(cycles)?),
        mispredicted: count(mispredicted)?,
        misses: count(misses)?,
    })
}

/// The sums that cachegrind writes: two lines, one with the names of the events.
fn of_cachegrind(text: &str) -> Result<Counts> {
    let words = |head: &str| {
        let mut lines = text.lines().filter_map(|line| line.strip_prefix(head));
        lines.next().map(|line| line.split_whitespace())
    };
    let names = words("events:").context("there are no events")?;
    let sums: Vec<_> = names
        .zip(words("summary:").context("there is no summary")?)
        .collect();
    let sum = |wanted: &[&str]| {
        let found = sums.iter().filter(|(name, _)| wanted.contains(name));
        let counts = found.map(|(_, count)| count.parse::<f64>());
        counts.sum::<std::result::Result<f64, _>>()
    };
    Ok(Counts {
        instructions: sum(&["Ir"])?,
        cycles: None,
        mispredicted: sum(&["Bcm", "Bim"])?,
        misses: sum(&["I1mr", "D1mr", "D1mw"])?,
    })
}
