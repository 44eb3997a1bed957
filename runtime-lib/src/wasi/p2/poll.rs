//! `wasi:io/poll`.
//!
//! What a pollable stands for is known by whoever made it ([`Source`]), so that images have only the kinds that they use.

use super::caller::{Borrows, Caller};
use super::slab::Slab;
use super::types::io::Pollable;
use super::value::{Given, Resource};
use crate::host::{ClockId, Descriptor, Polled, Watched, now};
use crate::trap;
use wasmc_abi::trap::ComponentTrap;

/// A kind of thing that pollables stand for. Each thing has a number. A function, not a table of some: a table would be
/// relocated at each start.
pub type Source = fn(number: u64, asked: Asked) -> Wait;

/// What a [`Source`] is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// What has to be waited for. This is asked twice for each wait, and the answer has to be the same if nothing has been
    /// called in between.
    Wait,
    /// A pollable was dropped; the answer does not matter.
    Dropped,
}

/// What has to be waited for: until a descriptor of the kernel can be read or written, a time of the monotonic clock, or the
/// first of both. Whoever has waited looks again: that it can be read says not what will be read.
#[derive(Clone, Copy)]
pub struct Wait {
    descriptor: Option<(Descriptor, bool)>,
    until: u64,
    /// Whether it has happened only if the source says so then.
    asks: bool,
}

impl Wait {
    /// Nothing: it has happened.
    pub const HERE: Self = Self::until(0);

    /// A time of the monotonic clock.
    pub const fn until(when: u64) -> Self {
        Self {
            descriptor: None,
            until: when,
            asks: false,
        }
    }

    /// Until a descriptor can be read.
    pub const fn readable(descriptor: Descriptor) -> Self {
        Self {
            descriptor: Some((descriptor, false)),
            until: u64::MAX,
            asks: false,
        }
    }

    /// Until a descriptor can be written.
    pub const fn writable(descriptor: Descriptor) -> Self {
        Self {
            descriptor: Some((descriptor, true)),
            until: u64::MAX,
            asks: false,
        }
    }

    /// The same, but no longer than until a time.
    pub const fn or_until(self, when: u64) -> Self {
        Self {
            until: when,
            ..self
        }
    }

    /// The same, but that the descriptor can be read or written is not enough: the source is asked then, and says
    /// [`Wait::HERE`], or goes on to wait.
    pub const fn then_ask(self) -> Self {
        Self { asks: true, ..self }
    }

    /// Whether the clock has to be looked at.
    fn is_timed(self) -> bool {
        self.until != 0 && self.until != u64::MAX
    }
}

/// What a pollable stands for.
#[derive(Clone, Copy)]
struct Event {
    source: Source,
    number: u64,
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.pollables")]
static POLLABLES: Slab<Event> = Slab::new();

/// A pollable of a thing.
pub fn pollable(source: Source, number: u64) -> Pollable {
    Pollable::new(POLLABLES.insert(Event { source, number }))
}

fn wait_of(pollable: Pollable) -> Wait {
    let event = POLLABLES.get(pollable.rep());
    (event.source)(event.number, Asked::Wait)
}

/// What the monotonic clock says. It cannot fail: the kernel has always had it.
pub fn time() -> u64 {
    now(ClockId::Monotonic).unwrap_or(0)
}

/// Nanoseconds until a time, if it ever comes.
fn left(until: u64) -> Option<u64> {
    match until {
        0 => Some(0),
        u64::MAX => None,
        _ => Some(until.saturating_sub(time())),
    }
}

/// What was found out about several pollables at one time.
struct Round {
    now: u64,
    watched: Watched,
}

impl Round {
    fn new() -> Self {
        Self {
            now: 0,
            watched: Watched::new(),
        }
    }

    /// Looks at a number of pollables: once, or again until one has happened.
    fn look(&mut self, count: u32, pollable: &dyn Fn(u32) -> Option<Pollable>, waits: bool) {
        loop {
            self.watched.clear();
            let mut nearest = if waits { u64::MAX } else { 0 };
            let mut timed = false;
            for pollable in (0..count).filter_map(pollable) {
                let wait = wait_of(pollable);
                timed |= wait.is_timed();
                nearest = nearest.min(wait.until);
                if let Some((descriptor, write)) = wait.descriptor
                    && !self.watched.add(descriptor, write)
                {
                    nearest = 0;
                }
            }
            let left = left(nearest);
            if !self.watched.is_empty() || left != Some(0) {
                match self.watched.wait(left) {
                    Ok(true) => {}
                    // A signal came in.
                    Ok(false) => continue,
                    Err(_) => trap::raise_component(ComponentTrap::Refused, b"ppoll failed"),
                }
            }
            self.now = if timed { time() } else { 0 };
            let mut happened = |index| pollable(index).is_some_and(|it| self.has_happened(it));
            if !waits || (0..count).any(&mut happened) {
                return;
            }
        }
    }

    fn has_happened(&mut self, pollable: Pollable) -> bool {
        let wait = wait_of(pollable);
        wait.until <= self.now
            || !wait.asks
                && wait
                    .descriptor
                    .is_some_and(|(descriptor, write)| self.watched.is_ready(descriptor, write))
    }
}

/// Waits, and returns whether it has come. `at_most` is in nanoseconds.
#[inline(never)]
fn pause(wait: Wait, at_most: Option<u64>) -> bool {
    let mut polled = Polled::new();
    if let Some((descriptor, write)) = wait.descriptor
        && polled.add(descriptor, write).is_err()
    {
        return true;
    }
    // What cannot be asked is tried, which says why.
    polled.wait(at_most).is_err() || polled.results().any(|events| !events.is_empty())
}

/// Whether what is waited for, apart from a time, has come.
pub fn is_over(wait: Wait) -> bool {
    pause(wait, Some(0))
}

/// Waits for a descriptor. Whoever does tries again, whatever comes of it. A time is not heeded, so that images which only
/// write have no code for clocks.
pub fn wait_for(wait: Wait) {
    let at_most = (wait.until == 0).then_some(0);
    pause(wait, at_most);
}

/// Waits for a descriptor, but no longer than until the time.
pub fn wait_for_or_until(wait: Wait) {
    pause(wait, left(wait.until));
}

/// Waits for a descriptor alone.
pub fn wait_for_descriptor(wait: Wait) {
    pause(wait, None);
}

/// `pollable.ready`.
pub fn pollable_ready(_: Caller, this: Pollable) -> bool {
    let mut round = Round::new();
    round.look(1, &|_| Some(this), false);
    round.has_happened(this)
}

/// `pollable.block`.
pub fn pollable_block(_: Caller, this: Pollable) {
    Round::new().look(1, &|_| Some(this), true);
}

/// `poll`.
pub fn poll(caller: Caller, list: Borrows<Pollable>) -> Given<[u32]> {
    if list.count == 0 {
        trap::raise_component(ComponentTrap::Refused, b"empty poll list");
    }
    let pollable = |index| list.get(index);
    let mut round = Round::new();
    round.look(list.count, &pollable, true);
    let mut happened = |index: &u32| pollable(*index).is_some_and(|it| round.has_happened(it));
    let count = (0..list.count).filter(&mut happened).count();
    let mut indices = caller.list_of(count as u32);
    for index in (0..list.count).filter(happened) {
        indices.push(index);
    }
    indices.finish()
}

/// Drops a `pollable`.
pub fn drop_pollable(this: Pollable) {
    let event = POLLABLES.remove(this.rep());
    (event.source)(event.number, Asked::Dropped);
}
