//! Explicit traps.

use super::builder::Lower;
use crate::inline::CopyId;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, TrapCode, Value};
use wasmc_abi::trap::Trap;

/// The CLIF code of an explicit trap.
pub fn to_clif(trap: Trap) -> TrapCode {
    TrapCode::unwrap_user(trap as u8)
}

/// The CLIF code of an access to a memory. The report names the copy in which it traps.
pub fn access_to_clif(copy: Option<CopyId>) -> TrapCode {
    match copy {
        Some(copy) => TrapCode::unwrap_user(copy.access_code()),
        None => TrapCode::HEAP_OUT_OF_BOUNDS,
    }
}

impl Lower<'_> {
    /// Traps if `a` compares so to `b`.
    pub fn trap_if(&mut self, condition: IntCC, a: Value, b: Value, trap: Trap) {
        let condition = self.b.ins().icmp(condition, a, b);
        self.b.ins().trapnz(condition, to_clif(trap));
    }
}
