//! The kernel's own rules about directories.

use super::outside::refuse;
use super::suite::{Case, Suite, case, number_of};
use anyhow::{Result, bail, ensure};
use std::fs;
use tempfile::TempDir;
use wasmc_abi::image::LOW_MEMORY_BASE;
use wasmc_agent::guest::{Guest, Image};
use wasmc_compiler::options::Seccomp;
use wasmc_compiler::target::Target;
use wasmc_tests::hole::attempts::{PATH, WORKING_DIRECTORY};
use wasmc_tests::hole::system_call;

const OTHER_PATH: u32 = 0x2000;
/// `O_RDONLY`, `O_WRONLY`.
const READ: u32 = 0;
const WRITE: u32 = 1;
const EACCES: i32 = -13;

/// landlock_create_ruleset(2), and the others behind it (asm-generic/unistd.h).
const CALLS: [i64; 3] = [444, 445, 446];

/// The directories `rw`, `ro` and `out`, each with a `file`.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Result<Place> {
        let folder = tempfile::tempdir()?;
        for name in ["rw", "ro", "out"] {
            fs::create_dir(folder.path().join(name))?;
            fs::write(folder.path().join(name).join("file"), name)?;
        }
        Ok(Place { folder })
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// The words that grant `rw` and `ro`.
    fn grants(&self) -> String {
        let (rw, ro) = (self.path("rw"), self.path("ro"));
        format!("--dir {rw}::/rw --dir {ro}::/ro::ro")
    }

    fn start<'a>(&self, image: &'a Image) -> Result<Guest<'a>> {
        image.start(|command| {
            command.env("WASMC_OPTS", self.grants());
        })
    }
}

/// Opens a path of the host, through the hole.
fn open(guest: &mut Guest<'_>, path: &str, flags: u32) -> Result<i32> {
    let address = put(guest, PATH, path)?;
    system_call(
        guest,
        number_of("openat")?,
        &[WORKING_DIRECTORY, address, flags, 0],
    )
}

/// Puts a path into the memory: its address.
fn put(guest: &mut Guest<'_>, at: u32, path: &str) -> Result<u32> {
    guest.write(at, path.as_bytes())?;
    guest.write(at + path.len() as u32, &[0])?;
    Ok(LOW_MEMORY_BASE as u32 + at)
}

/// Whether this kernel has Landlock.
fn version() -> i32 {
    let versions = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let numbers: Vec<u32> = versions
        .split(['.', '-'])
        .map_while(|it| it.parse().ok())
        .collect();
    match numbers[..] {
        [major, minor, ..] if (major, minor) >= (6, 7) => 4,
        [major, minor, ..] if (major, minor) >= (5, 19) => 2,
        _ => 0,
    }
}

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case("landlock/directories", directories),
        case("landlock/network", network),
        case("landlock/moves", moves),
        case("landlock/without-grants", without_grants),
        case("landlock/required", required),
        case("landlock/with-seccomp", with_seccomp),
    ]
}

/// What was granted can be opened, as far as it was granted, and nothing else.
fn directories(suite: &Suite<'_>) -> Result<()> {
    let place = Place::new()?;
    let image = suite.guest(Seccomp::Off, true)?;
    let mut guest = place.start(&image)?;
    for (path, flags, allowed) in [
        ("rw/file", READ, true),
        ("rw/file", WRITE, true),
        ("ro/file", READ, true),
        ("ro/file", WRITE, false),
        ("out/file", READ, false),
        ("out", READ, false),
    ] {
        let result = open(&mut guest, &place.path(path), flags)?;
        let right = if allowed {
            result >= 0
        } else {
            result == EACCES
        };
        ensure!(right, "{path}, {flags}: {result}");
    }
    for path in ["/etc/passwd", "/proc/self/environ", "/"] {
        let result = open(&mut guest, path, READ)?;
        ensure!(result == EACCES, "{path}: {result}");
    }
    guest.finish()
}

/// No connection is made, and none accepted on another port.
fn network(suite: &Suite<'_>) -> Result<()> {
    let (socket, bind, connect) = match Target::host() {
        Target::X86_64 => (41, 49, 42),
        Target::Aarch64 => (198, 200, 203),
    };
    if version() < 4 {
        return Ok(());
    }
    let image = suite.guest(Seccomp::Off, true)?;
    let mut guest = image.start(|_| {})?;
    // struct sockaddr_in: AF_INET, any port, 127.0.0.1.
    guest.write(PATH, &[2, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])?;
    let address = LOW_MEMORY_BASE as u32 + PATH;
    let made = system_call(&mut guest, socket, &[2, 1, 0])?;
    ensure!(made >= 0, "socket: {made}");
    for call in [bind, connect] {
        let result = system_call(&mut guest, call, &[made as u32, address, 16])?;
        ensure!(result == EACCES, "{call}: {result}");
    }
    guest.finish()
}

/// Files can still be moved between directories, as without the rules.
fn moves(suite: &Suite<'_>) -> Result<()> {
    let place = Place::new()?;
    for name in ["rw/a", "rw/b"] {
        fs::create_dir(place.path(name))?;
    }
    fs::write(place.path("rw/a/file"), "moved")?;
    let image = suite.guest(Seccomp::On, true)?;
    let mut guest = place.start(&image)?;
    let rename = |guest: &mut Guest<'_>, from: &str, to: &str| {
        guest.write(PATH, from.as_bytes())?;
        guest.write(OTHER_PATH, to.as_bytes())?;
        let (from, to) = (from.len() as u64, to.len() as u64);
        let (at, other) = (u64::from(PATH), u64::from(OTHER_PATH));
        guest.succeed("path_rename", &[3, at, from, 3, other, to])
    };
    rename(&mut guest, "a/file", "b/file")?;
    ensure!(fs::read_to_string(place.path("rw/b/file"))? == "moved");
    // The walls are there all the same.
    let outside = open(&mut guest, &place.path("out/file"), READ);
    ensure!(outside.is_err(), "it opened what was not granted");
    Ok(())
}

/// Without a grant nothing can be reached.
fn without_grants(suite: &Suite<'_>) -> Result<()> {
    let image = suite.guest(Seccomp::Off, true)?;
    let mut guest = image.start(|_| {})?;
    let result = open(&mut guest, "/etc/passwd", READ)?;
    ensure!(result == EACCES, "{result}");
    guest.finish()
}

/// `--require-landlock` makes it an error that the kernel has no such rules; else the image runs.
fn required(suite: &Suite<'_>) -> Result<()> {
    let place = Place::new()?;
    let image = suite.guest(Seccomp::On, true)?;
    for call in CALLS {
        // Two of the three are made only where there is a grant.
        for (word, runs) in [("", true), (" --require-landlock", false)] {
            let mut refused = Ok(());
            let mut guest = image.start(|command| {
                command.env("WASMC_OPTS", place.grants() + word);
                refused = refuse(command, &[call], 38);
            })?;
            refused?;
            let ended = match guest.value("sched_yield", &[]) {
                Ok(_) => None,
                Err(ended) => Some(format!("{ended:#}")),
            };
            match (ended, runs) {
                (None, true) => {}
                (Some(text), false) if text.contains("--require-landlock: the kernel") => {}
                (ended, _) => bail!("{call}{word}: {ended:?}"),
            }
        }
    }
    // Where the kernel has them, the image runs, behind the rules.
    let mut guest = image.start(|command| {
        command.env("WASMC_OPTS", place.grants() + " --require-landlock");
    })?;
    guest.succeed("sched_yield", &[])?;
    guest.finish()
}

/// What the filter of system calls cannot see, an absolute path beside the descriptor of a directory,
/// these rules see.
fn with_seccomp(suite: &Suite<'_>) -> Result<()> {
    let place = Place::new()?;
    let image = suite.guest(Seccomp::On, true)?;
    let mut guest = place.start(&image)?;
    let number = number_of("openat")?;
    for (path, expected) in [("/etc/passwd", EACCES), (&place.path("out/file"), EACCES)] {
        let address = put(&mut guest, PATH, path)?;
        let result = system_call(&mut guest, number, &[4, address, READ, 0])?;
        ensure!(result == expected, "{path}: {result}");
    }
    guest.finish()
}
