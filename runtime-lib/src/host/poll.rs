//! Waiting for descriptors, and for time to pass.

use super::descriptor::Descriptor;
use super::errno::{Errno, Result};
use super::stat::SECOND;
use crate::array::Array;
use rustix::event::{PollFd, PollFlags};
use rustix::fs::Timespec;
use rustix::io::Errno as HostErrno;

/// Descriptors that one call may wait for: as many as a guest can have open.
const MAX_POLLED: usize = wasmc_abi::options::MOST_FDS as usize;

/// The descriptors of one call.
pub struct Polled(Array<PollFd<'static>, MAX_POLLED>);

/// What has happened to a descriptor.
#[derive(Default)]
pub struct Ready {
    /// Bytes that can be read.
    pub bytes: u64,
    /// Whether the other end is gone.
    pub hangup: bool,
}

impl Polled {
    /// Nothing to wait for.
    pub fn new() -> Self {
        Self(Array::new())
    }

    /// Adds a descriptor of the kernel, to be waited for until it can be written or read.
    pub fn add(&mut self, descriptor: Descriptor, write: bool) -> Result {
        let events = if write { PollFlags::OUT } else { PollFlags::IN };
        let fd = PollFd::from_borrowed_fd(descriptor.host()?, events);
        self.0.push(fd).map_err(|_| Errno::NOMEM)
    }

    /// Waits for one of the descriptors, or until so many nanoseconds have passed (ppoll(2)). Returns
    /// false where a signal came in.
    pub fn wait(&mut self, timeout: Option<u64>) -> Result<bool> {
        let timeout = timeout.map(|nanoseconds| Timespec {
            tv_sec: (nanoseconds / SECOND) as i64,
            tv_nsec: (nanoseconds % SECOND) as i64,
        });
        match rustix::event::poll(self.0.as_mut_slice(), timeout.as_ref()) {
            Ok(_) => Ok(true),
            Err(HostErrno::INTR) => Ok(false),
            Err(errno) => Err(errno.into()),
        }
    }

    /// What has happened to each descriptor, in the order in which they were added.
    pub fn results(&mut self) -> impl Iterator<Item = PollFlags> {
        self.0.as_mut_slice().iter().map(PollFd::revents)
    }
}

/// What the kernel says of a descriptor that was waited for, if anything has happened to it.
pub fn ready(descriptor: Descriptor, write: bool, events: PollFlags) -> Option<Result<Ready>> {
    if events.is_empty() {
        return None;
    }
    if events.contains(PollFlags::NVAL) {
        return Some(Err(Errno::BADF));
    }
    let bytes = if write {
        0
    } else {
        descriptor
            .host()
            .map_or(0, |host| rustix::io::ioctl_fionread(host).unwrap_or(0))
    };
    let hangup = events.intersects(PollFlags::HUP | PollFlags::ERR);
    Some(Ok(Ready { bytes, hangup }))
}
