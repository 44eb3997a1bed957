//! The streams of datagrams of `wasi:sockets/udp`.

use super::datagrams::{self, ENOUGH, LONGEST};
use super::error::Result;
use super::udp;
use crate::host::{self, Errno};
use crate::trap;
use crate::wasi::guest::Memory;
use crate::wasi::p2::caller::{Caller, Elements, no_case};
use crate::wasi::p2::poll::{self, Asked, Wait};
use crate::wasi::p2::slab::Slab;
use crate::wasi::p2::types::io::Pollable;
use crate::wasi::p2::types::sockets::{
    ErrorCode, IncomingDatagram, IncomingDatagramStream, IpSocketAddress, Ipv4SocketAddress,
    Ipv6SocketAddress, OutgoingDatagramStream,
};
use crate::wasi::p2::value::{Given, Resource};
use core::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use wasmc_abi::trap::ComponentTrap;

/// Datagrams that one call moves at most, as in wasmtime.
const MOST: usize = 16;
/// Datagrams of others that one call passes over at most.
const MOST_STRANGERS: usize = 1024;

/// A stream.
#[derive(Clone, Copy)]
struct Stream {
    socket: u32,
    /// Datagrams that may be sent.
    permitted: u32,
    pollables: u32,
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.datagram-streams")]
static STREAMS: Slab<Stream> = Slab::new();

fn new(socket: u32) -> u32 {
    udp::count_streams(socket, 1);
    STREAMS.insert(Stream {
        socket,
        permitted: 0,
        pollables: 0,
    })
}

/// Both streams of a socket.
pub fn both(socket: u32) -> (IncomingDatagramStream, OutgoingDatagramStream) {
    (
        IncomingDatagramStream::new(new(socket)),
        OutgoingDatagramStream::new(new(socket)),
    )
}

fn drop_stream(number: u32) {
    let stream = STREAMS.get(number);
    if stream.pollables != 0 {
        trap::raise_component(ComponentTrap::HasChildren, b"");
    }
    STREAMS.remove(number);
    udp::count_streams(stream.socket, -1);
}

fn count(number: u32, by: i32) {
    STREAMS.change(number, |stream| {
        stream.pollables = stream.pollables.wrapping_add_signed(by);
    });
}

/// A datagram in the buffer.
type Datagram = (usize, SocketAddr);

/// Receives one that is meant for the socket.
fn receive(socket: udp::Socket, to: &mut [u8]) -> host::Result<Datagram> {
    for _ in 0..MOST_STRANGERS {
        let datagram = socket.descriptor.receive_from(to)?;
        // What came before the socket was connected may be of others.
        if socket.remote.is_none_or(|remote| remote == datagram.1) {
            return Ok(datagram);
        }
    }
    Err(Errno::AGAIN)
}

/// `incoming-datagram-stream.receive`.
pub fn incoming_datagram_stream_receive(
    caller: Caller,
    this: IncomingDatagramStream,
    max_results: u64,
) -> Result<Given<[IncomingDatagram]>> {
    let socket = udp::get(STREAMS.get(this.rep()).socket);
    let most = usize::try_from(max_results).unwrap_or(MOST).min(MOST);
    let nobody = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0));
    datagrams::with(|buffer| {
        let mut received = [(0, nobody); MOST];
        let (mut count, mut bytes) = (0, 0);
        for slot in received.iter_mut().take(most) {
            if bytes >= ENOUGH {
                break;
            }
            let room = buffer.get_mut(bytes..bytes + LONGEST).unwrap_or_default();
            match receive(socket, room) {
                Ok(datagram) => *slot = datagram,
                Err(Errno::AGAIN) => break,
                Err(_) if count != 0 => break,
                Err(errno) => return Err(errno.into()),
            }
            count += 1;
            bytes += slot.0;
        }
        let mut list = caller.list_of(count);
        let mut rest = &*buffer;
        for &(len, from) in received.iter().take(count as usize) {
            let (data, others) = rest.split_at_checked(len).unwrap_or_default();
            list.push(IncomingDatagram {
                data: caller.bytes(data),
                remote_address: from.into(),
            });
            rest = others;
        }
        Ok(list.finish())
    })
}

fn incoming(number: u64, asked: Asked) -> Wait {
    match asked {
        Asked::Wait => Wait::readable(udp::get(STREAMS.get(number as u32).socket).descriptor),
        Asked::Dropped => {
            count(number as u32, -1);
            Wait::HERE
        }
    }
}

/// `incoming-datagram-stream.subscribe`.
pub fn incoming_datagram_stream_subscribe(_: Caller, this: IncomingDatagramStream) -> Pollable {
    count(this.rep(), 1);
    poll::pollable(incoming, u64::from(this.rep()))
}

/// Drops an `incoming-datagram-stream`.
pub fn drop_incoming_datagram_stream(this: IncomingDatagramStream) {
    drop_stream(this.rep());
}

/// `outgoing-datagram-stream.check-send`.
pub fn outgoing_datagram_stream_check_send(_: Caller, this: OutgoingDatagramStream) -> Result<u64> {
    let mut stream = STREAMS.get(this.rep());
    let wait = Wait::writable(udp::get(stream.socket).descriptor);
    stream.permitted = if poll::is_over(wait) { MOST as u32 } else { 0 };
    STREAMS.set(this.rep(), stream);
    Ok(stream.permitted.into())
}

/// A datagram that is to be sent, in guest memory.
struct Outgoing {
    at: u32,
    len: u32,
    to: Option<SocketAddr>,
}

impl Outgoing {
    /// Reads `outgoing-datagram`.
    fn read(memory: Memory, at: u32) -> host::Result<Self> {
        let field = |offset: u32| at.saturating_add(offset);
        let byte = |offset| memory.read(field(offset)).map(|[byte]| byte);
        let to = match (byte(8)?, byte(12)?) {
            (0, _) => None,
            (1, 0) => {
                let [a, b, c, d] = memory.read(field(18))?;
                Some(IpSocketAddress::Ipv4(Ipv4SocketAddress {
                    port: memory.read_u16(field(16))?,
                    address: (a, b, c, d),
                }))
            }
            (1, 1) => {
                let part = |index: u32| memory.read_u16(field(24 + 2 * index));
                Some(IpSocketAddress::Ipv6(Ipv6SocketAddress {
                    port: memory.read_u16(field(16))?,
                    flow_info: memory.read_u32(field(20))?,
                    address: (
                        part(0)?,
                        part(1)?,
                        part(2)?,
                        part(3)?,
                        part(4)?,
                        part(5)?,
                        part(6)?,
                        part(7)?,
                    ),
                    scope_id: memory.read_u32(field(40))?,
                }))
            }
            _ => no_case(),
        };
        Ok(Self {
            at: memory.read_u32(at)?,
            len: memory.read_u32(field(4))?,
            to: to.map(|to| to.host()),
        })
    }
}

fn send(caller: Caller, socket: udp::Socket, datagram: &Outgoing) -> Result {
    if datagram.len as usize > LONGEST {
        return Err(ErrorCode::DatagramTooLarge);
    }
    let to = match (datagram.to, socket.remote) {
        (Some(to), None) if socket.may_send(to) => Some(to),
        // Where the socket is connected to an address, there is no other one.
        (Some(to), Some(remote)) if to == remote => None,
        (None, Some(_)) => None,
        _ => return Err(ErrorCode::InvalidArgument),
    };
    datagrams::with(|buffer| {
        let bytes = buffer.get_mut(..datagram.len as usize).unwrap_or_default();
        // The range was checked.
        caller.memory().copy_out(datagram.at, bytes)?;
        Ok(socket.descriptor.send_to(bytes, to)?)
    })
}

/// `outgoing-datagram-stream.send`.
pub fn outgoing_datagram_stream_send(
    caller: Caller,
    this: OutgoingDatagramStream,
    list: Elements,
) -> Result<u64> {
    // All of them are lifted before the first one is sent.
    for index in 0..list.count {
        let datagram = Outgoing::read(list.memory, list.address(index))?;
        caller.range(datagram.at, datagram.len);
    }
    if list.count == 0 {
        return Ok(0);
    }
    let mut stream = STREAMS.get(this.rep());
    if list.count > stream.permitted {
        trap::raise_component(
            ComponentTrap::Refused,
            b"more datagrams than check-send has permitted",
        );
    }
    stream.permitted = 0;
    STREAMS.set(this.rep(), stream);
    let socket = udp::get(stream.socket);
    for index in 0..list.count {
        let datagram = Outgoing::read(list.memory, list.address(index))?;
        match send(caller, socket, &datagram) {
            Ok(()) => {}
            Err(ErrorCode::WouldBlock) => return Ok(index.into()),
            Err(_) if index != 0 => return Ok(index.into()),
            Err(error) => return Err(error),
        }
    }
    Ok(list.count.into())
}

fn outgoing(number: u64, asked: Asked) -> Wait {
    match asked {
        Asked::Wait => Wait::writable(udp::get(STREAMS.get(number as u32).socket).descriptor),
        Asked::Dropped => {
            count(number as u32, -1);
            Wait::HERE
        }
    }
}

/// `outgoing-datagram-stream.subscribe`.
pub fn outgoing_datagram_stream_subscribe(_: Caller, this: OutgoingDatagramStream) -> Pollable {
    count(this.rep(), 1);
    poll::pollable(outgoing, u64::from(this.rep()))
}

/// Drops an `outgoing-datagram-stream`.
pub fn drop_outgoing_datagram_stream(this: OutgoingDatagramStream) {
    drop_stream(this.rep());
}
