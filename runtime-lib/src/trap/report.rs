//! What a trap says on stderr: its message, then the wasm call stack, innermost first.
#![allow(unsafe_code)]

use super::{Frame, sites, target};
use crate::{image, stack, sys};
use wasmc_abi::image::{NO_NAME, SYNTHETIC};
use wasmc_abi::trap::Trap;

/// Frames that are printed; a deep recursion repeats itself.
const MAX_FRAMES: usize = 32;

/// Prints the report of a trap.
pub fn trap(trap: Trap, from: Frame, detail: &[u8]) {
    sys::stderr!(b"wasm trap: ", trap.message().as_bytes());
    if !detail.is_empty() {
        sys::stderr!(b": ", detail);
    }
    sys::stderr!(b"\n");
    let mut printed = 0;
    if let Some(offset) = image::text_offset(from.pc) {
        printed += usize::from(print_frame(offset, true));
    }
    let mut frame = from.frame;
    // A frame is the caller's frame pointer, then the return address; callers lie higher.
    while frame.is_multiple_of(8) && stack::contains(frame) && stack::contains(frame + 8) {
        // SAFETY: both words lie on the wasm stack, which stays mapped.
        let (next, pc) = unsafe { (*(frame as *const u64), *((frame + 8) as *const u64)) };
        let pc = target::return_address(pc);
        if let Some(offset) = image::text_offset(pc) {
            if printed == MAX_FRAMES {
                sys::stderr!(b"    ...\n");
                return;
            }
            printed += usize::from(print_frame(offset, false));
        }
        if next <= frame {
            return;
        }
        frame = next;
    }
}

/// Prints the function at a code offset with the byte offset in its module; code that is in no
/// module is left out. `exact`: the offset is that of the trapping instruction, which is listed if
/// it is an explicit trap; else it is a return address.
fn print_frame(offset: u32, exact: bool) -> bool {
    // A call that does not return may be the last instruction of its function.
    let within = if exact { offset } else { offset - 1 };
    let Some(index) = sites::function_at(within) else {
        return false;
    };
    let Some(function) = image::functions().get(index) else {
        return false;
    };
    if function.index == SYNTHETIC {
        return false;
    }
    let site = sites::of_function(index).and_then(|mut sites| sites.find(|s| s.pc == offset));
    let mut number = [0; 10];
    sys::stderr!(b"    at ");
    match name(function.name) {
        Some(name) => sys::stderr!(name),
        None => sys::stderr!(b"func[", decimal(function.index, &mut number), b"]"),
    }
    let wasm_offset = site.map_or(function.wasm_offset, |site| site.wasm_offset);
    sys::stderr!(b" (0x", hex(u64::from(wasm_offset), &mut [0; 16]), b")\n");
    true
}

fn name(offset: u32) -> Option<&'static [u8]> {
    if offset == NO_NAME {
        return None;
    }
    let mut rest = image::names().get(offset as usize..)?;
    let len = sites::unsigned(&mut rest)?;
    rest.get(..len as usize)
}

/// Prints what a fault that no wasm code can explain was.
pub fn unexplained(signal: i32, pc: u64, address: u64) {
    let (mut number, mut at, mut to) = ([0; 10], [0; 16], [0; 16]);
    sys::stderr!(
        b"wasmc: internal error: signal ",
        decimal(signal as u32, &mut number),
        b" at 0x",
        hex(pc.wrapping_sub(image::text()), &mut at),
        b" of the text, address 0x",
        hex(address, &mut to),
        b"; please report it\n",
    );
}

fn decimal(mut value: u32, buffer: &mut [u8; 10]) -> &[u8] {
    let mut start = buffer.len();
    for slot in buffer.iter_mut().rev() {
        *slot = b'0' + (value % 10) as u8;
        value /= 10;
        start -= 1;
        if value == 0 {
            break;
        }
    }
    buffer.get(start..).unwrap_or_default()
}

fn hex(mut value: u64, buffer: &mut [u8; 16]) -> &[u8] {
    let mut start = buffer.len();
    for slot in buffer.iter_mut().rev() {
        let digit = (value & 15) as u8;
        *slot = if digit < 10 {
            b'0' + digit
        } else {
            b'a' - 10 + digit
        };
        value >>= 4;
        start -= 1;
        if value == 0 {
            break;
        }
    }
    buffer.get(start..).unwrap_or_default()
}
