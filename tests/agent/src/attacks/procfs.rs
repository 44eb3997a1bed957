//! A preopened `/proc`: the links of the kernel lead anywhere, and some of its files are memory.

use super::case::{A, Bench, Case, OUT, ROOT};
use crate::wasi::{FOLLOW, errno, rights};
use anyhow::{Result, ensure};

/// Links of the kernel, which lead nowhere.
const MAGIC: &[&str] = &[
    "self/root",
    "self/root/etc/passwd",
    "self/root/.",
    "self/cwd",
    "self/cwd/.",
    "self/cwd/..",
    "self/exe",
    "self/fd/0",
    "self/fd/1",
    "self/fd/2",
    "self/fd/3",
    "self/fd/3/self",
    "self/fd/3/..",
    "self/task/../exe",
    "thread-self/root",
    "thread-self/exe",
    "thread-self/fd/0",
    "1/root",
    "1/root/etc/passwd",
    "1/cwd",
    "self/../self/root",
    "self/ns/mnt",
    "self/ns/user",
    "self/root/proc/self/root",
    "self/fd/../root",
];

/// Files that are memory, or hold what the operator did not grant: the guest may not read them.
const PRIVATE: &[&str] = &[
    "self/mem",
    "thread-self/mem",
    "self/environ",
    "self/auxv",
    "self/pagemap",
    "kcore",
];

/// Files that would change the process or the machine.
const WRITABLE: &[&str] = &[
    "self/mem",
    "self/comm",
    "self/oom_score_adj",
    "self/clear_refs",
    "self/coredump_filter",
    "sys/kernel/hostname",
    "sysrq-trigger",
    "self/uid_map",
    "self/timerslack_ns",
];

/// Files that programs do read.
const HARMLESS: &[&str] = &["self/status", "meminfo", "cpuinfo", "self/stat", "uptime"];

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for path in MAGIC {
        for (name, lookup, oflags, base) in [
            ("open", FOLLOW, 0, rights::FD_READ),
            ("open-directory", FOLLOW, 2, rights::FD_READDIR),
            ("open-nofollow", 0, 0, rights::FD_READ),
            ("create", FOLLOW, 1, rights::FD_WRITE),
        ] {
            cases.push(Case::new(
                format!("proc/magic/{path}/{name}"),
                move |bench| {
                    let errno = open(bench, path, lookup, oflags, base)?.err().unwrap_or(0);
                    bench.expect_one_of(path, errno, REFUSED)
                },
            ));
        }
        cases.push(Case::new(format!("proc/magic/{path}/stat"), move |bench| {
            let mut guest = bench.another("--dir /proc::/")?;
            guest.write(A, path.as_bytes())?;
            let args = [ROOT, FOLLOW, A.into(), path.len() as u64, OUT.into()];
            let errno = guest.value("path_filestat_get", &args)?;
            bench.dirty = false;
            bench.expect_one_of(path, errno, REFUSED)
        }));
    }
    for path in PRIVATE {
        cases.push(Case::new(format!("proc/private/{path}"), move |bench| {
            let opened = open(bench, path, FOLLOW, 0, rights::FD_READ)?;
            bench.expect_one_of(path, opened.err().unwrap_or(0), REFUSED)
        }));
    }
    for path in WRITABLE {
        for (how, base, oflags) in [
            ("write", rights::FD_WRITE, 0),
            ("read-and-write", rights::FD_WRITE | rights::FD_READ, 0),
            ("truncate", 0, 8),
        ] {
            cases.push(Case::new(format!("proc/{how}/{path}"), move |bench| {
                let opened = open(bench, path, FOLLOW, oflags, base)?;
                bench.expect_one_of(path, opened.err().unwrap_or(0), REFUSED)
            }));
        }
    }
    for path in HARMLESS {
        cases.push(Case::new(format!("proc/harmless/{path}"), move |bench| {
            let opened = open(bench, path, FOLLOW, 0, rights::FD_READ)?;
            bench.expect(path, opened.err().unwrap_or(0), 0)
        }));
    }
    cases.push(Case::new("proc/write/of-some-size", of_some_size));
    cases.push(Case::new("proc/by-a-link-in-the-root", by_a_link));
    cases
}

const REFUSED: &[u32] = &[
    errno::NOTCAPABLE,
    errno::LOOP,
    errno::ACCES,
    errno::NOENT,
    errno::NOTDIR,
    errno::ISDIR,
    errno::PERM,
];

fn open(
    bench: &mut Bench<'_>,
    path: &str,
    lookup: u64,
    oflags: u64,
    base: u64,
) -> Result<Result<u32, u32>> {
    let mut guest = bench.another("--dir /proc::/")?;
    bench.dirty = false;
    guest.write(A, path.as_bytes())?;
    let args = [
        ROOT,
        lookup,
        A.into(),
        path.len() as u64,
        oflags,
        base,
        0,
        0,
        OUT.into(),
    ];
    let errno = guest.value("path_open", &args)?;
    let before = guest.host_descriptors()?;
    ensure!(before < 50, "{before} descriptors");
    if errno != 0 {
        return Ok(Err(errno));
    }
    Ok(Ok(guest.read_u32(OUT)?))
}

/// Nearly all files of a proc file system have a size of 0; those that have one, such as the registers
/// of devices, are refused as well.
fn of_some_size(bench: &mut Bench<'_>) -> Result<()> {
    let mut paths = vec!["config.gz".to_string()];
    for bus in std::fs::read_dir("/proc/bus/pci").into_iter().flatten() {
        for device in std::fs::read_dir(bus?.path()).into_iter().flatten() {
            let path = device?.path();
            paths.push(path.strip_prefix("/proc")?.display().to_string());
        }
    }
    // One that is not there is refused too.
    for path in paths {
        for base in [rights::FD_WRITE, rights::FD_WRITE | rights::FD_READ] {
            let opened = open(bench, &path, FOLLOW, 0, base)?;
            bench.expect_one_of(&path, opened.err().unwrap_or(0), REFUSED)?;
        }
    }
    Ok(())
}

/// With the whole file system granted, a symlink of the guest's own does not help either.
fn by_a_link(bench: &mut Bench<'_>) -> Result<()> {
    let root = bench.world.path("root");
    let up = "../".repeat(root.components().count() - 1);
    std::os::unix::fs::symlink(format!("{up}proc/self/mem"), root.join("new"))?;
    let mut guest = bench.another("--dir /::/")?;
    let path = root.join("new");
    let path = path.as_os_str().as_encoded_bytes();
    let path = path.strip_prefix(b"/").unwrap_or(path);
    guest.write(A, path)?;
    for base in [rights::FD_READ, rights::FD_WRITE] {
        let args = [
            ROOT,
            FOLLOW,
            A.into(),
            path.len() as u64,
            0,
            base,
            0,
            0,
            OUT.into(),
        ];
        let errno = guest.value("path_open", &args)?;
        bench.expect_one_of("proc/self/mem", errno, REFUSED)?;
    }
    Ok(())
}
