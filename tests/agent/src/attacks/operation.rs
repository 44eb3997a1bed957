//! What a guest can do with a path, and the same done by the kernel, in the twin directory.

use super::case::{A, B, Bench, OUT, Open};
use crate::wasi::{FOLLOW, oflags, rights};
use anyhow::Result;
use rustix::fd::OwnedFd;
use rustix::fs::{
    AtFlags, CWD, Mode, OFlags, Timespec, Timestamps, UTIME_OMIT, linkat, mkdirat, openat,
    readlinkat, renameat, statat, symlinkat, unlinkat, utimensat,
};
use rustix::io::Errno;
use std::ffi::CString;
use std::fs::File;
use std::io::Read;

/// What an operation showed: an errno, of WASI's or of Linux's, or what was read.
pub type Shown<E> = std::result::Result<Vec<u8>, E>;

/// One operation on one path.
pub struct Operation {
    /// For names of cases.
    pub name: &'static str,
    /// Whether a symlink at the very end is followed.
    pub follows: bool,
    /// Makes the guest do it.
    pub attack: fn(&mut Bench<'_>, &[u8]) -> Result<Shown<u32>>,
    /// Does it in the twin directory.
    pub model: fn(&OwnedFd, &CString) -> Shown<Errno>,
}

/// Every operation.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "open",
        follows: true,
        attack: |bench, path| open(bench, path, FOLLOW, 0, rights::FD_READ),
        model: |twin, path| read(twin, path, OFlags::RDONLY),
    },
    Operation {
        name: "open-nofollow",
        follows: false,
        attack: |bench, path| open(bench, path, 0, 0, rights::FD_READ),
        model: |twin, path| read(twin, path, OFlags::RDONLY | OFlags::NOFOLLOW),
    },
    Operation {
        name: "open-directory",
        follows: true,
        attack: |bench, path| open(bench, path, FOLLOW, oflags::DIRECTORY, rights::FD_READDIR),
        model: |twin, path| read(twin, path, OFlags::RDONLY | OFlags::DIRECTORY),
    },
    Operation {
        name: "create",
        follows: true,
        attack: |bench, path| open(bench, path, FOLLOW, oflags::CREAT, WRITE),
        model: |twin, path| read(twin, path, OFlags::RDWR | OFlags::CREATE),
    },
    Operation {
        name: "create-nofollow",
        follows: false,
        attack: |bench, path| open(bench, path, 0, oflags::CREAT, WRITE),
        model: |twin, path| read(twin, path, OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW),
    },
    Operation {
        name: "create-exclusive",
        follows: false,
        attack: |bench, path| open(bench, path, FOLLOW, oflags::CREAT | oflags::EXCL, WRITE),
        model: |twin, path| read(twin, path, OFlags::RDWR | OFlags::CREATE | OFlags::EXCL),
    },
    Operation {
        name: "truncate",
        follows: true,
        attack: |bench, path| open(bench, path, FOLLOW, oflags::TRUNC, WRITE),
        model: |twin, path| read(twin, path, OFlags::RDWR | OFlags::TRUNC),
    },
    Operation {
        name: "stat",
        follows: true,
        attack: |bench, path| stat(bench, path, FOLLOW),
        model: |twin, path| status(twin, path, AtFlags::empty()),
    },
    Operation {
        name: "lstat",
        follows: false,
        attack: |bench, path| stat(bench, path, 0),
        model: |twin, path| status(twin, path, AtFlags::SYMLINK_NOFOLLOW),
    },
    Operation {
        name: "set-times",
        follows: true,
        attack: |bench, path| set_times(bench, path, FOLLOW),
        model: |twin, path| nothing(utimensat(twin, path, &times(), AtFlags::empty())),
    },
    Operation {
        name: "set-times-nofollow",
        follows: false,
        attack: |bench, path| set_times(bench, path, 0),
        model: |twin, path| nothing(utimensat(twin, path, &times(), AtFlags::SYMLINK_NOFOLLOW)),
    },
    Operation {
        name: "readlink",
        follows: false,
        attack: read_link,
        model: |twin, path| Ok(readlinkat(twin, path, Vec::new())?.into_bytes()),
    },
    Operation {
        name: "create-directory",
        follows: false,
        attack: |bench, path| on_one_path(bench, "path_create_directory", path),
        model: |twin, path| nothing(mkdirat(twin, path, Mode::from_raw_mode(0o777))),
    },
    Operation {
        name: "remove-directory",
        follows: false,
        attack: |bench, path| on_one_path(bench, "path_remove_directory", path),
        model: |twin, path| nothing(unlinkat(twin, path, AtFlags::REMOVEDIR)),
    },
    Operation {
        name: "unlink",
        follows: false,
        attack: |bench, path| on_one_path(bench, "path_unlink_file", path),
        model: |twin, path| nothing(unlinkat(twin, path, AtFlags::empty())),
    },
    Operation {
        name: "symlink",
        follows: false,
        attack: symlink,
        model: |twin, path| nothing(symlinkat(c"file", twin, path)),
    },
    Operation {
        name: "link-from",
        follows: false,
        attack: |bench, path| link(bench, path, b"new-name"),
        model: |twin, path| nothing(linkat(twin, path, twin, c"new-name", AtFlags::empty())),
    },
    Operation {
        name: "link-to",
        follows: false,
        attack: |bench, path| link(bench, b"file", path),
        model: |twin, path| nothing(linkat(twin, c"file", twin, path, AtFlags::empty())),
    },
    Operation {
        name: "rename-from",
        follows: false,
        attack: |bench, path| rename(bench, path, b"new-name"),
        model: |twin, path| nothing(renameat(twin, path, twin, c"new-name")),
    },
    Operation {
        name: "rename-to",
        follows: false,
        attack: |bench, path| rename(bench, b"file", path),
        model: |twin, path| nothing(renameat(twin, c"file", twin, path)),
    },
    Operation {
        name: "rename-directory-to",
        follows: false,
        attack: |bench, path| rename(bench, b"empty", path),
        model: |twin, path| nothing(renameat(twin, c"empty", twin, path)),
    },
];

/// Rights for reading and writing.
const WRITE: u64 = rights::FD_READ | rights::FD_WRITE;

/// A time that no file has by itself, in seconds.
const TIME: i64 = 1_234_567_890;

fn open(
    bench: &mut Bench<'_>,
    path: &[u8],
    lookup: u64,
    oflags: u32,
    base: u64,
) -> Result<Shown<u32>> {
    let how = Open {
        lookup,
        oflags,
        base,
        ..Open::default()
    };
    let fd = match bench.open(bench.dir, path, how)? {
        Ok(fd) => fd,
        Err(errno) => return Ok(Err(errno)),
    };
    bench
        .guest
        .succeed("fd_filestat_get", &[fd.into(), OUT.into()])?;
    if bench.guest.read(OUT + 16, 1)? == [3] {
        return Ok(Ok(DIRECTORY.into()));
    }
    Ok(Ok(bench.read(fd)?))
}

/// What an opened directory shows.
const DIRECTORY: &[u8] = b"(directory)";

fn read(twin: &OwnedFd, path: &CString, flags: OFlags) -> Shown<Errno> {
    let file = openat(
        twin,
        path,
        flags | OFlags::CLOEXEC,
        Mode::from_raw_mode(0o666),
    )?;
    let mut file = File::from(file);
    let mut bytes = Vec::new();
    match file.read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(_) => Ok(DIRECTORY.into()),
    }
}

fn nothing(result: rustix::io::Result<()>) -> Shown<Errno> {
    result.map(|()| Vec::new())
}

/// A call with a path in front of nothing else.
fn on_one_path(bench: &mut Bench<'_>, function: &str, path: &[u8]) -> Result<Shown<u32>> {
    let [at, len] = bench.put_path(A, path)?;
    answer(bench.guest.value(function, &[bench.dir, at, len])?)
}

fn answer(errno: u32) -> Result<Shown<u32>> {
    Ok(if errno == 0 {
        Ok(Vec::new())
    } else {
        Err(errno)
    })
}

fn stat(bench: &mut Bench<'_>, path: &[u8], lookup: u64) -> Result<Shown<u32>> {
    let [at, len] = bench.put_path(A, path)?;
    let args = [bench.dir, lookup, at, len, OUT.into()];
    match bench.guest.value("path_filestat_get", &args)? {
        0 => {
            let bytes = bench.guest.read(OUT, 64)?;
            // The type and the size; links, which have their own column, follow the trees.
            Ok(Ok([&bytes[16..17], &bytes[24..40]].concat()))
        }
        errno => Ok(Err(errno)),
    }
}

fn status(twin: &OwnedFd, path: &CString, flags: AtFlags) -> Shown<Errno> {
    let stat = statat(twin, path, flags)?;
    let filetype = match stat.st_mode & 0o170_000 {
        0o040_000 => 3,
        0o100_000 => 4,
        0o120_000 => 7,
        _ => 0,
    };
    let (links, size) = (stat.st_nlink as u64, stat.st_size as u64);
    // Where the file system gives a link's text as its size, the two roots may differ by a byte.
    Ok([&[filetype][..], &links.to_le_bytes(), &size.to_le_bytes()].concat())
}

fn set_times(bench: &mut Bench<'_>, path: &[u8], lookup: u64) -> Result<Shown<u32>> {
    const MTIM: u64 = 4;
    let [at, len] = bench.put_path(A, path)?;
    let time = TIME as u64 * 1_000_000_000;
    let args = [bench.dir, lookup, at, len, 0, time, MTIM];
    answer(bench.guest.value("path_filestat_set_times", &args)?)
}

fn times() -> Timestamps {
    Timestamps {
        last_access: Timespec {
            tv_sec: 0,
            tv_nsec: UTIME_OMIT,
        },
        last_modification: Timespec {
            tv_sec: TIME,
            tv_nsec: 0,
        },
    }
}

fn read_link(bench: &mut Bench<'_>, path: &[u8]) -> Result<Shown<u32>> {
    let [at, len] = bench.put_path(A, path)?;
    let used = OUT + 0x2000;
    let args = [bench.dir, at, len, OUT.into(), 4096, used.into()];
    match bench.guest.value("path_readlink", &args)? {
        0 => {
            let len = bench.guest.read_u32(used)?;
            Ok(Ok(bench.guest.read(OUT, len as usize)?))
        }
        errno => Ok(Err(errno)),
    }
}

fn symlink(bench: &mut Bench<'_>, path: &[u8]) -> Result<Shown<u32>> {
    let [target, target_len] = bench.put_path(B, b"file")?;
    let [at, len] = bench.put_path(A, path)?;
    let args = [target, target_len, bench.dir, at, len];
    answer(bench.guest.value("path_symlink", &args)?)
}

fn link(bench: &mut Bench<'_>, from: &[u8], to: &[u8]) -> Result<Shown<u32>> {
    let [from, from_len] = bench.put_path(A, from)?;
    let [to, to_len] = bench.put_path(B, to)?;
    let args = [bench.dir, 0, from, from_len, bench.dir, to, to_len];
    answer(bench.guest.value("path_link", &args)?)
}

fn rename(bench: &mut Bench<'_>, from: &[u8], to: &[u8]) -> Result<Shown<u32>> {
    let [from, from_len] = bench.put_path(A, from)?;
    let [to, to_len] = bench.put_path(B, to)?;
    let args = [bench.dir, from, from_len, bench.dir, to, to_len];
    answer(bench.guest.value("path_rename", &args)?)
}

/// Opens the twin of the guest's root.
pub fn twin(bench: &Bench<'_>) -> Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let path = bench.world.path("twin");
    Ok(openat(CWD, &path, flags, Mode::empty())?)
}
