//! What profilers show of images: names of functions, and who calls them.

mod common;

use common::{Sandbox, run};
use std::io::{self, Write};

/// Most of the time passes in `spin`, which `warm` calls.
const PROGRAM: &str = "(module
    (global $sum (mut i32) (i32.const 0))
    (func $spin (param i32)
      (loop $again
        (global.set $sum (i32.add (i32.mul (global.get $sum) (i32.const 5)) (local.get 0)))
        (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
    (func $warm (param i32)
      (loop $again
        (call $spin (i32.const 100000))
        (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
    (func (export \"_start\") (call $warm (i32.const 1000))))";

fn left_out(reason: &str) {
    let line = format!("left out: {reason}\n");
    io::stderr().write_all(line.as_bytes()).unwrap();
}

/// The first line of a report that is about a function.
#[track_caller]
fn hottest(report: &str) -> &str {
    let mut lines = report.lines().filter(|line| line.contains('%'));
    let hottest = lines.find(|line| !line.contains("PROGRAM TOTALS") && !line.starts_with('#'));
    hottest.unwrap_or_else(|| panic!("{report}"))
}

#[test]
fn perf_shows_names_and_callers() {
    let sandbox = Sandbox::new();
    sandbox.image(PROGRAM, &["-O0", "-g1"]);
    let mut record = sandbox.command("perf");
    record.args(["record", "-q", "-g", "-o", "data", "./image"]);
    if !record.output().is_ok_and(|output| output.status.success()) {
        return left_out(
            "perf does not run here: on Debian, `apt-get install linux-perf`, and kernel.perf_event_paranoid",
        );
    }
    let report = |options: &[&str]| {
        let mut command = sandbox.command("perf");
        command
            .args(["report", "-i", "data", "--stdio"])
            .args(options);
        run(command).stdout
    };
    let flat = report(&["--no-children", "-g", "none"]);
    assert!(hottest(&flat).contains("spin"), "{flat}");
    let graph = report(&["--no-children", "-g", "caller"]);
    assert!(graph.contains("warm"), "{graph}");
}

#[test]
fn callgrind_shows_names() {
    let sandbox = Sandbox::new();
    // valgrind lies where the memory would.
    sandbox.image(
        PROGRAM,
        &[
            "-O0",
            "-g1",
            "--target=x86_64",
            "-C",
            "memory-base=register",
        ],
    );
    let mut valgrind = sandbox.command("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=data", "./image"]);
    if !valgrind
        .output()
        .is_ok_and(|output| output.status.success())
    {
        return left_out("there is no valgrind: on Debian, `apt-get install valgrind`");
    }
    let report = run(sandbox.command("callgrind_annotate").arg("data")).stdout;
    assert!(hottest(&report).contains("spin"), "{report}");
}
