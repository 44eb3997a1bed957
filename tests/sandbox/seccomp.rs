//! The filter of system calls.

use super::outside::{NOBODY, as_nobody};
use super::suite::{Case, Suite, case, number_of};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::fs::File;
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;
use wasmc_abi::filter::EXIT_CODE;
use wasmc_agent::guest::Guest;
use wasmc_compiler::options::Seccomp;
use wasmc_compiler::target::Target;
use wasmc_tests::hole::attempts::{self, ADDRESS, Attempt, PATH, REFUSED};
use wasmc_tests::hole::{HOLE, system_call};
use wasmc_tests::wasi_guest;

/// Makes the call, which must end the process with a report that names it.
fn is_refused(attempt: &Attempt, guest: &mut Guest<'_>) -> Result<()> {
    let Some(number) = attempt.number(Target::host()) else {
        return Ok(());
    };
    guest.write(PATH, b"/etc/hostname\0")?;
    let ended = match system_call(guest, number, attempt.arguments) {
        Ok(result) => bail!("it returned {result}"),
        Err(ended) => format!("{ended:#}"),
    };
    let status = format!("exit status: {EXIT_CODE};");
    let report = attempts::report(number);
    ensure!(
        ended.contains(&status) && ended.contains(&report),
        "{ended}"
    );
    Ok(())
}

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    let refused = REFUSED.iter().map(|attempt| {
        case(format!("seccomp/refused/{}", attempt.name), |suite| {
            let image = suite.guest(Seccomp::On, false)?;
            is_refused(attempt, &mut image.start(|_| {})?)
        })
    });
    refused
        .chain([
            case("seccomp/refused/other-machine", other_machine),
            case("seccomp/allowed", allowed),
            case("seccomp/streams", streams),
            case("seccomp/few-functions", few_functions),
            case("seccomp/log", log),
            case("seccomp/state", state),
            case("seccomp/no-seccomp", no_seccomp),
            case("seccomp/default", by_default),
            case("seccomp/locked-is-not-dumpable", locked),
            case("seccomp/nothing-writable-is-executable", mappings),
            case("seccomp/inherited-descriptors", inherited),
        ])
        .collect()
}

/// What the functions themselves do is allowed, through the hole too.
fn allowed(suite: &Suite<'_>) -> Result<()> {
    let image = suite.guest(Seccomp::On, false)?;
    let mut guest = image.start(|_| {})?;
    let process = system_call(&mut guest, number_of("getpid")?, &[])?;
    ensure!(process as u32 == guest.process(), "getpid: {process}");
    let killed = system_call(&mut guest, number_of("kill")?, &[process as u32, 0])?;
    ensure!(killed == 0, "a signal to itself: {killed}");
    let skipped = system_call(&mut guest, u32::MAX, &[])?;
    ensure!(
        skipped == -38,
        "a call that a tracer has taken away: {skipped}"
    );
    // More memory than there is at start.
    let pages = guest.value("grow", &[16])?;
    ensure!(pages == 1, "memory.grow: {pages}");
    ensure!(is_filtered(&guest)?, "there is no filter");
    guest.finish()
}

/// Numbers of x86 in its 32-bit mode, by `int 0x80`, mean other calls.
fn other_machine(suite: &Suite<'_>) -> Result<()> {
    // The hole makes calls of its own machine, so the instructions are looked at.
    let options = suite.options(Seccomp::On, false);
    let (image, _) = wasi_guest::compile_with(&[], options)?;
    let architecture: u32 = match Target::host() {
        Target::X86_64 => 0xc000_003e,
        Target::Aarch64 => 0xc000_00b7,
    };
    // ld [4]; jeq #architecture, 1, 0; ret #trap
    let mut start = vec![0x20, 0, 0, 0, 4, 0, 0, 0, 0x15, 0, 1, 0];
    start.extend(architecture.to_le_bytes());
    start.extend([0x06, 0, 0, 0, 0, 0, 3, 0]);
    let found = image.windows(start.len()).any(|bytes| bytes == start);
    ensure!(found, "the filter does not begin with the architecture");
    Ok(())
}

/// An image that opens nothing reads and writes the standard streams alone.
fn streams(suite: &Suite<'_>) -> Result<()> {
    let options = suite.options(Seccomp::On, false);
    let image = wasi_guest::image_of(suite.machine, &["fd_write", HOLE], options)?;
    let file = File::open("/dev/null")?;
    let number = number_of("writev")?;
    let mut guest = image.start(|_| {})?;
    let written = system_call(&mut guest, number, &[2, ADDRESS, 0])?;
    ensure!(written == 0, "writev to stderr: {written}");
    let other = [file.as_raw_fd().max(3) as u32, ADDRESS, 0];
    let ended = system_call(&mut guest, number, &other);
    ensure!(ended.is_err(), "it wrote to descriptor {}", other[0]);
    Ok(())
}

/// An image with few functions is allowed few calls.
fn few_functions(suite: &Suite<'_>) -> Result<()> {
    let options = suite.options(Seccomp::On, false);
    let image = wasi_guest::image_of(suite.machine, &["fd_write", HOLE], options)?;
    for name in ["openat", "accept4", "getrandom", "lseek", "mremap", "readv"] {
        let mut guest = image.start(|_| {})?;
        let ended = system_call(&mut guest, number_of(name)?, &[]);
        ensure!(ended.is_err(), "{name} returned {:?}", ended.ok());
    }
    Ok(())
}

/// `--seccomp=log` lets everything happen.
fn log(suite: &Suite<'_>) -> Result<()> {
    let image = suite.guest(Seccomp::Log, false)?;
    let mut guest = image.start(|_| {})?;
    ensure!(is_filtered(&guest)?, "there is no filter");
    // setitimer with a timer that does not exist: EINVAL.
    let number = match Target::host() {
        Target::X86_64 => 38,
        Target::Aarch64 => 103,
    };
    let result = system_call(&mut guest, number, &[9, 0, 0])?;
    ensure!(result == -22, "setitimer: {result}");
    guest.finish()
}

/// What the kernel says of the process.
fn state(suite: &Suite<'_>) -> Result<()> {
    let image = suite.guest(Seccomp::On, false)?;
    let guest = image.start(|_| {})?;
    let status = status(&guest)?;
    for line in ["NoNewPrivs:\t1", "Seccomp:\t2"] {
        ensure!(status.contains(line), "no {line:?} in {status}");
    }
    Ok(())
}

fn status(guest: &Guest<'_>) -> Result<String> {
    wait(guest)?;
    let path = format!("/proc/{}/status", guest.process());
    Ok(fs::read_to_string(path)?)
}

/// Waits until the image has come to its program.
fn wait(guest: &Guest<'_>) -> Result<()> {
    for _ in 0..500 {
        let path = format!("/proc/{}/syscall", guest.process());
        // It reads its first request.
        let reads = match Target::host() {
            Target::X86_64 => "0 0x0 ",
            Target::Aarch64 => "63 0x0 ",
        };
        if fs::read_to_string(path)?.starts_with(reads) {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    bail!("the image does not come to its program")
}

fn is_filtered(guest: &Guest<'_>) -> Result<bool> {
    Ok(status(guest)?.contains("Seccomp:\t2"))
}

/// Who runs an image can do without, for tools that make calls in its process.
fn no_seccomp(suite: &Suite<'_>) -> Result<()> {
    let image = suite.guest(Seccomp::On, false)?;
    let guest = image.start(|command| {
        command.env("WASMC_OPTS", "--no-seccomp");
    })?;
    ensure!(!is_filtered(&guest)?, "there is a filter");
    ensure!(
        status(&guest)?.contains("NoNewPrivs:\t1"),
        "it may still gain privileges"
    );
    Ok(())
}

/// By default, images that open files have a filter, and others have none.
fn by_default(suite: &Suite<'_>) -> Result<()> {
    for (names, filtered) in [
        (&["fd_write"][..], false),
        (&["fd_write", "path_open"][..], true),
        (&["fd_write", "sock_accept"][..], true),
    ] {
        let mut options = suite.options(Seccomp::On, false);
        if !suite.args.negative_control {
            options.seccomp = None;
        }
        let image = wasi_guest::image_of(suite.machine, names, options)?;
        let guest = image.start(|_| {})?;
        let got = is_filtered(&guest)?;
        ensure!(got == filtered, "{names:?}: {got}");
    }
    Ok(())
}

/// Nobody but root looks into a locked image; one that is not locked can be debugged.
fn locked(suite: &Suite<'_>) -> Result<()> {
    for (locked, owner) in [(false, NOBODY), (true, 0)] {
        let mut options = suite.options(Seccomp::On, false);
        options.locked = locked;
        let image = wasi_guest::image_of(suite.machine, &["fd_write"], options)?;
        let mut prepared = Ok(());
        let guest = image.start(|command| {
            prepared = as_nobody(command);
        })?;
        prepared?;
        wait(&guest)?;
        // Files of a process that cannot be dumped belong to root (proc(5)).
        let got = fs::metadata(format!("/proc/{}/mem", guest.process()))?.uid();
        ensure!(got == owner, "locked: {locked}, owner: {got}");
    }
    Ok(())
}

/// No memory of a running image is writable and executable, and none becomes executable.
fn mappings(suite: &Suite<'_>) -> Result<()> {
    let image = suite.guest(Seccomp::On, true)?;
    let mut guest = image.start(|_| {})?;
    guest.value("grow", &[16])?;
    ensure!(is_filtered(&guest)?, "there is no filter");
    let maps = fs::read_to_string(format!("/proc/{}/maps", guest.process()))?;
    for line in maps.lines().filter(|line| line.contains('x')) {
        let Some(access) = line.split(' ').nth(1) else {
            bail!("what is {line:?}?");
        };
        let anonymous = line.split_whitespace().count() < 6;
        let both = access.contains('w') && access.contains('x');
        ensure!(!both, "writable and executable: {line}");
        ensure!(!anonymous || !access.contains('x'), "executable: {line}");
    }
    Ok(())
}

/// What the process has inherited is not passed on.
fn inherited(suite: &Suite<'_>) -> Result<()> {
    /// `O_CLOEXEC`, as fdinfo shows it (proc(5)).
    const CLOEXEC: u32 = 0o2_000_000;
    let image = suite.guest(Seccomp::Log, false)?;
    // dup(2) makes one that is inherited.
    let file = rustix::io::dup(File::open("/dev/null")?)?;
    let number = file.as_raw_fd();
    let guest = image.start(|_| {})?;
    wait(&guest)?;
    let info = fs::read_to_string(format!("/proc/{}/fdinfo/{number}", guest.process()))?;
    let flags = info.lines().find_map(|line| line.strip_prefix("flags:"));
    let flags = u32::from_str_radix(flags.context("no flags")?.trim(), 8)?;
    ensure!(flags & CLOEXEC != 0, "flags {flags:o}");
    Ok(())
}
