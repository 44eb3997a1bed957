//! `wasi:sockets/udp` and `udp-create-socket`: sockets.

use super::address::{is_of, is_remote};
use super::error::{Result, not_zero};
use super::{tcp, udp_streams};
use crate::host::{self, Descriptor, Errno};
use crate::policy::network;
use crate::trap;
use crate::wasi::p2::caller::Caller;
use crate::wasi::p2::files;
use crate::wasi::p2::poll::{self, Asked, Wait};
use crate::wasi::p2::slab::Slab;
use crate::wasi::p2::types::io::Pollable;
use crate::wasi::p2::types::sockets::{
    ErrorCode, IncomingDatagramStream, IpAddressFamily, IpSocketAddress, Network,
    OutgoingDatagramStream, UdpSocket,
};
use crate::wasi::p2::value::Resource;
use core::net::SocketAddr;
use wasmc_abi::trap::ComponentTrap;

/// A socket.
#[derive(Clone, Copy)]
pub struct Socket {
    /// What is open.
    pub descriptor: Descriptor,
    /// What its addresses are.
    pub family: IpAddressFamily,
    /// Whether it has an address.
    bound: bool,
    /// Whether that has to be finished.
    binding: bool,
    /// The only one that it sends to and receives from.
    pub remote: Option<SocketAddr>,
    /// Streams of it.
    streams: u32,
    /// Pollables of it.
    pollables: u32,
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.udp")]
static SOCKETS: Slab<Socket> = Slab::new();

impl Socket {
    fn is_v6(&self) -> bool {
        self.family == IpAddressFamily::Ipv6
    }

    /// Whether datagrams can be sent to an address.
    pub fn may_send(&self, to: SocketAddr) -> bool {
        is_remote(to) && is_of(to.ip(), self.family)
    }

    /// Chooses the only address that it sends to and receives from.
    fn connect(&mut self, to: SocketAddr) -> Result {
        if !self.may_send(to) {
            return Err(ErrorCode::InvalidArgument);
        }
        let mut result = self.descriptor.connect(to);
        if result == Err(Errno::INVAL) {
            // Linux keeps the interface of the address before.
            let _ = self.descriptor.disconnect();
            result = self.descriptor.connect(to);
        }
        self.remote = self.descriptor.remote_address().ok();
        Ok(result?)
    }
}

/// The socket with a number.
pub fn get(number: u32) -> Socket {
    SOCKETS.get(number)
}

/// A stream of a socket was made or dropped.
pub fn count_streams(number: u32, by: i32) {
    SOCKETS.change(number, |socket| {
        socket.streams = socket.streams.wrapping_add_signed(by);
    });
}

fn count_pollables(number: u32, by: i32) {
    SOCKETS.change(number, |socket| {
        socket.pollables = socket.pollables.wrapping_add_signed(by);
    });
}

/// `create-udp-socket`.
pub fn create_udp_socket(_: Caller, family: IpAddressFamily) -> Result<UdpSocket> {
    if !network::udp() {
        return Err(ErrorCode::AccessDenied);
    }
    let descriptor = tcp::one_more(|| host::udp_socket(family == IpAddressFamily::Ipv6))?;
    Ok(UdpSocket::new(SOCKETS.insert(Socket {
        descriptor,
        family,
        bound: false,
        binding: false,
        remote: None,
        streams: 0,
        pollables: 0,
    })))
}

/// `udp-socket.start-bind`.
pub fn udp_socket_start_bind(
    _: Caller,
    this: UdpSocket,
    _: Network,
    local_address: IpSocketAddress,
) -> Result {
    let mut socket = get(this.rep());
    if socket.binding {
        return Err(ErrorCode::ConcurrencyConflict);
    }
    if socket.streams != 0 || socket.bound {
        return Err(ErrorCode::InvalidState);
    }
    let to = local_address.host();
    if !is_of(to.ip(), socket.family) {
        return Err(ErrorCode::InvalidArgument);
    }
    socket.descriptor.bind(to)?;
    (socket.bound, socket.binding) = (true, true);
    SOCKETS.set(this.rep(), socket);
    Ok(())
}

/// `udp-socket.finish-bind`.
pub fn udp_socket_finish_bind(_: Caller, this: UdpSocket) -> Result {
    let mut socket = get(this.rep());
    if !socket.binding {
        return Err(ErrorCode::NotInProgress);
    }
    socket.binding = false;
    SOCKETS.set(this.rep(), socket);
    Ok(())
}

/// `udp-socket.stream`.
pub fn udp_socket_stream(
    _: Caller,
    this: UdpSocket,
    remote_address: Option<IpSocketAddress>,
) -> Result<(IncomingDatagramStream, OutgoingDatagramStream)> {
    let mut socket = get(this.rep());
    if socket.streams != 0 {
        trap::raise_component(
            ComponentTrap::Refused,
            b"the socket's streams have not been dropped",
        );
    }
    if !socket.bound {
        return Err(ErrorCode::InvalidState);
    }
    let result = match remote_address {
        Some(to) => socket.connect(to.host()),
        None if socket.remote.is_some() => {
            socket.remote = None;
            socket.descriptor.disconnect().map_err(ErrorCode::from)
        }
        None => Ok(()),
    };
    SOCKETS.set(this.rep(), socket);
    result?;
    Ok(udp_streams::both(this.rep()))
}

/// `udp-socket.local-address`.
pub fn udp_socket_local_address(_: Caller, this: UdpSocket) -> Result<IpSocketAddress> {
    let socket = get(this.rep());
    if !socket.bound {
        return Err(ErrorCode::InvalidState);
    }
    Ok(socket.descriptor.local_address()?.into())
}

/// `udp-socket.remote-address`.
pub fn udp_socket_remote_address(_: Caller, this: UdpSocket) -> Result<IpSocketAddress> {
    let remote = get(this.rep()).remote;
    Ok(remote.ok_or(ErrorCode::InvalidState)?.into())
}

/// `udp-socket.address-family`.
pub fn udp_socket_address_family(_: Caller, this: UdpSocket) -> IpAddressFamily {
    get(this.rep()).family
}

/// `udp-socket.unicast-hop-limit`.
pub fn udp_socket_unicast_hop_limit(_: Caller, this: UdpSocket) -> Result<u8> {
    let socket = get(this.rep());
    Ok(socket.descriptor.hop_limit(socket.is_v6())?)
}

/// `udp-socket.set-unicast-hop-limit`.
pub fn udp_socket_set_unicast_hop_limit(_: Caller, this: UdpSocket, value: u8) -> Result {
    not_zero(value)?;
    let socket = get(this.rep());
    Ok(socket.descriptor.set_hop_limit(socket.is_v6(), value)?)
}

/// `udp-socket.receive-buffer-size`.
pub fn udp_socket_receive_buffer_size(_: Caller, this: UdpSocket) -> Result<u64> {
    Ok(get(this.rep()).descriptor.receive_buffer()?)
}

/// `udp-socket.set-receive-buffer-size`.
pub fn udp_socket_set_receive_buffer_size(_: Caller, this: UdpSocket, value: u64) -> Result {
    not_zero(value)?;
    Ok(get(this.rep()).descriptor.set_receive_buffer(value)?)
}

/// `udp-socket.send-buffer-size`.
pub fn udp_socket_send_buffer_size(_: Caller, this: UdpSocket) -> Result<u64> {
    Ok(get(this.rep()).descriptor.send_buffer()?)
}

/// `udp-socket.set-send-buffer-size`.
pub fn udp_socket_set_send_buffer_size(_: Caller, this: UdpSocket, value: u64) -> Result {
    not_zero(value)?;
    Ok(get(this.rep()).descriptor.set_send_buffer(value)?)
}

/// Nothing that is done with the socket itself waits.
fn polled(number: u64, asked: Asked) -> Wait {
    match asked {
        Asked::Wait => Wait::HERE,
        Asked::Dropped => {
            count_pollables(number as u32, -1);
            Wait::HERE
        }
    }
}

/// `udp-socket.subscribe`.
pub fn udp_socket_subscribe(_: Caller, this: UdpSocket) -> Pollable {
    count_pollables(this.rep(), 1);
    poll::pollable(polled, u64::from(this.rep()))
}

/// Drops a `udp-socket`.
pub fn drop_udp_socket(this: UdpSocket) {
    let socket = get(this.rep());
    if socket.streams != 0 || socket.pollables != 0 {
        trap::raise_component(ComponentTrap::HasChildren, b"");
    }
    SOCKETS.remove(this.rep());
    files::give_number();
    socket.descriptor.close();
}

/// Closes all of them; returns how many there are.
pub fn close_all() -> u32 {
    let mut count = 0;
    SOCKETS.each(|_, socket| {
        socket.descriptor.close();
        count += 1;
    });
    count
}
