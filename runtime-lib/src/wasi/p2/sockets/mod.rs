//! `wasi:sockets`, as far as the policy grants it. A denied socket makes no system call.

mod address;
mod datagrams;
mod error;
mod lookup;
mod stream;
mod tcp;
mod tcp_options;
mod udp;
mod udp_streams;

use super::caller::Caller;
use super::files::{self, Kind};
use super::types::sockets::Network;
use super::value::Resource;
use crate::host;
use crate::policy::network;

pub use lookup::{
    drop_resolve_address_stream, open_names, resolve_address_stream_resolve_next_address,
    resolve_address_stream_subscribe, resolve_addresses,
};
pub use tcp::{
    create_tcp_socket, drop_tcp_socket, tcp_socket_accept, tcp_socket_address_family,
    tcp_socket_finish_bind, tcp_socket_finish_connect, tcp_socket_finish_listen,
    tcp_socket_is_listening, tcp_socket_local_address, tcp_socket_remote_address,
    tcp_socket_set_listen_backlog_size, tcp_socket_shutdown, tcp_socket_start_bind,
    tcp_socket_start_connect, tcp_socket_start_listen, tcp_socket_subscribe,
};
pub use tcp_options::{
    tcp_socket_hop_limit, tcp_socket_keep_alive_count, tcp_socket_keep_alive_enabled,
    tcp_socket_keep_alive_idle_time, tcp_socket_keep_alive_interval,
    tcp_socket_receive_buffer_size, tcp_socket_send_buffer_size, tcp_socket_set_hop_limit,
    tcp_socket_set_keep_alive_count, tcp_socket_set_keep_alive_enabled,
    tcp_socket_set_keep_alive_idle_time, tcp_socket_set_keep_alive_interval,
    tcp_socket_set_receive_buffer_size, tcp_socket_set_send_buffer_size,
};
pub use udp::{
    create_udp_socket, drop_udp_socket, udp_socket_address_family, udp_socket_finish_bind,
    udp_socket_local_address, udp_socket_receive_buffer_size, udp_socket_remote_address,
    udp_socket_send_buffer_size, udp_socket_set_receive_buffer_size,
    udp_socket_set_send_buffer_size, udp_socket_set_unicast_hop_limit, udp_socket_start_bind,
    udp_socket_stream, udp_socket_subscribe, udp_socket_unicast_hop_limit,
};
pub use udp_streams::{
    drop_incoming_datagram_stream, drop_outgoing_datagram_stream, incoming_datagram_stream_receive,
    incoming_datagram_stream_subscribe, outgoing_datagram_stream_check_send,
    outgoing_datagram_stream_send, outgoing_datagram_stream_subscribe,
};

/// Ends the process where what is granted makes no sense; otherwise makes it ready for sockets.
pub fn check_network() {
    network::check();
    files::closes(Kind::Sockets, || tcp::close_all() + udp::close_all());
    if network::tcp() {
        host::ignore_broken_pipes();
    }
    host::confine_tcp();
}

/// `instance-network`: it stands for nothing, as all permissions are the policy's.
pub fn instance_network(_: Caller) -> Network {
    Network::new(0)
}

/// Drops a `network`.
pub fn drop_network(_: Network) {}
