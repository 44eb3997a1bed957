//! The exchanges of a program. One side of each is that of the answer: what holds it last closes the connection. The other is that of the
//! request's body, if it has one.

use super::super::poll::{self, Wait};
use super::super::slab::Slab;
use crate::host::Awaited;
use crate::http::client::Exchange;
use crate::wasi::p2::files::give_number;

/// An exchange, and who still names it.
#[derive(Clone, Copy)]
struct Entry {
    exchange: Exchange,
    sides: u8,
    /// Whether it has a number of a descriptor: from when it is sent until the side of the answer is gone.
    numbered: bool,
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.exchanges")]
static EXCHANGES: Slab<Entry> = Slab::new();

/// A new one, with one side. `None`: there are too many.
pub fn insert() -> Option<u32> {
    let exchange = Exchange::new()?;
    let number = EXCHANGES.insert(Entry {
        exchange,
        sides: 1,
        numbered: false,
    });
    if !change(number, |it| it.take_place(number)) {
        EXCHANGES.remove(number);
        return None;
    }
    Some(number)
}

/// It has a number of a descriptor.
pub fn number(number: u32) {
    EXCHANGES.change(number, |entry| entry.numbered = true);
}

/// Closes all connections; returns how many numbers they have.
pub fn close_all() -> u32 {
    let mut numbers = 0;
    EXCHANGES.each(|number, entry| {
        change(number, Exchange::close);
        numbers += u32::from(entry.numbered);
    });
    numbers
}

/// It has another side.
pub fn add_side(number: u32) {
    EXCHANGES.change(number, |entry| entry.sides += 1);
}

/// Does something with one.
pub fn change<T>(number: u32, act: impl FnOnce(&mut Exchange) -> T) -> T {
    EXCHANGES.change(number, |entry| act(&mut entry.exchange))
}

/// One side is gone.
pub fn release(number: u32) {
    let is_last = EXCHANGES.change(number, |entry| {
        entry.sides -= 1;
        entry.sides == 0
    });
    if is_last {
        change(number, Exchange::close);
        EXCHANGES.remove(number);
    }
}

/// The side of the answer is gone: the connection is closed.
pub fn release_answer(number: u32) {
    change(number, Exchange::close);
    EXCHANGES.change(number, |entry| entry.numbered = false);
    give_number();
    release(number);
}

/// What has to be waited for, as pollables have it.
pub fn wait(awaited: Option<Awaited>) -> Wait {
    let Some(awaited) = awaited else {
        return Wait::HERE;
    };
    let wait = match awaited.write {
        true => Wait::writable(awaited.socket),
        false => Wait::readable(awaited.socket),
    };
    wait.or_until(awaited.deadline).then_ask()
}

/// Asks one what has to be waited for.
pub fn wait_of(number: u32, ask: fn(&mut Exchange, u64) -> Option<Awaited>) -> Wait {
    let now = poll::time();
    wait(change(number, |it| ask(it, now)))
}
