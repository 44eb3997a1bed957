//! The standard streams belong to whoever started the image, and to others that have them open: what a
//! program does to them must end with it.

mod common;

use common::{Machine, Sandbox, run};
use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::Stdio;
use std::time::{Duration, SystemTime};

/// `errno` of WASI.
const SUCCESS: u8 = 0;
const NOTCAPABLE: u8 = 76;
const SPIPE: u8 = 70;

fn on_both_targets(test: fn(&Machine)) {
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, test);
    }
}

/// A function of WASI with arguments.
type Call = (&'static str, Vec<i64>);

/// A program that makes calls and writes their errnos, one byte each, to the descriptor `report`. A
/// vector of the one byte `!` is at 0; results go to 200.
fn calls(module: &str, calls: &[Call], report: u32) -> String {
    let (mut imports, mut body) = (String::new(), String::new());
    for (number, (function, args)) in calls.iter().enumerate() {
        let info = wasmc_abi::wasi::find(module, function).unwrap();
        assert_eq!(info.params.len(), args.len(), "{function}");
        let types: Vec<_> = info
            .params
            .iter()
            .map(|param| match param {
                wasmc_abi::wasi::Core::I32 => "i32",
                wasmc_abi::wasi::Core::I64 => "i64",
            })
            .collect();
        imports += &format!(
            "(import \"{module}\" \"{function}\" (func $f{number} (param {}) (result i32)))\n",
            types.join(" ")
        );
        let args: String = types
            .iter()
            .zip(args)
            .map(|(ty, arg)| format!("({ty}.const {arg}) "))
            .collect();
        let at = 1024 + number;
        body += &format!("(i32.store8 (i32.const {at}) (call $f{number} {args}))\n");
    }
    format!(
        "(module {imports}
           (import \"{module}\" \"fd_write\" (func $report (param i32 i32 i32 i32) (result i32)))
           (memory (export \"memory\") 1)
           (data (i32.const 0) \"\\10\\00\\00\\00\\01\\00\\00\\00\\00\\04\\00\\00\")
           (data (i32.const 16) \"!\")
           (func (export \"_start\")
             {body}
             (i32.store (i32.const 12) (i32.const {}))
             (drop (call $report (i32.const {report}) (i32.const 8) (i32.const 1) (i32.const 200)))))",
        calls.len()
    )
}

/// Opens a stream.
type Open = fn(&Sandbox) -> OwnedFd;

/// What a stream may be.
const KINDS: [(&str, Open); 5] = [
    ("file", |sandbox| {
        options(sandbox)
            .open(sandbox.path().join("file"))
            .unwrap()
            .into()
    }),
    ("log", |sandbox| {
        options(sandbox)
            .append(true)
            .open(sandbox.path().join("file"))
            .unwrap()
            .into()
    }),
    ("pipe", |_| std::io::pipe().unwrap().1.into()),
    ("socket", |_| UnixStream::pair().unwrap().0.into()),
    ("null", |_| {
        options_of_device().open("/dev/null").unwrap().into()
    }),
];

fn options(sandbox: &Sandbox) -> OpenOptions {
    sandbox.write("file", "earlier\n");
    options_of_device()
}

fn options_of_device() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    options
}

/// Runs an image with a stream that is shared, and returns the errnos that it reports.
fn errnos(machine: &Machine, sandbox: &Sandbox, text: &str, fd: u32, stream: &OwnedFd) -> Vec<u8> {
    let image = machine.image(sandbox, text, &["--locked"]);
    let mut command = machine.command(sandbox, &image);
    let stream = || Stdio::from(stream.try_clone().unwrap());
    match fd {
        0 => command.stdin(stream()),
        1 => command.stdout(stream()),
        _ => command.stderr(stream()),
    };
    let outcome = run(command);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    match fd {
        2 => outcome.stdout.into_bytes(),
        _ => outcome.stderr.into_bytes(),
    }
}

#[test]
fn a_stream_keeps_its_size_its_times_and_its_flags() {
    on_both_targets(|machine| {
        for fd in [0, 1, 2] {
            let fd64 = i64::from(fd);
            let changes: Vec<Call> = vec![
                ("fd_fdstat_set_flags", vec![fd64, 0]),
                ("fd_fdstat_set_flags", vec![fd64, 1]),
                ("fd_fdstat_set_flags", vec![fd64, 4]),
                ("fd_filestat_set_size", vec![fd64, 0]),
                ("fd_filestat_set_times", vec![fd64, 0, 0, 5]),
                ("fd_allocate", vec![fd64, 0, 100]),
                ("fd_advise", vec![fd64, 0, 0, 1]),
            ];
            let report = if fd == 2 { 1 } else { 2 };
            let text = calls("wasi_snapshot_preview1", &changes, report);
            for (kind, open) in KINDS {
                let sandbox = Sandbox::new();
                let stream = open(&sandbox);
                let file = sandbox.path().join("file");
                let before = flags(&stream);
                let hour_ago = SystemTime::now() - Duration::from_secs(3600);
                if file.exists() {
                    File::open(&file).unwrap().set_modified(hour_ago).unwrap();
                }
                let got = errnos(machine, &sandbox, &text, fd, &stream);
                assert_eq!(got, vec![NOTCAPABLE; changes.len()], "{kind} as {fd}");
                assert_eq!(flags(&stream), before, "{kind} as {fd}");
                if file.exists() {
                    assert_eq!(std::fs::read_to_string(&file).unwrap(), "earlier\n");
                    assert_eq!(file.metadata().unwrap().modified().unwrap(), hour_ago);
                }
            }
        }
    });
}

/// The flags of an open file, which all who have it open share.
fn flags(stream: &OwnedFd) -> String {
    let info = format!("/proc/self/fdinfo/{}", stream.as_raw_fd());
    let info = std::fs::read_to_string(info).unwrap();
    let flags = info.lines().find(|line| line.starts_with("flags:"));
    flags.unwrap().to_string()
}

#[test]
fn what_lies_before_the_inherited_position_is_not_the_guests() {
    on_both_targets(|machine| {
        for (module, [set, cur, end]) in [
            ("wasi_snapshot_preview1", [0, 1, 2]),
            ("wasi_unstable", [2, 0, 1]),
        ] {
            let sandbox = Sandbox::new();
            sandbox.write("file", "earlier\n");
            let file = sandbox.path().join("file");
            let mut stream = options_of_device().open(&file).unwrap();
            stream.seek(SeekFrom::End(0)).unwrap();
            let attempts: Vec<(Call, u8)> = vec![
                (("fd_seek", vec![1, 0, set, 200]), NOTCAPABLE),
                (("fd_seek", vec![1, -1, cur, 200]), NOTCAPABLE),
                (("fd_seek", vec![1, -1, end, 200]), NOTCAPABLE),
                (("fd_pread", vec![1, 0, 1, 7, 200]), NOTCAPABLE),
                (("fd_pwrite", vec![1, 0, 1, 0, 200]), NOTCAPABLE),
                // What the program itself writes, it may go back to.
                (("fd_write", vec![1, 0, 1, 200]), SUCCESS),
                (("fd_write", vec![1, 0, 1, 200]), SUCCESS),
                (("fd_seek", vec![1, -2, cur, 200]), SUCCESS),
                (("fd_seek", vec![1, -1, cur, 200]), NOTCAPABLE),
                (("fd_seek", vec![1, -1, end, 200]), SUCCESS),
                (("fd_pread", vec![1, 0, 1, 8, 200]), SUCCESS),
                (("fd_pwrite", vec![1, 0, 1, 9, 200]), SUCCESS),
                (("fd_seek", vec![1, 8, set, 200]), SUCCESS),
                // The number is another one, the stream is the same.
                (("fd_renumber", vec![1, 0]), SUCCESS),
                (("fd_seek", vec![0, 0, set, 200]), NOTCAPABLE),
                (("fd_pwrite", vec![0, 0, 1, 0, 200]), NOTCAPABLE),
            ];
            let (list, expected): (Vec<_>, Vec<_>) = attempts.into_iter().unzip();
            let got = errnos(
                machine,
                &sandbox,
                &calls(module, &list, 2),
                1,
                &stream.into(),
            );
            assert_eq!(got, expected, "{module}");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), "earlier\n!!");
        }
    });
}

#[test]
fn a_log_is_only_appended_to() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let mut log = options(&sandbox)
            .append(true)
            .open(sandbox.path().join("file"))
            .unwrap();
        let attempts: [(Call, u8); 4] = [
            (("fd_fdstat_set_flags", vec![1, 0]), NOTCAPABLE),
            (("fd_pwrite", vec![1, 0, 1, 0, 200]), NOTCAPABLE),
            (("fd_seek", vec![1, 0, 0, 200]), SUCCESS),
            (("fd_write", vec![1, 0, 1, 200]), SUCCESS),
        ];
        let (list, expected): (Vec<_>, Vec<_>) = attempts.into_iter().unzip();
        let text = calls("wasi_snapshot_preview1", &list, 2);
        let stream = log.try_clone().unwrap().into();
        assert_eq!(errnos(machine, &sandbox, &text, 1, &stream), expected);
        log.write_all(b"later\n").unwrap();
        let file = std::fs::read_to_string(sandbox.path().join("file")).unwrap();
        assert_eq!(file, "earlier\n!later\n");
    });
}

#[test]
fn a_pipe_has_no_position() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let list: Vec<Call> = vec![
            ("fd_seek", vec![1, 0, 0, 200]),
            ("fd_seek", vec![1, 0, 1, 200]),
            ("fd_seek", vec![1, 0, 2, 200]),
            ("fd_tell", vec![1, 200]),
            ("fd_pwrite", vec![1, 0, 1, 0, 200]),
        ];
        let text = calls("wasi_snapshot_preview1", &list, 2);
        let pipe = std::io::pipe().unwrap();
        let got = errnos(machine, &sandbox, &text, 1, &pipe.1.into());
        assert_eq!(got, vec![SPIPE; list.len()]);
    });
}
