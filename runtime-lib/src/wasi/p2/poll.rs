//! `wasi:io/poll`.

use super::caller::{Borrows, Caller};
use super::slab::Slab;
use super::streams;
use super::types::io::Pollable;
use super::value::{Given, Resource};
use crate::host::{ClockId, Descriptor, Polled, now};
use crate::trap;
use wasmc_abi::trap::ComponentTrap;

/// What a pollable stands for.
#[derive(Clone, Copy)]
enum Event {
    /// The monotonic clock reaches a time.
    Instant(u64),
    /// An `input-stream` has bytes, or ends.
    Input(u32),
    /// An `output-stream` takes bytes, which it always does.
    Output(u32),
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.pollables")]
static POLLABLES: Slab<Event> = Slab::new();

fn pollable(event: Event) -> Pollable {
    Pollable::new(POLLABLES.insert(event))
}

/// What the monotonic clock says. It cannot fail: the kernel has always had it.
pub fn time() -> u64 {
    now(ClockId::Monotonic).unwrap_or(0)
}

/// A pollable of a time of the monotonic clock.
pub fn at(when: u64) -> Pollable {
    pollable(Event::Instant(when))
}

/// A pollable of an `input-stream`.
pub fn of_input(stream: u32) -> Pollable {
    streams::count_input(stream, 1);
    pollable(Event::Input(stream))
}

/// A pollable of an `output-stream`.
pub fn of_output(stream: u32) -> Pollable {
    streams::count_output(stream, 1);
    pollable(Event::Output(stream))
}

/// How far an event is.
enum Distance {
    /// It has happened.
    Here,
    /// So many nanoseconds.
    Time(u64),
    /// Until the descriptor can be read.
    Readable(Descriptor),
}

impl Event {
    fn distance(self, now: u64) -> Distance {
        match self {
            Self::Instant(when) if when > now => Distance::Time(when - now),
            Self::Input(stream) => {
                streams::awaited(stream).map_or(Distance::Here, Distance::Readable)
            }
            Self::Instant(_) | Self::Output(_) => Distance::Here,
        }
    }
}

/// What was found out about several events at one time. Today all that wait for a descriptor wait for standard input.
struct Round {
    now: u64,
    readable: bool,
}

impl Round {
    /// Looks at the events of a number of pollables: once, or again until one has happened.
    fn new(count: u32, pollable: &dyn Fn(u32) -> Option<Pollable>, waits: bool) -> Self {
        loop {
            let mut polled = Polled::new();
            let mut descriptors = 0;
            let mut nearest = if waits { None } else { Some(0) };
            let mut clocks = false;
            for index in 0..count {
                let Some(pollable) = pollable(index) else {
                    continue;
                };
                let event = POLLABLES.get(pollable.rep());
                clocks |= matches!(event, Event::Instant(_));
                let now = if clocks { time() } else { 0 };
                let time = match event.distance(now) {
                    Distance::Here => 0,
                    Distance::Time(time) => time,
                    Distance::Readable(descriptor) => {
                        if descriptors == 0 && polled.add(descriptor, false).is_ok() {
                            descriptors += 1;
                        }
                        continue;
                    }
                };
                nearest = Some(nearest.map_or(time, |nearest: u64| nearest.min(time)));
            }
            if descriptors != 0 || nearest != Some(0) {
                match polled.wait(nearest) {
                    Ok(true) => {}
                    // A signal came in.
                    Ok(false) => continue,
                    Err(_) => trap::raise_component(ComponentTrap::Refused, b"ppoll failed"),
                }
            }
            let round = Self {
                now: if clocks { time() } else { 0 },
                readable: descriptors != 0 && polled.results().any(|events| !events.is_empty()),
            };
            let happened = |index| pollable(index).is_some_and(|it| round.has_happened(it));
            if !waits || (0..count).any(happened) {
                return round;
            }
        }
    }

    fn has_happened(&self, pollable: Pollable) -> bool {
        match POLLABLES.get(pollable.rep()).distance(self.now) {
            Distance::Here => true,
            Distance::Time(_) => false,
            Distance::Readable(_) => self.readable,
        }
    }
}

/// Whether a descriptor can be read without waiting.
pub fn readable(descriptor: Descriptor) -> bool {
    let mut polled = Polled::new();
    // What cannot be asked is read, which says why.
    polled.add(descriptor, false).is_err()
        || polled.wait(Some(0)).is_err()
        || polled.results().any(|events| !events.is_empty())
}

/// Waits until a descriptor can be read or written.
pub fn wait_for(descriptor: Descriptor, write: bool) {
    let mut polled = Polled::new();
    if polled.add(descriptor, write).is_ok() {
        // Whoever waits tries again, whatever comes of it.
        let _ = polled.wait(None);
    }
}

/// `pollable.ready`.
pub fn pollable_ready(_: Caller, this: Pollable) -> bool {
    Round::new(1, &|_| Some(this), false).has_happened(this)
}

/// `pollable.block`.
pub fn pollable_block(_: Caller, this: Pollable) {
    Round::new(1, &|_| Some(this), true);
}

/// `poll`.
pub fn poll(caller: Caller, list: Borrows<Pollable>) -> Given<[u32]> {
    if list.count == 0 {
        trap::raise_component(ComponentTrap::Refused, b"empty poll list");
    }
    let pollable = |index| list.get(index);
    let round = Round::new(list.count, &pollable, true);
    let happened = |&index: &u32| pollable(index).is_some_and(|it| round.has_happened(it));
    let count = (0..list.count).filter(happened).count();
    let mut indices = caller.list_of(count as u32);
    for index in (0..list.count).filter(happened) {
        indices.push(index);
    }
    indices.finish()
}

/// Drops a `pollable`.
pub fn drop_pollable(this: Pollable) {
    match POLLABLES.remove(this.rep()) {
        Event::Instant(_) => {}
        Event::Input(stream) => streams::count_input(stream, -1),
        Event::Output(stream) => streams::count_output(stream, -1),
    }
}
