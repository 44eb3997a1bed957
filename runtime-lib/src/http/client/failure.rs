//! Why a request got no answer.

use crate::host::Errno;

/// The reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The name of the host has no addresses.
    Name,
    /// None of the addresses takes connections.
    Refused,
    /// There is no way to them.
    Unroutable,
    /// The connection was not there in time.
    ConnectTimeout,
    /// The answer, or more of its body, did not come in time.
    ReadTimeout,
    /// What came is no answer, or it ended too early.
    Protocol,
    /// The body has a coding that nobody knows here.
    Coding,
    /// The request's head is too large.
    HeadSize,
    /// TLS could not be agreed on.
    Tls,
}

impl Failure {
    /// Why an address could not be connected to.
    pub fn of_connecting(errno: Errno) -> Self {
        match errno {
            Errno::TIMEDOUT => Self::ConnectTimeout,
            Errno::NETUNREACH | Errno::HOSTUNREACH | Errno::NETDOWN => Self::Unroutable,
            _ => Self::Refused,
        }
    }
}
