//! Files inside the image.

mod common;

use common::{Machine, Outcome, Sandbox, example, run};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use wasmc_compiler::target::Target;

fn on_both_targets(test: fn(&Machine)) {
    for target in Target::ALL {
        Machine::with(target.name(), test);
    }
}

/// A tree with files, directories and links: `tree`, and a file beside it.
fn tree() -> Sandbox {
    let sandbox = Sandbox::new();
    let at = |name: &str| sandbox.path().join("tree").join(name);
    fs::create_dir_all(at("deep/er")).unwrap();
    fs::create_dir(at("empty")).unwrap();
    fs::write(at("file"), "contents of a file\n").unwrap();
    fs::write(at("none"), "").unwrap();
    fs::write(at("deep/er/file"), "deep\n").unwrap();
    fs::write(at("\u{e9}t\u{e9}"), "summer\n").unwrap();
    sandbox.write("outside", "not yours\n");
    for (target, name) in [
        ("file", "link"),
        ("deep/er", "short"),
        ("../file", "deep/up"),
        ("../outside", "escape"),
        ("/etc/passwd", "absolute"),
        ("missing", "dangling"),
        ("loop", "loop"),
        ("short/file", "twice"),
        ("file/", "slash"),
    ] {
        symlink(target, at(name)).unwrap();
    }
    sandbox
}

/// Prints the file that is its argument, from an image with `tree` in it; the tree itself is gone by
/// then. Paths and what they lead to are the same in a directory of the host.
#[test]
fn paths_mean_what_they_mean_in_a_directory() {
    on_both_targets(|machine| {
        let sandbox = tree();
        let image = machine.image(&sandbox, &example("cat.wat"), &["--embed", "tree::/data"]);
        let plain = machine_image(machine, &sandbox, "plain");
        let cat = |image: &PathBuf, words: &str, path: &str| {
            let mut command = machine.command(&sandbox, image);
            let outcome = run(command.arg(path).env("WASMC_OPTS", words));
            // What the trace says of `path_open`: the errno.
            let open = outcome
                .stderr
                .lines()
                .find(|line| line.starts_with("path_open"));
            let errno = open
                .unwrap()
                .rsplit_once(" = ")
                .unwrap()
                .1
                .split(' ')
                .next()
                .unwrap();
            (outcome.stdout, errno.to_string())
        };
        let mut opened = 0;
        for path in [
            "file",
            "./file",
            "deep/er/file",
            "deep/../file",
            "deep/er/../../file",
            "short/file",
            "short/../up",
            "link",
            "deep/up",
            "twice",
            "none",
            "\u{e9}t\u{e9}",
            "deep//er///file",
            "empty/../file",
            "missing",
            "missing/file",
            "file/",
            "file/.",
            "file/..",
            "link/",
            "slash",
            "escape",
            "absolute",
            "dangling",
            "loop",
            "loop/file",
            "../outside",
            "deep/../../outside",
            "/file",
            "",
            ".",
            "deep",
            "empty",
            "empty/",
            "short/",
            "deep/er/..",
            "..",
            "deep/..",
            "short/missing",
            "dangling/file",
            "none/file",
        ] {
            let embedded = cat(&image, "--trace-wasi", path);
            for words in [
                "--dir tree::/data::ro --trace-wasi",
                "--dir tree::/data::ro --trace-wasi --no-openat2",
            ] {
                assert_eq!(embedded, cat(&plain, words, path), "{path:?} with {words}");
            }
            opened += usize::from(embedded.1 == "0");
        }
        assert!(opened > 15, "{opened}");
        fs::rename(sandbox.path().join("tree"), sandbox.path().join("gone")).unwrap();
        assert_eq!(
            cat(&image, "--trace-wasi", "twice"),
            ("deep\n".into(), "0".into())
        );
    });
}

/// An image of `cat` under another name.
fn machine_image(machine: &Machine, sandbox: &Sandbox, name: &str) -> PathBuf {
    let other = Sandbox::new();
    let image = machine.image(&other, &example("cat.wat"), &[]);
    let path = sandbox.path().join(name);
    fs::copy(image, &path).unwrap();
    path
}

/// Runs the export `run` of a module with some functions and `tree` at descriptor 3.
fn invoke(
    machine: &Machine,
    sandbox: &Sandbox,
    args: &[&str],
    imports: &[(&str, &str)],
    body: &str,
) -> Outcome {
    let imports: String = imports
        .iter()
        .map(|(name, params)| {
            format!(
                "(import \"wasi_snapshot_preview1\" \"{name}\" (func ${name} (param {params}) (result i32)))"
            )
        })
        .collect();
    let text = format!(
        "(module {imports} (memory (export \"memory\") 1)
           (data (i32.const 0) \"file\") (data (i32.const 8) \"deep\") (data (i32.const 16) \"link\")
           (data (i32.const 24) \"new\")
           {body})"
    );
    let args = [&["--invoke", "run", "--embed", "tree"][..], args].concat();
    let image = machine.image(sandbox, &text, &args);
    run(machine.command(sandbox, &image))
}

const PATH_OPEN: (&str, &str) = ("path_open", "i32 i32 i32 i32 i32 i64 i64 i32 i32");

/// Opens what stands at an address, with `oflags` and rights; returns the errno.
const OPEN: &str = "(func $open (param i32 i32 i32 i64) (result i32)
    (call $path_open (i32.const 3) (i32.const 1) (local.get 0) (local.get 1) (local.get 2)
      (local.get 3) (i64.const 0) (i32.const 0) (i32.const 32)))";

#[test]
fn reading_and_seeking() {
    on_both_targets(|machine| {
        let sandbox = tree();
        let body = format!(
            "{OPEN}
             (func $to (param i64 i32) (result i64)
               (i64.store (i32.const 40) (i64.const -1))
               (drop (call $fd_seek (i32.const 4) (local.get 0) (local.get 1) (i32.const 40)))
               (i64.load (i32.const 40)))
             (func $vectors
               (i32.store (i32.const 64) (i32.const 256)) (i32.store (i32.const 68) (i32.const 3))
               (i32.store (i32.const 72) (i32.const 999)) (i32.store (i32.const 76) (i32.const 0))
               (i32.store (i32.const 80) (i32.const 512)) (i32.store (i32.const 84) (i32.const 100)))
             (func (export \"run\")
               (result i32 i32 i32 i32 i32 i32 i32 i64 i64 i64 i64 i32 i32 i32 i32 i32 i32 i32)
               (call $open (i32.const 0) (i32.const 4) (i32.const 0) (i64.const 2))
               (call $vectors)
               (call $fd_read (i32.const 4) (i32.const 64) (i32.const 3) (i32.const 96))
               (i32.load (i32.const 96)) (i32.load (i32.const 256)) (i32.load8_u (i32.const 512))
               (call $fd_read (i32.const 4) (i32.const 64) (i32.const 3) (i32.const 96))
               (i32.load (i32.const 96))
               (call $to (i64.const 5) (i32.const 0))
               (call $to (i64.const 3) (i32.const 1))
               (call $to (i64.const -1) (i32.const 2))
               (call $to (i64.const -20) (i32.const 2))
               (call $fd_pread (i32.const 4) (i32.const 64) (i32.const 1) (i64.const 12) (i32.const 96))
               (i32.load8_u (i32.const 256))
               (call $fd_tell (i32.const 4) (i32.const 96))
               (i32.load (i32.const 96))
               (call $fd_pread (i32.const 4) (i32.const 64) (i32.const 1) (i64.const -1) (i32.const 96))
               (i32.load (i32.const 96))
               (call $fd_read (i32.const 4) (i32.const 64) (i32.const 1) (i32.const 65533)))"
        );
        let imports = [
            PATH_OPEN,
            ("fd_read", "i32 i32 i32 i32"),
            ("fd_pread", "i32 i32 i32 i64 i32"),
            ("fd_seek", "i32 i64 i32 i32"),
            ("fd_tell", "i32 i32"),
        ];
        let outcome = invoke(machine, &sandbox, &[], &imports, &body);
        // `con` and then `tents of a file\n`: 19 bytes in all; the end; positions, the last of them
        // refused; 'a' at 12, while the position stays at 18; a position that is negative to the kernel;
        // a result that is out of bounds.
        let expected = [
            "0", "0", "19", "7237475", "116", "0", "0", "5", "8", "18", "-1", "0", "97", "0", "18",
            "28", "18", "21",
        ];
        assert_eq!(
            outcome.stdout.lines().collect::<Vec<_>>(),
            expected,
            "{outcome:?}"
        );
    });
}

#[test]
fn nothing_can_be_changed() {
    on_both_targets(|machine| {
        let sandbox = tree();
        fs::create_dir(sandbox.path().join("real")).unwrap();
        // Descriptor 3 is the real directory, 4 the embedded one; 5 an embedded file.
        let cases = [
            (
                "69",
                "path_create_directory",
                "i32 i32 i32",
                "(i32.const 4) (i32.const 24) (i32.const 3)",
            ),
            (
                "69",
                "path_remove_directory",
                "i32 i32 i32",
                "(i32.const 4) (i32.const 8) (i32.const 4)",
            ),
            (
                "69",
                "path_unlink_file",
                "i32 i32 i32",
                "(i32.const 4) (i32.const 0) (i32.const 4)",
            ),
            (
                "69",
                "path_symlink",
                "i32 i32 i32 i32 i32",
                "(i32.const 0) (i32.const 4) (i32.const 4) (i32.const 24) (i32.const 3)",
            ),
            (
                "69",
                "path_rename",
                "i32 i32 i32 i32 i32 i32",
                "(i32.const 4) (i32.const 0) (i32.const 4) (i32.const 4) (i32.const 24) (i32.const 3)",
            ),
            (
                "75",
                "path_rename",
                "i32 i32 i32 i32 i32 i32",
                "(i32.const 4) (i32.const 0) (i32.const 4) (i32.const 3) (i32.const 24) (i32.const 3)",
            ),
            (
                "75",
                "path_rename",
                "i32 i32 i32 i32 i32 i32",
                "(i32.const 3) (i32.const 0) (i32.const 4) (i32.const 4) (i32.const 24) (i32.const 3)",
            ),
            (
                "69",
                "path_link",
                "i32 i32 i32 i32 i32 i32 i32",
                "(i32.const 4) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 4) (i32.const 24) (i32.const 3)",
            ),
            (
                "75",
                "path_link",
                "i32 i32 i32 i32 i32 i32 i32",
                "(i32.const 4) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 3) (i32.const 24) (i32.const 3)",
            ),
            (
                "69",
                "path_filestat_set_times",
                "i32 i32 i32 i32 i64 i64 i32",
                "(i32.const 4) (i32.const 0) (i32.const 0) (i32.const 4) (i64.const 1) (i64.const 1) (i32.const 5)",
            ),
            (
                "69",
                "fd_filestat_set_times",
                "i32 i64 i64 i32",
                "(i32.const 5) (i64.const 1) (i64.const 1) (i32.const 5)",
            ),
            (
                "76",
                "fd_filestat_set_size",
                "i32 i64",
                "(i32.const 5) (i64.const 1)",
            ),
            (
                "76",
                "fd_allocate",
                "i32 i64 i64",
                "(i32.const 5) (i64.const 1) (i64.const 1)",
            ),
            (
                "8",
                "fd_write",
                "i32 i32 i32 i32",
                "(i32.const 5) (i32.const 64) (i32.const 1) (i32.const 96)",
            ),
            (
                "8",
                "fd_pwrite",
                "i32 i32 i32 i64 i32",
                "(i32.const 5) (i32.const 64) (i32.const 1) (i64.const 0) (i32.const 96)",
            ),
            (
                "57",
                "sock_recv",
                "i32 i32 i32 i32 i32 i32",
                "(i32.const 5) (i32.const 64) (i32.const 1) (i32.const 0) (i32.const 96) (i32.const 100)",
            ),
            (
                "57",
                "sock_shutdown",
                "i32 i32",
                "(i32.const 5) (i32.const 1)",
            ),
            // What changes nothing is allowed.
            ("0", "fd_sync", "i32", "(i32.const 5)"),
            ("0", "fd_datasync", "i32", "(i32.const 5)"),
            (
                "0",
                "fd_advise",
                "i32 i64 i64 i32",
                "(i32.const 5) (i64.const 0) (i64.const 0) (i32.const 3)",
            ),
            (
                "0",
                "fd_fdstat_set_flags",
                "i32 i32",
                "(i32.const 5) (i32.const 4)",
            ),
            ("0", "fd_renumber", "i32 i32", "(i32.const 5) (i32.const 4)"),
            ("0", "fd_close", "i32", "(i32.const 5)"),
        ];
        for (expected, name, params, args) in cases {
            let body = format!(
                "(func (export \"run\") (result i32)
                   (drop (call $path_open (i32.const 4) (i32.const 1) (i32.const 0) (i32.const 4)
                     (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 32)))
                   (call ${name} {args}))"
            );
            let imports = [PATH_OPEN, (name, params)];
            let outcome = invoke(machine, &sandbox, &["--dir", "real"], &imports, &body);
            assert_eq!(outcome.success().trim(), expected, "{name} {args}");
        }
        assert!(
            fs::read_dir(sandbox.path().join("real"))
                .unwrap()
                .next()
                .is_none()
        );
        // Opening: rights, then `creat`, `directory`, `excl` and `trunc`.
        for (expected, path, oflags, rights) in [
            ("69", 0, 0, 64),
            ("69", 0, 8, 2),
            ("69", 24, 1, 2),
            ("0", 0, 1, 2),
            ("20", 0, 5, 2),
            ("69", 24, 5, 2),
            ("54", 0, 2, 2),
            ("0", 8, 2, 2),
            ("44", 24, 0, 2),
            ("20", 16, 5, 2),
        ] {
            let len = if path == 24 { 3 } else { 4 };
            let body = format!(
                "{OPEN} (func (export \"run\") (result i32) (call $open (i32.const {path})
                   (i32.const {len}) (i32.const {oflags}) (i64.const {rights})))"
            );
            let outcome = invoke(machine, &sandbox, &[], &[PATH_OPEN], &body);
            assert_eq!(
                outcome.success().trim(),
                expected,
                "{path} {oflags} {rights}"
            );
        }
    });
}

#[test]
fn what_is_known_of_files() {
    on_both_targets(|machine| {
        let sandbox = tree();
        let body = format!(
            "{OPEN}
             (func $shown (result i32 i64 i64 i64)
               (i32.load8_u (i32.const 144)) (i64.load (i32.const 152)) (i64.load (i32.const 160))
               (i64.load (i32.const 176)))
             (func (export \"run\")
               (result i32 i32 i32 i64 i64 i64 i32 i32 i64 i64 i64 i32 i32 i64 i64 i64 i32 i32 i64 i32 i32)
               (call $open (i32.const 0) (i32.const 4) (i32.const 0) (i64.const 2))
               (call $fd_filestat_get (i32.const 4) (i32.const 128)) (call $shown)
               (call $path_filestat_get (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 4) (i32.const 128))
               (call $shown)
               (call $path_filestat_get (i32.const 3) (i32.const 1) (i32.const 16) (i32.const 4) (i32.const 128))
               (call $shown)
               (call $fd_fdstat_get (i32.const 4) (i32.const 200))
               (i32.load8_u (i32.const 200))
               (i64.and (i64.load (i32.const 208)) (i64.const 0x400142))
               (call $path_readlink (i32.const 3) (i32.const 16) (i32.const 4) (i32.const 300) (i32.const 3)
                 (i32.const 320))
               (i32.load (i32.const 300)))"
        );
        let imports = [
            PATH_OPEN,
            ("fd_filestat_get", "i32 i32"),
            ("path_filestat_get", "i32 i32 i32 i32 i32"),
            ("fd_fdstat_get", "i32 i32"),
            ("path_readlink", "i32 i32 i32 i32 i32 i32"),
        ];
        let outcome = invoke(machine, &sandbox, &[], &imports, &body);
        // Type, links, size, time; the link, what it leads to; the rights to read, but not to write
        // and to change the size; the first three bytes of `file`.
        let expected = "0 0 4 1 19 0 0 7 1 4 0 0 4 1 19 0 0 4 2 0 7104870";
        assert_eq!(
            outcome
                .stdout
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            expected
        );
    });
}

/// Prints the names of `tree`, with buffers of a given size, as `fd_readdir` gives them.
fn lister(bytes: u32) -> String {
    format!(
        "(module
           (import \"wasi_snapshot_preview1\" \"fd_readdir\" (func $readdir (param i32 i32 i32 i64 i32) (result i32)))
           (import \"wasi_snapshot_preview1\" \"fd_write\" (func $write (param i32 i32 i32 i32) (result i32)))
           (memory (export \"memory\") 1)
           (data (i32.const 60) \"\\0a\")
           (func $print (param i32 i32)
             (i32.store (i32.const 0) (local.get 0)) (i32.store (i32.const 4) (local.get 1))
             (i32.store (i32.const 8) (i32.const 60)) (i32.store (i32.const 12) (i32.const 1))
             (drop (call $write (i32.const 1) (i32.const 0) (i32.const 2) (i32.const 16))))
           (func (export \"_start\") (local $cookie i64) (local $used i32) (local $at i32) (local $next i32)
             (loop $again
               (if (call $readdir (i32.const 3) (i32.const 1024) (i32.const {bytes}) (local.get $cookie)
                   (i32.const 32)) (then (unreachable)))
               (local.set $used (i32.add (i32.const 1024) (i32.load (i32.const 32))))
               (local.set $at (i32.const 1024))
               (block $cut
                 (loop $entry
                   (br_if $cut (i32.gt_u (i32.add (local.get $at) (i32.const 24)) (local.get $used)))
                   (local.set $next (i32.add (i32.add (local.get $at) (i32.const 24))
                     (i32.load offset=16 (local.get $at))))
                   (br_if $cut (i32.gt_u (local.get $next) (local.get $used)))
                   (call $print (i32.add (local.get $at) (i32.const 24)) (i32.load offset=16 (local.get $at)))
                   (local.set $cookie (i64.load (local.get $at)))
                   (local.set $at (local.get $next))
                   (br $entry)))
               ;; A full buffer may have been cut; one that is not full was the last.
               (br_if $again (i32.eq (i32.load (i32.const 32)) (i32.const {bytes}))))))"
    )
}

#[test]
fn listing() {
    on_both_targets(|machine| {
        let sandbox = tree();
        for bytes in [40, 64, 100, 4096] {
            let image = machine.image(&sandbox, &lister(bytes), &["--embed", "tree"]);
            let names = run(machine.command(&sandbox, &image)).success();
            let names: Vec<_> = names.lines().collect();
            let expected = [
                ".",
                "..",
                "absolute",
                "dangling",
                "deep",
                "empty",
                "escape",
                "file",
                "link",
                "loop",
                "none",
                "short",
                "slash",
                "twice",
                "\u{e9}t\u{e9}",
            ];
            assert_eq!(names, expected, "{bytes}");
        }
    });
}

#[test]
fn same_tree_same_bytes() {
    let (one, other) = (tree(), tree());
    // Written in another order, at another time, with other permissions.
    for name in ["zz", "aa", "mm"] {
        one.write(&format!("tree/{name}"), name);
    }
    for name in ["mm", "zz", "aa"] {
        other.write(&format!("tree/{name}"), name);
    }
    run(other
        .command("touch")
        .args(["-d", "2001-02-03", "tree/file"]))
    .success();
    run(other.command("chmod").args(["600", "tree/file"])).success();
    let image = |sandbox: &Sandbox, epoch: Option<&str>| {
        sandbox.write("image.wat", example("cat.wat"));
        let mut command = sandbox.wasmc(["image.wat", "--embed", "tree", "-q", "-o", "image"]);
        command.envs(epoch.map(|epoch| ("SOURCE_DATE_EPOCH", epoch)));
        run(command).success();
        fs::read(sandbox.path().join("image")).unwrap()
    };
    assert!(image(&one, None) == image(&other, None));
    assert!(image(&one, None) != image(&other, Some("1000000000")));
    // An image does not contain the one that was there before.
    let embed_all = || {
        run(one.wasmc(["image.wat", "--embed", ".", "-q", "-o", "image"])).success();
        fs::read(one.path().join("image")).unwrap()
    };
    assert!(embed_all() == embed_all());
}

#[test]
fn what_cannot_be_embedded() {
    let sandbox = tree();
    sandbox.write("cat.wat", example("cat.wat"));
    let refuse = |args: &[&str]| {
        let message = run(sandbox.wasmc(["cat.wat", "-o", "image"].iter().chain(args))).fails(1);
        assert!(!sandbox.path().join("image").exists());
        message
    };
    assert!(refuse(&["--embed", "missing"]).contains("cannot read `missing`"));
    assert!(refuse(&["--embed", "outside"]).contains("not a directory"));
    assert!(refuse(&["--embed", "tree::/a", "--embed", "tree/deep::/a"]).contains("both be `/a`"));
    let fifo = sandbox.path().join("tree/deep/fifo");
    run(sandbox.command("mkfifo").arg(&fifo)).success();
    assert!(refuse(&["--embed", "tree"]).contains("tree/deep/fifo` is neither a file"));
    fs::remove_file(fifo).unwrap();
    let mut command = sandbox.wasmc(["cat.wat", "--embed", "tree"]);
    let message = run(command.env("SOURCE_DATE_EPOCH", "now")).fails(1);
    assert!(message.contains("SOURCE_DATE_EPOCH"), "{message}");
    for text in ["", "::/a", "tree::", "tree::/a::ro"] {
        let message = run(sandbox.wasmc(["cat.wat", &format!("--embed={text}")])).fails(2);
        assert!(message.contains("HOST[::GUEST]"), "{message}");
    }
}

/// A program in C sees embedded files beneath a directory of the host.
#[test]
fn nested_in_a_directory_as_wasi_libc_resolves_it() {
    let sandbox = tree();
    let Some(program) = sandbox.clang(
        "#include <dirent.h>
         #include <stdio.h>
         int main() {
           const char *names[] = {\"/file\", \"/lib/data/file\", \"/lib/data/deep/up\", \"/lib/data\"};
           for (int i = 0; i < 4; i++) {
             FILE *file = fopen(names[i], \"r\");
             char line[64] = \"-\";
             if (file) fgets(line, sizeof line, file);
             puts(line);
           }
           int count = 0;
           DIR *dir = opendir(\"/lib/data\");
           while (readdir(dir)) count++;
           printf(\"%d\\n\", count);
           puts(fopen(\"/new\", \"w\") ? \"yes\" : \"no\");
           puts(fopen(\"/lib/data/new\", \"w\") ? \"yes\" : \"no\");
         }",
    ) else {
        return;
    };
    fs::create_dir(sandbox.path().join("root")).unwrap();
    sandbox.write("root/file", "of the host");
    let args = [
        "-q",
        "-o",
        "program",
        "--dir",
        "root::/",
        "--embed",
        "tree::/lib/data",
    ];
    run(sandbox.wasmc([program.to_str().unwrap()].iter().chain(&args))).success();
    let printed = run(sandbox.command(sandbox.path().join("program"))).success();
    assert_eq!(
        printed,
        "of the host\ncontents of a file\n\ncontents of a file\n\n-\n15\nyes\nno\n"
    );
    assert!(sandbox.path().join("root/new").exists());
}
