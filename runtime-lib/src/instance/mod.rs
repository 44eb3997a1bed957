//! The state of the instance while it runs: memories, tables, the wasm stack.

pub mod growth;
pub mod memory;
pub mod snapshot;
pub mod stack;
pub mod table;
