//! What only the instructions of the target can do: addresses of symbols, the entry point, switching
//! stacks, and what is in the frame of a signal.

#[cfg(target_arch = "aarch64")]
mod aarch64;
mod frame;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "aarch64")]
use aarch64 as target;
#[cfg(target_arch = "x86_64")]
use x86_64 as target;

pub use frame::{Frame, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
pub use target::{SIGNALS, call_on_stack, frame_pointer, registers, resume, return_address};
pub(crate) use target::{address_of, entry_point};
