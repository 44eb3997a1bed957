//! `wasi:sockets/ip-name-lookup`.

use super::caller::Caller;
use super::poll::{self, Source, Wait};
use super::slab::Slab;
use super::text::Text;
use super::types::io::Pollable;
use super::types::sockets::{ErrorCode, IpAddress, Network, ResolveAddressStream};
use super::value::Resource;
use crate::array::Array;
use crate::host::{self, Failure, Lookup};
use crate::{policy, trap};
use core::net::IpAddr;
use wasmc_abi::trap::ComponentTrap;

type Result<T> = core::result::Result<T, ErrorCode>;

/// Bytes of a name at most, with a dot at its end.
const NAME_MAX: usize = 254;

/// A `resolve-address-stream`.
#[derive(Clone, Copy)]
struct Stream {
    lookup: Lookup,
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

static LOOKUP: Source = Source {
    wait,
    release: |place| STREAMS.change(place as u32, |stream| stream.pollables -= 1),
};

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
pub fn open() {
    if policy::dns() {
        host::open_name_files();
    }
}

fn allowed(_: &[u8]) -> bool {
    policy::dns()
}

/// `resolve-addresses`. Names that are not ASCII are refused: there is no table of IDNA here.
pub fn resolve_addresses(_: Caller, _: Network, name: Text) -> Result<ResolveAddressStream> {
    let mut bytes = Array::<u8, NAME_MAX>::new();
    let mut fits = true;
    name.each_char(|char| {
        fits &= char.is_ascii() && bytes.push(char as u8).is_ok();
    });
    let name = bytes.as_mut_slice();
    let lookup = if fits { Lookup::new(name) } else { None };
    let Some(mut lookup) = lookup else {
        return Err(ErrorCode::InvalidArgument);
    };
    if lookup.asks() {
        if !allowed(name) {
            return Err(ErrorCode::AccessDenied);
        }
        lookup.start(poll::time());
        if let Some(failure) = lookup.failure() {
            return Err(failure.into());
        }
    }
    let stream = Stream {
        lookup,
        pollables: 0,
    };
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
            None => lookup.next_address().map_err(ErrorCode::from),
        }
    })?;
    Ok(address.map(IpAddress::from))
}

/// `resolve-address-stream.subscribe`.
pub fn resolve_address_stream_subscribe(_: Caller, this: ResolveAddressStream) -> Pollable {
    STREAMS.change(this.rep(), |stream| stream.pollables += 1);
    poll::pollable(&LOOKUP, this.rep().into())
}

/// Drops a `resolve-address-stream`.
pub fn drop_resolve_address_stream(this: ResolveAddressStream) {
    STREAMS.change(this.rep(), |stream| {
        if stream.pollables != 0 {
            trap::raise_component(ComponentTrap::HasChildren, b"");
        }
        stream.lookup.close();
    });
    STREAMS.remove(this.rep());
}
