//! Types of `wasi:sockets`. Written by `wasmc-wasi-bindings`.
#![allow(dead_code, unused_imports, unused_qualifications, reason = "whatever an interface has is here")]

use crate::wasi::guest::Area;
use crate::wasi::p2::caller::{Caller, no_case};
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Lower, Resource};

/// `network`.
#[derive(Clone, Copy)]
pub struct Network(u32);

impl Resource for Network {
    const TYPE: u32 = 20;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for Network {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `error-code`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ErrorCode {
    /// `unknown`.
    Unknown = 0,
    /// `access-denied`.
    AccessDenied = 1,
    /// `not-supported`.
    NotSupported = 2,
    /// `invalid-argument`.
    InvalidArgument = 3,
    /// `out-of-memory`.
    OutOfMemory = 4,
    /// `timeout`.
    Timeout = 5,
    /// `concurrency-conflict`.
    ConcurrencyConflict = 6,
    /// `not-in-progress`.
    NotInProgress = 7,
    /// `would-block`.
    WouldBlock = 8,
    /// `invalid-state`.
    InvalidState = 9,
    /// `new-socket-limit`.
    NewSocketLimit = 10,
    /// `address-not-bindable`.
    AddressNotBindable = 11,
    /// `address-in-use`.
    AddressInUse = 12,
    /// `remote-unreachable`.
    RemoteUnreachable = 13,
    /// `connection-refused`.
    ConnectionRefused = 14,
    /// `connection-reset`.
    ConnectionReset = 15,
    /// `connection-aborted`.
    ConnectionAborted = 16,
    /// `datagram-too-large`.
    DatagramTooLarge = 17,
    /// `name-unresolvable`.
    NameUnresolvable = 18,
    /// `temporary-resolver-failure`.
    TemporaryResolverFailure = 19,
    /// `permanent-resolver-failure`.
    PermanentResolverFailure = 20,
}

impl Lower for ErrorCode {
    const SIZE: u32 = 1;
    const ALIGN: u32 = 1;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, (self as u8).to_le_bytes());
    }
}

/// `ip-address-family`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum IpAddressFamily {
    /// `ipv4`.
    Ipv4 = 0,
    /// `ipv6`.
    Ipv6 = 1,
}

impl Lower for IpAddressFamily {
    const SIZE: u32 = 1;
    const ALIGN: u32 = 1;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, (self as u8).to_le_bytes());
    }
}

impl IpAddressFamily {
    /// The case with a number.
    pub fn lift(number: u32) -> Self {
        match number {
            0 => Self::Ipv4,
            1 => Self::Ipv6,
            _ => no_case(),
        }
    }
}

/// `ip-address`.
pub enum IpAddress {
    /// `ipv4`.
    Ipv4((u8, u8, u8, u8)),
    /// `ipv6`.
    Ipv6((u16, u16, u16, u16, u16, u16, u16, u16)),
}

impl Lower for IpAddress {
    const SIZE: u32 = 18;
    const ALIGN: u32 = 2;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        match self {
            Self::Ipv4(value) => {
                area.put(0, 0u8.to_le_bytes());
                value.store(caller, area.skip(2));
            }
            Self::Ipv6(value) => {
                area.put(0, 1u8.to_le_bytes());
                value.store(caller, area.skip(2));
            }
        }
    }
}

/// `resolve-address-stream`.
#[derive(Clone, Copy)]
pub struct ResolveAddressStream(u32);

impl Resource for ResolveAddressStream {
    const TYPE: u32 = 19;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for ResolveAddressStream {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `tcp-socket`.
#[derive(Clone, Copy)]
pub struct TcpSocket(u32);

impl Resource for TcpSocket {
    const TYPE: u32 = 21;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for TcpSocket {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `udp-socket`.
#[derive(Clone, Copy)]
pub struct UdpSocket(u32);

impl Resource for UdpSocket {
    const TYPE: u32 = 24;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for UdpSocket {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}
