//! Paths where `openat2` is refused by a filter of the system calls, as the profiles of container
//! engines do: by EPERM (older ones) or ENOSYS (seccomp(2), SECCOMP_RET_ERRNO).
#![allow(unsafe_code)]

use anyhow::{Context, Result, ensure};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt;
use std::process::Command;
use wasmc_tests::Machine;
use wasmc_tests::wasi::{FOLLOW, errno};
use wasmc_tests::wasi_guest;

/// The number of `openat2`, the same everywhere (asm-generic/unistd.h).
const OPENAT2: i64 = 437;

/// The errnos that profiles return.
pub const REFUSALS: &[(&str, u32)] = &[("EPERM", 1), ("ENOSYS", 38)];

/// Paths, with the result of opening them.
const PATHS: &[(&str, u32)] = &[
    ("file", 0),
    ("dir/file", 0),
    ("dir/../file", 0),
    ("to-file", 0),
    ("missing", errno::NOENT),
    ("file/", errno::NOTDIR),
    ("loop", errno::LOOP),
    ("..", errno::NOTCAPABLE),
    ("../outside/secret", errno::NOTCAPABLE),
    ("dir/../../outside/secret", errno::NOTCAPABLE),
    ("out-file", errno::NOTCAPABLE),
    ("out-dir/secret", errno::NOTCAPABLE),
    ("absolute", errno::NOTCAPABLE),
];

/// Makes a system call of a command's process fail with an errno.
fn refuse(command: &mut Command, call: i64, errno: u32) -> Result<()> {
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    let rules = BTreeMap::from([(call, Vec::new())]);
    let filter = SeccompFilter::new(
        rules,
        SeccompAction::Allow,
        SeccompAction::Errno(errno),
        arch,
    )?;
    let filter = BpfProgram::try_from(filter)?;
    let install = move || apply_filter(&filter).map_err(io::Error::other);
    // SAFETY: between fork and exec the closure makes two system calls; it allocates only if these
    // fail, and then the test fails.
    unsafe { command.pre_exec(install) };
    Ok(())
}

/// Opens each path under a filter.
///
/// # Errors
/// What is wrong.
pub fn paths(machine: &Machine, refusal: u32, inverted: bool) -> Result<()> {
    let place = tempfile::tempdir()?;
    let base = place.path();
    for folder in ["outside", "root", "root/dir"] {
        fs::create_dir(base.join(folder))?;
    }
    for file in ["outside/secret", "root/file", "root/dir/file"] {
        fs::write(base.join(file), file)?;
    }
    let absolute = base.join("outside/secret");
    for (name, target) in [
        ("to-file", "dir/file"),
        ("loop", "loop"),
        ("out-file", "../outside/secret"),
        ("out-dir", "../outside"),
        ("absolute", &absolute.to_string_lossy()),
    ] {
        symlink(target, base.join("root").join(name))?;
    }
    let image = wasi_guest::image(machine, "")?;
    let mut filtered = Ok(());
    let mut guest = image.start(|command| {
        command.env("WASMC_OPTS", format!("--dir {}/root::/", base.display()));
        filtered = refuse(command, OPENAT2, refusal);
    })?;
    filtered.context("cannot make the filter")?;
    let status = fs::read_to_string(format!("/proc/{}/status", guest.process()))?;
    // 2: there is a filter (proc(5)).
    ensure!(status.contains("Seccomp:\t2"), "there is no filter");
    for (path, expected) in PATHS {
        guest.write(0x1000, path.as_bytes())?;
        let args = [3, FOLLOW, 0x1000, path.len() as u64, 0, 2, 0, 0, 0x2000];
        let got = guest.value("path_open", &args)?;
        ensure!(
            (got == *expected) != inverted,
            "{path}: errno {got}, not {expected}"
        );
    }
    guest.finish()
}
