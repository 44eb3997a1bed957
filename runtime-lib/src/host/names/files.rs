//! `/etc/hosts` and `/etc/resolv.conf` (hosts(5), resolv.conf(5)).
//!
//! They are opened once, at start: afterwards the process may open no files but those that were granted. Each lookup
//! reads them anew.

use super::addresses::Addresses;
use super::message::Name;
use crate::host::descriptor::{Descriptor, HostFd};
use crate::host::file::retry;
use crate::host::stat::FileType;
use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use core::sync::atomic::{AtomicU32, Ordering};
use rustix::fs::{CWD, Mode, OFlags, openat};

/// One of the files.
pub struct File(AtomicU32);

static HOSTS: File = File(AtomicU32::new(0));
static RESOLV_CONF: File = File(AtomicU32::new(0));

/// Bytes that are read at once.
const PIECE: usize = 512;
/// Bytes of a file that are read at most.
const MOST: u64 = 64 << 20;
/// Longest word that means something: a name with a dot at its end.
const WORD: usize = 254;

/// Opens the files that are there, once.
pub fn open() {
    for (file, path) in [(&HOSTS, c"/etc/hosts"), (&RESOLV_CONF, c"/etc/resolv.conf")] {
        if file.0.load(Ordering::Relaxed) != 0 {
            continue;
        }
        // Whatever it is: nobody waits for the other end of a pipe.
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let opened = retry(|| openat(CWD, path, flags, Mode::empty())).and_then(HostFd::new);
        if let Ok(fd) = opened {
            file.0.store(fd.number(), Ordering::Relaxed);
        }
    }
}

/// The words of a file.
struct Words {
    file: Option<Descriptor>,
    at: u64,
    piece: [u8; PIECE],
    filled: usize,
    next: usize,
    /// Whether the next word is the first of its line.
    first: bool,
    word: [u8; WORD],
    len: usize,
}

impl Words {
    fn of(file: &File) -> Self {
        let number = file.0.load(Ordering::Relaxed);
        let fd = || Descriptor::Host(HostFd::stream(number), FileType::Unknown);
        Self {
            // Standard streams have lower numbers.
            file: (number != 0).then(fd),
            at: 0,
            piece: [0; PIECE],
            filled: 0,
            next: 0,
            first: true,
            word: [0; WORD],
            len: 0,
        }
    }

    fn byte(&mut self) -> Option<u8> {
        if self.next == self.filled {
            let fd = self.file?.host().ok()?;
            let (piece, at) = (&mut self.piece, self.at);
            if at >= MOST {
                return None;
            }
            self.filled = retry(|| rustix::io::pread(fd, &mut piece[..], at)).unwrap_or(0);
            self.at += self.filled as u64;
            self.next = 0;
        }
        let byte = self.piece.get(..self.filled)?.get(self.next)?;
        self.next += 1;
        Some(*byte)
    }

    /// The next word, and whether it is the first of its line. A word that is too long is empty.
    fn next(&mut self) -> Option<(bool, &[u8])> {
        self.len = 0;
        let mut comment = false;
        let first = loop {
            let byte = self.byte();
            match byte {
                Some(b' ' | b'\t' | b'\r' | b'\n') | None => {
                    let first = self.first;
                    let ended = self.len != 0;
                    if ended {
                        self.first = false;
                    }
                    if byte != Some(b' ') && byte != Some(b'\t') && byte != Some(b'\r') {
                        self.first = true;
                        comment = false;
                    }
                    if ended {
                        break first;
                    }
                    byte?;
                }
                Some(b'#' | b';') if self.len == 0 => comment = true,
                Some(_) if comment => {}
                Some(byte) => {
                    if let Some(to) = self.word.get_mut(self.len) {
                        *to = byte;
                    }
                    self.len = (self.len + 1).min(WORD + 1);
                }
            }
        };
        Some((first, self.word.get(..self.len).unwrap_or_default()))
    }
}

/// A text that is an address.
pub fn address(text: &[u8]) -> Option<IpAddr> {
    core::str::from_utf8(text).ok()?.parse().ok()
}

/// Adds the addresses that `/etc/hosts` has for a name.
pub fn hosts(name: &Name, found: &mut Addresses) {
    let mut words = Words::of(&HOSTS);
    let mut of_line = None;
    while let Some((first, text)) = words.next() {
        if first {
            of_line = address(text);
        } else if let Some(address) = of_line
            && Name::parse(text).is_some_and(|it| it.is(name))
        {
            found.push(address);
        }
    }
}

/// Servers that are asked, at most (`MAXNS`, resolv.conf(5)).
const SERVERS: usize = 3;
/// The port of the domain name system.
const PORT: u16 = 53;

/// What `/etc/resolv.conf` says.
#[derive(Clone, Copy)]
pub struct Config {
    servers: [SocketAddr; SERVERS],
    /// How many there are, never 0.
    pub count: u8,
    /// Seconds to wait for a server.
    pub timeout: u8,
    /// How often each server is asked.
    pub attempts: u8,
    /// A name with so many dots is asked for as it is before it is searched for.
    pub ndots: u8,
}

impl Config {
    /// What holds where it says nothing (resolv.conf(5)).
    pub const DEFAULT: Self = Self {
        servers: [SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), PORT); SERVERS],
        count: 0,
        timeout: 5,
        attempts: 2,
        ndots: 1,
    };

    /// Reads it.
    pub fn read() -> Self {
        let mut config = Self::DEFAULT;
        let mut words = Words::of(&RESOLV_CONF);
        let mut about = About::Other;
        while let Some((first, text)) = words.next() {
            match about {
                _ if first => about = About::new(text),
                About::Server => {
                    about = About::Other;
                    if let (Some(server), Some(to)) = (
                        server(text),
                        config.servers.get_mut(usize::from(config.count)),
                    ) {
                        *to = server;
                        config.count += 1;
                    }
                }
                About::Options => config.option(text),
                About::Search | About::Other => {}
            }
        }
        config.count = config.count.max(1);
        config
    }

    fn option(&mut self, text: &[u8]) {
        let value = |name: &[u8]| text.strip_prefix(name).and_then(number);
        // The limits are those of resolv.conf(5).
        if let Some(value) = value(b"timeout:") {
            self.timeout = value.clamp(1, 30);
        } else if let Some(value) = value(b"attempts:") {
            self.attempts = value.clamp(1, 5);
        } else if let Some(value) = value(b"ndots:") {
            self.ndots = value.min(15);
        }
    }

    /// A server, by a number of which each has several.
    pub fn server(&self, number: u8) -> SocketAddr {
        let place = number.checked_rem(self.count).unwrap_or(0);
        let [first, ..] = self.servers;
        self.servers
            .get(usize::from(place))
            .copied()
            .unwrap_or(first)
    }
}

/// What a line is about.
#[derive(Clone, Copy)]
enum About {
    Server,
    Search,
    Options,
    Other,
}

impl About {
    fn new(word: &[u8]) -> Self {
        match word {
            b"nameserver" => Self::Server,
            b"search" | b"domain" => Self::Search,
            b"options" => Self::Options,
            _ => Self::Other,
        }
    }
}

/// The address of a server. One behind an interface has its number, as in `fe80::1%2`.
fn server(text: &[u8]) -> Option<SocketAddr> {
    let at = text.iter().position(|&byte| byte == b'%');
    let (address_text, scope) = text.split_at_checked(at.unwrap_or(text.len()))?;
    let mut server = SocketAddr::new(address(address_text)?, PORT);
    if let (SocketAddr::V6(server), Some((_, scope))) = (&mut server, scope.split_first()) {
        server.set_scope_id(number(scope)?.into());
    }
    Some(server)
}

/// A number; what is larger than 255 is 255.
fn number(digits: &[u8]) -> Option<u8> {
    let mut total = 0u8;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        total = total.saturating_mul(10).saturating_add(digit);
    }
    (!digits.is_empty()).then_some(total)
}

/// A domain to search in, by its place. The last line that names some counts.
pub fn search(place: u8) -> Option<Name> {
    let mut words = Words::of(&RESOLV_CONF);
    let mut about = About::Other;
    let (mut found, mut count) = (None, 0u8);
    while let Some((first, text)) = words.next() {
        if first {
            about = About::new(text);
            if matches!(about, About::Search) {
                (found, count) = (None, 0);
            }
        } else if matches!(about, About::Search)
            && let Some(domain) = Name::parse(text)
        {
            if count == place {
                found = Some(domain);
            }
            count = count.saturating_add(1);
        }
    }
    found
}
