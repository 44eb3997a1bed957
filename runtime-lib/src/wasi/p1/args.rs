//! Arguments and environment variables.

use crate::host::{Errno, Result};
use crate::policy;
use crate::wasi::guest::{Memory, offset};

/// Takes one string after the other: counts them, or writes them to the guest.
struct Sink {
    memory: Memory,
    /// Where the next pointer and the next string go; `None`: they are only counted.
    to: Option<(u32, u32)>,
    count: u32,
    /// With a NUL for each string.
    bytes: u32,
}

impl Sink {
    fn put(&mut self, text: &[u8]) -> Result {
        self.count = self.count.checked_add(1).ok_or(Errno::OVERFLOW)?;
        let len = u32::try_from(text.len() + 1).map_err(|_| Errno::OVERFLOW)?;
        self.bytes = self.bytes.checked_add(len).ok_or(Errno::OVERFLOW)?;
        if let Some((array, buffer)) = &mut self.to {
            self.memory.write_u32(*array, *buffer)?;
            *array = offset(*array, 4)?;
            self.memory.copy_in(*buffer, text)?;
            self.memory.write(offset(*buffer, len - 1)?, [0])?;
            *buffer = offset(*buffer, len)?;
        }
        Ok(())
    }

    #[inline(never)]
    fn put_arguments(&mut self) -> Result {
        policy::each_argument(|text| self.put(text))
    }

    #[inline(never)]
    fn put_variables(&mut self) -> Result {
        policy::each_variable(|text| self.put(text))
    }
}

/// Writes what `list` puts: an array of pointers at `array`, the strings at `buffer`.
fn write(memory: Memory, array: u32, buffer: u32, list: fn(&mut Sink) -> Result) -> Result {
    list(&mut Sink {
        memory,
        to: Some((array, buffer)),
        count: 0,
        bytes: 0,
    })
}

/// Counts what `list` puts.
fn sizes(memory: Memory, count: u32, bytes: u32, list: fn(&mut Sink) -> Result) -> Result {
    let mut sink = Sink {
        memory,
        to: None,
        count: 0,
        bytes: 0,
    };
    list(&mut sink)?;
    memory.write_u32(count, sink.count)?;
    memory.write_u32(bytes, sink.bytes)
}

/// `args_get`.
pub fn args_get(memory: Memory, array: u32, buffer: u32) -> Result {
    write(memory, array, buffer, Sink::put_arguments)
}

/// `args_sizes_get`.
pub fn args_sizes_get(memory: Memory, count: u32, bytes: u32) -> Result {
    sizes(memory, count, bytes, Sink::put_arguments)
}

/// `environ_get`.
pub fn environ_get(memory: Memory, array: u32, buffer: u32) -> Result {
    write(memory, array, buffer, Sink::put_variables)
}

/// `environ_sizes_get`.
pub fn environ_sizes_get(memory: Memory, count: u32, bytes: u32) -> Result {
    sizes(memory, count, bytes, Sink::put_variables)
}
