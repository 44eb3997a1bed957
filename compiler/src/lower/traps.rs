//! Trap codes: CLIF's and ours.

use super::function::Lower;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, TrapCode, Value};
use wasmc_abi::trap::Trap;

/// The CLIF code of an explicit trap.
pub fn to_clif(trap: Trap) -> TrapCode {
    TrapCode::unwrap_user(trap as u8)
}

/// What a CLIF code means; `None` for a load or a store, which has no site of its own.
pub fn from_clif(code: TrapCode) -> Option<Trap> {
    match code {
        TrapCode::HEAP_OUT_OF_BOUNDS => None,
        TrapCode::STACK_OVERFLOW => Some(Trap::CallStackExhausted),
        TrapCode::INTEGER_OVERFLOW => Some(Trap::IntegerOverflow),
        TrapCode::INTEGER_DIVISION_BY_ZERO => Some(Trap::IntegerDivideByZero),
        TrapCode::BAD_CONVERSION_TO_INTEGER => Some(Trap::InvalidConversionToInteger),
        code => Trap::from_code(code.as_raw().get()),
    }
}

impl Lower<'_> {
    /// Traps if `a` compares so to `b`.
    pub fn trap_if(&mut self, condition: IntCC, a: Value, b: Value, trap: Trap) {
        let condition = self.b.ins().icmp(condition, a, b);
        self.b.ins().trapnz(condition, to_clif(trap));
    }
}
