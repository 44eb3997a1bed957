//! How components end: by a trap, or with an exit code.
#![allow(unsafe_code)]

use crate::{sys, trap};
use wasmc_abi::trap::ComponentTrap;

/// Raises a trap that names an index.
#[cold]
pub fn raise_at(trap: ComponentTrap, index: u32) -> ! {
    let mut digits = [0; 10];
    let mut start = digits.len();
    let mut rest = index;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        start -= 1;
        if rest == 0 {
            break;
        }
    }
    trap::raise_component(trap, digits.get(start..).unwrap_or_default())
}

/// Raises the trap with this code.
#[unsafe(export_name = wasmc_abi::builtin!(RaiseComponent))]
pub extern "C" fn raise(code: u32) -> ! {
    let trap = u8::try_from(code).ok().and_then(ComponentTrap::from_code);
    // Compiled code passes no other codes.
    trap::raise_component(trap.unwrap_or(ComponentTrap::NotSupported), b"")
}

/// Ends the process with this exit code.
#[unsafe(export_name = wasmc_abi::builtin!(Exit))]
pub extern "C" fn end(code: u32) -> ! {
    sys::exit(code as i32)
}
