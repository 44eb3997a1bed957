//! Waiting for clocks and descriptors.

use super::clock::waitable;
use super::fd_table::{self, Entry};
use super::rights;
use crate::host::{ClockId, Descriptor, Errno, Polled, Ready, Result, left, now, ready};
use crate::wasi::guest::{Memory, offset};

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
            let now = waitable(id);
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
    memory.check(subscriptions, bytes(layout.bytes)?)?;
    memory.check(events, bytes(EVENT_BYTES)?)?;
    let call = Call {
        memory,
        layout,
        subscriptions,
        events,
        count,
    };
    let start = now(ClockId::Monotonic)?;
    let mut passed = 0;
    // More than one round where a signal comes in, or a clock is a little behind another.
    loop {
        let happened = call.round(passed, start)?;
        if happened != 0 {
            return memory.write_u32(result, happened);
        }
        passed = now(ClockId::Monotonic)?.saturating_sub(start);
    }
}

impl Call {
    fn subscription(self, index: u32) -> Result<u32> {
        offset(self.subscriptions, index * self.layout.bytes)
    }

    /// Waits once, and writes the events; says how many there are.
    fn round(self, passed: u64, start: u64) -> Result<u32> {
        let mut polled = Polled::new();
        let mut shortest: Option<u64> = None;
        for index in 0..self.count {
            let delay = match wait(self.memory, self.layout, self.subscription(index)?, passed)? {
                Wait::Clock(Ok(delay)) => delay,
                Wait::Descriptor {
                    entry: Ok(entry),
                    write,
                } if !embedded(&entry) => {
                    polled.add(entry.descriptor, write)?;
                    continue;
                }
                // What need not or cannot be waited for is an event at once.
                Wait::Clock(Err(_)) | Wait::Descriptor { .. } => 0,
            };
            shortest = Some(shortest.map_or(delay, |it| it.min(delay)));
        }
        if !polled.wait(shortest)? {
            return Ok(0);
        }
        let passed = now(ClockId::Monotonic)?.saturating_sub(start);
        self.report(&mut polled, passed)
    }

    /// Writes the events. The descriptors are in the order of their subscriptions.
    fn report(self, polled: &mut Polled, passed: u64) -> Result<u32> {
        let memory = self.memory;
        let mut polled = polled.results();
        let mut at = self.events;
        let mut happened = 0;
        for index in 0..self.count {
            let subscription = self.subscription(index)?;
            let userdata = memory.read_u64(subscription)?;
            let [tag] = memory.read(offset(subscription, 8)?)?;
            let event = match wait(memory, self.layout, subscription, passed)? {
                Wait::Clock(Ok(delay)) => (delay == 0).then_some(Ok(Ready::default())),
                Wait::Descriptor {
                    entry: Ok(entry),
                    write,
                } => match entry.descriptor {
                    Descriptor::Embedded(node, _) => Some(Ok(Ready {
                        bytes: left(node, entry.position),
                        hangup: false,
                    })),
                    descriptor => polled
                        .next()
                        .and_then(|events| ready(descriptor, write, events)),
                },
                Wait::Clock(Err(errno))
                | Wait::Descriptor {
                    entry: Err(errno), ..
                } => Some(Err(errno)),
            };
            let (errno, ready) = match event {
                None => continue,
                Some(Ok(ready)) => (0, ready),
                Some(Err(errno)) => (errno.number(), Ready::default()),
            };
            let flags = if ready.hangup { HANGUP } else { 0 };
            // userdata, then errno and type, bytes at 16, flags at 24. An event is smaller than a
            // subscription: even where the arrays begin at one place, none is overwritten unread.
            memory.write_u64(at, userdata)?;
            memory.write_u64(offset(at, 8)?, u64::from(errno) | u64::from(tag) << 16)?;
            memory.write_u64(offset(at, 16)?, ready.bytes)?;
            memory.write_u64(offset(at, 24)?, u64::from(flags))?;
            // Wraps, if at all, behind the last event of the array.
            at = at.wrapping_add(EVENT_BYTES);
            happened += 1;
        }
        Ok(happened)
    }
}

/// Whether an entry is a file inside the image, which never waits.
fn embedded(entry: &Entry) -> bool {
    matches!(entry.descriptor, Descriptor::Embedded(..))
}
