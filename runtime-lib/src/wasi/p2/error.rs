//! `wasi:io/error`: why an operation of a stream failed. The rep is the number of the errno.

use super::caller::Caller;
use super::types::io::{Error, StreamError};
use super::value::{Given, Resource};
use crate::host::Errno;

/// The errno of an error.
pub fn errno(error: Error) -> Errno {
    Errno::with_number(error.rep())
}

/// An operation of a stream that failed.
pub fn failed(errno: Errno) -> StreamError {
    StreamError::LastOperationFailed(Error::new(u32::from(errno.number())))
}

/// `error.to-debug-string`.
pub fn error_to_debug_string(caller: Caller, this: Error) -> Given<str> {
    caller.text(errno(this).describe())
}

/// Drops an `error`.
pub fn drop_error(_: Error) {}
