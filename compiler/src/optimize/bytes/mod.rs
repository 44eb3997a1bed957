//! Loops that copy, set or compare memory byte by byte take eight bytes at once.
//!
//! C libraries copy, set and compare memory by such loops, and so does other code. The loop stays as it
//! is. In front of it, a block asks whether the loop will run eight more rounds, whether their bytes lie
//! in one page of each pointer, and, for a copy, whether no byte is written that is read later. Then it does the eight
//! rounds at once, and asks again. If not, the loop does one round, and comes back.
//!
//! All effects stay, and so does the trap: memory is mapped by pages, so eight bytes of a page can be accessed
//! exactly if the first one can, which the loop accesses next. As memories begin at a page, an
//! index does not wrap inside of one either. Accesses that are checked by an instruction are none of these.

mod find;
mod path;
mod shape;
mod write;

use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::TargetIsa;

/// Rewrites the loops of a function.
pub fn run(function: &mut Function, _: &dyn TargetIsa) {
    for it in find::loops(function) {
        write::write(function, &it);
    }
}
