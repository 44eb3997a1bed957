//! What surrounds an image: filters of container engines, other users, a read-only root.
#![allow(unsafe_code)]

use super::suite::{Case, Suite, case, number_of};
use anyhow::{Context, Result, ensure};
use rustix::mount::{MountFlags, MountPropagationFlags};
use rustix::thread::UnshareFlags;
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use wasmc_agent::guest::Guest;
use wasmc_compiler::options::Seccomp;
use wasmc_compiler::target::Target;
use wasmc_tests::hole::attempts::{ADDRESS, PATH};
use wasmc_tests::hole::system_call;

/// A user without privileges: that of container images.
pub const NOBODY: u32 = 65532;

/// What container engines refuse with.
const ERRNOS: [(&str, u32); 3] = [("EPERM", 1), ("EINVAL", 22), ("ENOSYS", 38)];

/// What images ask for when they start, on this machine.
fn confining() -> [(&'static str, i64); 6] {
    let (prctl, seccomp) = match Target::host() {
        Target::X86_64 => (157, 317),
        Target::Aarch64 => (167, 277),
    };
    [
        ("prctl", prctl),
        ("seccomp", seccomp),
        ("close_range", 436),
        ("landlock_create_ruleset", 444),
        ("landlock_add_rule", 445),
        ("landlock_restrict_self", 446),
    ]
}

/// Makes system calls of a command's process fail with an errno.
///
/// # Errors
/// There can be no such filter.
pub fn refuse(command: &mut Command, calls: &[i64], errno: u32) -> Result<()> {
    let rules = calls.iter().map(|call| (*call, Vec::new()));
    let rules: BTreeMap<_, _> = rules.collect();
    let (others, these) = (SeccompAction::Allow, SeccompAction::Errno(errno));
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    let filter = SeccompFilter::new(rules, others, these, arch)?;
    let filter = BpfProgram::try_from(filter)?;
    before_exec(command, move || {
        apply_filter(&filter).map_err(io::Error::other)
    });
    Ok(())
}

/// Does something in the command's process before it becomes the image. It must only make system calls.
fn before_exec(
    command: &mut Command,
    does: impl FnMut() -> io::Result<()> + Send + Sync + 'static,
) {
    // SAFETY: the callers make system calls; they allocate only if these fail, and then the test fails.
    unsafe { command.pre_exec(does) };
}

/// Runs a command as a user without privileges.
///
/// # Errors
/// The user has no way to the executable.
pub fn as_nobody(command: &mut Command) -> Result<()> {
    let program = Path::new(command.get_program());
    let folder = program.parent().context("the image lies nowhere")?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    command.uid(NOBODY).gid(NOBODY);
    Ok(())
}

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    let mut cases = vec![
        case("outside/unprivileged", unprivileged),
        case("outside/read-only-root", read_only_root),
    ];
    for (errno, number) in ERRNOS {
        let name = format!("outside/refused/{errno}");
        cases.push(case(&name, move |suite| runs_unconfined(suite, number)));
        for refused in confining() {
            let name = format!("{name}/{}", refused.0);
            let test = move |suite: &Suite<'_>| runs_behind_the_rest(suite, refused, number);
            cases.push(case(name, test));
        }
    }
    cases
}

/// Where all of it is refused, the image runs as if it had asked for nothing.
fn runs_unconfined(suite: &Suite<'_>, errno: u32) -> Result<()> {
    let refused = confining().map(|(_, call)| call);
    let expected = if suite.args.negative_control { 44 } else { 0 };
    where_refused(suite, &refused, errno, |guest| {
        let got = open_file(guest)?;
        ensure!(got == expected, "path_open: errno {got}");
        Ok(())
    })
}

/// Where one call is refused, the image runs, and the wall that does not need it stands.
fn runs_behind_the_rest(suite: &Suite<'_>, refused: (&str, i64), errno: u32) -> Result<()> {
    let (name, number) = refused;
    let (landlock, filter) = (!name.starts_with("landlock"), name != "seccomp");
    where_refused(suite, &[number], errno, |guest| {
        let got = open_file(guest)?;
        ensure!(got == 0, "path_open: errno {got}");
        guest.write(PATH, b"/etc/passwd\0")?;
        // The descriptor of the directory, which the filter allows; the path is absolute.
        let opened = system_call(guest, number_of("openat")?, &[4, ADDRESS, 0, 0])?;
        ensure!((opened < 0) == landlock, "openat: {opened}");
        let made = system_call(guest, socket(), &[2, 1, 0]);
        ensure!(made.is_err() == filter, "socket: {made:?}");
        Ok(())
    })
}

/// Runs the guest with every function and both walls, beside a file, where calls are refused.
fn where_refused(
    suite: &Suite<'_>,
    calls: &[i64],
    errno: u32,
    test: impl FnOnce(&mut Guest<'_>) -> Result<()>,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("file"), "text")?;
    let image = suite.guest(Seccomp::On, true)?;
    let mut refused = Ok(());
    let mut guest = image.start(|command| {
        command.env("WASMC_OPTS", format!("--dir {}", folder.path().display()));
        refused = refuse(command, calls, errno);
    })?;
    refused?;
    test(&mut guest)
}

/// Opens the file beside the guest: the errno.
fn open_file(guest: &mut Guest<'_>) -> Result<u32> {
    guest.write(PATH, b"file")?;
    let path = PATH.into();
    guest.value("path_open", &[3, 0, path, 4, 0, 2, 0, 0, 0x2000])
}

/// The number of socket(2).
fn socket() -> u32 {
    match Target::host() {
        Target::X86_64 => 41,
        Target::Aarch64 => 198,
    }
}
/// Walls need no privileges.
fn unprivileged(suite: &Suite<'_>) -> Result<()> {
    walls(suite, as_nobody)
}

/// Walls need nothing to write to.
fn read_only_root(suite: &Suite<'_>) -> Result<()> {
    walls(suite, |command| {
        as_nobody(command)?;
        // `uid` would come first, which may not mount.
        command.uid(0).gid(0);
        before_exec(command, || {
            // SAFETY: of descriptors and memory everything stays as it is.
            unsafe { rustix::thread::unshare_unsafe(UnshareFlags::NEWNS) }?;
            let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
            rustix::mount::mount_change("/", private)?;
            let read_only = MountFlags::BIND | MountFlags::RDONLY;
            Ok(rustix::mount::mount_remount("/", read_only, "")?)
        });
        Ok(())
    })
}

/// Both walls stand, and what was granted can be read.
fn walls(suite: &Suite<'_>, prepare: impl Fn(&mut Command) -> Result<()>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
    fs::write(folder.path().join("file"), "text")?;
    let image = suite.guest(Seccomp::On, true)?;
    let mut prepared = Ok(());
    let mut guest = image.start(|command| {
        let words = format!(
            "--dir {}::/::ro --require-landlock",
            folder.path().display()
        );
        command.env("WASMC_OPTS", words);
        prepared = prepare(command);
    })?;
    prepared?;
    let got = open_file(&mut guest)?;
    ensure!(got == 0, "path_open: errno {got}");
    let made = system_call(&mut guest, socket(), &[2, 1, 0]);
    ensure!(made.is_err(), "it made a socket: {:?}", made.ok());
    Ok(())
}
