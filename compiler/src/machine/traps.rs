//! The sites of traps, and what the trap codes of CLIF mean.

use crate::inline::CopyId;
use cranelift_codegen::ir::TrapCode;
use wasmc_abi::trap::Trap;

/// What a site is. Of two with one code offset, the first of these comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SiteKind {
    /// A call.
    Call,
    /// An explicit trap.
    Trap(Trap),
    /// An access to a memory in an inlined body.
    Access(CopyId),
}

/// The site of a code; `None` for a load or a store in the function's own body, which has none.
pub fn from_clif(code: TrapCode) -> Option<SiteKind> {
    let trap = match code {
        TrapCode::HEAP_OUT_OF_BOUNDS => None,
        TrapCode::STACK_OVERFLOW => Some(Trap::CallStackExhausted),
        TrapCode::INTEGER_OVERFLOW => Some(Trap::IntegerOverflow),
        TrapCode::INTEGER_DIVISION_BY_ZERO => Some(Trap::IntegerDivideByZero),
        TrapCode::BAD_CONVERSION_TO_INTEGER => Some(Trap::InvalidConversionToInteger),
        code => {
            let code = code.as_raw().get();
            if let Some(copy) = CopyId::from_access_code(code) {
                return Some(SiteKind::Access(copy));
            }
            Trap::from_code(code)
        }
    };
    trap.map(SiteKind::Trap)
}
