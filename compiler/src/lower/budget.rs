//! How much a function may become.
//!
//! Most CLIF is proportional to a body. Its blocks, however, hand on the locals and operands that are alive:
//! parameters and arguments are up to the product of the number of branches and that of locals. A few
//! kilobytes can make all memory of a machine out of that.

use super::builder::Lower;
use crate::error::Result;
use cranelift_codegen::ir::Function;

/// The largest CLIF of a function that is compiled, in bytes.
const MAX_BYTES: usize = 512 << 20;
/// From this size on, optimising a function and looking for the best registers takes much more time and
/// memory than in proportion to it. The largest function of CPython has 3 MB.
const COSTLY_BYTES: usize = 32 << 20;

/// What a value takes: its definition, and what is known of it while it is made.
const VALUE_BYTES: usize = 24;
/// What an argument takes, and each place that is left for one.
const ARGUMENT_BYTES: usize = 4;

/// About how much memory a function takes, in bytes.
fn bytes(function: &Function) -> usize {
    let arguments = function.dfg.value_lists.capacity();
    function.dfg.num_values() * VALUE_BYTES + arguments * ARGUMENT_BYTES
}

/// Whether a function is to be compiled in the cheapest way.
pub fn is_costly(function: &Function) -> bool {
    bytes(function) > COSTLY_BYTES
}

/// Refuses a function that has become too large. For use after every instruction: one alone adds no more
/// than a parameter or an argument for each block or local.
pub fn check(f: &Lower<'_>) -> Result<()> {
    if bytes(f.b.func) > MAX_BYTES {
        return Err(f.unsupported(
            "more than 512 MiB of locals and operands that branches hand on, in one function",
        ));
    }
    Ok(())
}
