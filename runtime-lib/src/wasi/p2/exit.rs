//! `wasi:cli/exit`.

use super::caller::Caller;
use crate::{sys, trap};

/// `exit`.
pub fn exit(_: Caller, status: Result<(), ()>) -> ! {
    end(u8::from(status.is_err()))
}

/// `exit-with-code`.
pub fn exit_with_code(_: Caller, code: u8) -> ! {
    end(code)
}

/// Of a server, only the request ends.
fn end(code: u8) -> ! {
    trap::leave(trap::EXITED);
    sys::exit(i32::from(code))
}
