//! `wasi:cli/exit`.

use super::caller::Caller;
use crate::sys;

/// `exit`.
pub fn exit(_: Caller, status: Result<(), ()>) -> ! {
    sys::exit(i32::from(status.is_err()))
}

/// `exit-with-code`.
pub fn exit_with_code(_: Caller, code: u8) -> ! {
    sys::exit(i32::from(code))
}
