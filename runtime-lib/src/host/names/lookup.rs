//! A lookup: the candidates for a name, the servers that are asked for each, and what they have said so far.
//!
//! As in glibc (resolv.conf(5), `res_search`), servers are asked one after the other, for both kinds of addresses at once;
//! the names that are made of the domains to search in come before the name itself if that has fewer dots than `ndots`, and
//! behind it otherwise.

use super::addresses::Addresses;
use super::exchange;
use super::files::{self, Config};
use super::message::{Answer, Kind, Name, Query, read};
use crate::host::descriptor::Descriptor;
use crate::host::errno::{self, Errno};
use crate::host::random;
use crate::host::stat::SECOND;
use core::net::IpAddr;

/// Domains that are searched in at most.
const DOMAINS: u8 = 32;
/// Bytes of a datagram that are read: one without extensions has 512 (RFC 1035, 4.2.1).
const DATAGRAM: usize = 1500;
/// Bytes of a message in a stream that are kept, with its length in front of it. Its first records are enough.
const STREAM: usize = 2048;
/// Datagrams that are looked at in one go: whoever floods the socket is not listened to for ever.
const AT_ONCE: usize = 64;

/// Why a name has no addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It does not exist, or has none.
    Unresolvable,
    /// No server has answered, or those that have cannot say.
    Temporary,
    /// No server wants to say.
    Permanent,
}

/// What has become of a query.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It has to be sent.
    New,
    /// It was sent.
    Sent,
    /// It has to be sent by TCP.
    Large,
    /// It is answered.
    Done,
    /// The server cannot say.
    Failed,
    /// The server does not want to say.
    Refused,
    /// The name does not exist.
    Absent,
}

/// A query.
#[derive(Clone, Copy)]
struct Ask {
    kind: Kind,
    id: u16,
    state: State,
}

/// A message that comes in by TCP, and how much of the query has gone out.
#[derive(Clone, Copy)]
struct Stream {
    query: usize,
    sent: usize,
    bytes: [u8; STREAM],
    received: usize,
}

/// What is done next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// To take the next candidate.
    Candidate,
    /// To ask a server.
    Send,
    /// To listen to it.
    Datagrams,
    /// To ask it by TCP, and listen.
    Stream,
    /// To decide what comes after a server.
    Next,
    /// Nothing: the result is there.
    End,
}

/// A lookup.
#[derive(Clone, Copy)]
pub struct Lookup {
    phase: Phase,
    name: Name,
    /// Whether it is asked for only as it is.
    absolute: bool,
    config: Config,
    /// Which candidate is next.
    place: u8,
    /// The candidate that is being asked for, and whether it is the name itself.
    candidate: Name,
    as_it_is: bool,
    /// How many servers were asked for it.
    round: u8,
    asks: [Ask; 2],
    socket: Option<Descriptor>,
    stream: Stream,
    deadline: u64,
    found: Addresses,
    /// How many were given out.
    given: usize,
    /// Of the candidates so far.
    failure: Option<Failure>,
    /// Whether the name itself was asked for.
    settled: bool,
}

/// What a lookup waits for: its socket, or a time of the monotonic clock.
pub struct Awaited {
    /// The socket.
    pub socket: Descriptor,
    /// Whether it is to be written.
    pub write: bool,
    /// The time, in nanoseconds.
    pub deadline: u64,
}

impl Lookup {
    /// Begins to look a name up. `None`: it can be none. Nothing happens before [`Lookup::advance`].
    pub fn new(text: &[u8]) -> Option<Self> {
        let mut lookup = Self {
            phase: Phase::End,
            name: Name::ROOT,
            absolute: text.ends_with(b"."),
            config: Config::DEFAULT,
            place: 0,
            candidate: Name::ROOT,
            as_it_is: false,
            round: 0,
            asks: [Kind::A, Kind::Aaaa].map(Ask::new),
            socket: None,
            stream: Stream::NONE,
            deadline: 0,
            found: Addresses::NONE,
            given: 0,
            failure: None,
            settled: false,
        };
        if let Some(address) = literal(text) {
            lookup.found.push(address);
            return Some(lookup);
        }
        lookup.name = Name::parse(text)?;
        let last = lookup.name.labels().last()?;
        // Such a name may be meant as an address (`127.1`): it is none of a host (RFC 1123, 2.1).
        if last.iter().all(u8::is_ascii_digit) {
            return None;
        }
        // RFC 6761, 6.3.
        if last.eq_ignore_ascii_case(b"localhost") {
            lookup
                .found
                .push(IpAddr::V4(core::net::Ipv4Addr::LOCALHOST));
            lookup
                .found
                .push(IpAddr::V6(core::net::Ipv6Addr::LOCALHOST));
            return Some(lookup);
        }
        lookup.phase = Phase::Candidate;
        Some(lookup)
    }

    /// Whether somebody has to be asked.
    pub fn asks(&self) -> bool {
        self.phase != Phase::End
    }

    /// Reads the files, and begins.
    pub fn start(&mut self, now: u64) {
        files::hosts(&self.name, &mut self.found);
        if !self.found.is_empty() {
            self.end();
        } else {
            self.config = Config::read();
            self.advance(now);
        }
    }

    /// Goes on as far as it can without waiting. Returns what it waits for; `None`: the result is there.
    pub fn advance(&mut self, now: u64) -> Option<Awaited> {
        loop {
            let waits = match self.phase {
                Phase::Candidate => self.take_candidate(),
                Phase::Send => self.send(now),
                Phase::Datagrams => self.listen(),
                Phase::Stream => self.converse(),
                Phase::Next => self.decide(now),
                Phase::End => return None,
            };
            if !waits {
                continue;
            }
            if let Some(socket) = self.socket
                && now < self.deadline
            {
                return Some(Awaited {
                    socket,
                    write: self.phase == Phase::Stream && self.stream.sent == 0,
                    deadline: self.deadline,
                });
            }
            self.give_up();
        }
    }

    /// Why there are no addresses, if the result is there.
    pub fn failure(&self) -> Option<Failure> {
        self.failure
            .filter(|_| self.phase == Phase::End && self.found.is_empty())
    }

    /// The next address, if the result is there.
    pub fn next_address(&mut self) -> Result<Option<IpAddr>, Failure> {
        if let Some(failure) = self.failure() {
            return Err(failure);
        }
        let address = self.found.get(self.given);
        self.given += usize::from(address.is_some());
        Ok(address)
    }

    /// Closes its socket. Called once it is not needed any more.
    pub fn close(&mut self) {
        if let Some(socket) = self.socket.take() {
            socket.close();
        }
    }

    /// There is nothing more to come.
    fn end(&mut self) {
        self.close();
        self.found.order(exchange::reaches);
        self.phase = Phase::End;
    }

    /// Takes the next candidate, or ends. The functions of the phases return whether they wait.
    fn take_candidate(&mut self) -> bool {
        loop {
            let dots = self.name.labels().count().saturating_sub(1);
            let first = self.absolute || dots >= usize::from(self.config.ndots);
            let place = self.place;
            self.place = place.saturating_add(1);
            // The name itself has the place in front of the domains, or behind them.
            let domain = match place.checked_sub(u8::from(first)) {
                None => None,
                Some(_) if self.absolute => return self.fail(),
                Some(domain) if domain < DOMAINS => files::search(domain),
                Some(_) => None,
            };
            let own = match domain {
                Some(_) => false,
                None if place == 0 && first => true,
                // Behind the domains.
                None if !first && !self.settled => true,
                None => return self.fail(),
            };
            self.as_it_is = own;
            self.candidate = self.name;
            if let Some(domain) = domain
                && self.candidate.extend(&domain).is_none()
            {
                // It would be too long.
                continue;
            }
            self.round = 0;
            for ask in &mut self.asks {
                ask.state = State::New;
            }
            self.phase = Phase::Send;
            return false;
        }
    }

    /// Ends without addresses.
    fn fail(&mut self) -> bool {
        self.failure = self.failure.or(Some(Failure::Unresolvable));
        self.end();
        false
    }

    /// The candidate has no addresses; `None`: it does not exist.
    fn candidate_failed(&mut self, failure: Option<Failure>) -> bool {
        if self.as_it_is {
            // What the domains got counts for more, if they came first.
            let own = failure.unwrap_or(Failure::Unresolvable);
            self.failure = self.failure.or(Some(own));
            self.settled = true;
        } else if !self.settled {
            // A name that exists counts for more than a server that cannot say.
            self.failure = match failure {
                Some(Failure::Unresolvable) => failure,
                _ => self.failure.or(failure),
            };
        }
        self.phase = Phase::Candidate;
        false
    }

    /// Asks the next server for what is not answered yet, from another port and with other numbers each time.
    fn send(&mut self, now: u64) -> bool {
        self.close();
        self.deadline = now.saturating_add(u64::from(self.config.timeout) * SECOND);
        self.phase = Phase::Datagrams;
        let server = self.config.server(self.round);
        let mut number = random::number().unwrap_or(now);
        self.socket = exchange::open(server, false).ok();
        for ask in &mut self.asks {
            if matches!(ask.state, State::Done | State::Absent) {
                continue;
            }
            ask.id = number as u16;
            number >>= 16;
            let query = Query::new(ask.id, &self.candidate, ask.kind);
            let sent = self.socket.map(|it| exchange::put(it, query.datagram()));
            if !matches!(sent, Some(Ok(_))) {
                // Nobody listens there: the kernel says so of the query before.
                self.give_up();
                break;
            }
            ask.state = State::Sent;
        }
        false
    }

    /// Reads what has come.
    fn listen(&mut self) -> bool {
        let mut bytes = [0; DATAGRAM];
        for _ in 0..AT_ONCE {
            if !self.asks.iter().any(|ask| ask.state == State::Sent) {
                self.phase = Phase::Next;
                return false;
            }
            let Some(socket) = self.socket else { break };
            match exchange::get(socket, &mut bytes, false) {
                Ok(len) => {
                    let cut = len > DATAGRAM;
                    let message = bytes.get(..len.min(DATAGRAM)).unwrap_or_default();
                    for index in 0..self.asks.len() {
                        self.read(index, State::Sent, message, cut);
                    }
                }
                Err(Errno::AGAIN) => return true,
                // Nobody listens there.
                Err(_) => {
                    self.give_up();
                    return false;
                }
            }
        }
        true
    }

    /// Looks at a message as the answer to a query in a state; `cut`: it has more bytes.
    fn read(&mut self, index: usize, state: State, message: &[u8], cut: bool) {
        let Some(ask) = self.asks.get_mut(index).filter(|it| it.state == state) else {
            return;
        };
        let found = &mut self.found;
        let mut show = |address| {
            // What counts of a datagram that was cut comes again.
            if !cut {
                found.push(address);
            }
        };
        let answer = read(message, ask.id, &self.candidate, ask.kind, &mut show);
        ask.state = match answer {
            Answer::None => state,
            Answer::Truncated => State::Large,
            Answer::Name if cut => State::Large,
            Answer::Name => State::Done,
            Answer::NoName => State::Absent,
            Answer::Failed => State::Failed,
            Answer::Refused => State::Refused,
        };
    }

    /// The server has not said more in time.
    fn give_up(&mut self) {
        // What it has more to say of is still asked for by TCP, once.
        let by_stream = self.phase == Phase::Stream;
        for ask in &mut self.asks {
            ask.state = match ask.state {
                State::Done | State::Absent => ask.state,
                State::Large if !by_stream => State::Large,
                _ => State::New,
            };
        }
        self.phase = Phase::Next;
    }

    /// Decides what comes after a server.
    fn decide(&mut self, now: u64) -> bool {
        self.close();
        if let Some(query) = self.asks.iter().position(|it| it.state == State::Large) {
            self.stream = Stream {
                query,
                ..Stream::NONE
            };
            self.deadline = now.saturating_add(u64::from(self.config.timeout) * SECOND);
            self.socket = exchange::open(self.config.server(self.round), true).ok();
            self.phase = Phase::Stream;
            return false;
        }
        let is = |state| self.asks.iter().any(|ask| ask.state == state);
        let open = is(State::New) || is(State::Failed) || is(State::Refused);
        // One kind is enough: some servers never answer for the other.
        if !self.found.is_empty() {
            self.failure = None;
            self.end();
            return false;
        }
        if !open {
            let exists = is(State::Done).then_some(Failure::Unresolvable);
            return self.candidate_failed(exists);
        }
        self.round += 1;
        if self.round < self.config.count * self.config.attempts {
            self.phase = Phase::Send;
            return false;
        }
        if is(State::Failed) && !is(State::New) {
            return self.candidate_failed(Some(Failure::Temporary));
        }
        // There is no use in asking the same servers for other names.
        self.failure = Some(if is(State::New) {
            Failure::Temporary
        } else {
            Failure::Permanent
        });
        self.end();
        false
    }

    /// Sends a query by TCP and reads the answer.
    fn converse(&mut self) -> bool {
        let stream = self.stream;
        let done = self.converse_on();
        match done {
            Ok(true) => {
                let whole = self.stream.bytes;
                let kept = self.stream.received.min(STREAM);
                let message = whole.get(2..kept).unwrap_or_default();
                self.read(stream.query, State::Large, message, false);
                // It has said something else.
                if let Some(ask) = self.asks.get_mut(stream.query)
                    && ask.state == State::Large
                {
                    ask.state = State::Failed;
                }
                self.phase = Phase::Next;
                false
            }
            Ok(false) => true,
            Err(_) => {
                if let Some(ask) = self.asks.get_mut(stream.query) {
                    ask.state = State::New;
                }
                self.phase = Phase::Next;
                false
            }
        }
    }

    /// Whether the answer is there.
    fn converse_on(&mut self) -> errno::Result<bool> {
        let socket = self.socket.ok_or(Errno::NOTCONN)?;
        let stream = &mut self.stream;
        if stream.sent == 0 {
            let ask = self.asks.get(stream.query).ok_or(Errno::INVAL)?;
            let query = Query::new(ask.id, &self.candidate, ask.kind);
            match exchange::put(socket, query.stream()) {
                // The first bytes of a connection always fit.
                Ok(sent) if sent == query.stream().len() => stream.sent = sent,
                Ok(_) => return Err(Errno::IO),
                Err(Errno::AGAIN | Errno::NOTCONN) => return Ok(false),
                Err(errno) => return Err(errno),
            }
        }
        loop {
            let wanted = match stream.bytes {
                [high, low, ..] if stream.received >= 2 => {
                    (2 + usize::from(u16::from_be_bytes([high, low]))).min(STREAM)
                }
                _ => 2,
            };
            if stream.received >= 2 && stream.received >= wanted {
                return Ok(true);
            }
            let to = stream.bytes.get_mut(stream.received..wanted);
            match exchange::get(socket, to.unwrap_or_default(), true) {
                Ok(0) => return Err(Errno::CONNRESET),
                Ok(bytes) => stream.received += bytes,
                Err(Errno::AGAIN) => return Ok(false),
                Err(errno) => return Err(errno),
            }
        }
    }
}

impl Ask {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            id: 0,
            state: State::New,
        }
    }
}

impl Stream {
    const NONE: Self = Self {
        query: 0,
        sent: 0,
        bytes: [0; STREAM],
        received: 0,
    };
}

/// An address in the place of a name; one of IPv6 may stand in brackets.
fn literal(text: &[u8]) -> Option<IpAddr> {
    let inner = text
        .strip_prefix(b"[")
        .and_then(|text| text.strip_suffix(b"]"));
    match inner {
        Some(inner) => files::address(inner).filter(IpAddr::is_ipv6),
        None => files::address(text),
    }
}
