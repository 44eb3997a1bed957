//! Messages of the domain name system (RFC 1035, RFC 3596): a query, and what is wanted of its answer.
//!
//! An answer may be anything: each length and each offset in it is hostile.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Bytes of a name at most, the empty label at its end included (RFC 1035, 2.3.4).
const NAME_MAX: usize = 255;
/// Bytes of a label at most (RFC 1035, 2.3.4).
const LABEL_MAX: usize = 63;
/// Bytes of the header (RFC 1035, 4.1.1).
const HEADER: usize = 12;
/// Bytes of a query at most: header, name, type and class.
const QUERY_MAX: usize = HEADER + NAME_MAX + 4;
/// Links of a chain of aliases that are followed.
const ALIASES: usize = 16;

/// A class, and a type of record (RFC 1035, 3.2.2 and 3.2.4).
const IN: u16 = 1;
const CNAME: u16 = 5;

/// A kind of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// IPv4.
    A,
    /// IPv6.
    Aaaa,
}

impl Kind {
    /// Its number (RFC 1035, 3.2.2; RFC 3596, 2.1).
    fn number(self) -> u16 {
        match self {
            Self::A => 1,
            Self::Aaaa => 28,
        }
    }

    /// The address in a record of this kind.
    fn address(self, data: &[u8]) -> Option<IpAddr> {
        Some(match self {
            Self::A => IpAddr::V4(Ipv4Addr::from(*data.as_array::<4>()?)),
            Self::Aaaa => IpAddr::V6(Ipv6Addr::from(*data.as_array::<16>()?)),
        })
    }
}

/// A name, as a message has it: each label behind its length, without the empty one at the end.
#[derive(Clone, Copy)]
pub struct Name {
    bytes: [u8; NAME_MAX - 1],
    len: u8,
}

impl Name {
    /// The one without labels: the root.
    pub const ROOT: Self = Self {
        bytes: [0; NAME_MAX - 1],
        len: 0,
    };

    /// Reads a name of letters, digits, `-` and `_`, with or without a dot at its end. The root is none.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut name = Self::ROOT;
        for label in text
            .strip_suffix(b".")
            .unwrap_or(text)
            .split(|&it| it == b'.')
        {
            let known = |&it: &u8| it.is_ascii_alphanumeric() || it == b'-' || it == b'_';
            if !label.iter().all(known) {
                return None;
            }
            name.push(label)?;
        }
        Some(name)
    }

    /// Appends a label, which is not empty.
    fn push(&mut self, label: &[u8]) -> Option<()> {
        if label.is_empty() || label.len() > LABEL_MAX {
            return None;
        }
        self.append(&[label.len() as u8])?;
        self.append(label)
    }

    /// Appends a name.
    pub fn extend(&mut self, domain: &Self) -> Option<()> {
        self.append(domain.bytes())
    }

    fn append(&mut self, bytes: &[u8]) -> Option<()> {
        let rest = self.bytes.get_mut(usize::from(self.len)..)?;
        for (to, from) in rest.get_mut(..bytes.len())?.iter_mut().zip(bytes) {
            *to = *from;
        }
        // Both fit into the array.
        self.len += bytes.len() as u8;
        Some(())
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// Its labels.
    pub fn labels(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.bytes();
        core::iter::from_fn(move || {
            let (&len, behind) = rest.split_first()?;
            let (label, others) = behind.split_at_checked(usize::from(len))?;
            rest = others;
            Some(label)
        })
    }

    /// Whether they are one name: case does not count (RFC 1035, 2.3.3). Lengths are no letters.
    pub fn is(&self, other: &Self) -> bool {
        self.bytes().eq_ignore_ascii_case(other.bytes())
    }
}

/// A query, with the two bytes in front of it that it has in a stream (RFC 1035, 4.2.2).
pub struct Query {
    bytes: [u8; 2 + QUERY_MAX],
    len: usize,
}

impl Query {
    /// Asks for the addresses of a name.
    pub fn new(id: u16, name: &Name, kind: Kind) -> Self {
        let mut query = Self {
            bytes: [0; 2 + QUERY_MAX],
            len: 2,
        };
        query.put(&id.to_be_bytes());
        // Recursion is desired; one question, and nothing else.
        query.put(&[1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        query.put(name.bytes());
        query.put(&[0]);
        query.put(&kind.number().to_be_bytes());
        query.put(&IN.to_be_bytes());
        let [high, low] = (query.datagram().len() as u16).to_be_bytes();
        for (to, from) in query.bytes.iter_mut().zip([high, low]) {
            *to = from;
        }
        query
    }

    /// Every query fits.
    fn put(&mut self, bytes: &[u8]) {
        let rest = self.bytes.get_mut(self.len..).unwrap_or_default();
        for (to, from) in rest.iter_mut().zip(bytes) {
            *to = *from;
        }
        self.len += bytes.len();
    }

    /// As it is in a stream.
    pub fn stream(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// As it is in a datagram.
    pub fn datagram(&self) -> &[u8] {
        self.stream().get(2..).unwrap_or_default()
    }
}

/// What a message is to a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is no answer to it.
    None,
    /// The whole answer is only to be had by TCP.
    Truncated,
    /// The name exists, with these addresses, which were shown, or without any.
    Name,
    /// The name does not exist.
    NoName,
    /// The server cannot say (`SERVFAIL`).
    Failed,
    /// The server does not say.
    Refused,
}

/// Reads a message; shows each address. One that was cut is read as far as it goes.
#[inline(never)]
pub fn read(
    message: &[u8],
    id: u16,
    name: &Name,
    kind: Kind,
    show: &mut dyn FnMut(IpAddr),
) -> Answer {
    let mut reader = Reader { message, at: 0 };
    let Some(flags) = question(&mut reader, id, name, kind) else {
        return Answer::None;
    };
    const TRUNCATED: u16 = 0x0200;
    match flags & 0xf {
        0 => {}
        2 => return Answer::Failed,
        3 => return Answer::NoName,
        _ => return Answer::Refused,
    }
    if flags & TRUNCATED != 0 {
        return Answer::Truncated;
    }
    let mut wanted = *name;
    // The records of a chain may stand in any order.
    for _ in 0..=ALIASES {
        let mut found = false;
        let mut alias = None;
        let mut rest = reader;
        while let Some((record, data)) = rest.record() {
            if record.class != IN || !record.owner.is(&wanted) {
                continue;
            }
            if record.kind == kind.number()
                && let Some(address) = data.bytes().and_then(|bytes| kind.address(bytes))
            {
                found = true;
                show(address);
            } else if record.kind == CNAME {
                alias = alias.or_else(|| data.name());
            }
        }
        match alias {
            Some(name) if !found => wanted = name,
            _ => break,
        }
    }
    Answer::Name
}

/// Reads header and question; the flags, if it is an answer to this query.
fn question(reader: &mut Reader<'_>, id: u16, name: &Name, kind: Kind) -> Option<u16> {
    /// It is an answer, and its kind (`OPCODE`) is that of a query: 0.
    const ANSWER: u16 = 0x8000;
    const OPCODE: u16 = 0x7800;
    let (own, flags, questions) = (reader.u16()?, reader.u16()?, reader.u16()?);
    if own != id || flags & (ANSWER | OPCODE) != ANSWER || questions != 1 {
        return None;
    }
    // The other counts are not needed: a message has as many records as it has.
    reader.take(HEADER - 6)?;
    let asked = reader.name()?;
    let fits = reader.u16()? == kind.number() && reader.u16()? == IN && asked.is(name);
    fits.then_some(flags)
}

/// What is in front of the data of a record (RFC 1035, 4.1.3).
struct Record {
    owner: Name,
    kind: u16,
    class: u16,
}

/// The data of a record.
#[derive(Clone, Copy)]
struct Data<'a> {
    /// Where it begins.
    reader: Reader<'a>,
    len: usize,
}

impl<'a> Data<'a> {
    fn bytes(mut self) -> Option<&'a [u8]> {
        self.reader.take(self.len)
    }

    fn name(mut self) -> Option<Name> {
        self.reader.name()
    }
}

/// A message, and how far it was read.
#[derive(Clone, Copy)]
struct Reader<'a> {
    message: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let taken = self.message.get(self.at..)?.get(..bytes)?;
        self.at += bytes;
        Some(taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(*self.take(2)?.as_array::<2>()?))
    }

    /// A name, which may go on at places before it (RFC 1035, 4.1.4). Each of them lies before the one that leads there, so
    /// that no loop is possible.
    fn name(&mut self) -> Option<Name> {
        let mut name = Name::ROOT;
        let mut part = *self;
        let mut first = true;
        let mut start = self.at;
        loop {
            let len = part.u8()?;
            match len {
                0 => break,
                1..=63 => name.push(part.take(usize::from(len))?)?,
                0xc0.. => {
                    let to = usize::from(len & 0x3f) << 8 | usize::from(part.u8()?);
                    if to >= start {
                        return None;
                    }
                    if first {
                        self.at = part.at;
                        first = false;
                    }
                    start = to;
                    part.at = to;
                }
                // Such labels never came to be (RFC 6891, 5).
                _ => return None,
            }
        }
        if first {
            self.at = part.at;
        }
        Some(name)
    }

    /// A record; `None`: the message ends, or the rest of it makes no sense.
    fn record(&mut self) -> Option<(Record, Data<'a>)> {
        let owner = self.name()?;
        let (kind, class) = (self.u16()?, self.u16()?);
        // How long it may be kept.
        self.take(4)?;
        let len = usize::from(self.u16()?);
        let reader = *self;
        self.take(len)?;
        let record = Record { owner, kind, class };
        Some((record, Data { reader, len }))
    }
}
