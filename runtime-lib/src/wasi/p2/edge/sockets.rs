//! Symbols of `wasi:sockets`. Written by `wasmc-wasi-bindings`.
#![allow(unsafe_code)]
#![allow(unused_imports, reason = "whatever a package needs is here")]

use crate::policy::limits;
use crate::wasi::p2::caller::{Caller, no_case};
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
    let value: Result<Option<types::sockets::IpAddress>, types::sockets::ErrorCode> = crate::wasi::p2::sockets::resolve_address_stream_resolve_next_address(caller, types::sockets::ResolveAddressStream::borrowed(caller.handles(), a0));
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
    let value: types::io::Pollable = crate::wasi::p2::sockets::resolve_address_stream_subscribe(caller, types::sockets::ResolveAddressStream::borrowed(caller.handles(), a0));
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
    let value: Result<types::sockets::ResolveAddressStream, types::sockets::ErrorCode> = crate::wasi::p2::sockets::resolve_addresses(caller, types::sockets::Network::borrowed(caller.handles(), a0), Text::new(caller, a1, a2));
    caller.result::<Result<types::sockets::ResolveAddressStream, types::sockets::ErrorCode>, 8, 4>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/ip-name-lookup#resolve-addresses np>R44nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.accept`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_accept")]
extern "C" fn sockets_tcp_tcp_socket_accept(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(types::sockets::TcpSocket, types::io::InputStream, types::io::OutputStream), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_accept(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<(types::sockets::TcpSocket, types::io::InputStream, types::io::OutputStream), types::sockets::ErrorCode>, 16, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.accept n>R44*c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.address-family`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_address_family")]
extern "C" fn sockets_tcp_tcp_socket_address_family(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::sockets::IpAddressFamily = crate::wasi::p2::sockets::tcp_socket_address_family(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    let result = value as u32;
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.address-family n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.finish-bind`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_finish_bind")]
extern "C" fn sockets_tcp_tcp_socket_finish_bind(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_finish_bind(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.finish-bind n>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.finish-connect`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_finish_connect")]
extern "C" fn sockets_tcp_tcp_socket_finish_connect(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(types::io::InputStream, types::io::OutputStream), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_finish_connect(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<(types::io::InputStream, types::io::OutputStream), types::sockets::ErrorCode>, 12, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.finish-connect n>R48*c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.finish-listen`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_finish_listen")]
extern "C" fn sockets_tcp_tcp_socket_finish_listen(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_finish_listen(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.finish-listen n>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.hop-limit`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_hop_limit")]
extern "C" fn sockets_tcp_tcp_socket_hop_limit(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u8, types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_hop_limit(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<u8, types::sockets::ErrorCode>, 2, 1>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.hop-limit n>R11nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.is-listening`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_is_listening")]
extern "C" fn sockets_tcp_tcp_socket_is_listening(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: bool = crate::wasi::p2::sockets::tcp_socket_is_listening(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    let result = u32::from(value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.is-listening n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.keep-alive-count`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_keep_alive_count")]
extern "C" fn sockets_tcp_tcp_socket_keep_alive_count(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u32, types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_keep_alive_count(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<u32, types::sockets::ErrorCode>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.keep-alive-count n>R44nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.keep-alive-enabled`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_keep_alive_enabled")]
extern "C" fn sockets_tcp_tcp_socket_keep_alive_enabled(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<bool, types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_keep_alive_enabled(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<bool, types::sockets::ErrorCode>, 2, 1>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.keep-alive-enabled n>R11nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.keep-alive-idle-time`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_keep_alive_idle_time")]
extern "C" fn sockets_tcp_tcp_socket_keep_alive_idle_time(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_keep_alive_idle_time(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<u64, types::sockets::ErrorCode>, 16, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.keep-alive-idle-time n>R88nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.keep-alive-interval`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_keep_alive_interval")]
extern "C" fn sockets_tcp_tcp_socket_keep_alive_interval(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_keep_alive_interval(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<u64, types::sockets::ErrorCode>, 16, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.keep-alive-interval n>R88nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.local-address`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_local_address")]
extern "C" fn sockets_tcp_tcp_socket_local_address(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::sockets::IpSocketAddress, types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_local_address(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<types::sockets::IpSocketAddress, types::sockets::ErrorCode>, 36, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.local-address n>R44*c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.receive-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_receive_buffer_size")]
extern "C" fn sockets_tcp_tcp_socket_receive_buffer_size(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_receive_buffer_size(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<u64, types::sockets::ErrorCode>, 16, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.receive-buffer-size n>R88nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.remote-address`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_remote_address")]
extern "C" fn sockets_tcp_tcp_socket_remote_address(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::sockets::IpSocketAddress, types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_remote_address(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<types::sockets::IpSocketAddress, types::sockets::ErrorCode>, 36, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.remote-address n>R44*c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.send-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_send_buffer_size")]
extern "C" fn sockets_tcp_tcp_socket_send_buffer_size(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_send_buffer_size(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<u64, types::sockets::ErrorCode>, 16, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.send-buffer-size n>R88nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-hop-limit`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_hop_limit")]
extern "C" fn sockets_tcp_tcp_socket_set_hop_limit(options: *const CanonOptions, a0: u32, a1: u32, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_set_hop_limit(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0), a1 as u8);
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.set-hop-limit nn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1), u64::from(a2)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-keep-alive-count`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_keep_alive_count")]
extern "C" fn sockets_tcp_tcp_socket_set_keep_alive_count(options: *const CanonOptions, a0: u32, a1: u32, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_set_keep_alive_count(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.set-keep-alive-count nn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1), u64::from(a2)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-keep-alive-enabled`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_keep_alive_enabled")]
extern "C" fn sockets_tcp_tcp_socket_set_keep_alive_enabled(options: *const CanonOptions, a0: u32, a1: u32, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_set_keep_alive_enabled(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0), a1 != 0);
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.set-keep-alive-enabled nn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1), u64::from(a2)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-keep-alive-idle-time`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_keep_alive_idle_time")]
extern "C" fn sockets_tcp_tcp_socket_set_keep_alive_idle_time(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_set_keep_alive_idle_time(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.set-keep-alive-idle-time nn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-keep-alive-interval`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_keep_alive_interval")]
extern "C" fn sockets_tcp_tcp_socket_set_keep_alive_interval(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_set_keep_alive_interval(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.set-keep-alive-interval nn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-listen-backlog-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_listen_backlog_size")]
extern "C" fn sockets_tcp_tcp_socket_set_listen_backlog_size(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_set_listen_backlog_size(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.set-listen-backlog-size nn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-receive-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_receive_buffer_size")]
extern "C" fn sockets_tcp_tcp_socket_set_receive_buffer_size(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_set_receive_buffer_size(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.set-receive-buffer-size nn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.set-send-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_set_send_buffer_size")]
extern "C" fn sockets_tcp_tcp_socket_set_send_buffer_size(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_set_send_buffer_size(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.set-send-buffer-size nn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.shutdown`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_shutdown")]
extern "C" fn sockets_tcp_tcp_socket_shutdown(options: *const CanonOptions, a0: u32, a1: u32, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_shutdown(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0), types::sockets::ShutdownType::lift(a1));
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.shutdown nn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1), u64::from(a2)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.start-bind`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_start_bind")]
extern "C" fn sockets_tcp_tcp_socket_start_bind(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32, a5: u32, a6: u32, a7: u32, a8: u32, a9: u32, a10: u32, a11: u32, a12: u32, a13: u32, a14: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_start_bind(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0), types::sockets::Network::borrowed(caller.handles(), a1), types::sockets::IpSocketAddress::lift(a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13));
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a14, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.start-bind nnnnnnnnnnnnnn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4), u64::from(a5), u64::from(a6), u64::from(a7), u64::from(a8), u64::from(a9), u64::from(a10), u64::from(a11), u64::from(a12), u64::from(a13), u64::from(a14)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.start-connect`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_start_connect")]
extern "C" fn sockets_tcp_tcp_socket_start_connect(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32, a5: u32, a6: u32, a7: u32, a8: u32, a9: u32, a10: u32, a11: u32, a12: u32, a13: u32, a14: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_start_connect(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0), types::sockets::Network::borrowed(caller.handles(), a1), types::sockets::IpSocketAddress::lift(a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13));
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a14, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.start-connect nnnnnnnnnnnnnn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4), u64::from(a5), u64::from(a6), u64::from(a7), u64::from(a8), u64::from(a9), u64::from(a10), u64::from(a11), u64::from(a12), u64::from(a13), u64::from(a14)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.start-listen`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_start_listen")]
extern "C" fn sockets_tcp_tcp_socket_start_listen(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::tcp_socket_start_listen(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.start-listen n>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/tcp`: `[method]tcp-socket.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_tcp_socket_subscribe")]
extern "C" fn sockets_tcp_tcp_socket_subscribe(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::Pollable = crate::wasi::p2::sockets::tcp_socket_subscribe(caller, types::sockets::TcpSocket::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/tcp#[method]tcp-socket.subscribe n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
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
extern "C" fn sockets_udp_incoming_datagram_stream_receive(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<Given<[types::sockets::IncomingDatagram]>, types::sockets::ErrorCode> = crate::wasi::p2::sockets::incoming_datagram_stream_receive(caller, types::sockets::IncomingDatagramStream::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<Given<[types::sockets::IncomingDatagram]>, types::sockets::ErrorCode>, 12, 4>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]incoming-datagram-stream.receive nn>R48lc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:sockets/udp`: `[method]incoming-datagram-stream.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_incoming_datagram_stream_subscribe")]
extern "C" fn sockets_udp_incoming_datagram_stream_subscribe(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::Pollable = crate::wasi::p2::sockets::incoming_datagram_stream_subscribe(caller, types::sockets::IncomingDatagramStream::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]incoming-datagram-stream.subscribe n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:sockets/udp`: `[method]outgoing-datagram-stream.check-send`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_outgoing_datagram_stream_check_send")]
extern "C" fn sockets_udp_outgoing_datagram_stream_check_send(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::sockets::ErrorCode> = crate::wasi::p2::sockets::outgoing_datagram_stream_check_send(caller, types::sockets::OutgoingDatagramStream::borrowed(caller.handles(), a0));
    caller.result::<Result<u64, types::sockets::ErrorCode>, 16, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]outgoing-datagram-stream.check-send n>R88nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/udp`: `[method]outgoing-datagram-stream.send`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_outgoing_datagram_stream_send")]
extern "C" fn sockets_udp_outgoing_datagram_stream_send(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::sockets::ErrorCode> = crate::wasi::p2::sockets::outgoing_datagram_stream_send(caller, types::sockets::OutgoingDatagramStream::borrowed(caller.handles(), a0), caller.elements(a1, a2, 44, 4));
    caller.result::<Result<u64, types::sockets::ErrorCode>, 16, 8>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]outgoing-datagram-stream.send nl>R88nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3)]);
    }
}

/// `wasi:sockets/udp`: `[method]outgoing-datagram-stream.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_outgoing_datagram_stream_subscribe")]
extern "C" fn sockets_udp_outgoing_datagram_stream_subscribe(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::Pollable = crate::wasi::p2::sockets::outgoing_datagram_stream_subscribe(caller, types::sockets::OutgoingDatagramStream::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]outgoing-datagram-stream.subscribe n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:sockets/udp`: `[method]udp-socket.address-family`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_address_family")]
extern "C" fn sockets_udp_udp_socket_address_family(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::sockets::IpAddressFamily = crate::wasi::p2::sockets::udp_socket_address_family(caller, types::sockets::UdpSocket::borrowed(caller.handles(), a0));
    let result = value as u32;
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]udp-socket.address-family n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:sockets/udp`: `[method]udp-socket.finish-bind`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_finish_bind")]
extern "C" fn sockets_udp_udp_socket_finish_bind(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::udp_socket_finish_bind(caller, types::sockets::UdpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]udp-socket.finish-bind n>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/udp`: `[method]udp-socket.local-address`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_local_address")]
extern "C" fn sockets_udp_udp_socket_local_address(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::sockets::IpSocketAddress, types::sockets::ErrorCode> = crate::wasi::p2::sockets::udp_socket_local_address(caller, types::sockets::UdpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<types::sockets::IpSocketAddress, types::sockets::ErrorCode>, 36, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]udp-socket.local-address n>R44*c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/udp`: `[method]udp-socket.receive-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_receive_buffer_size")]
extern "C" fn sockets_udp_udp_socket_receive_buffer_size(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::sockets::ErrorCode> = crate::wasi::p2::sockets::udp_socket_receive_buffer_size(caller, types::sockets::UdpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<u64, types::sockets::ErrorCode>, 16, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]udp-socket.receive-buffer-size n>R88nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/udp`: `[method]udp-socket.remote-address`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_remote_address")]
extern "C" fn sockets_udp_udp_socket_remote_address(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::sockets::IpSocketAddress, types::sockets::ErrorCode> = crate::wasi::p2::sockets::udp_socket_remote_address(caller, types::sockets::UdpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<types::sockets::IpSocketAddress, types::sockets::ErrorCode>, 36, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]udp-socket.remote-address n>R44*c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/udp`: `[method]udp-socket.send-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_send_buffer_size")]
extern "C" fn sockets_udp_udp_socket_send_buffer_size(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::sockets::ErrorCode> = crate::wasi::p2::sockets::udp_socket_send_buffer_size(caller, types::sockets::UdpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<u64, types::sockets::ErrorCode>, 16, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]udp-socket.send-buffer-size n>R88nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:sockets/udp`: `[method]udp-socket.set-receive-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_set_receive_buffer_size")]
extern "C" fn sockets_udp_udp_socket_set_receive_buffer_size(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::udp_socket_set_receive_buffer_size(caller, types::sockets::UdpSocket::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]udp-socket.set-receive-buffer-size nn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:sockets/udp`: `[method]udp-socket.set-send-buffer-size`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_set_send_buffer_size")]
extern "C" fn sockets_udp_udp_socket_set_send_buffer_size(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::udp_socket_set_send_buffer_size(caller, types::sockets::UdpSocket::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]udp-socket.set-send-buffer-size nn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:sockets/udp`: `[method]udp-socket.set-unicast-hop-limit`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_set_unicast_hop_limit")]
extern "C" fn sockets_udp_udp_socket_set_unicast_hop_limit(options: *const CanonOptions, a0: u32, a1: u32, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::udp_socket_set_unicast_hop_limit(caller, types::sockets::UdpSocket::borrowed(caller.handles(), a0), a1 as u8);
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]udp-socket.set-unicast-hop-limit nn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1), u64::from(a2)]);
    }
}

/// `wasi:sockets/udp`: `[method]udp-socket.start-bind`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_start_bind")]
extern "C" fn sockets_udp_udp_socket_start_bind(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32, a5: u32, a6: u32, a7: u32, a8: u32, a9: u32, a10: u32, a11: u32, a12: u32, a13: u32, a14: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::sockets::ErrorCode> = crate::wasi::p2::sockets::udp_socket_start_bind(caller, types::sockets::UdpSocket::borrowed(caller.handles(), a0), types::sockets::Network::borrowed(caller.handles(), a1), types::sockets::IpSocketAddress::lift(a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13));
    caller.result::<Result<(), types::sockets::ErrorCode>, 2, 1>(a14, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]udp-socket.start-bind nnnnnnnnnnnnnn>R11_c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4), u64::from(a5), u64::from(a6), u64::from(a7), u64::from(a8), u64::from(a9), u64::from(a10), u64::from(a11), u64::from(a12), u64::from(a13), u64::from(a14)]);
    }
}

/// `wasi:sockets/udp`: `[method]udp-socket.stream`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_stream")]
extern "C" fn sockets_udp_udp_socket_stream(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32, a5: u32, a6: u32, a7: u32, a8: u32, a9: u32, a10: u32, a11: u32, a12: u32, a13: u32, a14: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(types::sockets::IncomingDatagramStream, types::sockets::OutgoingDatagramStream), types::sockets::ErrorCode> = crate::wasi::p2::sockets::udp_socket_stream(caller, types::sockets::UdpSocket::borrowed(caller.handles(), a0), match a1 { 0 => None, 1 => Some(types::sockets::IpSocketAddress::lift(a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13)), _ => no_case() });
    caller.result::<Result<(types::sockets::IncomingDatagramStream, types::sockets::OutgoingDatagramStream), types::sockets::ErrorCode>, 12, 4>(a14, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]udp-socket.stream nnnnnnnnnnnnnn>R48*c unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4), u64::from(a5), u64::from(a6), u64::from(a7), u64::from(a8), u64::from(a9), u64::from(a10), u64::from(a11), u64::from(a12), u64::from(a13), u64::from(a14)]);
    }
}

/// `wasi:sockets/udp`: `[method]udp-socket.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_subscribe")]
extern "C" fn sockets_udp_udp_socket_subscribe(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::Pollable = crate::wasi::p2::sockets::udp_socket_subscribe(caller, types::sockets::UdpSocket::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]udp-socket.subscribe n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:sockets/udp`: `[method]udp-socket.unicast-hop-limit`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_udp_socket_unicast_hop_limit")]
extern "C" fn sockets_udp_udp_socket_unicast_hop_limit(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u8, types::sockets::ErrorCode> = crate::wasi::p2::sockets::udp_socket_unicast_hop_limit(caller, types::sockets::UdpSocket::borrowed(caller.handles(), a0));
    caller.result::<Result<u8, types::sockets::ErrorCode>, 2, 1>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:sockets/udp#[method]udp-socket.unicast-hop-limit n>R11nc unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable temporary-resolver-failure permanent-resolver-failure", &[u64::from(a0), u64::from(a1)]);
    }
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
    crate::wasi::p2::sockets::drop_resolve_address_stream(types::sockets::ResolveAddressStream::new(rep));
}

/// Drops a `network`.
#[unsafe(export_name = "wasmc_wasi02_sockets_network_drop_network")]
extern "C" fn drop_network(rep: u32) {
    crate::wasi::p2::sockets::drop_network(types::sockets::Network::new(rep));
}

/// Drops a `tcp-socket`.
#[unsafe(export_name = "wasmc_wasi02_sockets_tcp_drop_tcp_socket")]
extern "C" fn drop_tcp_socket(rep: u32) {
    crate::wasi::p2::sockets::drop_tcp_socket(types::sockets::TcpSocket::new(rep));
}

/// Drops a `incoming-datagram-stream`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_drop_incoming_datagram_stream")]
extern "C" fn drop_incoming_datagram_stream(rep: u32) {
    crate::wasi::p2::sockets::drop_incoming_datagram_stream(types::sockets::IncomingDatagramStream::new(rep));
}

/// Drops a `outgoing-datagram-stream`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_drop_outgoing_datagram_stream")]
extern "C" fn drop_outgoing_datagram_stream(rep: u32) {
    crate::wasi::p2::sockets::drop_outgoing_datagram_stream(types::sockets::OutgoingDatagramStream::new(rep));
}

/// Drops a `udp-socket`.
#[unsafe(export_name = "wasmc_wasi02_sockets_udp_drop_udp_socket")]
extern "C" fn drop_udp_socket(rep: u32) {
    crate::wasi::p2::sockets::drop_udp_socket(types::sockets::UdpSocket::new(rep));
}
