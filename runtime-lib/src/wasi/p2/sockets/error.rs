//! `error-code`.

use crate::host::Errno;
use crate::wasi::p2::types::sockets::ErrorCode;

/// What most functions return.
pub type Result<T = ()> = core::result::Result<T, ErrorCode>;

impl From<Errno> for ErrorCode {
    fn from(errno: Errno) -> Self {
        match errno {
            Errno::PERM | Errno::ACCES => Self::AccessDenied,
            Errno::AGAIN => Self::WouldBlock,
            Errno::ADDRINUSE => Self::AddressInUse,
            Errno::ADDRNOTAVAIL => Self::AddressNotBindable,
            Errno::TIMEDOUT => Self::Timeout,
            Errno::CONNREFUSED => Self::ConnectionRefused,
            Errno::CONNRESET => Self::ConnectionReset,
            Errno::CONNABORTED => Self::ConnectionAborted,
            Errno::INVAL => Self::InvalidArgument,
            Errno::HOSTUNREACH | Errno::NETDOWN | Errno::NETUNREACH => Self::RemoteUnreachable,
            Errno::ISCONN | Errno::NOTCONN | Errno::DESTADDRREQ => Self::InvalidState,
            Errno::MFILE | Errno::NFILE => Self::NewSocketLimit,
            Errno::MSGSIZE => Self::DatagramTooLarge,
            Errno::NOMEM | Errno::NOBUFS => Self::OutOfMemory,
            Errno::NOTSUP
            | Errno::NOPROTOOPT
            | Errno::PROTONOSUPPORT
            | Errno::PROTOTYPE
            | Errno::AFNOSUPPORT => Self::NotSupported,
            _ => Self::Unknown,
        }
    }
}

/// A value of an option that may not be 0.
pub fn not_zero<T: PartialEq + From<u8>>(value: T) -> Result {
    if value == T::from(0) {
        return Err(ErrorCode::InvalidArgument);
    }
    Ok(())
}
