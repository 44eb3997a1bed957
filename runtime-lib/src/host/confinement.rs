//! The directories and ports that were granted as the only ones that the kernel lets the process reach: a second
//! wall behind `resolve` and the policy.

use crate::policy::network;
use crate::sys::Refused;
use crate::sys::landlock::{BIND_TCP, CONNECT_TCP, Rules, leave_free};
use crate::{image, policy, sys};
use rustix::fd::BorrowedFd;
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

/// The rules, as long as the kernel has refused none of them.
pub struct Confinement(Option<Rules>);

impl Confinement {
    /// Begins with nothing that may be reached.
    pub fn start() -> Self {
        let wanted = image::header().flags & FLAG_LANDLOCK != 0;
        Self(if wanted { Rules::new().ok() } else { None })
    }

    /// Adds a directory.
    pub fn allow(&mut self, directory: BorrowedFd<'_>, read_only: bool) {
        self.0 = self
            .0
            .take()
            .filter(|rules| rules.allow(directory, read_only).is_ok());
    }

    /// Puts the rules into force. Where the kernel does not have them, the program runs without, unless
    /// they are required.
    pub fn enforce(self) {
        let enforced = self.0.is_some_and(|rules| rules.enforce().is_ok());
        if !enforced && policy::require_landlock() {
            sys::fail!(
                b"--require-landlock: the kernel does not confine this process to its directories"
            );
        }
    }
}
