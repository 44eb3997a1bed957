//! Vectors of bytes, random bytes, structures with padding, and numbers beyond what files can have.

use super::case::{A, B, Bench, Case, OUT, Open, ROOT};
use crate::wasi::{FOLLOW, errno, rights};
use anyhow::{Result, ensure};

/// Where vectors are; 16 KiB are free there.
const VECTORS: u32 = 0x9000;

/// Bytes of a page of memory.
const PAGE: u64 = 65536;

/// Functions with vectors: those that read, and those that take a position.
const WITH_VECTORS: &[&str] = &["fd_read", "fd_pread", "fd_write", "fd_pwrite"];

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    let mut cases = vec![
        Case::new("random/whole-memory", |bench| random(bench, 0, PAGE, 0)),
        Case::new("random/one-more", |bench| {
            random(bench, 0, PAGE + 1, errno::FAULT)
        }),
        Case::new("random/beyond", |bench| {
            random(bench, PAGE, 1, errno::FAULT)
        }),
        Case::new("random/nothing-at-the-end", |bench| {
            random(bench, PAGE, 0, 0)
        }),
        Case::new("random/nothing-beyond", |bench| {
            random(bench, PAGE + 1, 0, errno::FAULT)
        }),
        Case::new("random/everything", |bench| {
            random(bench, 0, 0xffff_ffff, errno::FAULT)
        }),
        Case::new("random/wraps", |bench| {
            random(bench, 0xffff_ffff, 2, errno::FAULT)
        }),
        Case::new("random/a-gibibyte", |bench| {
            let mut guest = bench.another("")?;
            let old = guest.value("grow", &[16384])?;
            ensure!(old == 1, "the memory cannot grow: {old}");
            let errno = guest.value("random_get", &[0, 1 << 30])?;
            bench.expect("random_get", errno, 0)?;
            let errno = guest.value("random_get", &[PAGE, 1 << 30])?;
            bench.expect("up to the end", errno, 0)?;
            let errno = guest.value("random_get", &[PAGE + 1, 1 << 30])?;
            bench.expect("beyond the end", errno, errno::FAULT)?;
            guest.finish()
        }),
        Case::new("memory/of-4-gibibytes", whole_range),
        Case::new("padding/filestat-of-a-descriptor", |bench| {
            let fd = file(bench)?;
            padding(bench, "fd_filestat_get", &[fd], &[(17, 24)], 64)
        }),
        Case::new("padding/filestat-of-a-path", |bench| {
            let [at, len] = bench.put_path(A, b"file")?;
            padding(
                bench,
                "path_filestat_get",
                &[ROOT, 0, at, len],
                &[(17, 24)],
                64,
            )
        }),
        Case::new("padding/fdstat", |bench| {
            let fd = file(bench)?;
            padding(bench, "fd_fdstat_get", &[fd], &[(1, 2), (4, 8)], 24)
        }),
        Case::new("padding/prestat", |bench| {
            padding(bench, "fd_prestat_get", &[ROOT], &[(1, 4)], 8)
        }),
    ];
    for function in WITH_VECTORS {
        for (name, count, expected) in [
            ("0", 0, 0),
            ("1", 1, 0),
            ("1024", 1024, 0),
            ("64", 64, 0),
            ("65", 65, 0),
            ("8192-beyond-the-end", 8192, errno::FAULT),
            ("2^29", 1 << 29, errno::FAULT),
            ("2^31", 1 << 31, errno::FAULT),
            ("2^32-1", 0xffff_ffff, errno::FAULT),
        ] {
            cases.push(Case::new(
                format!("vectors/{function}/count-{name}"),
                move |bench| {
                    let vectors = vec![[A, 3]; count.min(1024) as usize];
                    let errno = transfer(bench, function, &vectors, count, 0)?;
                    bench.expect(function, errno, expected)
                },
            ));
        }
        for (name, at, len, expected) in [
            ("whole-memory", 0, 65536, 0),
            ("end-1", 65535, 1, 0),
            ("end", 65536, 0, 0),
            ("end-and-1", 65536, 1, errno::FAULT),
            ("beyond-the-end", 65535, 2, errno::FAULT),
            ("empty-beyond", 65537, 0, errno::FAULT),
            ("2^31", 1 << 31, 1, errno::FAULT),
            ("2^32-1", 0xffff_ffff, 1, errno::FAULT),
            ("wraps", 0xffff_ffff, 0xffff_ffff, errno::FAULT),
            ("length-2^31", 0, 1 << 31, errno::FAULT),
            ("length-2^32-1", 1, 0xffff_ffff, errno::FAULT),
        ] {
            cases.push(Case::new(
                format!("vectors/{function}/{name}"),
                move |bench| {
                    let errno = transfer(bench, function, &[[at, len]], 1, 0)?;
                    bench.expect(function, errno, expected)
                },
            ));
            // One that is right in front of it.
            cases.push(Case::new(
                format!("vectors/{function}/after-one/{name}"),
                move |bench| {
                    let errno = transfer(bench, function, &[[A, 1], [at, len]], 2, 0)?;
                    bench.expect(function, errno, expected)
                },
            ));
        }
        cases.push(Case::new(
            format!("vectors/{function}/overlapping"),
            move |bench| {
                let vectors = [[A, 8], [A + 4, 8], [A, 16], [VECTORS, 16]];
                let errno = transfer(bench, function, &vectors, 4, 0)?;
                bench.expect(function, errno, 0)
            },
        ));
        if function.starts_with("fd_p") {
            for (name, position) in POSITIONS {
                cases.push(Case::new(
                    format!("position/{function}/{name}"),
                    move |bench| {
                        let errno = transfer(bench, function, &[[A, 3]], 1, *position)?;
                        let known = [0, errno::INVAL, FBIG];
                        bench.expect_one_of(function, errno, &known)
                    },
                ));
            }
        }
    }
    for (name, position) in POSITIONS {
        for (function, args) in [
            ("fd_seek", vec![*position, 0, OUT.into()]),
            ("fd_seek", vec![*position, 1, OUT.into()]),
            ("fd_seek", vec![*position, 2, OUT.into()]),
            ("fd_seek", vec![*position, 3, OUT.into()]),
            ("fd_filestat_set_size", vec![*position]),
            ("fd_allocate", vec![*position, 1]),
            ("fd_allocate", vec![1, *position]),
            ("fd_allocate", vec![*position, *position]),
            ("fd_advise", vec![*position, *position, 0]),
            ("fd_advise", vec![0, *position, 3]),
            ("fd_filestat_set_times", vec![*position, *position, 5]),
        ] {
            // Terabytes would be refused, or not, by the file system and its free space.
            let huge = (1 << 20..=1 << 62).contains(position);
            if function == "fd_allocate" && huge {
                continue;
            }
            let words: Vec<String> = args.iter().map(|arg| format!("{arg:x}")).collect();
            let words = words.join("-");
            cases.push(Case::new(
                format!("position/{function}/{name}/{words}"),
                move |bench| {
                    let fd = file(bench)?;
                    let args = [&[fd][..], &args].concat();
                    let errno = bench.guest.value(function, &args)?;
                    let known = [0, errno::INVAL, FBIG, NOTSUP];
                    bench.expect_one_of(function, errno, &known)
                },
            ));
        }
    }
    for (function, args) in [
        ("fd_advise", vec![0, 0, 6]),
        ("fd_advise", vec![0, 0, 0xffff_ffff]),
        ("fd_seek", vec![0, 0xff, OUT.into()]),
        ("fd_fdstat_set_flags", vec![32]),
        ("fd_fdstat_set_flags", vec![0xffff_ffff]),
        ("fd_filestat_set_times", vec![0, 0, 16]),
        ("fd_filestat_set_times", vec![0, 0, 3]),
        ("fd_filestat_set_times", vec![0, 0, 12]),
        ("fd_filestat_set_times", vec![0, 0, 1 << 16]),
        ("fd_fdstat_set_flags", vec![2]),
    ] {
        let words = format!("{args:?}");
        cases.push(Case::new(
            format!("flags/{function}/{words}"),
            move |bench| {
                let fd = file(bench)?;
                let args = [&[fd][..], &args].concat();
                let errno = bench.guest.value(function, &args)?;
                bench.expect(function, errno, errno::INVAL)
            },
        ));
    }
    for id in [4, 5, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff] {
        for (function, args) in [
            ("clock_time_get", vec![id, 0, OUT.into()]),
            ("clock_res_get", vec![id, OUT.into()]),
        ] {
            cases.push(Case::new(
                format!("clock/{function}/{id:#x}"),
                move |bench| {
                    let errno = bench.guest.value(function, &args)?;
                    bench.dirty = false;
                    bench.expect(function, errno, errno::INVAL)
                },
            ));
        }
    }
    for signal in [31, 32, 64, 0x7fff_ffff, 0xffff_ffff] {
        cases.push(Case::new(format!("signal/{signal:#x}"), move |bench| {
            let errno = bench.guest.value("proc_raise", &[signal])?;
            bench.dirty = false;
            bench.expect("proc_raise", errno, errno::INVAL)
        }));
    }
    cases
}

/// `EFBIG`, and `ENOTSUP`, which some file systems return for `fallocate`.
const FBIG: u32 = 22;
const NOTSUP: u32 = 58;

const POSITIONS: &[(&str, u64)] = &[
    ("1", 1),
    ("4-gibibytes", 1 << 32),
    ("2^62", 1 << 62),
    ("largest", i64::MAX as u64),
    ("2^63", 1 << 63),
    ("minus-1", u64::MAX),
];

fn random(bench: &mut Bench<'_>, at: u64, len: u64, expected: u32) -> Result<()> {
    let errno = bench.guest.value("random_get", &[at, len])?;
    bench.dirty = false;
    bench.expect("random_get", errno, expected)
}

/// A memory of every page that there can be: its last byte has the address 2^32-1.
fn whole_range(bench: &mut Bench<'_>) -> Result<()> {
    let mut guest = bench.another(&bench.world.words())?;
    let old = guest.value("grow", &[65535])?;
    ensure!(old == 1, "the memory cannot grow: {old}");
    let last = 0xffff_ffff;
    for (at, len, expected) in [
        (last, 1, 0),
        (last, 2, errno::FAULT),
        (last, last, errno::FAULT),
        (last - 7, 8, 0),
        (last - 7, 9, errno::FAULT),
    ] {
        let errno = guest.value("random_get", &[at, len])?;
        bench.expect("random_get", errno, expected)?;
    }
    for (function, args, expected) in [
        ("clock_time_get", vec![1, 0, last - 7], 0),
        ("clock_time_get", vec![1, 0, last - 6], errno::FAULT),
        ("fd_filestat_get", vec![ROOT, last - 63], 0),
        ("fd_filestat_get", vec![ROOT, last - 62], errno::FAULT),
        ("fd_prestat_get", vec![ROOT, last - 7], 0),
        ("fd_prestat_get", vec![ROOT, last - 6], errno::FAULT),
        ("fd_fdstat_get", vec![ROOT, last - 23], 0),
        ("fd_fdstat_get", vec![ROOT, last - 22], errno::FAULT),
        ("args_sizes_get", vec![last - 3, last - 7], 0),
        ("args_sizes_get", vec![last - 3, last - 2], errno::FAULT),
        ("poll_oneoff", vec![0, 0, 0x0555_5556, 0], errno::FAULT),
        ("poll_oneoff", vec![0, last, 0x0800_0001, 0], errno::FAULT),
        ("fd_read", vec![ROOT, last - 7, 2, 0], errno::ISDIR),
        ("path_create_directory", vec![ROOT, last, 2], errno::FAULT),
    ] {
        let errno = guest.value(function, &args)?;
        bench.expect(function, errno, expected)?;
    }
    guest.finish()
}

fn file(bench: &mut Bench<'_>) -> Result<u64> {
    let how = Open {
        lookup: FOLLOW,
        base: rights::FD_READ | rights::NEEDS_WRITE,
        ..Open::default()
    };
    let fd = bench.open(ROOT, b"file", how)?;
    Ok(fd.map_err(|errno| anyhow::anyhow!("errno {errno}"))?.into())
}

/// Reads or writes through vectors.
fn transfer(
    bench: &mut Bench<'_>,
    function: &str,
    vectors: &[[u32; 2]],
    count: u64,
    position: u64,
) -> Result<u32> {
    let fd = file(bench)?;
    let bytes = vectors
        .as_flattened()
        .iter()
        .flat_map(|it| it.to_le_bytes());
    let bytes: Vec<u8> = bytes.collect();
    // Behind all of the vectors, which may lie anywhere.
    bench.guest.write(VECTORS, &bytes)?;
    let mut args = vec![fd, VECTORS.into(), count];
    if function.starts_with("fd_p") {
        args.push(position);
    }
    args.push(B.into());
    bench.guest.value(function, &args)
}

/// Padding is zero, whatever was in the guest's memory before.
fn padding(
    bench: &mut Bench<'_>,
    function: &str,
    args: &[u64],
    padding: &[(usize, usize)],
    len: usize,
) -> Result<()> {
    bench.guest.value("fill", &[OUT.into(), 0xaa, 256])?;
    let args = [args, &[OUT.into()]].concat();
    bench.guest.succeed(function, &args)?;
    let bytes = bench.guest.read(OUT, 256)?;
    for (start, end) in padding {
        for byte in &bytes[*start..*end] {
            bench.expect(&format!("bytes {start} to {end}"), (*byte).into(), 0)?;
        }
    }
    ensure!(
        bytes[len..].iter().all(|byte| *byte == 0xaa),
        "it wrote behind it"
    );
    Ok(())
}
