//! What a worker waits for (epoll(7)).

use crate::host::{Descriptor, Result};
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::Timespec;

/// Stands for the listening socket.
pub const LISTENER: u64 = u64::MAX;
/// Stands for the parent.
pub const PARENT: u64 = u64::MAX - 1;
/// Events that are taken at once.
const MOST: usize = 64;

/// The descriptors that are waited for.
pub struct Events {
    epoll: OwnedFd,
}

/// What has happened.
pub struct Happened {
    events: [Event; MOST],
    count: usize,
}

impl Events {
    /// None yet.
    pub fn new() -> Result<Self> {
        Ok(Self {
            epoll: epoll::create(CreateFlags::CLOEXEC)?,
        })
    }

    /// Waits for the listening socket, which other workers wait for as well.
    pub fn add_listener(&self, listener: Descriptor) -> Result {
        let flags = EventFlags::IN | EventFlags::EXCLUSIVE;
        let data = EventData::new_u64(LISTENER);
        Ok(epoll::add(&self.epoll, listener.host()?, data, flags)?)
    }

    /// Does not wait for it any more.
    pub fn remove(&self, descriptor: Descriptor) {
        if let Ok(fd) = descriptor.host() {
            // It may be gone already.
            let _ = epoll::delete(&self.epoll, fd);
        }
    }

    /// Waits for the parent to close its end.
    pub fn add_parent(&self, parent: BorrowedFd<'_>) -> Result {
        let data = EventData::new_u64(PARENT);
        Ok(epoll::add(
            &self.epoll,
            parent.as_fd(),
            data,
            EventFlags::RDHUP,
        )?)
    }

    /// Waits for a connection: bit 0 that it can be read, bit 1 that it can be written.
    pub fn set(&self, index: u32, socket: Descriptor, before: u8, interest: u8) -> Result {
        let mut flags = EventFlags::empty();
        flags.set(EventFlags::IN, interest & 1 != 0);
        flags.set(EventFlags::OUT, interest & 2 != 0);
        let data = EventData::new_u64(u64::from(index));
        let socket = socket.host()?;
        match before {
            0 => epoll::add(&self.epoll, socket, data, flags)?,
            _ => epoll::modify(&self.epoll, socket, data, flags)?,
        }
        Ok(())
    }

    /// Waits, at most so many seconds.
    pub fn wait(&self, seconds: Option<i64>) -> Happened {
        let none = Event {
            flags: EventFlags::empty(),
            data: EventData::new_u64(0),
        };
        let mut happened = Happened {
            events: [none; MOST],
            count: 0,
        };
        let timeout = seconds.map(|seconds| Timespec {
            tv_sec: seconds,
            tv_nsec: 0,
        });
        // A signal is as if nothing had happened.
        if let Ok(count) = epoll::wait(&self.epoll, &mut happened.events, timeout.as_ref()) {
            happened.count = count;
        }
        happened
    }
}

impl Happened {
    /// What it has happened to.
    pub fn all(&self) -> impl Iterator<Item = u64> {
        self.events.iter().take(self.count).map(|event| {
            let data = event.data;
            data.u64()
        })
    }
}
