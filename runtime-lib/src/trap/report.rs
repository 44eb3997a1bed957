//! What a trap says on stderr: its message, then the wasm call stack, innermost first.
#![allow(unsafe_code)]

use super::sites::{self, Kind, Site};
use crate::arch::{self, Frame};
use crate::instance::stack;
use crate::{image, sys};
use wasmc_abi::image::{NO_NAME, STACK_USED_UP, SYNTHETIC};
use wasmc_abi::trap::{ComponentTrap, Trap};

/// Lines that are printed.
const MAX_LINES: usize = 32;

/// The lines of a report so far.
struct Lines {
    /// How many more may be printed.
    left: usize,
    /// The last one: a function, and an offset in its module.
    last: (usize, u32),
    /// How often the last one came again.
    again: u64,
    /// The texts with the places of those that come next.
    places: &'static [u8],
}

/// Prints the report of a trap. Images that go on after one have a copy of it; in others it is called once.
#[inline(always)]
pub fn trap(trap: Trap, from: Frame, detail: &[u8]) {
    message(trap.message(), detail);
    stack_of(from);
    if trap == Trap::MemoryOutOfBounds
        && let Some(hint) = name(image::header().stack_hint)
        && image::stack_pointer() < STACK_USED_UP
    {
        sys::stderr!(hint);
    }
}

/// Prints the report of a trap of a component, likewise.
#[inline(always)]
pub fn component_trap(trap: ComponentTrap, from: Frame, detail: &[u8]) {
    message(trap.message(), detail);
    stack_of(from);
}

/// Prints the first line of a report.
fn message(message: &str, detail: &[u8]) {
    let between: &[u8] = if detail.is_empty() { b"" } else { b": " };
    sys::stderr!(b"wasm trap: ", message.as_bytes(), between, detail, b"\n");
}

/// Prints that the time is over.
pub fn timeout(milliseconds: u64, from: Frame) {
    sys::stderr!(
        b"wasmc: timed out after ",
        sys::Decimal(milliseconds),
        b" ms (--timeout)\n"
    );
    stack_of(from);
}

/// Prints the wasm call stack.
pub fn stack_of(from: Frame) {
    let mut lines = Lines {
        left: MAX_LINES,
        last: (usize::MAX, 0),
        again: 0,
        places: b"",
    };
    if let Some(offset) = image::text_offset(from.pc) {
        print_frame(offset, true, &mut lines);
    }
    let mut frame = from.frame;
    // A recursion has many frames with one program counter: what it added last, if that was nothing but
    // repetitions.
    let (mut last_pc, mut repetitions) = (0, 0);
    // A frame is the caller's frame pointer, then the return address; callers lie higher.
    while frame.is_multiple_of(8) && stack::contains(frame) && stack::contains(frame + 8) {
        // SAFETY: the word lies on the wasm stack, which stays mapped.
        let next = unsafe { *(frame as *const u64) };
        // SAFETY: as above.
        let pc = unsafe { *((frame + 8) as *const u64) };
        let pc = arch::return_address(pc);
        if pc == last_pc && repetitions != 0 {
            lines.again += repetitions;
        } else if let Some(offset) = image::text_offset(pc) {
            let (left, again) = (lines.left, lines.again);
            if print_frame(offset, false, &mut lines).is_none() {
                return;
            }
            (last_pc, repetitions) = (pc, 0);
            if lines.left == left {
                repetitions = lines.again - again;
            }
        }
        if next <= frame {
            break;
        }
        frame = next;
    }
    lines.fold();
}

/// Prints the function at a code offset with the byte offset in its module, and before it the bodies
/// that are inlined there, innermost first; code that is in no module is left out. `exact`: the code
/// offset is that of the instruction that trapped, else it is a return address. Returns `None` where
/// no line is left.
fn print_frame(offset: u32, exact: bool, lines: &mut Lines) -> Option<()> {
    // A call that does not return may be the last instruction of its function.
    let within = if exact { offset } else { offset - 1 };
    let Some(index) = sites::function_at(within) else {
        return Some(());
    };
    let Some(function) = image::functions().get(index) else {
        return Some(());
    };
    if function.index == SYNTHETIC {
        return Some(());
    }
    // What follows a call has the call's return address.
    let here = |site: &Site| site.pc == offset && exact != (site.kind == Kind::Call);
    lines.places = places_of(within);
    let site = sites::of_function(index).find(here);
    let mut copy = site.as_ref().and_then(|site| site.copy);
    let mut wasm_offset = match site {
        Some(site) if site.kind != Kind::Access => Some(site.wasm_offset),
        _ => None,
    };
    while let Some(inlined) = copy.and_then(|number| sites::copy(index, number)) {
        lines.add(inlined.function, wasm_offset)?;
        wasm_offset = Some(inlined.call_offset);
        copy = inlined.caller;
    }
    lines.add(index, wasm_offset)
}

/// The texts that say where the code at an offset came from; nothing where that is not known.
fn places_of(offset: u32) -> &'static [u8] {
    let records = image::lines();
    // A search from the start is less code, and a report has few lines.
    match records.iter().find(|record| record.code == offset) {
        Some(record) => image::places()
            .get(record.place as usize..)
            .unwrap_or_default(),
        None => b"",
    }
}

/// Takes the next text.
fn next_text(places: &mut &'static [u8]) -> &'static [u8] {
    let len = sites::unsigned(places).unwrap_or_default();
    let (text, rest) = places.split_at_checked(len as usize).unwrap_or_default();
    *places = rest;
    text
}

impl Lines {
    /// Prints a function with an offset in its module, or with that of its body; counts a line that is
    /// the same as the last one. Returns `None` where no line is left.
    fn add(&mut self, index: usize, wasm_offset: Option<u32>) -> Option<()> {
        let place = next_text(&mut self.places);
        let function = image::functions().get(index)?;
        let wasm_offset = wasm_offset.unwrap_or(function.wasm_offset);
        if self.last == (index, wasm_offset) {
            self.again += 1;
            return Some(());
        }
        self.last = (index, wasm_offset);
        self.fold();
        let Some(rest) = self.left.checked_sub(1) else {
            sys::stderr!(b"    ...\n");
            return None;
        };
        self.left = rest;
        match name(function.name) {
            Some(name) => sys::stderr!(b"    at ", name),
            None => sys::stderr!(
                b"    at func[",
                sys::Decimal(u64::from(function.index)),
                b"]"
            ),
        }
        sys::stderr!(
            b" (0x",
            sys::Hex(u64::from(wasm_offset)),
            b")",
            place,
            b"\n"
        );
        Some(())
    }

    /// Prints how often the last line came again.
    fn fold(&mut self) {
        if self.again != 0 {
            sys::stderr!(b"    ... ", sys::Decimal(self.again), b" more\n");
            self.again = 0;
        }
    }
}

fn name(offset: u32) -> Option<&'static [u8]> {
    if offset == NO_NAME {
        return None;
    }
    let mut rest = image::names().get(offset as usize..)?;
    Some(next_text(&mut rest))
}

/// Prints what a fault that no wasm code can explain was.
pub fn unexplained(signal: i32, pc: u64, address: u64) {
    sys::stderr!(
        b"wasmc: internal error: signal ",
        sys::Decimal(u64::from(signal.unsigned_abs())),
        b" at 0x",
        sys::Hex(pc.wrapping_sub(image::text())),
        b" of the text, address 0x",
        sys::Hex(address),
        b"; please report it\n",
    );
}
