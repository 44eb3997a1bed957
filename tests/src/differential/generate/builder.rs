//! What the parts of the generator share.

use std::fmt::Write;
use wasmc_agent::random::Random;

/// A number type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Type {
    I32,
    I64,
    F32,
    F64,
}

impl Type {
    /// Each of them.
    pub const ALL: [Type; 4] = [Type::I32, Type::I64, Type::F32, Type::F64];

    /// As in the text format.
    pub fn name(self) -> &'static str {
        match self {
            Type::I32 => "i32",
            Type::I64 => "i64",
            Type::F32 => "f32",
            Type::F64 => "f64",
        }
    }
}

/// What a function takes and gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The types that it takes.
    pub params: Vec<Type>,
    /// The types that it returns.
    pub results: Vec<Type>,
}

/// Mutable globals of each type: `$g0` to `$g3`, then `$h0` to `$h3`.
pub const GLOBALS: [&str; 2] = ["g", "h"];

/// A function under construction.
pub struct Generator<'a> {
    pub random: &'a mut Random,
    /// All functions, by number.
    pub signatures: &'a [Signature],
    /// The number of this one.
    pub number: usize,
    /// Parameters and locals, by index.
    pub locals: Vec<Type>,
    /// Blocks around without results, by label number.
    pub labels: Vec<usize>,
    /// Loops around, each with a counter of its own.
    pub loops: usize,
    pub next_label: usize,
    /// What may still be generated.
    pub budget: u32,
    /// Whether it calls nothing, not even itself: nothing would end that.
    pub is_leaf: bool,
}

/// What writing to a string is.
pub const INFALLIBLE: &str = "a string takes everything";

/// The types of a function, as its declaration has them.
pub fn declared(signature: &Signature) -> String {
    let mut text = String::new();
    for (word, types) in [("param", &signature.params), ("result", &signature.results)] {
        for ty in types {
            write!(text, "({word} {}) ", ty.name()).expect(INFALLIBLE);
        }
    }
    text
}
