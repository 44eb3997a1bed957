//! Options of `tcp-socket`.

use super::error::{Result, not_zero};
use super::tcp;
use crate::wasi::p2::caller::Caller;
use crate::wasi::p2::types::sockets::TcpSocket;
use crate::wasi::p2::value::Resource;

/// `tcp-socket.keep-alive-enabled`.
pub fn tcp_socket_keep_alive_enabled(_: Caller, this: TcpSocket) -> Result<bool> {
    Ok(tcp::get(this.rep()).asked()?.keep_alive()?)
}

/// `tcp-socket.set-keep-alive-enabled`.
pub fn tcp_socket_set_keep_alive_enabled(_: Caller, this: TcpSocket, value: bool) -> Result {
    Ok(tcp::get(this.rep()).asked()?.set_keep_alive(value)?)
}

/// `tcp-socket.keep-alive-idle-time`.
pub fn tcp_socket_keep_alive_idle_time(_: Caller, this: TcpSocket) -> Result<u64> {
    Ok(tcp::get(this.rep()).asked()?.keep_alive_idle()?)
}

/// `tcp-socket.set-keep-alive-idle-time`.
pub fn tcp_socket_set_keep_alive_idle_time(_: Caller, this: TcpSocket, value: u64) -> Result {
    not_zero(value)?;
    Ok(tcp::get(this.rep()).asked()?.set_keep_alive_idle(value)?)
}

/// `tcp-socket.keep-alive-interval`.
pub fn tcp_socket_keep_alive_interval(_: Caller, this: TcpSocket) -> Result<u64> {
    Ok(tcp::get(this.rep()).asked()?.keep_alive_interval()?)
}

/// `tcp-socket.set-keep-alive-interval`.
pub fn tcp_socket_set_keep_alive_interval(_: Caller, this: TcpSocket, value: u64) -> Result {
    not_zero(value)?;
    let socket = tcp::get(this.rep());
    Ok(socket.asked()?.set_keep_alive_interval(value)?)
}

/// `tcp-socket.keep-alive-count`.
pub fn tcp_socket_keep_alive_count(_: Caller, this: TcpSocket) -> Result<u32> {
    Ok(tcp::get(this.rep()).asked()?.keep_alive_count()?)
}

/// `tcp-socket.set-keep-alive-count`.
pub fn tcp_socket_set_keep_alive_count(_: Caller, this: TcpSocket, value: u32) -> Result {
    not_zero(value)?;
    Ok(tcp::get(this.rep()).asked()?.set_keep_alive_count(value)?)
}

/// `tcp-socket.hop-limit`.
pub fn tcp_socket_hop_limit(_: Caller, this: TcpSocket) -> Result<u8> {
    let socket = tcp::get(this.rep());
    Ok(socket.asked()?.hop_limit(socket.is_v6())?)
}

/// `tcp-socket.set-hop-limit`.
pub fn tcp_socket_set_hop_limit(_: Caller, this: TcpSocket, value: u8) -> Result {
    let socket = tcp::get(this.rep());
    let descriptor = socket.asked()?;
    not_zero(value)?;
    Ok(descriptor.set_hop_limit(socket.is_v6(), value)?)
}

/// `tcp-socket.receive-buffer-size`.
pub fn tcp_socket_receive_buffer_size(_: Caller, this: TcpSocket) -> Result<u64> {
    Ok(tcp::get(this.rep()).asked()?.receive_buffer()?)
}

/// `tcp-socket.set-receive-buffer-size`.
pub fn tcp_socket_set_receive_buffer_size(_: Caller, this: TcpSocket, value: u64) -> Result {
    let descriptor = tcp::get(this.rep()).asked()?;
    not_zero(value)?;
    Ok(descriptor.set_receive_buffer(value)?)
}

/// `tcp-socket.send-buffer-size`.
pub fn tcp_socket_send_buffer_size(_: Caller, this: TcpSocket) -> Result<u64> {
    Ok(tcp::get(this.rep()).asked()?.send_buffer()?)
}

/// `tcp-socket.set-send-buffer-size`.
pub fn tcp_socket_set_send_buffer_size(_: Caller, this: TcpSocket, value: u64) -> Result {
    let descriptor = tcp::get(this.rep()).asked()?;
    not_zero(value)?;
    Ok(descriptor.set_send_buffer(value)?)
}
