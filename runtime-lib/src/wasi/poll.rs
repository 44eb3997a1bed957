//! Waiting for clocks and descriptors.

use super::array::Array;
use super::clock;
use super::embed;
use super::errno::Errno;
use super::fd_table::{self, Entry};
use super::types::{Result, SECOND, rights};
use crate::guest::{Memory, offset};
use rustix::event::{PollFd, PollFlags};
use rustix::fs::Timespec;
use rustix::io::Errno as HostErrno;

/// Descriptors that one call may wait for: as many as the guest can have open.
const MAX_POLLED: usize = 1024;

/// Where things are in a `subscription`; the user's data are at 0, the tag at 8, a descriptor at 16.
#[derive(Clone, Copy)]
pub struct Layout {
    /// Its bytes.
    pub bytes: u32,
    /// A clock's id, its timeout, its flags.
    pub clock: [u32; 3],
}

/// As preview 1 has it.
const LAYOUT: Layout = Layout {
    bytes: 48,
    clock: [16, 24, 40],
};

/// Bytes of an `event`.
const EVENT_BYTES: u32 = 32;

/// `subscription_clock::flags`: the timeout is a point in time.
const ABSTIME: u16 = 1;
/// `eventrwflags`: the other end is gone.
const HANGUP: u16 = 1;

/// `eventtype`, which is `subscription_u::tag` too.
const CLOCK: u8 = 0;
const FD_READ: u8 = 1;
const FD_WRITE: u8 = 2;

/// What a subscription waits for.
enum Wait {
    /// So many nanoseconds from now; 0: not any more.
    Clock(Result<u64>),
    /// A descriptor.
    Descriptor { entry: Result<Entry>, write: bool },
}

/// Reads the subscription at `ptr`. `passed` nanoseconds ago, the call began.
fn wait(memory: Memory, layout: Layout, ptr: u32, passed: u64) -> Result<Wait> {
    let [tag] = memory.read(offset(ptr, 8)?)?;
    Ok(match tag {
        CLOCK => {
            let [id, timeout, flags] = layout.clock;
            let id = memory.read_u32(offset(ptr, id)?)?;
            let timeout = memory.read_u64(offset(ptr, timeout)?)?;
            let absolute = memory.read_u16(offset(ptr, flags)?)? & ABSTIME != 0;
            let now = clock::waitable(id);
            Wait::Clock(now.map(|now| timeout.saturating_sub(if absolute { now } else { passed })))
        }
        FD_READ | FD_WRITE => {
            let write = tag == FD_WRITE;
            let needed = if write {
                rights::FD_WRITE
            } else {
                rights::FD_READ
            };
            let fd = memory.read_u32(offset(ptr, 16)?)?;
            let entry = fd_table::get(fd, rights::POLL_FD_READWRITE | needed);
            Wait::Descriptor { entry, write }
        }
        _ => return Err(Errno::INVAL),
    })
}

/// The arrays of one call.
#[derive(Clone, Copy)]
struct Call {
    memory: Memory,
    layout: Layout,
    subscriptions: u32,
    events: u32,
    count: u32,
}

/// `poll_oneoff`.
pub fn poll_oneoff(
    memory: Memory,
    subscriptions: u32,
    events: u32,
    count: u32,
    result: u32,
) -> Result {
    poll(memory, LAYOUT, subscriptions, events, count, result)
}

/// The same with subscriptions of any layout.
pub fn poll(
    memory: Memory,
    layout: Layout,
    subscriptions: u32,
    events: u32,
    count: u32,
    result: u32,
) -> Result {
    if count == 0 {
        return Err(Errno::INVAL);
    }
    // Both arrays as a whole: no event may get lost because its place is out of bounds.
    let bytes = |each: u32| count.checked_mul(each).ok_or(Errno::FAULT);
    memory.bytes(subscriptions, bytes(layout.bytes)?)?;
    memory.bytes(events, bytes(EVENT_BYTES)?)?;
    let call = Call {
        memory,
        layout,
        subscriptions,
        events,
        count,
    };
    let start = clock::monotonic()?;
    let mut passed = 0;
    // More than one round where a signal comes in, or a clock is a little behind another.
    loop {
        let happened = call.round(passed, start)?;
        if happened != 0 {
            return memory.write_u32(result, happened);
        }
        passed = clock::monotonic()?.saturating_sub(start);
    }
}

impl Call {
    fn subscription(self, index: u32) -> Result<u32> {
        offset(self.subscriptions, index * self.layout.bytes)
    }

    /// Waits once, and writes the events; says how many there are.
    fn round(self, passed: u64, start: u64) -> Result<u32> {
        let mut polled: Array<PollFd<'static>, MAX_POLLED> = Array::new();
        let mut shortest: Option<u64> = None;
        for index in 0..self.count {
            let delay = match wait(self.memory, self.layout, self.subscription(index)?, passed)? {
                Wait::Clock(Ok(delay)) => delay,
                Wait::Descriptor {
                    entry: Ok(entry),
                    write,
                } if entry.node().is_none() => {
                    let events = if write { PollFlags::OUT } else { PollFlags::IN };
                    let fd = PollFd::from_borrowed_fd(entry.host()?, events);
                    polled.push(fd).map_err(|_| Errno::NOMEM)?;
                    continue;
                }
                // What need not or cannot be waited for is an event at once.
                Wait::Clock(Err(_)) | Wait::Descriptor { .. } => 0,
            };
            shortest = Some(shortest.map_or(delay, |it| it.min(delay)));
        }
        let timeout = shortest.map(|delay| Timespec {
            tv_sec: (delay / SECOND) as i64,
            tv_nsec: (delay % SECOND) as i64,
        });
        match rustix::event::poll(polled.as_mut_slice(), timeout.as_ref()) {
            Ok(_) => {}
            Err(HostErrno::INTR) => return Ok(0),
            Err(errno) => return Err(errno.into()),
        }
        self.report(
            polled.as_mut_slice(),
            clock::monotonic()?.saturating_sub(start),
        )
    }

    /// Writes the events. The descriptors are in the order of their subscriptions.
    fn report(self, polled: &[PollFd<'_>], passed: u64) -> Result<u32> {
        let memory = self.memory;
        let mut polled = polled.iter();
        let mut at = self.events;
        let mut happened = 0;
        for index in 0..self.count {
            let subscription = self.subscription(index)?;
            let userdata = memory.read_u64(subscription)?;
            let [tag] = memory.read(offset(subscription, 8)?)?;
            let event = match wait(memory, self.layout, subscription, passed)? {
                Wait::Clock(Ok(delay)) => (delay == 0).then_some((Ok(()), 0, 0)),
                Wait::Descriptor {
                    entry: Ok(entry),
                    write,
                } => match entry.node() {
                    Some(node) => Some((Ok(()), embed::left(&entry, node), 0)),
                    None => polled
                        .next()
                        .and_then(|fd| ready(&entry, write, fd.revents())),
                },
                Wait::Clock(Err(errno))
                | Wait::Descriptor {
                    entry: Err(errno), ..
                } => Some((Err(errno), 0, 0)),
            };
            let Some((outcome, bytes, flags)) = event else {
                continue;
            };
            let errno = outcome.map_or_else(Errno::number, |()| 0);
            // userdata, then errno and type, bytes at 16, flags at 24. An event is smaller than a
            // subscription: even where the arrays begin at one place, none is overwritten unread.
            memory.write_u64(at, userdata)?;
            memory.write_u64(offset(at, 8)?, u64::from(errno) | u64::from(tag) << 16)?;
            memory.write_u64(offset(at, 16)?, bytes)?;
            memory.write_u64(offset(at, 24)?, u64::from(flags))?;
            // Wraps, if at all, behind the last event of the array.
            at = at.wrapping_add(EVENT_BYTES);
            happened += 1;
        }
        Ok(happened)
    }
}

/// The event of a descriptor, if there is one: bytes that can be read, and flags.
fn ready(entry: &Entry, write: bool, events: PollFlags) -> Option<(Result, u64, u16)> {
    if events.is_empty() {
        return None;
    }
    if events.contains(PollFlags::NVAL) {
        return Some((Err(Errno::BADF), 0, 0));
    }
    let bytes = if write {
        0
    } else {
        entry
            .host()
            .map_or(0, |host| rustix::io::ioctl_fionread(host).unwrap_or(0))
    };
    let gone = events.intersects(PollFlags::HUP | PollFlags::ERR);
    Some((Ok(()), bytes, if gone { HANGUP } else { 0 }))
}
