//! The parent: it makes workers, makes others for those that end, and ends them all when it is told to.

use super::worker::{self, Server};
use crate::sys;
use crate::sys::process::{block, end_with_parent, ended_child, fork, wait_for_signal};
use rustix::fd::OwnedFd;
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};

/// `SIGINT`, `SIGTERM` (signal(7)).
const ENDING: [i32; 2] = [2, 15];
/// `SIGCHLD`.
const SIGCHLD: i32 = 17;
/// What the parent waits for.
const AWAITED: [i32; 3] = [2, 15, SIGCHLD];

/// Milliseconds before a worker is made for one that has ended by itself: a program that always traps must not keep the
/// machine busy.
const PAUSE: u64 = 10;

/// Makes workers and keeps their number. Returns never.
pub fn run(server: &Server, workers: u32) -> ! {
    block(&AWAITED);
    let pair = socketpair(
        AddressFamily::UNIX,
        SocketType::STREAM,
        SocketFlags::CLOEXEC,
        None,
    );
    let Ok((own, theirs)) = pair else {
        sys::fail!(b"cannot make the sockets by which workers hear of the end")
    };
    let mut own = Some(own);
    let mut running = 0;
    for _ in 0..workers {
        running += u32::from(start(server, &mut own, &theirs));
    }
    if running == 0 {
        sys::fail!(b"cannot make a process for a worker")
    }
    loop {
        let missing = own.is_some() && running < workers;
        let signal = wait_for_signal(&AWAITED, missing.then_some(PAUSE));
        if ENDING.contains(&signal) && own.take().is_none() {
            // Told a second time.
            sys::exit(128 + signal);
        }
        while ended_child().is_some() {
            running -= 1;
        }
        if own.is_none() && running == 0 {
            sys::exit(0);
        }
        if signal == 0 {
            while running < workers && start(server, &mut own, &theirs) {
                running += 1;
            }
        }
    }
}

/// Makes a worker; returns whether the kernel did. A worker keeps the end by which it hears of the parent, and closes the parent's:
/// when that is closed everywhere, the workers hear it.
fn start(server: &Server, own: &mut Option<OwnedFd>, theirs: &OwnedFd) -> bool {
    match fork() {
        Some(0) => {
            end_with_parent();
            *own = None;
            worker::run(server, theirs)
        }
        child => child.is_some(),
    }
}
