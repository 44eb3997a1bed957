//! What surrounds an image: filters of container engines, other users, a read-only root.
#![allow(unsafe_code)]

use super::suite::{Case, Suite, case};
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
use wasmc_compiler::options::Seccomp;
use wasmc_compiler::target::Target;
use wasmc_tests::hole::system_call;

/// A user without privileges: that of container images.
pub const NOBODY: u32 = 65532;

/// What images ask for when they start, on this machine: prctl, seccomp, close_range, and Landlock's.
fn confining() -> Vec<i64> {
    let own = match Target::host() {
        Target::X86_64 => [157, 317],
        Target::Aarch64 => [167, 277],
    };
    [&own[..], &[436, 444, 445, 446]].concat()
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
    let refused = [("EPERM", 1), ("EINVAL", 22), ("ENOSYS", 38)];
    let refused = refused.into_iter().map(|(name, errno)| {
        case(format!("outside/refused/{name}"), move |suite| {
            runs_unconfined(suite, errno)
        })
    });
    refused
        .chain([
            case("outside/unprivileged", unprivileged),
            case("outside/read-only-root", read_only_root),
        ])
        .collect()
}

/// Where all of it is refused, the image runs as if it had asked for nothing.
fn runs_unconfined(suite: &Suite<'_>, errno: u32) -> Result<()> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("file"), "text")?;
    let image = suite.guest(Seccomp::On, true)?;
    let mut refused = Ok(());
    let mut guest = image.start(|command| {
        command.env("WASMC_OPTS", format!("--dir {}", folder.path().display()));
        refused = refuse(command, &confining(), errno);
    })?;
    refused?;
    guest.write(0x1000, b"file")?;
    let open = [3, 0, 0x1000, 4, 0, 2, 0, 0, 0x2000];
    let expected = if suite.args.negative_control { 44 } else { 0 };
    let got = guest.value("path_open", &open)?;
    ensure!(got == expected, "path_open: errno {got}");
    guest.finish()
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
    guest.write(0x1000, b"file")?;
    guest.succeed("path_open", &[3, 0, 0x1000, 4, 0, 2, 0, 0, 0x2000])?;
    let socket = match Target::host() {
        Target::X86_64 => 41,
        Target::Aarch64 => 198,
    };
    let made = system_call(&mut guest, socket, &[2, 1, 0]);
    ensure!(made.is_err(), "it made a socket: {:?}", made.ok());
    Ok(())
}
