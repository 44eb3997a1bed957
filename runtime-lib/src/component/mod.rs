//! What the canonical ABI of the component model asks of a runtime: handles, calls between components, traps.

mod calls;
mod entries;
mod handles;
mod transcode;

pub use calls::{enter, exit};
pub use entries::Entries;
pub use handles::{
    Handles, resource_drop, resource_new, resource_rep, transfer_borrow, transfer_own,
};

pub use transcode::*;

use crate::trap;
use wasmc_abi::trap::ComponentTrap;

/// Raises a trap that names an index.
#[cold]
fn raise_at(trap: ComponentTrap, index: u32) -> ! {
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
#[allow(unsafe_code)]
pub extern "C" fn raise(code: u32) -> ! {
    let trap = u8::try_from(code).ok().and_then(ComponentTrap::from_code);
    // Compiled code passes no other codes.
    trap::raise_component(trap.unwrap_or(ComponentTrap::NotSupported), b"")
}
