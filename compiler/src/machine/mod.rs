//! CLIF → code.
//!
//! Needs functions that the CLIF verifier accepts, with their dominator trees, in which external names are those of
//! [`Symbol`](crate::program::symbol::Symbol)s and the user's trap codes those of
//! [`Trap`](wasmc_abi::trap::Trap)s. Gives the code of each, by a [`Generator`], and from the code of
//! all the text of the image: calls inside it resolved, relocations against symbols, sites.

mod cranelift;
mod frames;
mod function;
mod isa;
mod loops;
mod places;
mod relax;
mod text;
mod traps;

pub use cranelift::Cranelift;
pub use function::{FunctionCode, Generator};
pub use isa::isa;
pub use places::{Span, ValuePlace, ValueRange};
pub use text::{Code, Placed, RelocTarget, TextReloc, lay_out};
pub use traps::SiteKind;
