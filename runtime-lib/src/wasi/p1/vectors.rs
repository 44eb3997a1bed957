//! Arrays of vectors: how many of them go into one system call, and when there is another.

use crate::host::{Descriptor, Result};
use crate::sys::IoVec;
use crate::wasi::guest::{Chunk, Iovecs, MAX_TRANSFER};

/// Writes all of the vectors, as many to a call as it takes, until one writes less than it was given.
/// `write` gets the number of bytes that have been written so far.
pub fn write_all(
    mut vectors: Iovecs,
    mut write: impl FnMut(&[IoVec], u64) -> Result<usize>,
) -> Result<u32> {
    let mut total = 0;
    let mut chunk = Chunk::new();
    loop {
        let taken = vectors.take_chunk(&mut chunk);
        let (written, asked) = match taken.and_then(|()| write(chunk.vectors(), total)) {
            Ok(written) => (written as u64, chunk.bytes),
            // What has been written is written: the error will come back at the next call.
            Err(_) if total > 0 => break,
            Err(errno) => return Err(errno),
        };
        total += written;
        if written < asked || vectors.is_empty() || total >= MAX_TRANSFER {
            break;
        }
    }
    // At most twice MAX_TRANSFER, which is less than 4 GiB.
    Ok(total as u32)
}

/// Reads into the vectors with one call: a second one could wait for more bytes
/// while those of the first are there. Only files inside the image never wait. `read` gets the number of
/// bytes that have been read so far.
pub fn read_once(
    descriptor: Descriptor,
    mut vectors: Iovecs,
    mut read: impl FnMut(&[IoVec], u64) -> Result<usize>,
) -> Result<u32> {
    let mut total = 0;
    let mut chunk = Chunk::new();
    loop {
        vectors.take_chunk(&mut chunk)?;
        total += read(chunk.vectors(), total)? as u64;
        let embedded = matches!(descriptor, Descriptor::Embedded(..));
        if !embedded || vectors.is_empty() || total >= MAX_TRANSFER {
            return Ok(total as u32);
        }
    }
}
