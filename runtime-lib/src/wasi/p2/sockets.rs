//! `wasi:sockets`, of which programs get none: every door is there, and closed.

use super::caller::Caller;
use super::types::sockets::{ErrorCode, IpAddressFamily, Network, TcpSocket, UdpSocket};
use super::value::Resource;

/// `instance-network`: it stands for nothing.
pub fn instance_network(_: Caller) -> Network {
    Network::new(0)
}

/// `create-tcp-socket`.
pub fn create_tcp_socket(_: Caller, _: IpAddressFamily) -> Result<TcpSocket, ErrorCode> {
    Err(ErrorCode::AccessDenied)
}

/// `create-udp-socket`.
pub fn create_udp_socket(_: Caller, _: IpAddressFamily) -> Result<UdpSocket, ErrorCode> {
    Err(ErrorCode::AccessDenied)
}

/// Drops a `network`.
pub fn drop_network(_: Network) {}
