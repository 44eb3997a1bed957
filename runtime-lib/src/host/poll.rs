//! Waiting for descriptors, and for time to pass.
#![allow(unsafe_code)]

use super::descriptor::Descriptor;
use super::errno::{Errno, Result};
use super::stat::SECOND;
use crate::array::Array;
use core::cell::Cell;
use rustix::event::{PollFd, PollFlags};
use rustix::fd::{AsFd, AsRawFd};
use rustix::fs::Timespec;
use rustix::io::Errno as HostErrno;

/// Descriptors that one call may wait for: as many as a guest can have open.
const MAX_POLLED: usize = wasmc_abi::options::MOST_FDS as usize;

/// What is done before the process waits.
struct Hook(Cell<Option<fn()>>);
// SAFETY: the process has one thread.
unsafe impl Sync for Hook {}
/// Exported, so that the compiler does not know the only function that it can be: this would be in every image that waits.
#[unsafe(export_name = "wasmc_before_waiting")]
static BEFORE: Hook = Hook(Cell::new(None));

/// Has something done each time before the process waits: what was held back is to be sent then.
pub fn before_waiting(act: fn()) {
    BEFORE.0.set(Some(act));
}

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
        if timeout != Some(0)
            && let Some(act) = BEFORE.0.get()
        {
            act();
        }
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

/// Places of a [`Watched`]: twice as many as there are descriptors, so that searches are short.
const PLACES: usize = 2 * MAX_POLLED;
/// In a place, the number of the entry plus one. Above it, what the entry waits for.
const ENTRY: u16 = 0xfff;
const READ: u16 = 1 << 14;
const WRITE: u16 = 1 << 15;

/// Descriptors of which each may be waited for by many.
pub struct Watched {
    polled: Polled,
    /// Where the entry of a descriptor is, by its number.
    places: [u16; PLACES],
}

impl Watched {
    /// None.
    pub fn new() -> Self {
        Self {
            polled: Polled::new(),
            places: [0; PLACES],
        }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.polled.0.clear();
        self.places.fill(0);
    }

    /// Whether there are none.
    pub fn is_empty(&mut self) -> bool {
        self.polled.0.as_mut_slice().is_empty()
    }

    /// The place of a descriptor, or a free one, with what is in it.
    fn place(&mut self, number: i32) -> Option<(&mut u16, &mut [PollFd<'static>])> {
        let entries = self.polled.0.as_mut_slice();
        let mut at = number as usize % PLACES;
        for _ in 0..PLACES {
            let entry = usize::from(*self.places.get(at)? & ENTRY).checked_sub(1);
            let found = entry.and_then(|entry| entries.get(entry));
            if found.is_none_or(|found| found.as_fd().as_raw_fd() == number) {
                return Some((self.places.get_mut(at)?, entries));
            }
            at = (at + 1) % PLACES;
        }
        None
    }

    /// Adds a descriptor of the kernel, to be waited for until it can be written or read. Returns false where that is
    /// not possible.
    #[inline(never)]
    pub fn add(&mut self, descriptor: Descriptor, write: bool) -> bool {
        let Ok(host) = descriptor.host() else {
            return false;
        };
        let Some((place, entries)) = self.place(host.as_raw_fd()) else {
            return false;
        };
        *place |= if write { WRITE } else { READ };
        let mut events = PollFlags::empty();
        events.set(PollFlags::IN, *place & READ != 0);
        events.set(PollFlags::OUT, *place & WRITE != 0);
        let fd = PollFd::from_borrowed_fd(host, events);
        match usize::from(*place & ENTRY).checked_sub(1) {
            Some(entry) => {
                if let Some(entry) = entries.get_mut(entry) {
                    *entry = fd;
                }
                true
            }
            None => {
                *place += entries.len() as u16 + 1;
                self.polled.0.push(fd).is_ok()
            }
        }
    }

    /// Waits for one of them, as [`Polled::wait`] does.
    pub fn wait(&mut self, timeout: Option<u64>) -> Result<bool> {
        self.polled.wait(timeout)
    }

    /// Whether the wait has found that a descriptor can be written or read, or is none.
    pub fn is_ready(&mut self, descriptor: Descriptor, write: bool) -> bool {
        let Ok(host) = descriptor.host() else {
            return true;
        };
        let Some((place, entries)) = self.place(host.as_raw_fd()) else {
            return true;
        };
        let entry = usize::from(*place & ENTRY).wrapping_sub(1);
        let other = if write { PollFlags::IN } else { PollFlags::OUT };
        // What could not be added was not waited for.
        entries
            .get(entry)
            .is_none_or(|it| it.revents().intersects(other.complement()))
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
