//! How the runtime of an image and its TLS library talk.
//!
//! The library is an archive of its own, which is linked into images that can send requests alone. It has one function, `wasmc_tls`,
//! which the runtime calls on a stack of its own with the address of a `Call`. It keeps no sockets: the runtime hands it
//! what it has received, and sends what it is handed.

/// Bytes of the stack that the library runs on.
pub const STACK_BYTES: u64 = 256 << 10;

/// Bytes that its heap has at most.
pub const HEAP_BYTES: u64 = 64 << 20;

/// Most bytes of a TLS record, with its header (RFC 8446, 5.2; RFC 5246, 6.2.3).
pub const RECORD_BYTES: usize = (16 << 10) + 2048 + 5;

/// What the library is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Request {
    /// Trusts the certificates in a PEM text, besides those of before. Gives their number.
    Trust,
    /// Makes a session with the server of a name. Gives it, or 0 for a name that no certificate can have or without memory.
    Open,
    /// Takes bytes that were received, and goes on. Gives how many of them it has taken. No bytes: the peer has closed its side.
    Receive,
    /// Moves received data of the peer to a buffer. Gives its length.
    Read,
    /// Encrypts data for the peer. Gives how much of it was taken.
    Write,
    /// Tells the peer that no more data comes.
    Finish,
    /// Forgets so many bytes that have been sent. Gives the address of the rest, whose length is `to_send`, as it is until
    /// the next call.
    Sent,
    /// Forgets a session.
    Close,
}

/// How a session stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Status {
    /// The handshake is not over.
    Handshake,
    /// Data can be written and read.
    Open,
    /// The peer has said that no more data comes.
    Closed,
    /// The peer has broken the protocol, or there is no version or cipher that both know.
    Protocol,
    /// The certificate of the peer is not one to trust, or not for its name.
    Certificate,
    /// The peer has sent an alert, whose number is in [`Call::alert`].
    Alert,
}

/// One call.
#[repr(C)]
#[derive(Debug)]
pub struct Call {
    /// What is asked for.
    pub request: Request,
    /// How the session stands afterwards.
    pub status: Status,
    /// The session, but for [`Request::Trust`] and [`Request::Open`].
    pub session: u64,
    /// Address of the bytes that the request is about.
    pub at: u64,
    /// Their number.
    pub bytes: u64,
    /// What the request gives.
    pub result: u64,
    /// Bytes that are to be sent.
    pub to_send: u64,
    /// Number of the alert (RFC 8446, 6).
    pub alert: u32,
}

impl Call {
    /// One about a session, without bytes.
    pub fn new(request: Request, session: u64) -> Self {
        Self {
            request,
            status: Status::Protocol,
            session,
            at: 0,
            bytes: 0,
            result: 0,
            to_send: 0,
            alert: 0,
        }
    }
}
