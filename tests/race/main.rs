//! A race: while a guest opens, makes, asks about, renames and removes files, somebody else swaps its
//! directories with symlinks that lead out, and moves others up and down the tree. It never gets
//! out, however often it meets what was swapped.
//!
//! `cargo test --test race -- [--seconds N] [--target aarch64] [--negative-control]`. The seconds are those of
//! each way of resolving paths. Each run starts with a second of a program that resolves paths as any
//! does, which must get out, else the race shows nothing; the negative control runs it in the guest's
//! place.

mod place;

use anyhow::{Context, Result, ensure};
use place::Place;
use std::fs::File;
use std::io::Read;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use wasmc_compiler::target::Target;
use wasmc_tests::image::say;
use wasmc_tests::limit::HANG;
use wasmc_tests::paths::{WAYS, Way};
use wasmc_tests::wasi_guest;
use wasmc_tests::{Args, Machine, Tally, on_targets};

/// Seconds of each way; less under an emulator, to which one call takes as long as ten.
const SECONDS: u64 = 20;
const SECONDS_EMULATED: u64 = 5;

/// Times that the guest goes through its steps in one call of ours.
const ROUNDS: u64 = 20;

/// Where the guest's table is, and its texts.
const TABLE: u32 = 0x1000;
const TEXTS: u32 = 0x4000;

/// What the guest does, see `guest.wat`; a path, and a second one.
const STEPS: &[(u32, &str, &str)] = &[
    (0, "swap/file", ""),
    (0, "swap/sub/file", ""),
    (0, "swap/sub/../file", ""),
    (0, "swap-link/file", ""),
    (0, "plain", ""),
    (0, "plain-link", ""),
    (0, "a/b/../../file", ""),
    (0, "a/b/c/../../../file", ""),
    (0, "b/c/../../file", ""),
    (0, "a/b/../../outside/file", ""),
    (0, "a/b/c/../../../outside/file", ""),
    (0, "shallow/b/../../file", ""),
    (1, "swap/file", ""),
    (1, "swap/sub/file", ""),
    (1, "plain", ""),
    (1, "a/b/c/../../../file", ""),
    (2, "swap/file", ""),
    (2, "swap-link/sub/file", ""),
    (3, "swap/new", ""),
    (8, "swap/new", "swap/newer"),
    (4, "swap/new", ""),
    (4, "swap/newer", ""),
    (3, "a/b/../../made", ""),
    (4, "a/b/../../made", ""),
    (5, "swap/folder", ""),
    (6, "swap/folder", ""),
    (7, "swap/file", ""),
    (7, "plain", ""),
    (9, "swap/file", "swap/hard"),
    (4, "swap/hard", ""),
    (9, "swap-link/file", "stolen"),
    (0, "stolen", ""),
    (4, "stolen", ""),
    (8, "swap-link/sub/file", "taken"),
    (0, "taken", ""),
    (8, "taken", "swap/sub/file"),
    (10, "swap/link", "../outside/file"),
    (0, "swap/link", ""),
    (4, "swap/link", ""),
];

/// What a run counted.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    inside: u64,
    outside: u64,
    failed: u64,
    refused: u64,
    calls: u64,
}

fn main() -> Result<ExitCode> {
    on_targets("race", |args, machine| {
        let mut tally = Tally::default();
        let result = naive().context("the race shows nothing");
        tally.report("a program without a sandbox gets out", &result);
        for way in WAYS {
            let result = race(args, machine, way);
            tally.report(way.name, &result);
        }
        tally
    })
}

/// One way, with its line of counts.
fn race(args: &Args, machine: &Machine, way: &Way) -> Result<()> {
    let emulated = machine.target() != Target::host();
    let seconds = if emulated { SECONDS_EMULATED } else { SECONDS };
    let limit = Duration::from_secs(args.seconds.unwrap_or(seconds));
    let place = Place::new()?;
    let (counts, moves) = if args.negative_control {
        disturbed(&place, || without_sandbox(&place, limit))?
    } else {
        disturbed(&place, || guest(machine, way, &place, limit))?
    };
    say(&format!(
        "race{} {}: {} calls, {} opens showed a file inside, {} calls were refused as leading out, \
         {} failed otherwise; {moves} rounds of swaps",
        args.suffix(),
        way.name,
        counts.calls,
        counts.inside,
        counts.refused,
        counts.failed - counts.refused,
    ));
    ensure!(counts.outside == 0, "it got out {} times", counts.outside);
    place.check()?;
    ensure!(counts.inside > 100, "hardly anything was opened");
    ensure!(
        counts.refused > 100,
        "hardly anything that was swapped was met"
    );
    ensure!(moves > 100, "hardly anything was swapped");
    Ok(())
}

/// Does something while directories are swapped; how often they were.
fn disturbed(place: &Place, act: impl FnOnce() -> Result<Counts>) -> Result<(Counts, u64)> {
    let (stop, moves) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        let other = scope.spawn(|| place.disturb(&stop, &moves));
        let counts = act();
        stop.store(true, Ordering::Relaxed);
        match other.join() {
            Ok(result) => result.context("the swaps failed")?,
            Err(panic) => std::panic::resume_unwind(panic),
        }
        Ok((counts?, moves.load(Ordering::Relaxed)))
    })
}

fn guest(machine: &Machine, way: &Way, place: &Place, limit: Duration) -> Result<Counts> {
    let image = wasi_guest::image(machine, include_str!("guest.wat"))?;
    let words = format!("{} --dir {}::/", way.words, place.root().display());
    let mut guest = image.start(|command| {
        command.env("WASMC_OPTS", words);
    })?;
    let mut at = TEXTS;
    let mut table = Vec::new();
    for (what, first, second) in STEPS {
        table.push(*what);
        for text in [first, second] {
            guest.write(at, text.as_bytes())?;
            table.extend([at, text.len() as u32]);
            at += text.len() as u32;
        }
        table.push(0);
    }
    let bytes: Vec<u8> = table.iter().flat_map(|it| it.to_le_bytes()).collect();
    guest.write(TABLE, &bytes)?;
    let start = Instant::now();
    let mut counts = Counts::default();
    while start.elapsed() < limit {
        // The counters are 32 bits wide.
        guest.write(0x100, &[0; 20])?;
        guest.value("storm", &[TABLE.into(), STEPS.len() as u64, ROUNDS])?;
        let [inside, outside, failed, refused, calls] =
            [0x100, 0x104, 0x108, 0x10c, 0x110].map(|counter| guest.read_u32(counter));
        counts.inside += u64::from(inside?);
        counts.outside += u64::from(outside?);
        counts.failed += u64::from(failed?);
        counts.refused += u64::from(refused?);
        counts.calls += u64::from(calls?);
        if counts.outside > 0 {
            break;
        }
    }
    guest.finish()?;
    Ok(counts)
}

/// The same paths, opened as any program does.
fn without_sandbox(place: &Place, limit: Duration) -> Result<Counts> {
    let start = Instant::now();
    let mut counts = Counts::default();
    let paths: Vec<_> = STEPS.iter().filter(|(what, ..)| *what == 0).collect();
    while start.elapsed() < limit && counts.outside == 0 {
        for (_, path, _) in &paths {
            counts.calls += 1;
            let mut first = [0];
            // What cannot be opened, or is empty, says nothing.
            let file = File::open(place.root().join(path));
            match file.and_then(|mut file| file.read_exact(&mut first)) {
                Ok(()) if first == *b"S" => counts.outside += 1,
                Ok(()) => counts.inside += 1,
                Err(_) => counts.failed += 1,
            }
        }
    }
    Ok(counts)
}

/// Fails unless a program without a sandbox gets out by `swap/file`, which leads out only while it is
/// swapped.
fn naive() -> Result<()> {
    let place = Place::new()?;
    let (counts, _) = disturbed(&place, || {
        let start = Instant::now();
        let mut counts = Counts::default();
        while start.elapsed() < HANG && (counts.outside < 100 || counts.inside == 0) {
            let mut first = [0];
            let file = File::open(place.root().join("swap/file"));
            if file.is_ok_and(|mut file| file.read_exact(&mut first).is_ok()) {
                counts.outside += u64::from(first == *b"S");
                counts.inside += u64::from(first != *b"S");
            }
        }
        Ok(counts)
    })?;
    ensure!(counts.outside >= 100 && counts.inside > 0, "{counts:?}");
    Ok(())
}
