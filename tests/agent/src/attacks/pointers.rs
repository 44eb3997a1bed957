//! Each pointer and each length that a WASI function takes, at the ends of the memory and of the
//! number range: the result is an errno, and nothing but the results changes in the memory.

use super::case::{A, B, Bench, Case, OTHER, OUT, Open, ROOT, is_orderly};
use crate::guest::Answer;
use crate::wasi::{FOLLOW, errno, rights};
use anyhow::{Result, ensure};

/// Bytes of the guest's memory.
const END: u64 = 65536;

/// What pointers and lengths are set to.
const VALUES: &[(&str, u64)] = &[
    ("0", 0),
    ("1", 1),
    ("end-1", END - 1),
    ("end", END),
    ("2^31", 1 << 31),
    ("2^32-1", 0xffff_ffff),
];

/// A vector of 16 bytes at [`BUFFER`].
const VECTOR: u64 = 0x6000;
const BUFFER: u64 = 0x7000;
/// A second place for results.
const MORE: u64 = 0xc000;

/// One argument.
#[derive(Clone, Copy)]
enum Arg {
    /// Neither a pointer nor a length.
    Plain(u64),
    /// Where so many bytes are read from; 0: as many as the length behind it says.
    In(u64, u64),
    /// Where so many bytes are written to; 0: likewise.
    Out(u64, u64),
    /// The length of the argument in front of it, in units of so many bytes.
    Len(u64, u64),
}

use Arg::{In, Len, Out, Plain};

/// The file that each case opens.
const FILE: Arg = Plain(6);
const DIR: Arg = Plain(ROOT);
/// `file`, at [`A`].
const PATH: [Arg; 2] = [In(A as u64, 0), Len(4, 1)];
/// `new`, at [`B`].
const NEW: [Arg; 2] = [In(B as u64, 0), Len(3, 1)];
const RESULT: u64 = OUT as u64;

/// Every function that takes a pointer, with arguments with which it succeeds where it can.
fn functions() -> Vec<(&'static str, Vec<Arg>)> {
    let [path, path_len] = PATH;
    let [new, new_len] = NEW;
    let vectors = [In(VECTOR, 0), Len(1, 8)];
    let [vector, count] = vectors;
    // The strings of a process are short.
    let strings = || vec![Out(RESULT, 256), Out(MORE, 1024)];
    vec![
        ("args_get", strings()),
        ("args_sizes_get", vec![Out(RESULT, 4), Out(MORE, 4)]),
        ("environ_get", strings()),
        ("environ_sizes_get", vec![Out(RESULT, 4), Out(MORE, 4)]),
        ("clock_res_get", vec![Plain(1), Out(RESULT, 8)]),
        ("clock_time_get", vec![Plain(1), Plain(0), Out(RESULT, 8)]),
        ("fd_fdstat_get", vec![FILE, Out(RESULT, 24)]),
        ("fd_filestat_get", vec![FILE, Out(RESULT, 64)]),
        (
            "fd_pread",
            vec![FILE, vector, count, Plain(0), Out(RESULT, 4)],
        ),
        ("fd_prestat_get", vec![DIR, Out(RESULT, 8)]),
        (
            "fd_prestat_dir_name",
            vec![Plain(OTHER), Out(RESULT, 5), Plain(5)],
        ),
        (
            "fd_pwrite",
            vec![FILE, vector, count, Plain(0), Out(RESULT, 4)],
        ),
        ("fd_read", vec![FILE, vector, count, Out(RESULT, 4)]),
        (
            "fd_readdir",
            vec![DIR, Out(RESULT, 0), Len(256, 1), Plain(0), Out(MORE, 4)],
        ),
        ("fd_seek", vec![FILE, Plain(0), Plain(1), Out(RESULT, 8)]),
        ("fd_tell", vec![FILE, Out(RESULT, 8)]),
        ("fd_write", vec![FILE, vector, count, Out(RESULT, 4)]),
        ("path_create_directory", vec![DIR, new, new_len]),
        (
            "path_filestat_get",
            vec![DIR, Plain(FOLLOW), path, path_len, Out(RESULT, 64)],
        ),
        (
            "path_filestat_set_times",
            vec![
                DIR,
                Plain(FOLLOW),
                path,
                path_len,
                Plain(0),
                Plain(0),
                Plain(5),
            ],
        ),
        (
            "path_link",
            vec![DIR, Plain(0), path, path_len, DIR, new, new_len],
        ),
        (
            "path_open",
            vec![
                DIR,
                Plain(0),
                path,
                path_len,
                Plain(0),
                Plain(2),
                Plain(0),
                Plain(0),
                Out(RESULT, 4),
            ],
        ),
        (
            "path_readlink",
            vec![
                DIR,
                In(0x3000, 0),
                Len(7, 1),
                Out(RESULT, 0),
                Len(64, 1),
                Out(MORE, 4),
            ],
        ),
        ("path_remove_directory", vec![DIR, In(0x3010, 0), Len(5, 1)]),
        ("path_rename", vec![DIR, path, path_len, DIR, new, new_len]),
        ("path_symlink", vec![path, path_len, DIR, new, new_len]),
        ("path_unlink_file", vec![DIR, path, path_len]),
        (
            "poll_oneoff",
            vec![In(0x5000, 48), Out(RESULT, 32), Plain(1), Out(MORE, 4)],
        ),
        ("random_get", vec![Out(RESULT, 0), Len(64, 1)]),
        ("sock_accept", vec![FILE, Plain(0), Out(RESULT, 4)]),
        (
            "sock_recv",
            vec![FILE, vector, count, Plain(0), Out(RESULT, 4), Out(MORE, 2)],
        ),
        (
            "sock_send",
            vec![FILE, vector, count, Plain(0), Out(RESULT, 4)],
        ),
    ]
}

/// Functions whose other arguments already fail: those of sockets, for there is none.
const NEVER_SUCCEED: &[&str] = &["sock_accept", "sock_recv", "sock_send"];

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (function, args) in functions() {
        let given = args.clone();
        cases.push(Case::new(
            format!("pointer/{function}/none-wrong"),
            move |bench| {
                let errno = call(bench, function, &given)?;
                if NEVER_SUCCEED.contains(&function) {
                    return bench.expect(function, u32::from(errno == 0), 0);
                }
                bench.expect(function, errno, 0)
            },
        ));
        for (position, arg) in args.iter().enumerate() {
            for (name, value) in VALUES {
                let wrong = match *arg {
                    Plain(_) => continue,
                    In(_, bytes) => In(*value, bytes),
                    Out(_, bytes) => Out(*value, bytes),
                    Len(_, unit) => Len(*value, unit),
                };
                let mut args = args.clone();
                args[position] = wrong;
                let kind = if matches!(wrong, Len(..)) {
                    "length"
                } else {
                    "address"
                };
                cases.push(Case::new(
                    format!("pointer/{function}/{kind}-{position}/{name}"),
                    move |bench| attempt(bench, function, &args),
                ));
            }
        }
    }
    cases
}

/// The ranges of the arguments, and whether they are written to.
fn ranges(args: &[Arg]) -> Vec<(u64, u64, bool)> {
    let len = |position: usize| match args.get(position + 1) {
        Some(Len(count, unit)) => count * unit,
        _ => 0,
    };
    let ranges = args
        .iter()
        .enumerate()
        .filter_map(|(position, arg)| match *arg {
            In(at, 0) => Some((at, len(position), false)),
            Out(at, 0) => Some((at, len(position), true)),
            In(at, bytes) => Some((at, bytes, false)),
            Out(at, bytes) => Some((at, bytes, true)),
            Plain(_) | Len(..) => None,
        });
    ranges.collect()
}

fn attempt(bench: &mut Bench<'_>, function: &str, args: &[Arg]) -> Result<()> {
    let errno = call(bench, function, args)?;
    // The strings of a process are no more than a few bytes of what is allowed for them.
    let strings = matches!(function, "args_get" | "environ_get");
    let beyond = ranges(args)
        .iter()
        .any(|(at, len, _)| at + if strings { 4 } else { *len } > END);
    // qemu says nothing where nothing is sent.
    let fails = NEVER_SUCCEED.contains(&function) && !bench.emulated;
    if beyond {
        // Whatever is checked first.
        let known = [
            errno::NOTCAPABLE,
            errno::FAULT,
            errno::NAMETOOLONG,
            57,
            errno::NOENT,
            errno::NOTDIR,
            errno::INVAL,
        ];
        return bench.expect_one_of(function, errno, &known);
    }
    ensure!(!fails || errno != 0, "it succeeds");
    bench.expect("a known errno", u32::from(errno > errno::LAST), 0)
}

/// Fills the memory, makes the call and compares the memory.
fn call(bench: &mut Bench<'_>, function: &str, args: &[Arg]) -> Result<u32> {
    let how = Open {
        base: rights::FD_READ | rights::FD_WRITE,
        ..Open::default()
    };
    let opened = bench.open(ROOT, b"file", how)?;
    ensure!(opened == Ok(6), "it opened {opened:?}");
    bench.guest.value("fill", &[0, 0xaa, END])?;
    bench.guest.write(A, b"file")?;
    bench.guest.write(B, b"new")?;
    bench.guest.write(0x3000, b"to-file")?;
    bench.guest.write(0x3010, b"empty")?;
    let vector = [(BUFFER as u32).to_le_bytes(), 16u32.to_le_bytes()].concat();
    bench.guest.write(VECTOR as u32, &vector)?;
    // A subscription to a clock, for a nanosecond.
    let mut subscription = [0; 48];
    subscription[16] = 1;
    subscription[24] = 1;
    bench.guest.write(0x5000, &subscription)?;
    let before = bench.guest.read(0, END as usize)?;
    let values: Vec<u64> = args
        .iter()
        .map(|arg| match *arg {
            Plain(value) | In(value, _) | Out(value, _) | Len(value, _) => value,
        })
        .collect();
    let answer = bench.guest.call(function, &values)?;
    ensure!(is_orderly(answer), "it returns {answer:?}");
    let after = bench.guest.read(0, END as usize)?;
    let mut results: Vec<(u64, u64)> = ranges(args)
        .iter()
        .filter(|(.., written)| *written)
        .map(|(at, len, _)| (*at, *len))
        .collect();
    if matches!(function, "fd_read" | "fd_pread") {
        results.push((BUFFER, 16));
    }
    for (at, (old, new)) in before.iter().zip(&after).enumerate() {
        let allowed = results
            .iter()
            .any(|(start, len)| (*start..start + len).contains(&(at as u64)));
        ensure!(allowed || old == new, "it wrote to {at:#x}: {new:#x}");
    }
    if bench.inverted && answer == Answer::Value(0) {
        bench.expect("inverted", 0, 0)?;
    }
    match answer {
        Answer::Value(errno) => Ok(errno),
        // Orderly, too; no errno has this number.
        Answer::Trap(_) => Ok(errno::FAULT),
    }
}
