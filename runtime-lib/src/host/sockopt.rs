//! Options of sockets of TCP and UDP (socket(7), ip(7), ipv6(7), tcp(7)).

use super::descriptor::Descriptor;
use super::errno::{Errno, Result};
use core::time::Duration;
use rustix::io::Errno as HostErrno;
use rustix::net::sockopt;

/// Seconds and a number that Linux takes at most for keeping connections alive.
const MOST_SECONDS: u64 = i16::MAX as u64;
const MOST_PROBES: u32 = i8::MAX as u32;

/// Nanoseconds as whole seconds, as the kernel has them: no fewer, and at least one.
fn seconds(nanoseconds: u64) -> Duration {
    Duration::from_secs(nanoseconds.div_ceil(super::SECOND).clamp(1, MOST_SECONDS))
}

fn nanoseconds(time: Duration) -> u64 {
    time.as_secs().saturating_mul(super::SECOND)
}

/// The kernel doubles what it is told, for its own books.
fn told(bytes: usize) -> u64 {
    bytes as u64 / 2
}

fn size(bytes: u64) -> usize {
    bytes.clamp(1, i32::MAX as u64) as usize
}

/// A size is a wish: that it is not fulfilled is no error.
fn wish(result: rustix::io::Result<()>) -> Result {
    match result {
        Err(HostErrno::NOBUFS) => Ok(()),
        result => Ok(result?),
    }
}

impl Descriptor {
    /// Has small packets sent at once (`TCP_NODELAY`).
    pub fn no_delay(self) -> Result {
        Ok(sockopt::set_tcp_nodelay(self.socket()?, true)?)
    }

    /// Whether the other end is asked for signs of life.
    pub fn keep_alive(self) -> Result<bool> {
        Ok(sockopt::socket_keepalive(self.socket()?)?)
    }

    /// Sets it.
    pub fn set_keep_alive(self, on: bool) -> Result {
        Ok(sockopt::set_socket_keepalive(self.socket()?, on)?)
    }

    /// Nanoseconds of silence after which it is asked first.
    pub fn keep_alive_idle(self) -> Result<u64> {
        Ok(nanoseconds(sockopt::tcp_keepidle(self.socket()?)?))
    }

    /// Sets them.
    pub fn set_keep_alive_idle(self, time: u64) -> Result {
        Ok(sockopt::set_tcp_keepidle(self.socket()?, seconds(time))?)
    }

    /// Nanoseconds between questions.
    pub fn keep_alive_interval(self) -> Result<u64> {
        Ok(nanoseconds(sockopt::tcp_keepintvl(self.socket()?)?))
    }

    /// Sets them.
    pub fn set_keep_alive_interval(self, time: u64) -> Result {
        Ok(sockopt::set_tcp_keepintvl(self.socket()?, seconds(time))?)
    }

    /// Questions without an answer that end a connection.
    pub fn keep_alive_count(self) -> Result<u32> {
        Ok(sockopt::tcp_keepcnt(self.socket()?)?)
    }

    /// Sets them.
    pub fn set_keep_alive_count(self, count: u32) -> Result {
        let count = count.clamp(1, MOST_PROBES);
        Ok(sockopt::set_tcp_keepcnt(self.socket()?, count)?)
    }

    /// Routers that a packet may pass.
    pub fn hop_limit(self, v6: bool) -> Result<u8> {
        let host = self.socket()?;
        if v6 {
            return Ok(sockopt::ipv6_unicast_hops(host)?);
        }
        u8::try_from(sockopt::ip_ttl(host)?).map_err(|_| Errno::NOTSUP)
    }

    /// Sets them.
    pub fn set_hop_limit(self, v6: bool, hops: u8) -> Result {
        let host = self.socket()?;
        if v6 {
            return Ok(sockopt::set_ipv6_unicast_hops(host, Some(hops))?);
        }
        Ok(sockopt::set_ip_ttl(host, hops.into())?)
    }

    /// Bytes that are kept until they are read.
    pub fn receive_buffer(self) -> Result<u64> {
        Ok(told(sockopt::socket_recv_buffer_size(self.socket()?)?))
    }

    /// Sets them, as far as the system lets it.
    pub fn set_receive_buffer(self, bytes: u64) -> Result {
        wish(sockopt::set_socket_recv_buffer_size(
            self.socket()?,
            size(bytes),
        ))
    }

    /// Bytes that are kept until they are sent.
    pub fn send_buffer(self) -> Result<u64> {
        Ok(told(sockopt::socket_send_buffer_size(self.socket()?)?))
    }

    /// Sets them, as far as the system lets it.
    pub fn set_send_buffer(self, bytes: u64) -> Result {
        wish(sockopt::set_socket_send_buffer_size(
            self.socket()?,
            size(bytes),
        ))
    }
}
