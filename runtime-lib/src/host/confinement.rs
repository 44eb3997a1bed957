//! The directories and ports that were granted as the only ones that the kernel lets the process reach: a second
//! wall behind `resolve` and the policy.

use crate::policy::network;
use crate::sys::Refused;
use crate::sys::landlock::{BIND_TCP, CONNECT_TCP, Rules, leave_free};
use crate::{image, policy, sys};
use core::cell::Cell;
use core::sync::atomic::{AtomicU32, Ordering};
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{CWD, Mode, OFlags, openat};
use wasmc_abi::image::FLAG_LANDLOCK;
use wasmc_abi::network::Ports;

/// Ports in rules of the kernel. Where more are granted, it lets all pass: what is granted is the policy's then.
const MOST_PORTS: usize = 256;

/// Has the kernel refuse TCP sockets what is not granted of ports; which addresses are is the policy's alone. Once it is done,
/// it is not done again.
pub fn confine_tcp() {
    let done = leave_free(BIND_TCP | CONNECT_TCP) != 0;
    if done || image::header().flags & FLAG_LANDLOCK == 0 {
        return;
    }
    let bind = few(BIND_TCP, network::ports_to_listen());
    let connect = few(CONNECT_TCP, network::ports_to_connect());
    // Where the kernel does not have them, the program runs without.
    let _ = confine(bind | connect);
}

/// What the kernel is to refuse, if it can be told all that it is not to.
fn few(access: u32, ports: impl Iterator<Item = Ports>) -> u32 {
    let count = ports.map(|it| usize::from(it.last - it.first) + 1).sum();
    match count {
        0..=MOST_PORTS => access,
        _ => 0,
    }
}

fn confine(network: u32) -> Result<(), Refused> {
    if network == 0 {
        return Ok(());
    }
    let rules = Rules::of_tcp(network)?;
    allow(&rules, network & BIND_TCP, network::ports_to_listen())?;
    allow(&rules, network & CONNECT_TCP, network::ports_to_connect())?;
    rules.enforce()
}

fn allow(rules: &Rules, access: u32, ports: impl Iterator<Item = Ports>) -> Result<(), Refused> {
    if access == 0 {
        return Ok(());
    }
    for ports in ports {
        for port in ports.first..=ports.last {
            rules.allow_port(access, port)?;
        }
    }
    Ok(())
}

/// What makes further rules, where the process is to make workers, each of which opens a file in `/proc`. Others have no code for that.
struct First(Cell<Option<Make>>);
type Make = fn() -> Option<Rules>;
#[allow(unsafe_code)]
// SAFETY: the process has one thread.
unsafe impl Sync for First {}
static FIRST: First = First(Cell::new(None));
/// The rules that workers put into force: their descriptor, or 0.
static OF_WORKERS: AtomicU32 = AtomicU32::new(0);

/// The process is to make workers.
pub fn makes_workers() {
    FIRST.0.set(Some(files_of_proc));
}

/// The rules, as long as the kernel has refused none of them.
pub struct Confinement {
    rules: Option<Rules>,
    /// The same and more, until there are workers. A worker asks the kernel which pages were written to by a file that it opens itself,
    /// when the program has run already.
    first: Option<Rules>,
}

impl Confinement {
    /// Begins with nothing that may be reached.
    pub fn start() -> Self {
        let wanted = image::header().flags & FLAG_LANDLOCK != 0;
        let rules = if wanted { Rules::new().ok() } else { None };
        let first = FIRST.0.get().filter(|_| rules.is_some());
        let first = first.and_then(|make| make());
        Self { rules, first }
    }

    /// Adds a directory.
    pub fn allow(&mut self, directory: BorrowedFd<'_>, read_only: bool) {
        let allows = |rules: &Rules| rules.allow(directory, read_only).is_ok();
        self.rules = self.rules.take().filter(allows);
        self.first = self.first.take().filter(allows);
    }

    /// Puts the rules into force. Where the kernel does not have them, the program runs without, unless
    /// they are required.
    pub fn enforce(self) {
        let enforced = match (self.rules, self.first) {
            (Some(rules), Some(first)) => {
                OF_WORKERS.store(rules.keep(), Ordering::Relaxed);
                first.enforce()
            }
            (Some(rules), None) => rules.enforce(),
            (None, _) => Err(Refused),
        };
        if enforced.is_err() && policy::require_landlock() {
            refuse()
        }
    }
}

/// Rules that allow to read files of `/proc`. What other processes have there is theirs: the rules keep this one from looking into any that it
/// has not made.
fn files_of_proc() -> Option<Rules> {
    let rules = Rules::new().ok()?;
    let proc = openat(CWD, c"/proc", OFlags::PATH | OFlags::CLOEXEC, Mode::empty()).ok()?;
    rules.allow_files(proc.as_fd()).ok()?;
    Some(rules)
}

/// Puts the rules for workers into force.
pub fn confine_worker_files() {
    let rules = Rules::kept(OF_WORKERS.load(Ordering::Relaxed));
    if rules.is_some_and(|rules| rules.enforce_more().is_err()) && policy::require_landlock() {
        refuse()
    }
}

#[cold]
fn refuse() -> ! {
    sys::fail!(b"--require-landlock: the kernel does not confine this process to its directories")
}
