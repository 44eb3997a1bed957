//! The directories that were granted as the only ones that the kernel lets the process reach: a second
//! wall behind `resolve`.

use crate::sys::landlock::{BIND_TCP, CONNECT_TCP, Rules, leave_free};
use crate::{image, policy, sys};
use rustix::fd::BorrowedFd;
use wasmc_abi::image::FLAG_LANDLOCK;

/// Lets the kernel bind or connect TCP sockets: what of the network is granted is the policy's alone.
pub fn allow_tcp(bind: bool, connect: bool) {
    let bind = if bind { BIND_TCP } else { 0 };
    let connect = if connect { CONNECT_TCP } else { 0 };
    leave_free(bind | connect);
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
