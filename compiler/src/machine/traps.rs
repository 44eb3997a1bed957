//! What the trap codes of CLIF mean.

use cranelift_codegen::ir::TrapCode;
use wasmc_abi::trap::Trap;

/// The trap of a code; `None` for a load or a store, which has no site of its own.
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
