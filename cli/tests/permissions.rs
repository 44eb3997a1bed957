//! What a grant is good for, and where it ends.

mod common;

use common::{Machine, Sandbox, example, run};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;

fn on_both_targets(test: fn(&Machine)) {
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, test);
    }
}

/// The exit code of opening the path that is the first argument (`cat` has its own codes) with these
/// rights and flags beneath descriptor 3: the errno.
fn open(rights: u64, oflags: u32) -> String {
    format!(
        "(module
           (import \"wasi_snapshot_preview1\" \"args_sizes_get\" (func $sizes (param i32 i32) (result i32)))
           (import \"wasi_snapshot_preview1\" \"args_get\" (func $args (param i32 i32) (result i32)))
           (import \"wasi_snapshot_preview1\" \"path_open\"
             (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
           (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))
           (memory (export \"memory\") 1)
           (func (export \"_start\") (local $path i32) (local $end i32)
             (drop (call $sizes (i32.const 0) (i32.const 4)))
             (drop (call $args (i32.const 8) (i32.const 1024)))
             (local.set $path (i32.load (i32.const 12)))
             (local.set $end (i32.add (i32.const 1023) (i32.load (i32.const 4))))
             (call $exit (call $open (i32.const 3) (i32.const 1) (local.get $path)
               (i32.sub (local.get $end) (local.get $path)) (i32.const {oflags})
               (i64.const {rights}) (i64.const 0) (i32.const 0) (i32.const 0)))))"
    )
}

const READ: u64 = 1 << 1;
const WRITE: u64 = 1 << 6;

/// `/proc/self/mem` is the memory of the process that the guest runs in: to write there is to leave
/// the sandbox, whatever directories were granted.
#[test]
fn root_directory_is_no_way_into_the_process() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        for (rights, oflags, refused, granted) in [
            (
                READ,
                0,
                &[
                    "proc/self/mem",
                    "proc/self/environ",
                    "proc/self/auxv",
                    "proc/self/task/../mem",
                ][..],
                &["proc/version", "proc/self/status", "etc/passwd"][..],
            ),
            (
                WRITE,
                0,
                &["proc/self/mem", "proc/self/comm", "proc/self/oom_score_adj"],
                &["dev/null"],
            ),
            (
                READ | WRITE,
                0,
                &["proc/self/mem", "proc/thread-self/mem"],
                &["dev/zero"],
            ),
            (READ, 8, &["proc/self/mem"], &[]),
            (0, 0, &["proc/self/mem"], &["proc/version"]),
        ] {
            let image = machine.image(&sandbox, &open(rights, oflags), &["--dir", "/"]);
            for words in ["", "--no-openat2"] {
                let errno = |path: &str| {
                    let mut command = machine.command(&sandbox, &image);
                    run(command.arg(path).env("WASMC_OPTS", words)).code
                };
                for path in refused {
                    // NOTCAPABLE; or PERM or ACCES of the kernel itself; an emulator may have no such file.
                    let errno = errno(path);
                    assert!(
                        [Some(76), Some(63), Some(2), Some(44)].contains(&errno),
                        "{path} for {rights:#x}: {errno:?}"
                    );
                }
                for path in granted {
                    assert_eq!(errno(path), Some(0), "{path} for {rights:#x}");
                }
            }
        }
    });
}

#[test]
fn missing_directories_are_noted_once() {
    let sandbox = Sandbox::new();
    sandbox.write("cat.wat", example("cat.wat"));
    sandbox.write("hello.wat", example("hello.wat"));
    let notes = |words: &[&str]| {
        let outcome = run(sandbox.wasmc(words));
        assert_eq!(outcome.code, Some(0), "{outcome:#?}");
        outcome.stderr
    };
    let note = notes(&["cat.wat"]);
    assert!(
        note.starts_with("wasmc: note: cat.wat opens files, but no directory is granted (--dir"),
        "{note}"
    );
    assert!(
        note.contains("WASMC_OPTS") && note.lines().count() == 1,
        "{note}"
    );
    let note = notes(&["cat.wat", "--locked"]);
    assert!(note.contains("none can be granted later"), "{note}");
    for words in [
        &["cat.wat", "--dir", "."][..],
        &["cat.wat", "-q"],
        &["cat.wat", "--quiet"],
        &["cat.wat", "--emit", "clif"],
        &["hello.wat"],
    ] {
        assert_eq!(notes(words), "", "{words:?}");
    }
    let output = sandbox.wasmc(["cat.wat", "-o", "-"]).output().unwrap();
    assert!(output.stdout.starts_with(b"\x7fELF") && !output.stderr.is_empty());
}

/// A program in C opens what wasi-libc resolves against the names of the directories.
#[test]
fn names_of_directories_as_wasi_libc_resolves_them() {
    let sandbox = Sandbox::new();
    let Some(program) = sandbox.clang(
        "#include <stdio.h>
         int main(int argc, char **argv) {
           for (int i = 1; i < argc; i++) {
             FILE *file = fopen(argv[i], \"r\");
             char line[64] = \"-\";
             if (file) fgets(line, sizeof line, file);
             printf(\"%s\\n\", line);
           }
         }",
    ) else {
        return;
    };
    for folder in ["a/b", "c"] {
        fs::create_dir_all(sandbox.path().join(folder)).unwrap();
    }
    sandbox.write("a/file", "a");
    sandbox.write("a/b/file", "a/b");
    sandbox.write("c/file", "c");
    sandbox.write("file", ".");
    let image = sandbox.path().join("program");
    let program = program.to_str().unwrap();
    run(sandbox.wasmc([program, "-q", "-o", "program"])).success();
    let lines = |words: &str, paths: &[&str]| {
        let mut command = sandbox.command(&image);
        let outcome = run(command.args(paths).env("WASMC_OPTS", words));
        outcome
            .success()
            .lines()
            .map(str::to_string)
            .collect::<Vec<_>>()
    };
    // The working directory by the name that relative paths have.
    let paths = ["file", "./file", "a/file", "/file", "c/../file", "../file"];
    assert_eq!(lines("--dir .", &paths), [".", ".", "a", ".", ".", "-"]);
    // The root; sockets in front of it change nothing.
    assert_eq!(lines("--dir .::/", &paths), [".", ".", "a", ".", ".", "-"]);
    // Nested ones: the longest name counts, in whatever order they come.
    let nested = ["/a/file", "/a/b/file", "a/b/file", "/file", "/a/b/../file"];
    for words in ["--dir .::/ --dir c::/a/b", "--dir c::/a/b --dir .::/"] {
        assert_eq!(lines(words, &nested), ["a", "c", "c", ".", "-"], "{words}");
    }
    // The same twice: the later one counts.
    assert_eq!(lines("--dir a::/x --dir c::/x", &["/x/file"]), ["c"]);
    // Nothing at all.
    assert_eq!(lines("", &["file", "/file"]), ["-", "-"]);
}

/// A program in C finds its directories behind the listening sockets.
#[test]
fn directories_behind_sockets_as_wasi_libc_finds_them() {
    let sandbox = Sandbox::new();
    let Some(program) = sandbox.clang(
        "#include <stdio.h>
         #include <sys/socket.h>
         int main() {
           char line[64] = \"-\";
           FILE *file = fopen(\"/data/file\", \"r\");
           if (file) fgets(line, sizeof line, file);
           puts(line);
           return accept(77, 0, 0) != -1;
         }",
    ) else {
        return;
    };
    sandbox.write("file", "found");
    let program = program.to_str().unwrap();
    run(sandbox.wasmc([program, "-q", "-o", "program"])).success();
    let mut command = sandbox.command(sandbox.path().join("program"));
    let words = "--dir .::/data --listen 127.0.0.1:0 --listen 127.0.0.1:0";
    let outcome = run(command.env("WASMC_OPTS", words));
    assert_eq!(outcome.stdout, "found\n", "{outcome:?}");
    assert_eq!(outcome.stderr.matches("listening on port").count(), 2);
}

/// Whoever starts a privileged executable does not decide what it does with its privileges.
#[test]
fn a_privileged_executable_ignores_the_words_of_its_user() {
    const NOBODY: u32 = 65534;
    let sandbox = Sandbox::new();
    let image = sandbox.image(&example("cat.wat"), &[]);
    sandbox.write("file", "contents\n");
    let chmod = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    chmod(sandbox.path(), 0o755);
    let cat = || {
        let mut command = sandbox.command(&image);
        command.env("WASMC_OPTS", "--dir .").arg("file");
        command.uid(NOBODY).gid(NOBODY);
        command
    };
    chmod(&image, 0o755);
    // Only root may start it as somebody else.
    if cat().output().is_err() {
        let line = "a_privileged_executable_ignores_the_words_of_its_user: left out: needs root\n";
        std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes()).unwrap();
        return;
    }
    assert_eq!(run(cat()).success(), "contents\n");
    for mode in [0o4755, 0o2755] {
        chmod(&image, mode);
        let outcome = run(cat());
        assert!(
            outcome.code != Some(0) && outcome.stdout.is_empty(),
            "{outcome:?}"
        );
        let message =
            "wasmc: WASMC_OPTS is ignored: this executable runs with privileges of its own\n";
        assert!(outcome.stderr.starts_with(message), "{outcome:?}");
        assert_eq!(
            outcome.stderr.matches("is ignored").count(),
            1,
            "{outcome:?}"
        );
    }
}
