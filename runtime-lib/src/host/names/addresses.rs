//! The addresses that a name has.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses of each kind that are kept.
const MOST: usize = 32;

/// What is known of a name. Zeros where there is nothing.
#[derive(Clone, Copy)]
pub struct Addresses {
    v4: [Ipv4Addr; MOST],
    v6: [Ipv6Addr; MOST],
    v4_count: u8,
    v6_count: u8,
    v6_first: bool,
}

/// Appends an address that is not there yet; one for which there is no room is left out.
fn push<T: PartialEq>(list: &mut [T; MOST], count: &mut u8, address: T) {
    let used = list.get(..usize::from(*count)).unwrap_or_default();
    if used.contains(&address) {
        return;
    }
    if let Some(to) = list.get_mut(usize::from(*count)) {
        *to = address;
        *count += 1;
    }
}

impl Addresses {
    /// None.
    pub const NONE: Self = Self {
        v4: [Ipv4Addr::UNSPECIFIED; MOST],
        v6: [Ipv6Addr::UNSPECIFIED; MOST],
        v4_count: 0,
        v6_count: 0,
        v6_first: false,
    };

    /// Adds one. An IPv4 address in the form of IPv6 is one of IPv4.
    pub fn push(&mut self, address: IpAddr) {
        match address.to_canonical() {
            IpAddr::V4(address) => push(&mut self.v4, &mut self.v4_count, address),
            IpAddr::V6(address) => push(&mut self.v6, &mut self.v6_count, address),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.v4_count == 0 && self.v6_count == 0
    }

    /// Puts those of IPv6 in front where they can be reached.
    pub fn order(&mut self, reached: impl FnOnce(Ipv6Addr) -> bool) {
        let [first, ..] = self.v6;
        self.v6_first = self.v6_count != 0 && self.v4_count != 0 && reached(first);
    }

    /// The one at a place.
    pub fn get(&self, place: usize) -> Option<IpAddr> {
        let v4 = self.v4.get(..usize::from(self.v4_count))?;
        let v6 = self.v6.get(..usize::from(self.v6_count))?;
        let v4 = |place: usize| v4.get(place).map(|&it| IpAddr::V4(it));
        let v6 = |place: usize| v6.get(place).map(|&it| IpAddr::V6(it));
        let (v4_count, v6_count) = (usize::from(self.v4_count), usize::from(self.v6_count));
        if self.v6_first {
            v6(place).or_else(|| v4(place.wrapping_sub(v6_count)))
        } else {
            v4(place).or_else(|| v6(place.wrapping_sub(v4_count)))
        }
    }
}
