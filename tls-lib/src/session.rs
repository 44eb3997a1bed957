//! A session: the client's side of one TLS connection.

use crate::abi::{Call, RECORD_BYTES, Status};
use crate::{heap, trust};
use alloc::vec;
use alloc::vec::Vec;
use rustls::Error;
use rustls::client::UnbufferedClientConnection;
use rustls::pki_types::ServerName;
use rustls::unbuffered::{ConnectionState, EncodeError, EncryptError, UnbufferedStatus};

/// Bytes of data that a session keeps, or of records that are to be sent, before it takes no more.
const KEPT: usize = 2 * RECORD_BYTES;
/// Bytes of records that it keeps to be read: more than the longest message of a handshake takes, of which rustls needs the whole.
const RECEIVED: usize = 128 << 10;
/// Memory that a session may need, with a chain of certificates as long as they can be: there is none without.
const NEEDED: usize = 1 << 20;
/// Data that becomes one record.
const FRAGMENT: usize = 16 << 10;

/// A session.
pub struct Session {
    connection: UnbufferedClientConnection,
    /// TLS records of the peer that are not read yet.
    received: Vec<u8>,
    /// Data of the peer.
    data: Vec<u8>,
    /// TLS records that are to be sent.
    to_send: Vec<u8>,
    status: Status,
    alert: u8,
    finished: bool,
}

/// Removes the first bytes.
fn take(from: &mut Vec<u8>, to: &mut [u8]) -> usize {
    let count = from.len().min(to.len());
    if let (Some(to), Some(taken)) = (to.get_mut(..count), from.get(..count)) {
        to.copy_from_slice(taken);
    }
    from.drain(..count);
    count
}

impl Session {
    /// One with the server of a name, or of an address. `None`: no certificate can have the name, nobody is trusted, or there is
    /// no memory.
    pub fn new(name: &[u8]) -> Option<Self> {
        if !heap::has_room(NEEDED) {
            return None;
        }
        let name = ServerName::try_from(core::str::from_utf8(name).ok()?).ok()?;
        let connection = UnbufferedClientConnection::new(trust::config()?, name.to_owned()).ok()?;
        let mut session = Self {
            connection,
            received: Vec::new(),
            data: Vec::new(),
            to_send: Vec::new(),
            status: Status::Handshake,
            alert: 0,
            finished: false,
        };
        session.go_on();
        Some(session)
    }

    /// Says how the session stands.
    pub fn tell(&self, call: &mut Call) {
        // What came before the end is read first.
        call.status = match self.status {
            Status::Handshake | Status::Open => self.status,
            _ if self.data.is_empty() => self.status,
            _ => Status::Open,
        };
        call.alert = u32::from(self.alert);
        call.to_send = self.to_send.len() as u64;
    }

    fn is_over(&self) -> bool {
        !matches!(self.status, Status::Handshake | Status::Open)
    }

    /// Takes what the peer has sent, as much as there is room for.
    pub fn receive(&mut self, bytes: &[u8]) -> usize {
        if bytes.is_empty() && !self.is_over() {
            // Without a `close_notify` somebody else may have cut the connection.
            self.status = Status::Protocol;
        }
        if self.is_over() {
            return bytes.len();
        }
        if self.data.len() >= KEPT {
            return 0;
        }
        let count = bytes
            .len()
            .min(RECEIVED.saturating_sub(self.received.len()));
        self.received.extend(bytes.iter().take(count));
        self.go_on();
        count
    }

    /// Gives data of the peer.
    pub fn read(&mut self, to: &mut [u8]) -> usize {
        take(&mut self.data, to)
    }

    /// Forgets what was sent, and gives the address of the rest.
    pub fn sent(&mut self, count: usize) -> usize {
        self.to_send.drain(..count.min(self.to_send.len()));
        self.to_send.as_ptr() as usize
    }

    /// Takes data for the peer, as much as there is room for.
    pub fn write(&mut self, data: &[u8]) -> usize {
        if self.status != Status::Open && self.status != Status::Closed {
            return 0;
        }
        let mut taken = 0;
        while taken < data.len() && self.to_send.len() < KEPT && !self.finished {
            let rest = data.get(taken..).unwrap_or_default();
            let part = rest.get(..FRAGMENT).unwrap_or(rest);
            if !self.with_traffic(|traffic, to| traffic.encrypt(part, to)) {
                break;
            }
            taken += part.len();
        }
        taken
    }

    /// Says `close_notify`.
    pub fn finish(&mut self) -> usize {
        if !self.finished && matches!(self.status, Status::Open | Status::Closed) {
            self.with_traffic(|traffic, to| traffic.queue_close_notify(to));
            self.finished = true;
        }
        0
    }

    /// Has a record made; returns whether it was.
    fn with_traffic(
        &mut self,
        make: impl Fn(
            &mut rustls::unbuffered::WriteTraffic<'_, rustls::client::ClientConnectionData>,
            &mut [u8],
        ) -> Result<usize, EncryptError>,
    ) -> bool {
        let UnbufferedStatus { state, .. } =
            self.connection.process_tls_records(&mut self.received);
        // Of what was received, `go_on` has left the beginning of a record alone.
        let Ok(ConnectionState::WriteTraffic(mut traffic)) = state else {
            return false;
        };
        let start = self.to_send.len();
        self.to_send.resize(start + RECORD_BYTES, 0);
        let room = self.to_send.get_mut(start..).unwrap_or_default();
        let made = make(&mut traffic, room);
        self.to_send
            .truncate(start + made.as_ref().copied().unwrap_or(0));
        made.is_ok()
    }

    /// Reads all records that are there.
    fn go_on(&mut self) {
        loop {
            let UnbufferedStatus { mut discard, state } =
                self.connection.process_tls_records(&mut self.received);
            let mut more = true;
            match state {
                Ok(ConnectionState::ReadTraffic(mut traffic)) => {
                    while let Some(Ok(record)) = traffic.next_record() {
                        discard += record.discard;
                        self.data.extend_from_slice(record.payload);
                    }
                }
                Ok(ConnectionState::EncodeTlsData(mut data)) => {
                    encode(&mut data, &mut self.to_send);
                }
                Ok(ConnectionState::TransmitTlsData(data)) => data.done(),
                Ok(ConnectionState::WriteTraffic(_)) => {
                    if self.status == Status::Handshake {
                        self.status = Status::Open;
                    }
                    more = false;
                }
                Ok(ConnectionState::PeerClosed) => self.status = Status::Closed,
                Ok(_) => more = false,
                Err(error) => {
                    if !self.is_over() {
                        (self.status, self.alert) = kind(&error);
                    }
                    self.received.drain(..discard.min(self.received.len()));
                    self.say_why();
                    return;
                }
            }
            self.received.drain(..discard.min(self.received.len()));
            if !more {
                return;
            }
        }
    }

    /// Puts the alert that tells the peer of an error with what is to be sent.
    fn say_why(&mut self) {
        for _ in 0..4 {
            // rustls remembers places in what was received, so that it is there as it was.
            let UnbufferedStatus { discard, state } =
                self.connection.process_tls_records(&mut self.received);
            match state {
                Ok(ConnectionState::EncodeTlsData(mut data)) => {
                    encode(&mut data, &mut self.to_send);
                }
                Ok(ConnectionState::TransmitTlsData(data)) => data.done(),
                _ => return,
            }
            self.received.drain(..discard.min(self.received.len()));
        }
    }
}

/// Appends a message of the handshake, or an alert.
fn encode(
    data: &mut rustls::unbuffered::EncodeTlsData<'_, rustls::client::ClientConnectionData>,
    to: &mut Vec<u8>,
) {
    let mut nothing = [];
    if let Err(EncodeError::InsufficientSize(size)) = data.encode(&mut nothing) {
        let mut bytes = vec![0; size.required_size];
        if let Ok(count) = data.encode(&mut bytes) {
            bytes.truncate(count);
            to.append(&mut bytes);
        }
    }
}

/// What an error is to the program, and the alert if it is one of the peer.
fn kind(error: &Error) -> (Status, u8) {
    match error {
        Error::AlertReceived(alert) => (Status::Alert, u8::from(*alert)),
        Error::InvalidCertificate(_)
        | Error::NoCertificatesPresented
        | Error::UnsupportedNameType
        | Error::InvalidCertRevocationList(_) => (Status::Certificate, 0),
        _ => (Status::Protocol, 0),
    }
}
