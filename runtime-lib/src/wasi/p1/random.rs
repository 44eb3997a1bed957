//! Random bytes.

use crate::host::{Result, fill_random};
use crate::wasi::guest::Memory;

/// `random_get`.
pub fn random_get(memory: Memory, ptr: u32, len: u32) -> Result {
    fill_random(memory.range(ptr, len)?)
}
