//! Types of `wasi:sockets`. Written by `wasmc-wasi-bindings`.
#![allow(dead_code, unused_imports, unused_qualifications, reason = "whatever an interface has is here")]
#![allow(clippy::too_many_arguments, reason = "flat values are many")]

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

/// `ipv4-socket-address`.
pub struct Ipv4SocketAddress {
    /// `port`.
    pub port: u16,
    /// `address`.
    pub address: (u8, u8, u8, u8),
}

impl Lower for Ipv4SocketAddress {
    const SIZE: u32 = 6;
    const ALIGN: u32 = 2;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        self.port.store(caller, area.skip(0));
        self.address.store(caller, area.skip(2));
    }
}

impl Ipv4SocketAddress {
    /// The record of its flat values.
    pub fn lift(f0: u32, f1: u32, f2: u32, f3: u32, f4: u32) -> Self {
        Self {
            port: f0 as u16,
            address: (f1 as u8, f2 as u8, f3 as u8, f4 as u8),
        }
    }
}

/// `ipv6-socket-address`.
pub struct Ipv6SocketAddress {
    /// `port`.
    pub port: u16,
    /// `flow-info`.
    pub flow_info: u32,
    /// `address`.
    pub address: (u16, u16, u16, u16, u16, u16, u16, u16),
    /// `scope-id`.
    pub scope_id: u32,
}

impl Lower for Ipv6SocketAddress {
    const SIZE: u32 = 28;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        self.port.store(caller, area.skip(0));
        self.flow_info.store(caller, area.skip(4));
        self.address.store(caller, area.skip(8));
        self.scope_id.store(caller, area.skip(24));
    }
}

impl Ipv6SocketAddress {
    /// The record of its flat values.
    pub fn lift(f0: u32, f1: u32, f2: u32, f3: u32, f4: u32, f5: u32, f6: u32, f7: u32, f8: u32, f9: u32, f10: u32) -> Self {
        Self {
            port: f0 as u16,
            flow_info: f1,
            address: (f2 as u16, f3 as u16, f4 as u16, f5 as u16, f6 as u16, f7 as u16, f8 as u16, f9 as u16),
            scope_id: f10,
        }
    }
}

/// `ip-socket-address`.
pub enum IpSocketAddress {
    /// `ipv4`.
    Ipv4(types::sockets::Ipv4SocketAddress),
    /// `ipv6`.
    Ipv6(types::sockets::Ipv6SocketAddress),
}

impl Lower for IpSocketAddress {
    const SIZE: u32 = 32;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        match self {
            Self::Ipv4(value) => {
                area.put(0, 0u8.to_le_bytes());
                value.store(caller, area.skip(4));
            }
            Self::Ipv6(value) => {
                area.put(0, 1u8.to_le_bytes());
                value.store(caller, area.skip(4));
            }
        }
    }
}

impl IpSocketAddress {
    /// The variant of its flat values.
    pub fn lift(f0: u32, f1: u32, f2: u32, f3: u32, f4: u32, f5: u32, f6: u32, f7: u32, f8: u32, f9: u32, f10: u32, f11: u32) -> Self {
        match f0 {
            0 => Self::Ipv4(types::sockets::Ipv4SocketAddress::lift(f1, f2, f3, f4, f5)),
            1 => Self::Ipv6(types::sockets::Ipv6SocketAddress::lift(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11)),
            _ => no_case(),
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

/// `shutdown-type`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ShutdownType {
    /// `receive`.
    Receive = 0,
    /// `send`.
    Send = 1,
    /// `both`.
    Both = 2,
}

impl Lower for ShutdownType {
    const SIZE: u32 = 1;
    const ALIGN: u32 = 1;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, (self as u8).to_le_bytes());
    }
}

impl ShutdownType {
    /// The case with a number.
    pub fn lift(number: u32) -> Self {
        match number {
            0 => Self::Receive,
            1 => Self::Send,
            2 => Self::Both,
            _ => no_case(),
        }
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

/// `incoming-datagram`.
pub struct IncomingDatagram {
    /// `data`.
    pub data: Given<[u8]>,
    /// `remote-address`.
    pub remote_address: types::sockets::IpSocketAddress,
}

impl Lower for IncomingDatagram {
    const SIZE: u32 = 40;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        self.data.store(caller, area.skip(0));
        self.remote_address.store(caller, area.skip(8));
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

/// `incoming-datagram-stream`.
#[derive(Clone, Copy)]
pub struct IncomingDatagramStream(u32);

impl Resource for IncomingDatagramStream {
    const TYPE: u32 = 22;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for IncomingDatagramStream {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `outgoing-datagram-stream`.
#[derive(Clone, Copy)]
pub struct OutgoingDatagramStream(u32);

impl Resource for OutgoingDatagramStream {
    const TYPE: u32 = 23;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for OutgoingDatagramStream {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}
