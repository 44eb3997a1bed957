//! Symbols of `wasi:sockets`. Written by `wasmc-wasi-bindings`.
#![allow(unsafe_code)]
#![allow(unused_imports, reason = "whatever a package needs is here")]

use crate::policy::limits;
use crate::wasi::p2::caller::{Caller, no_case, not_supported};
use crate::wasi::p2::text::Text;
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Resource};
use crate::wasi::trace::p2 as trace;
use wasmc_abi::component::CanonOptions;

/// `wasi:sockets/instance-network`: `instance-network`.
#[unsafe(export_name = "wasmc_wasi02_sockets_instance_network_instance_network")]
extern "C" fn sockets_instance_network_instance_network(options: *const CanonOptions) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::sockets::Network = crate::wasi::p2::sockets::instance_network(caller);
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/instance-network#instance-network >=n ", &[u64::from(result)]);
    }
    result
}

/// `wasi:sockets/ip-name-lookup`: `[method]resolve-address-stream.resolve-next-address`.
#[unsafe(export_name = "wasmc_wasi02_sockets_ip_name_lookup_resolve_address_stream_resolve_next_address")]
extern "C" fn sockets_ip_name_lookup_resolve_address_stream_resolve_next_address(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<Option<types::sockets::IpAddress>, types::sockets::ErrorCode> = crate::wasi::p2::names::resolve_address_stream_resolve_next_address(caller, types::sockets::ResolveAddressStream::borrowed(caller.handles(), a0));
    caller.result::<Result<Option<types::sockets::IpAddress>, types::sockets::ErrorCode>, 22, 2>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/ip-name-lookup#[method]resolve-address-stream.resolve-next-address n>R24*c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/ip-name-lookup`: `[method]resolve-address-stream.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_sockets_ip_name_lookup_resolve_address_stream_subscribe")]
extern "C" fn sockets_ip_name_lookup_resolve_address_stream_subscribe(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::Pollable = crate::wasi::p2::names::resolve_address_stream_subscribe(caller, types::sockets::ResolveAddressStream::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/ip-name-lookup#[method]resolve-address-stream.subscribe n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:sockets/ip-name-lookup`: `resolve-addresses`.
#[unsafe(export_name = "wasmc_wasi02_sockets_ip_name_lookup_resolve_addresses")]
extern "C" fn sockets_ip_name_lookup_resolve_addresses(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::sockets::ResolveAddressStream, types::sockets::ErrorCode> = crate::wasi::p2::names::resolve_addresses(caller, types::sockets::Network::borrowed(caller.handles(), a0), Text::new(caller, a1, a2));
    caller.result::<Result<types::sockets::ResolveAddressStream, types::sockets::ErrorCode>, 8, 4>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/ip-name-lookup#resolve-addresses np>R44nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.accept`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_accept")]
extern "C" fn sockets_tcp_tcp_socket_accept(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.accept")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.address-family`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_address_family")]
extern "C" fn sockets_tcp_tcp_socket_address_family(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:sockets/tcp [method]tcp-socket.address-family")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.finish-bind`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_finish_bind")]
extern "C" fn sockets_tcp_tcp_socket_finish_bind(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.finish-bind")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.finish-connect`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_finish_connect")]
extern "C" fn sockets_tcp_tcp_socket_finish_connect(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.finish-connect")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.finish-listen`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_finish_listen")]
extern "C" fn sockets_tcp_tcp_socket_finish_listen(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.finish-listen")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.hop-limit`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_hop_limit")]
extern "C" fn sockets_tcp_tcp_socket_hop_limit(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.hop-limit")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.is-listening`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_is_listening")]
extern "C" fn sockets_tcp_tcp_socket_is_listening(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:sockets/tcp [method]tcp-socket.is-listening")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.keep-alive-count`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_keep_alive_count")]
extern "C" fn sockets_tcp_tcp_socket_keep_alive_count(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.keep-alive-count")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.keep-alive-enabled`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_keep_alive_enabled")]
extern "C" fn sockets_tcp_tcp_socket_keep_alive_enabled(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.keep-alive-enabled")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.keep-alive-idle-time`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_keep_alive_idle_time")]
extern "C" fn sockets_tcp_tcp_socket_keep_alive_idle_time(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.keep-alive-idle-time")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.keep-alive-interval`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_keep_alive_interval")]
extern "C" fn sockets_tcp_tcp_socket_keep_alive_interval(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.keep-alive-interval")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.local-address`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_local_address")]
extern "C" fn sockets_tcp_tcp_socket_local_address(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.local-address")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.receive-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_receive_buffer_size")]
extern "C" fn sockets_tcp_tcp_socket_receive_buffer_size(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.receive-buffer-size")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.remote-address`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_remote_address")]
extern "C" fn sockets_tcp_tcp_socket_remote_address(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.remote-address")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.send-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_send_buffer_size")]
extern "C" fn sockets_tcp_tcp_socket_send_buffer_size(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.send-buffer-size")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-hop-limit`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_hop_limit")]
extern "C" fn sockets_tcp_tcp_socket_set_hop_limit(_: *const CanonOptions, _: u32, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.set-hop-limit")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-keep-alive-count`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_keep_alive_count")]
extern "C" fn sockets_tcp_tcp_socket_set_keep_alive_count(_: *const CanonOptions, _: u32, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.set-keep-alive-count")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-keep-alive-enabled`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_keep_alive_enabled")]
extern "C" fn sockets_tcp_tcp_socket_set_keep_alive_enabled(_: *const CanonOptions, _: u32, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.set-keep-alive-enabled")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-keep-alive-idle-time`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_keep_alive_idle_time")]
extern "C" fn sockets_tcp_tcp_socket_set_keep_alive_idle_time(_: *const CanonOptions, _: u32, _: u64, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.set-keep-alive-idle-time")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-keep-alive-interval`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_keep_alive_interval")]
extern "C" fn sockets_tcp_tcp_socket_set_keep_alive_interval(_: *const CanonOptions, _: u32, _: u64, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.set-keep-alive-interval")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-listen-backlog-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_listen_backlog_size")]
extern "C" fn sockets_tcp_tcp_socket_set_listen_backlog_size(_: *const CanonOptions, _: u32, _: u64, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.set-listen-backlog-size")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-receive-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_receive_buffer_size")]
extern "C" fn sockets_tcp_tcp_socket_set_receive_buffer_size(_: *const CanonOptions, _: u32, _: u64, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.set-receive-buffer-size")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-send-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_send_buffer_size")]
extern "C" fn sockets_tcp_tcp_socket_set_send_buffer_size(_: *const CanonOptions, _: u32, _: u64, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.set-send-buffer-size")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.shutdown`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_shutdown")]
extern "C" fn sockets_tcp_tcp_socket_shutdown(_: *const CanonOptions, _: u32, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.shutdown")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.start-bind`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_start_bind")]
extern "C" fn sockets_tcp_tcp_socket_start_bind(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.start-bind")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.start-connect`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_start_connect")]
extern "C" fn sockets_tcp_tcp_socket_start_connect(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.start-connect")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.start-listen`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_start_listen")]
extern "C" fn sockets_tcp_tcp_socket_start_listen(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/tcp [method]tcp-socket.start-listen")
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_subscribe")]
extern "C" fn sockets_tcp_tcp_socket_subscribe(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:sockets/tcp [method]tcp-socket.subscribe")
}

/// `wasi:sockets/tcp-create-socket`: `create-tcp-socket`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_create_socket_create_tcp_socket")]
extern "C" fn sockets_tcp_create_socket_create_tcp_socket(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::sockets::TcpSocket, types::sockets::ErrorCode> = crate::wasi::p2::sockets::create_tcp_socket(caller, types::sockets::IpAddressFamily::lift(a0));
    caller.result::<Result<types::sockets::TcpSocket, types::sockets::ErrorCode>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp-create-socket#create-tcp-socket n>R44nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/udp`: `[method]incoming-datagram-stream.receive`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_incoming_datagram_stream_receive")]
extern "C" fn sockets_udp_incoming_datagram_stream_receive(_: *const CanonOptions, _: u32, _: u64, _: u32) {
    not_supported("wasi:sockets/udp [method]incoming-datagram-stream.receive")
}

/// `wasi:sockets/udp`: `[method]incoming-datagram-stream.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_incoming_datagram_stream_subscribe")]
extern "C" fn sockets_udp_incoming_datagram_stream_subscribe(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:sockets/udp [method]incoming-datagram-stream.subscribe")
}

/// `wasi:sockets/udp`: `[method]outgoing-datagram-stream.check-send`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_outgoing_datagram_stream_check_send")]
extern "C" fn sockets_udp_outgoing_datagram_stream_check_send(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/udp [method]outgoing-datagram-stream.check-send")
}

/// `wasi:sockets/udp`: `[method]outgoing-datagram-stream.send`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_outgoing_datagram_stream_send")]
extern "C" fn sockets_udp_outgoing_datagram_stream_send(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32) {
    not_supported("wasi:sockets/udp [method]outgoing-datagram-stream.send")
}

/// `wasi:sockets/udp`: `[method]outgoing-datagram-stream.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_outgoing_datagram_stream_subscribe")]
extern "C" fn sockets_udp_outgoing_datagram_stream_subscribe(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:sockets/udp [method]outgoing-datagram-stream.subscribe")
}

/// `wasi:sockets/udp`: `[method]udp-socket.address-family`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_address_family")]
extern "C" fn sockets_udp_udp_socket_address_family(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:sockets/udp [method]udp-socket.address-family")
}

/// `wasi:sockets/udp`: `[method]udp-socket.finish-bind`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_finish_bind")]
extern "C" fn sockets_udp_udp_socket_finish_bind(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/udp [method]udp-socket.finish-bind")
}

/// `wasi:sockets/udp`: `[method]udp-socket.local-address`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_local_address")]
extern "C" fn sockets_udp_udp_socket_local_address(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/udp [method]udp-socket.local-address")
}

/// `wasi:sockets/udp`: `[method]udp-socket.receive-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_receive_buffer_size")]
extern "C" fn sockets_udp_udp_socket_receive_buffer_size(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/udp [method]udp-socket.receive-buffer-size")
}

/// `wasi:sockets/udp`: `[method]udp-socket.remote-address`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_remote_address")]
extern "C" fn sockets_udp_udp_socket_remote_address(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/udp [method]udp-socket.remote-address")
}

/// `wasi:sockets/udp`: `[method]udp-socket.send-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_send_buffer_size")]
extern "C" fn sockets_udp_udp_socket_send_buffer_size(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/udp [method]udp-socket.send-buffer-size")
}

/// `wasi:sockets/udp`: `[method]udp-socket.set-receive-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_set_receive_buffer_size")]
extern "C" fn sockets_udp_udp_socket_set_receive_buffer_size(_: *const CanonOptions, _: u32, _: u64, _: u32) {
    not_supported("wasi:sockets/udp [method]udp-socket.set-receive-buffer-size")
}

/// `wasi:sockets/udp`: `[method]udp-socket.set-send-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_set_send_buffer_size")]
extern "C" fn sockets_udp_udp_socket_set_send_buffer_size(_: *const CanonOptions, _: u32, _: u64, _: u32) {
    not_supported("wasi:sockets/udp [method]udp-socket.set-send-buffer-size")
}

/// `wasi:sockets/udp`: `[method]udp-socket.set-unicast-hop-limit`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_set_unicast_hop_limit")]
extern "C" fn sockets_udp_udp_socket_set_unicast_hop_limit(_: *const CanonOptions, _: u32, _: u32, _: u32) {
    not_supported("wasi:sockets/udp [method]udp-socket.set-unicast-hop-limit")
}

/// `wasi:sockets/udp`: `[method]udp-socket.start-bind`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_start_bind")]
extern "C" fn sockets_udp_udp_socket_start_bind(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32) {
    not_supported("wasi:sockets/udp [method]udp-socket.start-bind")
}

/// `wasi:sockets/udp`: `[method]udp-socket.stream`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_stream")]
extern "C" fn sockets_udp_udp_socket_stream(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32) {
    not_supported("wasi:sockets/udp [method]udp-socket.stream")
}

/// `wasi:sockets/udp`: `[method]udp-socket.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_subscribe")]
extern "C" fn sockets_udp_udp_socket_subscribe(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:sockets/udp [method]udp-socket.subscribe")
}

/// `wasi:sockets/udp`: `[method]udp-socket.unicast-hop-limit`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_unicast_hop_limit")]
extern "C" fn sockets_udp_udp_socket_unicast_hop_limit(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:sockets/udp [method]udp-socket.unicast-hop-limit")
}

/// `wasi:sockets/udp-create-socket`: `create-udp-socket`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_create_socket_create_udp_socket")]
extern "C" fn sockets_udp_create_socket_create_udp_socket(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::sockets::UdpSocket, types::sockets::ErrorCode> = crate::wasi::p2::sockets::create_udp_socket(caller, types::sockets::IpAddressFamily::lift(a0));
    caller.result::<Result<types::sockets::UdpSocket, types::sockets::ErrorCode>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp-create-socket#create-udp-socket n>R44nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// Drops a `resolve-address-stream`.
#[unsafe(export_name = "wasmc_wasi02_sockets_ip_name_lookup_drop_resolve_address_stream")]
extern "C" fn drop_resolve_address_stream(rep: u32) {
    crate::wasi::p2::names::drop_resolve_address_stream(types::sockets::ResolveAddressStream::new(rep));
}

/// Drops a `network`.
#[unsafe(export_name = "wasmc_wasi02_sockets_network_drop_network")]
extern "C" fn drop_network(rep: u32) {
    crate::wasi::p2::sockets::drop_network(types::sockets::Network::new(rep));
}

/// Drops a `tcp-socket`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_drop_tcp_socket")]
extern "C" fn drop_tcp_socket(_: u32) {}

/// Drops a `incoming-datagram-stream`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_drop_incoming_datagram_stream")]
extern "C" fn drop_incoming_datagram_stream(_: u32) {}

/// Drops a `outgoing-datagram-stream`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_drop_outgoing_datagram_stream")]
extern "C" fn drop_outgoing_datagram_stream(_: u32) {}

/// Drops a `udp-socket`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_drop_udp_socket")]
extern "C" fn drop_udp_socket(_: u32) {}
