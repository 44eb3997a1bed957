//! `wasmc run`: programs from the cache, and what is in it.

mod common;

use common::{Outcome, Sandbox, example, run, run_with_input, start};
use object::{Object, ObjectSection};
use std::fs::{self, File, FileTimes};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, SystemTime};

/// Ends with the number of its arguments, its name included.
const COUNT: &str = "(module
    (import \"wasi_snapshot_preview1\" \"args_sizes_get\" (func $sizes (param i32 i32) (result i32)))
    (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))
    (memory (export \"memory\") 1)
    (func (export \"_start\")
      (drop (call $sizes (i32.const 0) (i32.const 4)))
      (call $exit (i32.load (i32.const 0)))))";

/// `wasmc run` with a cache in the sandbox.
fn command(sandbox: &Sandbox, args: &[&str]) -> Command {
    let mut command = sandbox.wasmc(["run"].iter().chain(args));
    command.env("XDG_CACHE_HOME", sandbox.path().join("caches"));
    command
}

fn outcome(sandbox: &Sandbox, args: &[&str]) -> Outcome {
    run(command(sandbox, args))
}

/// What is in the cache, sorted.
fn cached(sandbox: &Sandbox) -> Vec<PathBuf> {
    let entries = fs::read_dir(sandbox.path().join("caches/wasmc")).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Waits until nobody can take a file for one that may still change.
fn settle() {
    std::thread::sleep(Duration::from_millis(2100));
}

#[test]
fn arguments_and_exit_codes_are_those_of_the_program() {
    let sandbox = Sandbox::new();
    sandbox.write("count.wat", COUNT);
    for (args, code) in [
        (&["count.wat"][..], 1),
        (&["count.wat", "a", "b"], 3),
        // What looks like an option of wasmc.
        (&["count.wat", "--help", "-q", "--dir", "x"], 5),
        (&["-q", "-O0", "count.wat", "-v"], 2),
    ] {
        let outcome = outcome(&sandbox, args);
        assert_eq!(
            (outcome.code, &*outcome.stderr),
            (Some(code), ""),
            "{args:?}"
        );
    }
    // Beside the cache, nothing is written.
    assert_eq!(sandbox.names(), ["caches", "count.wat"]);
}

#[test]
fn exports_and_standard_streams() {
    let sandbox = Sandbox::new();
    sandbox.write("fib.wat", example("fib.wat"));
    let printed = outcome(&sandbox, &["--invoke", "fib", "fib.wat", "10"]).success();
    assert_eq!(printed, "55\n");
    // The arguments are no part of the executable.
    let printed = outcome(&sandbox, &["--invoke", "fib", "fib.wat", "11"]).success();
    assert_eq!(printed, "89\n");
    assert_eq!(cached(&sandbox).len(), 1);
    sandbox.write("cat.wat", example("cat.wat"));
    sandbox.write("file", "what is in it");
    let printed = outcome(&sandbox, &["--dir", ".", "cat.wat", "file"]).success();
    assert_eq!(printed, "what is in it");
    // From standard input, which is at its end then.
    let outcome = run_with_input(command(&sandbox, &["-"]), example("hello.wat").as_bytes());
    assert_eq!(outcome.success(), "Hello, world!\n");
}

#[test]
fn permissions_are_those_of_the_options() {
    let sandbox = Sandbox::new();
    sandbox.write("count.wat", COUNT);
    outcome(&sandbox, &["count.wat"]).fails(1);
    outcome(&sandbox, &["--dir", ".", "count.wat"]).fails(1);
    outcome(&sandbox, &["--dir", ".::/", "count.wat"]).fails(1);
    assert_eq!(cached(&sandbox).len(), 3);
}

#[test]
fn module_that_did_not_change_is_not_read_again() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", example("hello.wat"));
    settle();
    outcome(&sandbox, &["hello.wat"]).success();
    let files = cached(&sandbox);
    // Three names of one file: what the module contains, what the file system says of it with the options, and with
    // the words of the command line.
    assert_eq!(files.len(), 3);
    let inode = |path: &PathBuf| fs::metadata(path).unwrap().ino();
    assert!(files.iter().all(|path| inode(path) == inode(&files[0])));
    let mut traced = sandbox.command("strace");
    traced.args(["-f", "-o", "trace"]);
    traced.arg(env!("CARGO_BIN_EXE_wasmc"));
    traced.args(["run", "hello.wat"]);
    traced.env("XDG_CACHE_HOME", sandbox.path().join("caches"));
    match traced.output() {
        Ok(output) if output.status.success() => {}
        _ => {
            return io::stderr()
                .write_all(b"left out: strace does not work here\n")
                .unwrap();
        }
    }
    let trace = fs::read_to_string(sandbox.path().join("trace")).unwrap();
    let opened = |line: &&str| line.contains("openat(");
    let opened: Vec<_> = trace.lines().filter(opened).collect();
    assert!(
        opened.iter().any(|line| line.contains("caches/wasmc/")),
        "{trace}"
    );
    assert!(
        !opened.iter().any(|line| line.contains("hello.wat")),
        "{trace}"
    );
    // Whoever reads the options makes the folder of the cache.
    assert!(!trace.contains("mkdir("), "{trace}");
    // Between the start of wasmc and that of the program: most are those of the dynamic linker.
    let calls = trace
        .lines()
        .skip(1)
        .take_while(|line| !line.contains("execve("));
    assert!(calls.count() < 80, "{trace}");
}

#[test]
fn the_words_of_a_command_line_are_those_of_its_executable() {
    let sandbox = Sandbox::new();
    sandbox.write("count.wat", COUNT);
    // Named like what --argv0 takes.
    sandbox.write("name", "no module");
    settle();
    for _ in 0..2 {
        for (args, code) in [
            (&["count.wat"][..], 1),
            (&["count.wat", "count.wat"], 2),
            (&["--argv0", "name", "count.wat"], 1),
            (&["--argv0", "name", "count.wat", "name"], 2),
            (&["-q", "--", "count.wat", "-q"], 2),
        ] {
            let outcome = outcome(&sandbox, args);
            assert_eq!(
                (outcome.code, &*outcome.stderr),
                (Some(code), ""),
                "{args:?}"
            );
        }
    }
    let message = outcome(&sandbox, &["--nonsense", "count.wat"]).fails(2);
    assert!(message.contains("--nonsense"), "{message}");
    // Another module of the same name.
    sandbox.write("count.wat", example("hello.wat"));
    assert_eq!(
        outcome(&sandbox, &["count.wat"]).success(),
        "Hello, world!\n"
    );
}

#[test]
fn changed_module_is_compiled_again() {
    let sandbox = Sandbox::new();
    let module = sandbox.write("hello.wat", example("hello.wat"));
    settle();
    assert_eq!(
        outcome(&sandbox, &["hello.wat"]).success(),
        "Hello, world!\n"
    );
    let times = fs::metadata(&module).unwrap();
    sandbox.write("hello.wat", example("hello.wat").replace("Hello", "Howdy"));
    // The time that people may set says the same.
    let times = FileTimes::new().set_modified(times.modified().unwrap());
    File::options()
        .write(true)
        .open(&module)
        .unwrap()
        .set_times(times)
        .unwrap();
    assert_eq!(
        outcome(&sandbox, &["hello.wat"]).success(),
        "Howdy, world!\n"
    );
    settle();
    for _ in 0..2 {
        assert_eq!(
            outcome(&sandbox, &["hello.wat"]).success(),
            "Howdy, world!\n"
        );
    }
}

#[test]
fn ten_at_once_on_an_empty_cache() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", example("hello.wat"));
    let children: Vec<_> = (0..10)
        .map(|_| start(&mut command(&sandbox, &["hello.wat"])))
        .collect();
    for child in children {
        let outcome: Outcome = child.wait_with_output().unwrap().into();
        assert_eq!(outcome.success(), "Hello, world!\n");
    }
    assert_eq!(cached(&sandbox).len(), 1);
}

#[test]
fn broken_executables_are_made_anew() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", example("hello.wat"));
    settle();
    outcome(&sandbox, &["hello.wat"]).success();
    // What a crash of the machine may leave: both names lead to nothing that can be run.
    let first = cached(&sandbox).remove(0);
    fs::write(&first, "").unwrap();
    assert_eq!(
        outcome(&sandbox, &["hello.wat"]).success(),
        "Hello, world!\n"
    );
    assert!(
        cached(&sandbox)
            .iter()
            .all(|path| fs::metadata(path).unwrap().len() > 0)
    );
}

#[test]
fn cache_is_bounded() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", example("hello.wat"));
    outcome(&sandbox, &["hello.wat"]).success();
    let hello = cached(&sandbox).remove(0);
    let folder = hello.parent().unwrap();
    // Without blocks, so it takes no room here. Times: used long ago, and left behind long ago.
    let old = FileTimes::new().set_modified(SystemTime::now() - Duration::from_secs(7200));
    for (name, bytes) in [("large", 1 << 30), (".new-left", 1)] {
        let file = File::create(folder.join(name)).unwrap();
        file.set_len(bytes).unwrap();
        file.set_times(old).unwrap();
    }
    outcome(&sandbox, &["-O1", "hello.wat"]).success();
    let left = cached(&sandbox);
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(left.contains(&hello));
}

#[test]
fn cache_that_cannot_be() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", example("hello.wat"));
    let message = run(sandbox.wasmc(["run", "hello.wat"])).fails(1);
    assert_eq!(
        message,
        "wasmc: error: there is no place for the cache: neither $XDG_CACHE_HOME nor $HOME is an \
         absolute path\n"
    );
    let mut command = sandbox.wasmc(["run", "hello.wat"]);
    let message = run(command.env("HOME", "/proc")).fails(1);
    assert!(
        message.starts_with("wasmc: error: cannot make the cache `/proc/.cache/wasmc`: "),
        "{message}"
    );
}

#[test]
fn modules_that_are_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("bad.wat", "(module (import \"a\" \"b\" (func)))");
    let message = outcome(&sandbox, &["bad.wat", "--flag"]).fails(1);
    assert!(
        message.contains("bad.wat: unknown import: `a.b`"),
        "{message}"
    );
    assert!(cached(&sandbox).is_empty());
}

#[test]
fn the_command_starts_without_relocations() {
    let bytes = fs::read(env!("CARGO_BIN_EXE_wasmc")).unwrap();
    let file = object::File::parse(&*bytes).unwrap();
    let relocations = file.section_by_name(".rela.dyn").map_or(0, |it| it.size());
    // 1.1 MB where it is position-independent: a third of the time of a second run.
    assert!(relocations < 10_000, "{relocations} bytes");
}
