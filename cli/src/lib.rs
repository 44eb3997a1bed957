//! What other programs may use of the command `wasmc`: the runtime archives that are inside it.

pub mod runtime;
