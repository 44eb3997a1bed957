//! `wasi:sockets/ip-name-lookup`.

use super::error::Result;
use crate::array::Array;
use crate::host::{self, Failure, Lookup};
use crate::policy::network;
use crate::trap;
use crate::wasi::p2::caller::Caller;
use crate::wasi::p2::files::{self, Kind, give_number, take_number};
use crate::wasi::p2::poll::{self, Asked, Wait};
use crate::wasi::p2::slab::Slab;
use crate::wasi::p2::text::Text;
use crate::wasi::p2::types::io::Pollable;
use crate::wasi::p2::types::sockets::{ErrorCode, IpAddress, Network, ResolveAddressStream};
use crate::wasi::p2::value::Resource;
use core::net::IpAddr;
use wasmc_abi::trap::ComponentTrap;

/// Bytes of a name at most, with a dot at its end.
const NAME_MAX: usize = 254;

/// A `resolve-address-stream`.
#[derive(Clone, Copy)]
struct Stream {
    lookup: Lookup,
    /// The name, and its bytes.
    name: [u8; NAME_MAX],
    len: usize,
    /// Whether it counts as a descriptor: it may open a socket.
    counts: bool,
    /// Pollables that stand for it.
    pollables: u32,
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.lookups")]
static STREAMS: Slab<Stream> = Slab::new();

/// Goes on with a lookup; what it waits for.
fn wait(place: u64) -> Wait {
    let now = poll::time();
    let awaited = STREAMS.change(place as u32, |stream| stream.lookup.advance(now));
    let Some(awaited) = awaited else {
        return Wait::HERE;
    };
    let wait = if awaited.write {
        Wait::writable(awaited.socket)
    } else {
        Wait::readable(awaited.socket)
    };
    wait.or_until(awaited.deadline).then_ask()
}

/// What a pollable of a lookup waits for.
fn source(place: u64, asked: Asked) -> Wait {
    match asked {
        Asked::Wait => wait(place),
        Asked::Dropped => {
            STREAMS.change(place as u32, |stream| stream.pollables -= 1);
            Wait::HERE
        }
    }
}

impl From<IpAddr> for IpAddress {
    fn from(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::Ipv4(address.octets().into()),
            IpAddr::V6(address) => Self::Ipv6(address.segments().into()),
        }
    }
}

impl From<Failure> for ErrorCode {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unresolvable => Self::NameUnresolvable,
            Failure::Temporary => Self::TemporaryResolverFailure,
            Failure::Permanent => Self::PermanentResolverFailure,
        }
    }
}

/// Opens the files that say what names mean, if any may be looked up. Images that import `resolve-addresses` call it at
/// start.
pub fn open_names() {
    network::check();
    host::confine_tcp();
    if network::names() {
        host::open_name_files();
        files::closes(Kind::Lookups, close_all);
    }
}

/// `resolve-addresses`. Names that are not ASCII are refused: there is no table of IDNA here. What needs nobody's help needs
/// no permission.
pub fn resolve_addresses(_: Caller, _: Network, name: Text) -> Result<ResolveAddressStream> {
    let mut bytes = Array::<u8, NAME_MAX>::new();
    let mut fits = true;
    name.each_char(|char| {
        fits &= char.is_ascii() && bytes.push(char as u8).is_ok();
    });
    let name = bytes.as_mut_slice();
    let lookup = if fits { Lookup::new(name) } else { None };
    let mut stream = Stream {
        lookup: lookup.ok_or(ErrorCode::InvalidArgument)?,
        name: [0; NAME_MAX],
        len: name.len(),
        counts: false,
        pollables: 0,
    };
    for (to, from) in stream.name.iter_mut().zip(&*name) {
        *to = *from;
    }
    if stream.lookup.asks() {
        if !network::allowed_name(name) {
            return Err(ErrorCode::AccessDenied);
        }
        take_number()?;
        stream.counts = true;
        stream.lookup.start(poll::time());
        if let Some(failure) = stream.lookup.failure() {
            give_number();
            return Err(failure.into());
        }
    }
    Ok(ResolveAddressStream::new(STREAMS.insert(stream)))
}

/// `resolve-address-stream.resolve-next-address`.
pub fn resolve_address_stream_resolve_next_address(
    _: Caller,
    this: ResolveAddressStream,
) -> Result<Option<IpAddress>> {
    let now = poll::time();
    let address = STREAMS.change(this.rep(), |stream| {
        let lookup = &mut stream.lookup;
        match lookup.advance(now) {
            Some(_) => Err(ErrorCode::WouldBlock),
            None => {
                let address = lookup.next_address()?;
                if let Some(address) = address {
                    let name = stream.name.get(..stream.len).unwrap_or_default();
                    network::learned(name, address);
                }
                Ok(address)
            }
        }
    })?;
    Ok(address.map(IpAddress::from))
}

/// `resolve-address-stream.subscribe`.
pub fn resolve_address_stream_subscribe(_: Caller, this: ResolveAddressStream) -> Pollable {
    STREAMS.change(this.rep(), |stream| stream.pollables += 1);
    poll::pollable(source, this.rep().into())
}

/// Drops a `resolve-address-stream`.
pub fn drop_resolve_address_stream(this: ResolveAddressStream) {
    STREAMS.change(this.rep(), |stream| {
        if stream.pollables != 0 {
            trap::raise_component(ComponentTrap::HasChildren, b"");
        }
        stream.lookup.close();
    });
    if STREAMS.remove(this.rep()).counts {
        give_number();
    }
}

/// Closes what all of them have open; returns how many descriptors they count as.
fn close_all() -> u32 {
    let mut count = 0;
    STREAMS.each(|_, mut stream| {
        if stream.counts {
            stream.lookup.close();
            count += 1;
        }
    });
    count
}
