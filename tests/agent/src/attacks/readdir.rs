//! `fd_readdir`: small buffers, wrong cookies, changes meanwhile.

use super::case::{Bench, Case, OUT, ROOT};
use crate::wasi::errno;
use anyhow::{Result, ensure};
use std::collections::BTreeMap;
use std::fs;

/// Where buffers are; 16 KiB are free there.
const BUFFER: u32 = OUT;
/// Where the number of bytes is put.
const USED: u32 = 0x7000;
/// Bytes of a `dirent` in front of its name.
const DIRENT: usize = 24;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for len in [
        0, 1, 7, 8, 23, 24, 25, 26, 31, 48, 49, 63, 64, 100, 255, 1000,
    ] {
        cases.push(Case::new(format!("readdir/buffer/{len}"), move |bench| {
            cut_anywhere(bench, len)
        }));
    }
    for cookie in [
        1,
        2,
        3,
        1 << 31,
        1 << 32,
        i64::MAX as u64,
        1 << 63,
        u64::MAX - 1,
        u64::MAX,
    ] {
        cases.push(Case::new(
            format!("readdir/cookie/{cookie:#x}"),
            move |bench| {
                let errno = read(bench, cookie, 1024)?.err().unwrap_or(0);
                bench.dirty = false;
                bench.expect_one_of("an entry or none", errno, &[0, errno::INVAL, errno::NOENT])
            },
        ));
    }
    for size in [280, 600, 4096] {
        for (name, change) in CHANGES {
            cases.push(Case::new(
                format!("readdir/{name}-meanwhile/{size}"),
                move |bench| changes(bench, size, *change),
            ));
        }
    }
    cases.push(Case::new("readdir/on-a-file", |bench| {
        let opened = bench.open(ROOT, b"file", super::case::Open::default())?;
        let fd = opened.map_err(|errno| anyhow::anyhow!("errno {errno}"))?;
        let args = [fd.into(), BUFFER.into(), 100, 0, USED.into()];
        let errno = bench.guest.value("fd_readdir", &args)?;
        bench.expect("a file", errno, errno::NOTDIR)
    }));
    cases.push(Case::new("readdir/name-not-utf-8", |bench| {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"\xff\xfe");
        fs::write(bench.world.path("root").join(name), "")?;
        let errno = read(bench, 0, 8192)?.err().unwrap_or(0);
        bench.expect("a name that WASI cannot express", errno, errno::ILSEQ)
    }));
    cases.push(Case::new("padding/dirent", |bench| {
        let bytes = read(bench, 0, 8192)?.unwrap_or_default();
        let entries = entries(&bytes);
        ensure!(entries.len() > 50, "only {} entries", entries.len());
        for entry in entries {
            bench.expect_one_of("padding", entry.padding, &[0])?;
        }
        Ok(())
    }));
    cases
}

struct Entry {
    next: u64,
    name: String,
    padding: u32,
}

/// The whole entries in a buffer.
fn entries(mut bytes: &[u8]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .rev()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    };
    while bytes.len() >= DIRENT {
        let len = number(&bytes[16..20]) as usize;
        let Some(name) = bytes.get(DIRENT..DIRENT + len) else {
            break;
        };
        entries.push(Entry {
            next: number(&bytes[..8]),
            name: String::from_utf8_lossy(name).into_owned(),
            padding: bytes[21..24].iter().map(|byte| u32::from(*byte)).sum(),
        });
        bytes = &bytes[DIRENT + len..];
    }
    entries
}

/// Reads from a cookie on into a buffer that was filled with 0xaa, behind which nothing may change.
fn read(bench: &mut Bench<'_>, cookie: u64, len: usize) -> Result<Result<Vec<u8>, u32>> {
    let room = 0x4000;
    bench.guest.value("fill", &[BUFFER.into(), 0xaa, room])?;
    let args = [ROOT, BUFFER.into(), len as u64, cookie, USED.into()];
    let errno = bench.guest.value("fd_readdir", &args)?;
    let bytes = bench.guest.read(BUFFER, room as usize)?;
    ensure!(
        bytes[len..].iter().all(|byte| *byte == 0xaa),
        "it wrote behind its buffer"
    );
    if errno != 0 {
        return Ok(Err(errno));
    }
    let used = bench.guest.read_u32(USED)? as usize;
    ensure!(used <= len, "{used} of {len} bytes are used");
    ensure!(
        bytes[used..].iter().all(|byte| *byte == 0xaa),
        "it wrote behind what it says it used"
    );
    Ok(Ok(bytes[..used].to_vec()))
}

/// A buffer that is too small holds the beginning of what a large one would.
fn cut_anywhere(bench: &mut Bench<'_>, len: usize) -> Result<()> {
    let whole = read(bench, 0, 8192)?.unwrap_or_default();
    let part = read(bench, 0, len)?.unwrap_or_default();
    bench.dirty = false;
    ensure!(whole.len() > 1000, "the directory is too small");
    bench.expect("length", part.len() as u32, len as u32)?;
    ensure!(part == whole[..len], "it is another beginning");
    Ok(())
}

/// Changes of the directory between two calls: number of the call, and the path of the directory.
type Change = fn(usize, &std::path::Path) -> Result<()>;

const CHANGES: &[(&str, Change)] = &[
    ("nothing", |_, _| Ok(())),
    ("create", |round, root| {
        Ok(fs::write(root.join(format!("new-{round}")), "")?)
    }),
    ("remove", |round, root| {
        let chain = root.join(format!("link-{round:02}"));
        if chain.is_symlink() {
            fs::remove_file(chain)?;
        }
        Ok(())
    }),
    ("replace", |round, root| {
        let new = root.join(format!("new-{round}"));
        fs::write(&new, "")?;
        Ok(fs::rename(new, root.join("file"))?)
    }),
];

/// Whatever changes: each entry that stays is listed once, and the listing ends.
fn changes(bench: &mut Bench<'_>, size: usize, change: Change) -> Result<()> {
    let root = bench.world.path("root");
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let (mut cookie, mut round) = (0, 0);
    loop {
        let bytes = read(bench, cookie, size)?.map_err(|errno| anyhow::anyhow!("errno {errno}"))?;
        let entries = entries(&bytes);
        for entry in &entries {
            *times.entry(entry.name.clone()).or_default() += 1;
            cookie = entry.next;
        }
        if bytes.len() < size {
            break;
        }
        ensure!(!entries.is_empty(), "no entry fits into {size} bytes");
        round += 1;
        ensure!(round < 1000, "the listing does not end");
        change(round, &root)?;
    }
    // `.` and `..` are part of it, and nothing is listed twice.
    for stays in [".", "..", "dir", "empty", "to-file", "up", "loop-a"] {
        let count = times.get(stays).copied().unwrap_or(0) as u32;
        bench.expect(stays, count, 1)?;
    }
    let twice = times
        .iter()
        .find(|(name, count)| **count > 1 && *name != "file");
    ensure!(twice.is_none(), "listed twice: {twice:?}");
    Ok(())
}
