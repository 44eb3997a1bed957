//! What of the network is granted: `--tcp-listen`, `--tcp-connect`, `--udp`, `--dns`.
#![allow(unsafe_code)]

use super::values::refuse;
use super::{http_out, is_given, values};
use core::cell::UnsafeCell;
use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use wasmc_abi::network::{Host, Pattern, Ports, is_same_name};
use wasmc_abi::options::{DNS, TCP_CONNECT, TCP_LISTEN, UDP, place};

/// Addresses of names that are kept. The newest ones count.
const LEARNED: usize = 256;

/// An address that a granted name had, and the ports of the grant.
type Learned = (IpAddr, Ports);

/// Zeros, so that the table takes no room in the image.
const NONE: Learned = (
    IpAddr::V4(Ipv4Addr::UNSPECIFIED),
    Ports { first: 0, last: 0 },
);

/// A ring, and how many have been put into it.
struct Table(UnsafeCell<([Learned; LEARNED], usize)>);

// SAFETY: the process has one thread.
unsafe impl Sync for Table {}

#[unsafe(link_section = ".bss.large.learned")]
static TABLE: Table = Table(UnsafeCell::new(([NONE; LEARNED], 0)));

/// What an option grants. Words that make no sense have ended the process at start.
fn patterns(option: usize) -> impl Iterator<Item = Pattern<'static>> {
    values(option).filter_map(Pattern::parse)
}

/// Ends the process where a word makes no sense.
pub fn check() {
    for text in values(const { place(TCP_LISTEN) }) {
        match Pattern::parse(text) {
            Some(Pattern {
                host: Host::Any | Host::Address(_),
                ..
            }) => {}
            _ => refuse(
                text,
                b"is no ADDR:PORT, such as 127.0.0.1:8080, [::1]:8000-8100, 0.0.0.0:80 or *:*",
            ),
        }
    }
    for text in values(const { place(TCP_CONNECT) }) {
        if Pattern::parse(text).is_none() {
            refuse(
                text,
                b"is no HOST:PORT, such as example.com:443, 10.0.0.1:8000-8100, [::1]:* or *:443",
            );
        }
    }
}

/// Whether there may be TCP sockets.
pub fn tcp() -> bool {
    is_given(const { place(TCP_LISTEN) }) || connects()
}

/// Whether there may be connections to anything.
pub fn connects() -> bool {
    is_given(const { place(TCP_CONNECT) })
}

/// Whether there may be UDP sockets.
pub fn udp() -> bool {
    is_given(const { place(UDP) })
}

/// Whether every name may be looked up.
pub fn looks_up() -> bool {
    is_given(const { place(DNS) })
}

/// Whether a TCP socket may listen at an address.
pub fn may_listen(at: SocketAddr) -> bool {
    patterns(const { place(TCP_LISTEN) })
        .any(|pattern| pattern.covers(at.ip()) && pattern.ports.has(at.port()))
}

/// Whether a TCP socket may be connected to an address.
pub fn may_connect(to: SocketAddr) -> bool {
    patterns(const { place(TCP_CONNECT) })
        .any(|pattern| pattern.is_host(to.ip()) && pattern.ports.has(to.port()))
        || has_learned(to)
}

/// A port that the system chooses.
const CHOSEN: Ports = Ports { first: 0, last: 0 };
/// The port of servers of names (RFC 7766, section 5): answers that do not fit into a datagram come by TCP.
const NAMES: Ports = Ports {
    first: 53,
    last: 53,
};

/// The ports that TCP sockets may be bound to; who connects may choose an address for that.
pub fn ports_to_listen() -> impl Iterator<Item = Ports> {
    patterns(const { place(TCP_LISTEN) })
        .map(|pattern| pattern.ports)
        .chain(connects().then_some(CHOSEN))
}

/// The ports that TCP sockets may be connected to.
pub fn ports_to_connect() -> impl Iterator<Item = Ports> {
    patterns(const { place(TCP_CONNECT) })
        .map(|pattern| pattern.ports)
        .chain(http_out::ports())
        .chain((names() || http_out::any()).then_some(NAMES))
}

/// The ports that are granted for a name.
fn ports_of(name: &[u8]) -> impl Iterator<Item = Ports> {
    patterns(const { place(TCP_CONNECT) }).filter_map(move |pattern| match pattern.host {
        Host::Name(own) if is_same_name(own, name) => Some(pattern.ports),
        _ => None,
    })
}

/// Whether any name may be looked up.
pub fn names() -> bool {
    looks_up() || patterns(const { place(TCP_CONNECT) }).any(|it| matches!(it.host, Host::Name(_)))
}

/// Whether a name may be looked up.
pub fn allowed_name(name: &[u8]) -> bool {
    looks_up() || ports_of(name).next().is_some()
}

/// A name was looked up, and has this address: from now on it may be connected to if the name may.
pub fn learned(name: &[u8], address: IpAddr) {
    for ports in ports_of(name) {
        // SAFETY: one thread, and nothing in this loop refers to the table.
        let (table, next) = unsafe { &mut *TABLE.0.get() };
        let entry = (address, ports);
        if table.contains(&entry) {
            continue;
        }
        if let Some(slot) = table.get_mut(*next % LEARNED) {
            *slot = entry;
        }
        *next = next.wrapping_add(1);
    }
}

fn has_learned(to: SocketAddr) -> bool {
    // SAFETY: one thread, and nobody changes the table meanwhile.
    let (table, used) = unsafe { &*TABLE.0.get() };
    let fits = |(address, ports): &Learned| *address == to.ip() && ports.has(to.port());
    table.iter().take(*used).any(fits)
}
