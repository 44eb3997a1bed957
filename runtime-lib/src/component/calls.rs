//! Calls between component instances, as far as handles are lent to them (component model, CanonicalABI.md, "Task State").
//!
//! Calls nest. Each knows how many borrow handles it has still to drop, and which own handles were lent to it.
#![allow(unsafe_code)]

use super::entries::Entries;
use super::handles::Handles;
use crate::{sys, trap};
use wasmc_abi::trap::ComponentTrap;

/// A call under way.
#[derive(Clone, Copy)]
struct Call {
    /// Borrow handles that were made for it and are not dropped yet.
    borrows: u32,
    /// Number of lenders of the calls around it.
    lenders: u32,
}

/// An own handle that is lent.
#[derive(Clone, Copy)]
struct Lender {
    table: u64,
    index: u32,
}

static CALLS: Entries<Call> = Entries::new();
static LENDERS: Entries<Lender> = Entries::new();

fn no_memory() -> ! {
    sys::fail!(b"cannot call a component: not enough memory")
}

/// A call begins.
#[unsafe(export_name = wasmc_abi::builtin!(EnterCall))]
pub extern "C" fn enter() {
    let call = Call {
        borrows: 0,
        lenders: LENDERS.len(),
    };
    if CALLS.push(call).is_none() {
        no_memory();
    }
}

/// The call that began last returns.
#[unsafe(export_name = wasmc_abi::builtin!(ExitCall))]
pub extern "C" fn exit() {
    let last = CALLS.len().saturating_sub(1);
    let Some(call) = CALLS.get(last) else {
        return;
    };
    if call.borrows != 0 {
        trap::raise_component(ComponentTrap::BorrowsRemain, b"");
    }
    let mut index = LENDERS.len();
    while index > call.lenders {
        index -= 1;
        if let Some(lender) = LENDERS.get(index) {
            lender.handles().end_loan(lender.index);
        }
    }
    LENDERS.truncate(call.lenders);
    CALLS.truncate(last);
}

/// A borrow handle is made for the call that began last; returns its number.
pub fn borrow() -> u32 {
    let number = CALLS.len().saturating_sub(1);
    change(number, 1);
    number
}

/// A borrow handle of a call is dropped.
pub fn give_back(number: u32) {
    change(number, -1);
}

fn change(number: u32, by: i32) {
    if let Some(mut call) = CALLS.get(number) {
        call.borrows = call.borrows.wrapping_add_signed(by);
        CALLS.set(number, call);
    }
}

/// An own handle is lent to the call that began last.
pub fn note_lender(table: u64, index: u32) {
    if LENDERS.push(Lender { table, index }).is_none() {
        no_memory();
    }
}

impl Lender {
    fn handles(self) -> Handles {
        // SAFETY: `note_lender` is called with the address of a table.
        unsafe { Handles::new(self.table) }
    }
}
