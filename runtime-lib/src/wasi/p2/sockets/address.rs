//! Addresses, as WASI has them, and which make sense where.

use crate::wasi::p2::types::sockets::{
    IpAddressFamily, IpSocketAddress, Ipv4SocketAddress, Ipv6SocketAddress,
};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

impl IpSocketAddress {
    /// As the host has it.
    pub fn host(&self) -> SocketAddr {
        match self {
            Self::Ipv4(it) => {
                let (a, b, c, d) = it.address;
                SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::new(a, b, c, d), it.port))
            }
            Self::Ipv6(it) => {
                let (a, b, c, d, e, f, g, h) = it.address;
                let address = Ipv6Addr::new(a, b, c, d, e, f, g, h);
                SocketAddr::V6(SocketAddrV6::new(
                    address,
                    it.port,
                    it.flow_info,
                    it.scope_id,
                ))
            }
        }
    }
}

impl From<SocketAddr> for IpSocketAddress {
    fn from(address: SocketAddr) -> Self {
        match address {
            SocketAddr::V4(it) => {
                let [a, b, c, d] = it.ip().octets();
                Self::Ipv4(Ipv4SocketAddress {
                    port: it.port(),
                    address: (a, b, c, d),
                })
            }
            SocketAddr::V6(it) => {
                let [a, b, c, d, e, f, g, h] = it.ip().segments();
                Self::Ipv6(Ipv6SocketAddress {
                    port: it.port(),
                    flow_info: it.flowinfo(),
                    address: (a, b, c, d, e, f, g, h),
                    scope_id: it.scope_id(),
                })
            }
        }
    }
}

/// Whether a socket of a family may be used with an address. Those of IPv6 that stand for one of IPv4 (RFC 4291, 2.5.5) are
/// of neither.
pub fn is_of(address: IpAddr, family: IpAddressFamily) -> bool {
    match address {
        IpAddr::V4(_) => family == IpAddressFamily::Ipv4,
        IpAddr::V6(it) => {
            let compatible = matches!(it.segments(), [0, 0, 0, 0, 0, 0, _, _])
                && !it.is_unspecified()
                && !it.is_loopback();
            family == IpAddressFamily::Ipv6 && !compatible && it.to_ipv4_mapped().is_none()
        }
    }
}

/// Whether there can be somebody at an address.
pub fn is_remote(address: SocketAddr) -> bool {
    !address.ip().is_unspecified() && address.port() != 0
}

/// Whether an address is that of one machine.
pub fn is_unicast(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => !it.is_multicast() && !it.is_broadcast(),
        IpAddr::V6(it) => !it.is_multicast(),
    }
}
