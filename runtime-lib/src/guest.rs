//! The only way by which WASI reaches into linear memory.
//!
//! Every address, length and count that comes from the guest is hostile. A range `ptr..ptr+len` is
//! handed out only if `ptr + len <= bytes`, computed in 64 bits from 32-bit operands, so that the sum
//! cannot wrap; the first `bytes` bytes behind `base` are readable and writable for as long as the
//! call lasts, because a memory never shrinks and only the guest itself makes it grow.
//!
//! Addresses need no alignment: WASI asks for it, but nothing here depends on it.
#![allow(unsafe_code)]

use crate::wasi::array::Array;
use crate::wasi::errno::Errno;
use rustix::io::{IoSlice, IoSliceMut};
use wasmc_abi::image::MemoryDescriptor;

/// Memory 0 of the calling module.
#[derive(Clone, Copy)]
pub struct Memory {
    base: u64,
    bytes: u64,
}

/// Bytes of an `iovec` and of a `ciovec`: a pointer and a length, each 32 bits wide.
const IOVEC_BYTES: u64 = 8;

/// Vectors that one system call takes; guests that pass more are served in several.
pub const IOVECS: usize = 64;

/// Bytes that a system call and its loop may move before they return: the kernel's own limit
/// (`MAX_RW_COUNT`, read(2)), which also keeps every count within 32 bits.
pub const MAX_TRANSFER: u64 = 0x7fff_f000;

impl Memory {
    /// The memory at `descriptor`; one without any bytes if it is null, as the module has none then.
    pub fn new(descriptor: *const MemoryDescriptor) -> Self {
        // SAFETY: the compiler passes either null or one of the image's own descriptors.
        let descriptor = unsafe { descriptor.as_ref() };
        descriptor.map_or(Self { base: 0, bytes: 0 }, |it| Self {
            base: it.base,
            bytes: it.bytes,
        })
    }

    /// Host address of a range, which lies wholly within the memory.
    fn range(self, ptr: u32, len: u64) -> Result<*mut u8, Errno> {
        let end = u64::from(ptr).checked_add(len).ok_or(Errno::FAULT)?;
        if end > self.bytes {
            return Err(Errno::FAULT);
        }
        Ok((self.base + u64::from(ptr)) as *mut u8)
    }

    /// The bytes of a range. The slice must not be kept over another use of the memory.
    pub fn bytes(&self, ptr: u32, len: u32) -> Result<&[u8], Errno> {
        let start = self.range(ptr, u64::from(len))?;
        if len == 0 {
            return Ok(&[]);
        }
        // SAFETY: `range` has checked it against the size that the descriptor gives.
        Ok(unsafe { core::slice::from_raw_parts(start, len as usize) })
    }

    /// The bytes of a range, for writing. The slice must not be kept over another use of the memory.
    pub fn bytes_mut(&mut self, ptr: u32, len: u32) -> Result<&mut [u8], Errno> {
        let start = self.range(ptr, u64::from(len))?;
        if len == 0 {
            return Ok(&mut []);
        }
        // SAFETY: `range` has checked it; `&mut self` keeps the callers to one slice at a time.
        Ok(unsafe { core::slice::from_raw_parts_mut(start, len as usize) })
    }

    /// Copies bytes of the host's to `ptr`.
    pub fn copy_in(&mut self, ptr: u32, from: &[u8]) -> Result<(), Errno> {
        let len = u32::try_from(from.len()).map_err(|_| Errno::FAULT)?;
        let to = self.bytes_mut(ptr, len)?;
        for (to, from) in to.iter_mut().zip(from) {
            *to = *from;
        }
        Ok(())
    }

    /// Reads `N` bytes.
    pub fn read<const N: usize>(self, ptr: u32) -> Result<[u8; N], Errno> {
        let start = self.range(ptr, N as u64)?;
        // SAFETY: `range` has checked it; an array of bytes needs no alignment.
        Ok(unsafe { start.cast::<[u8; N]>().read() })
    }

    /// Writes `N` bytes.
    pub fn write<const N: usize>(self, ptr: u32, value: [u8; N]) -> Result<(), Errno> {
        let start = self.range(ptr, N as u64)?;
        // SAFETY: `range` has checked it; an array of bytes needs no alignment.
        unsafe { start.cast::<[u8; N]>().write(value) };
        Ok(())
    }

    /// Reads a little-endian `u16`.
    pub fn read_u16(self, ptr: u32) -> Result<u16, Errno> {
        self.read(ptr).map(u16::from_le_bytes)
    }

    /// Reads a little-endian `u32`.
    pub fn read_u32(self, ptr: u32) -> Result<u32, Errno> {
        self.read(ptr).map(u32::from_le_bytes)
    }

    /// Reads a little-endian `u64`.
    pub fn read_u64(self, ptr: u32) -> Result<u64, Errno> {
        self.read(ptr).map(u64::from_le_bytes)
    }

    /// Writes a little-endian `u16`.
    pub fn write_u16(self, ptr: u32, value: u16) -> Result<(), Errno> {
        self.write(ptr, value.to_le_bytes())
    }

    /// Writes a little-endian `u32`.
    pub fn write_u32(self, ptr: u32, value: u32) -> Result<(), Errno> {
        self.write(ptr, value.to_le_bytes())
    }

    /// Writes a little-endian `u64`.
    pub fn write_u64(self, ptr: u32, value: u64) -> Result<(), Errno> {
        self.write(ptr, value.to_le_bytes())
    }

    /// The array of `count` vectors at `ptr`, checked as a whole; what they point to is checked when
    /// they are taken.
    pub fn iovecs(self, ptr: u32, count: u32) -> Result<Iovecs, Errno> {
        self.range(ptr, u64::from(count) * IOVEC_BYTES)?;
        Ok(Iovecs {
            memory: self,
            next: ptr,
            left: count,
        })
    }
}

/// Pointer arithmetic within a guest structure or array; 4 GiB and beyond is out of every memory.
pub fn offset(ptr: u32, by: u32) -> Result<u32, Errno> {
    ptr.checked_add(by).ok_or(Errno::FAULT)
}

/// An `iovec_array` or `ciovec_array` of the guest, of which chunks are taken from the front.
pub struct Iovecs {
    memory: Memory,
    next: u32,
    left: u32,
}

/// One system call's vectors, on the stack.
pub struct Chunk<T> {
    vectors: Array<T, IOVECS>,
    /// Sum of the lengths, at most [`MAX_TRANSFER`].
    pub bytes: u64,
}

impl<T> Chunk<T> {
    /// The vectors, as rustix takes them.
    pub fn vectors(&mut self) -> &mut [T] {
        self.vectors.as_mut_slice()
    }
}

impl Iovecs {
    /// Whether every vector has been taken.
    pub fn is_empty(&self) -> bool {
        self.left == 0
    }

    /// The next vector: where its bytes are, and how many.
    fn take(&mut self) -> Result<Option<(*mut u8, u64)>, Errno> {
        if self.left == 0 {
            return Ok(None);
        }
        let ptr = self.memory.read_u32(self.next)?;
        let len = u64::from(self.memory.read_u32(offset(self.next, 4)?)?);
        let start = self.memory.range(ptr, len)?;
        // The array was checked as a whole, so that its end is at most 4 GiB: the sum wraps, if at
        // all, behind the last vector, where `left` is 0.
        self.next = self.next.wrapping_add(IOVEC_BYTES as u32);
        self.left -= 1;
        Ok(Some((start, len)))
    }

    /// Copies bytes of the host's into the vectors, as many as both have room for; how many.
    pub fn fill(mut self, mut from: &[u8]) -> Result<u32, Errno> {
        let mut memory = self.memory;
        let mut total = 0u32;
        while !from.is_empty() && u64::from(total) < MAX_TRANSFER {
            let at = self.next;
            let Some((_, len)) = self.take()? else { break };
            let len = len
                .min(MAX_TRANSFER - u64::from(total))
                .min(from.len() as u64);
            let (now, later) = from.split_at_checked(len as usize).ok_or(Errno::FAULT)?;
            memory.copy_in(memory.read_u32(at)?, now)?;
            total += len as u32;
            from = later;
        }
        Ok(total)
    }

    /// Fills a chunk, as far as vectors, room and [`MAX_TRANSFER`] reach.
    fn chunk<T>(&mut self, make: impl Fn(*mut u8, usize) -> T) -> Result<Chunk<T>, Errno> {
        let mut chunk = Chunk {
            vectors: Array::new(),
            bytes: 0,
        };
        while !chunk.vectors.is_full() && chunk.bytes < MAX_TRANSFER {
            let Some((start, len)) = self.take()? else {
                break;
            };
            if len == 0 {
                continue;
            }
            let room = MAX_TRANSFER - chunk.bytes;
            if len > room {
                // The rest of this vector is not transferred, nor is anything behind it.
                self.left = 0;
            }
            let len = len.min(room);
            if chunk.vectors.push(make(start, len as usize)).is_ok() {
                chunk.bytes += len;
            }
        }
        Ok(chunk)
    }

    /// The next vectors, for writing from.
    pub fn sources(&mut self) -> Result<Chunk<IoSlice<'_>>, Errno> {
        self.chunk(|start, len| {
            // SAFETY: `take` has checked the range.
            IoSlice::new(unsafe { core::slice::from_raw_parts(start, len) })
        })
    }

    /// The next vectors, for reading into. A guest may name the same bytes twice: the slices are
    /// turned into plain addresses at once, and only the kernel follows those.
    pub fn targets(&mut self) -> Result<Chunk<IoSliceMut<'_>>, Errno> {
        self.chunk(|start, len| {
            // SAFETY: `take` has checked the range.
            IoSliceMut::new(unsafe { core::slice::from_raw_parts_mut(start, len) })
        })
    }
}
