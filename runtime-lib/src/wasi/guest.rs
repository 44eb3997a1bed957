//! The only way by which WASI reaches into linear memory.
//!
//! Nothing refers to guest memory: it is read and written by value, or its ranges are handed to the
//! kernel. A guest may name the same bytes twice in one call, and what is read once may be something
//! else when it is read again.
//!
//! Every address, length and count that comes from the guest is hostile. A range `ptr..ptr+len` is
//! handed out only if `ptr + len <= bytes`, computed in 64 bits from 32-bit operands, so that the sum
//! cannot wrap; the first `bytes` bytes behind `base` are readable and writable for as long as the
//! call lasts, because a memory never shrinks and only the guest itself makes it grow. Preview 1 has
//! 32-bit addresses, so that of a memory with 64-bit ones it reaches the first 4 GiB.
//!
//! Addresses need no alignment: WASI asks for it, but nothing here depends on it.
#![allow(unsafe_code)]

use crate::array::Array;
use crate::host::{Errno, Result};
use crate::sys::IoVec;
use wasmc_abi::image::{INDEX_RANGE, MemoryDescriptor};

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
    ///
    /// # Safety
    /// Otherwise it must be a descriptor of this image.
    pub unsafe fn new(descriptor: *const MemoryDescriptor) -> Self {
        if descriptor.is_null() {
            return Self { base: 0, bytes: 0 };
        }
        // SAFETY: the caller's promise.
        let base = unsafe { (*descriptor).base };
        // SAFETY: as above.
        let bytes = unsafe { (*descriptor).bytes }.min(INDEX_RANGE);
        Self { base, bytes }
    }

    /// Host address of a range, which lies wholly within the memory.
    fn address(self, ptr: u32, len: u64) -> Result<*mut u8> {
        let end = u64::from(ptr).checked_add(len).ok_or(Errno::FAULT)?;
        if end > self.bytes {
            return Err(Errno::FAULT);
        }
        Ok((self.base + u64::from(ptr)) as *mut u8)
    }

    /// Fails if a range does not lie wholly within the memory.
    pub fn check(self, ptr: u32, len: u32) -> Result {
        self.address(ptr, u64::from(len)).map(drop)
    }

    /// The bytes of a range.
    pub fn range(self, ptr: u32, len: u32) -> Result<IoVec> {
        let start = self.address(ptr, u64::from(len))?;
        // SAFETY: `address` has checked it, and nothing here makes references to guest memory.
        Ok(unsafe { IoVec::new(start, len as usize) })
    }

    /// Copies bytes of the host's to `ptr`.
    pub fn copy_in(self, ptr: u32, from: &[u8]) -> Result {
        let len = u32::try_from(from.len()).map_err(|_| Errno::FAULT)?;
        self.range(ptr, len)?.fill(from);
        Ok(())
    }

    /// Copies the bytes at `ptr` to the host's.
    pub fn copy_out(self, ptr: u32, to: &mut [u8]) -> Result {
        let start = self.address(ptr, to.len() as u64)?;
        // SAFETY: `address` has checked the range; `to` is a slice of ours, apart from it.
        unsafe { core::ptr::copy_nonoverlapping(start, to.as_mut_ptr(), to.len()) };
        Ok(())
    }

    /// Reads `N` bytes.
    pub fn read<const N: usize>(self, ptr: u32) -> Result<[u8; N]> {
        let start = self.address(ptr, N as u64)?;
        // SAFETY: `address` has checked it; an array of bytes needs no alignment.
        Ok(unsafe { start.cast::<[u8; N]>().read() })
    }

    /// Writes `N` bytes.
    pub fn write<const N: usize>(self, ptr: u32, value: [u8; N]) -> Result {
        let start = self.address(ptr, N as u64)?;
        // SAFETY: `address` has checked it; an array of bytes needs no alignment.
        unsafe { start.cast::<[u8; N]>().write(value) };
        Ok(())
    }

    /// Reads a little-endian `u16`.
    pub fn read_u16(self, ptr: u32) -> Result<u16> {
        self.read(ptr).map(u16::from_le_bytes)
    }

    /// Reads a little-endian `u32`.
    pub fn read_u32(self, ptr: u32) -> Result<u32> {
        self.read(ptr).map(u32::from_le_bytes)
    }

    /// Reads a little-endian `u64`.
    pub fn read_u64(self, ptr: u32) -> Result<u64> {
        self.read(ptr).map(u64::from_le_bytes)
    }

    /// Writes a little-endian `u16`.
    pub fn write_u16(self, ptr: u32, value: u16) -> Result {
        self.write(ptr, value.to_le_bytes())
    }

    /// Writes a little-endian `u32`.
    pub fn write_u32(self, ptr: u32, value: u32) -> Result {
        self.write(ptr, value.to_le_bytes())
    }

    /// Writes a little-endian `u64`.
    pub fn write_u64(self, ptr: u32, value: u64) -> Result {
        self.write(ptr, value.to_le_bytes())
    }

    /// A range that results are put into.
    pub fn area(self, ptr: u32, len: u32) -> Result<Area> {
        let start = self.address(ptr, u64::from(len))?;
        Ok(Area { start, len })
    }

    /// The array of `count` vectors at `ptr`, checked as a whole; what they point to is checked when
    /// they are taken.
    pub fn iovecs(self, ptr: u32, count: u32) -> Result<Iovecs> {
        self.address(ptr, u64::from(count) * IOVEC_BYTES)?;
        Ok(Iovecs {
            memory: self,
            next: ptr,
            left: count,
        })
    }
}

/// A range of guest memory, to be written piece by piece.
#[derive(Clone, Copy)]
pub struct Area {
    start: *mut u8,
    len: u32,
}

impl Area {
    /// Writes `N` bytes at an offset; what does not lie within the range is not written.
    #[inline(always)]
    pub fn put<const N: usize>(self, offset: u32, value: [u8; N]) {
        if u64::from(offset) + N as u64 <= u64::from(self.len) {
            let at = self.start.wrapping_add(offset as usize).cast::<[u8; N]>();
            // SAFETY: `Memory::area` has checked the range, in which the bytes lie; an array of bytes needs no
            // alignment.
            unsafe { at.write(value) };
        }
    }

    /// What is left of it behind its first bytes.
    #[inline(always)]
    pub fn skip(self, bytes: u32) -> Self {
        let bytes = bytes.min(self.len);
        Self {
            start: self.start.wrapping_add(bytes as usize),
            len: self.len - bytes,
        }
    }
}

/// Pointer arithmetic within a guest structure or array; 4 GiB and beyond is out of every memory.
pub fn offset(ptr: u32, by: u32) -> Result<u32> {
    ptr.checked_add(by).ok_or(Errno::FAULT)
}

/// An `iovec_array` or `ciovec_array` of the guest, of which chunks are taken from the front.
pub struct Iovecs {
    memory: Memory,
    next: u32,
    left: u32,
}

/// One system call's vectors, on the stack.
pub struct Chunk {
    vectors: Array<IoVec, IOVECS>,
    /// Sum of the lengths, at most [`MAX_TRANSFER`].
    pub bytes: u64,
}

impl Chunk {
    /// No vectors.
    pub fn new() -> Self {
        Self {
            vectors: Array::new(),
            bytes: 0,
        }
    }

    /// The vectors.
    pub fn vectors(&mut self) -> &[IoVec] {
        self.vectors.as_mut_slice()
    }
}

impl Iovecs {
    /// Whether every vector has been taken.
    pub fn is_empty(&self) -> bool {
        self.left == 0
    }

    /// The next vector.
    fn take(&mut self) -> Result<Option<IoVec>> {
        if self.left == 0 {
            return Ok(None);
        }
        let ptr = self.memory.read_u32(self.next)?;
        let len = self.memory.read_u32(offset(self.next, 4)?)?;
        let vector = self.memory.range(ptr, len)?;
        // The array was checked as a whole, so that its end is at most 4 GiB: the sum wraps, if at
        // all, behind the last vector, where `left` is 0.
        self.next = self.next.wrapping_add(IOVEC_BYTES as u32);
        self.left -= 1;
        Ok(Some(vector))
    }

    /// Puts the next vectors into a chunk, as far as room and [`MAX_TRANSFER`] reach. A guest may name the same
    /// bytes twice.
    pub fn take_chunk(&mut self, chunk: &mut Chunk) -> Result {
        chunk.vectors.clear();
        chunk.bytes = 0;
        while !chunk.vectors.is_full() && chunk.bytes < MAX_TRANSFER {
            let Some(vector) = self.take()? else {
                break;
            };
            if vector.is_empty() {
                continue;
            }
            let room = MAX_TRANSFER - chunk.bytes;
            if vector.len() as u64 > room {
                // The rest of this vector is not transferred, nor is anything behind it.
                self.left = 0;
            }
            let vector = vector.first(room as usize);
            chunk.bytes += vector.len() as u64;
            // There is room, as asked above.
            let _ = chunk.vectors.push(vector);
        }
        Ok(())
    }
}
