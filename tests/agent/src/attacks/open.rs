//! `path_open` with every combination of flags and of the rights that decide how a file is opened.

use super::case::{Bench, Case, FIRST, OUT, Open, READ_ONLY, ROOT};
use super::operation::twin;
use crate::wasi::{FOLLOW, errno, from_linux, oflags, rights};
use anyhow::{Result, ensure};
use rustix::fs::{Mode, OFlags, openat};

/// What is opened.
const TARGETS: &[&str] = &[
    "file", "dir", "missing", "to-file", "dangling", "out-file", "out-new",
];

/// Combinations of rights; those that are left out decide nothing.
const RIGHTS: &[u64] = &[
    0,
    rights::FD_READ,
    rights::FD_WRITE,
    rights::FD_READ | rights::FD_WRITE,
    rights::FD_READDIR,
    rights::FD_ALLOCATE,
    rights::FD_FILESTAT_SET_SIZE | rights::FD_READ,
    u64::MAX,
];

/// `oflags` there are, and `fdflags`.
const OFLAGS: u32 = 16;
const FDFLAGS: u32 = 32;

/// The cases of this file: one for each of `oflags`, target and directory, which tries the rest.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, dir) in [("writable", ROOT), ("read-only", READ_ONLY)] {
        for target in TARGETS {
            for oflags in 0..OFLAGS {
                cases.push(Case::new(
                    format!("open/{name}/{target}/{}", names(oflags)),
                    move |bench| combinations(bench, dir, target, oflags),
                ));
            }
        }
    }
    for (name, how) in [
        (
            "oflags",
            Open {
                oflags: OFLAGS,
                ..Open::default()
            },
        ),
        (
            "oflags-high",
            Open {
                oflags: 1 << 31,
                ..Open::default()
            },
        ),
        (
            "fdflags",
            Open {
                fdflags: FDFLAGS,
                ..Open::default()
            },
        ),
        (
            "fdflags-high",
            Open {
                fdflags: 1 << 16,
                ..Open::default()
            },
        ),
        (
            "lookupflags",
            Open {
                lookup: 2,
                ..Open::default()
            },
        ),
        (
            "lookupflags-high",
            Open {
                lookup: 1 << 31 | 1,
                ..Open::default()
            },
        ),
    ] {
        cases.push(Case::new(format!("open/unknown/{name}"), move |bench| {
            let opened = bench.open(ROOT, b"file", how)?;
            bench.expect("unknown flags", opened.err().unwrap_or(0), errno::INVAL)
        }));
    }
    cases
}

fn names(oflags: u32) -> String {
    let all = ["creat", "directory", "excl", "trunc"];
    let given = all.iter().enumerate();
    let given = given.filter(|(bit, _)| oflags >> bit & 1 != 0);
    let given: Vec<&str> = given.map(|(_, name)| *name).collect();
    if given.is_empty() {
        return "none".into();
    }
    given.join("+")
}

fn combinations(bench: &mut Bench<'_>, dir: u64, target: &str, oflags: u32) -> Result<()> {
    for lookup in [0, FOLLOW] {
        for base in RIGHTS {
            for fdflags in 0..FDFLAGS {
                let how = Open {
                    lookup,
                    oflags,
                    base: *base,
                    inheriting: u64::MAX,
                    fdflags,
                };
                one(bench, dir, target, how)?;
            }
        }
    }
    bench.world.check_twin()
}

fn one(bench: &mut Bench<'_>, dir: u64, target: &str, how: Open) -> Result<()> {
    let opened = bench.open(dir, target.as_bytes(), how)?;
    let got = opened.err().unwrap_or(0);
    let expected = expected(bench, dir == READ_ONLY, target, how)?;
    bench.expect_one_of(&format!("{how:?}"), got, &expected)?;
    let Ok(fd) = opened else {
        return if got == 0 || dir == READ_ONLY {
            Ok(())
        } else {
            undo(bench, target, how)
        };
    };
    ensure!(fd == FIRST, "the descriptor is {fd}");
    let fdstat = fdstat(bench, fd)?;
    let writable = fdstat.base & rights::NEEDS_WRITE != 0;
    let asked = how.base & rights::NEEDS_WRITE != 0;
    ensure!(asked || !writable, "{how:?}: it may be written to");
    ensure!(
        !(writable && dir == READ_ONLY),
        "{how:?}: a file of a read-only directory may be written to"
    );
    bench.guest.succeed("fd_close", &[fd.into()])?;
    undo(bench, target, how)
}

/// Puts back what an open has changed: only a new file can be there, and emptied ones.
fn undo(bench: &mut Bench<'_>, target: &str, how: Open) -> Result<()> {
    if how.oflags & (oflags::CREAT | oflags::TRUNC) == 0 {
        return Ok(());
    }
    for changed in ["missing", "nowhere", "file"] {
        let [root, twin] = ["root", "twin"].map(|root| bench.world.path(root).join(changed));
        let [got, kernel] = [&root, &twin].map(|file| std::fs::read(file).ok());
        ensure!(
            got == kernel,
            "{how:?}: {changed} is {got:?}, not {kernel:?}"
        );
        match (changed, kernel) {
            ("file", Some(bytes)) if bytes == super::world::INSIDE => {}
            ("file", _) => {
                for file in [root, twin] {
                    std::fs::write(file, super::world::INSIDE)?;
                }
            }
            (_, Some(_)) => {
                for file in [root, twin] {
                    std::fs::remove_file(file)?;
                }
            }
            (_, None) => {}
        }
    }
    ensure!(
        !bench.world.path("outside/new").exists(),
        "{target} was made outside"
    );
    Ok(())
}

/// The errnos that are right: what the kernel says in the twin, or what the sandbox must say.
fn expected(bench: &Bench<'_>, read_only: bool, target: &str, how: Open) -> Result<Vec<u32>> {
    let has = |flag| how.oflags & flag != 0;
    if has(oflags::CREAT) && has(oflags::DIRECTORY) {
        return Ok(vec![errno::INVAL]);
    }
    let exclusive = has(oflags::CREAT) && has(oflags::EXCL);
    let follow = how.lookup == FOLLOW;
    let write = how.base & rights::NEEDS_WRITE != 0 || has(oflags::TRUNC);
    if read_only {
        if write {
            return Ok(vec![errno::ROFS]);
        }
        // Nothing is made, and what is there is opened as without `creat`.
        if has(oflags::CREAT) && matches!(target, "missing") {
            return Ok(vec![errno::ROFS]);
        }
        if has(oflags::CREAT) && target == "dangling" && follow && !exclusive {
            return Ok(vec![errno::ROFS]);
        }
        if exclusive {
            // A symlink is there as well.
            return Ok(vec![errno::EXIST, errno::LOOP]);
        }
    }
    if target.starts_with("out-") && follow && !exclusive {
        return Ok(vec![errno::NOTCAPABLE]);
    }
    let read = how.base & (rights::FD_READ | rights::FD_READDIR) != 0;
    let mut flags = match (read, write) {
        (true, true) => OFlags::RDWR,
        (false, true) => OFlags::WRONLY,
        (_, false) => OFlags::RDONLY,
    };
    flags.set(OFlags::CREATE, has(oflags::CREAT) && !read_only);
    flags.set(OFlags::EXCL, exclusive && !read_only);
    flags.set(OFlags::TRUNC, has(oflags::TRUNC));
    flags.set(OFlags::DIRECTORY, has(oflags::DIRECTORY));
    flags.set(OFlags::NOFOLLOW, !follow);
    flags.set(OFlags::APPEND, how.fdflags & 1 != 0);
    flags.set(OFlags::DSYNC, how.fdflags & 2 != 0);
    flags.set(OFlags::NONBLOCK, how.fdflags & 4 != 0);
    flags.set(OFlags::SYNC, how.fdflags & 24 != 0);
    let flags = flags | OFlags::CLOEXEC;
    let answer = openat(twin(bench)?, target, flags, Mode::from_raw_mode(0o666));
    let kernel = match answer {
        Ok(_) => errno::SUCCESS,
        Err(errno) => from_linux(errno.raw_os_error()),
    };
    if read_only && has(oflags::CREAT) && target == "dir" {
        // The kernel says so of a directory only because of `creat`.
        return Ok(vec![errno::SUCCESS, errno::ISDIR]);
    }
    Ok(vec![kernel])
}

/// What `fd_fdstat_get` tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fdstat {
    /// `fs_rights_base`.
    pub base: u64,
    /// `fs_rights_inheriting`.
    pub inheriting: u64,
}

/// Asks for a descriptor's rights.
pub fn fdstat(bench: &mut Bench<'_>, fd: u32) -> Result<Fdstat> {
    bench
        .guest
        .succeed("fd_fdstat_get", &[fd.into(), OUT.into()])?;
    let bytes = bench.guest.read(OUT, 24)?;
    let number = |at: usize| {
        let bytes = bytes[at..at + 8].iter().rev();
        bytes.fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    };
    Ok(Fdstat {
        base: number(8),
        inheriting: number(16),
    })
}
