//! System calls that move bytes into and out of memory which Rust code must not refer to: that of the
//! guest, whose vectors may overlap and whose threads may write meanwhile.
#![allow(unsafe_code)]

use crate::arch::{self, syscall4, syscall5, syscall6};
use core::ffi::CStr;
use core::ptr::null;
use rustix::fd::{AsRawFd, BorrowedFd};

/// A range of bytes, which only the kernel and [`IoVec::fill`] touch (`struct iovec`, readv(2)).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IoVec {
    start: *mut u8,
    len: usize,
}

impl IoVec {
    /// The range of `len` bytes from `start` on.
    ///
    /// # Safety
    /// The range must be mapped, and writable unless it is only written from, for as long as the value
    /// is used; no reference to it may exist.
    pub unsafe fn new(start: *mut u8, len: usize) -> Self {
        Self { start, len }
    }

    /// Its bytes.
    pub fn len(self) -> usize {
        self.len
    }

    /// Whether it has no bytes.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// Its first bytes.
    pub fn first(self, bytes: usize) -> Self {
        Self {
            start: self.start,
            len: self.len.min(bytes),
        }
    }

    /// What is left of it behind its first bytes.
    pub fn skip(self, bytes: usize) -> Self {
        let bytes = bytes.min(self.len);
        Self {
            start: self.start.wrapping_add(bytes),
            len: self.len - bytes,
        }
    }

    /// Copies as many bytes into it as both have, and returns how many.
    pub fn fill(self, from: &[u8]) -> usize {
        let len = from.len().min(self.len);
        // SAFETY: whoever made the range vouches for it; `from` is a slice of ours, apart from it.
        unsafe { core::ptr::copy_nonoverlapping(from.as_ptr(), self.start, len) };
        len
    }

    /// Copies as many of its bytes as both have, and returns how many.
    pub fn copy_to(self, to: &mut [u8]) -> usize {
        let len = to.len().min(self.len);
        // SAFETY: whoever made the range vouches for it; `to` is a slice of ours, apart from it.
        unsafe { core::ptr::copy_nonoverlapping(self.start, to.as_mut_ptr(), len) };
        len
    }

    /// Makes all its bytes zeros.
    pub fn clear(self) {
        // SAFETY: whoever made the range vouches for it.
        unsafe { core::ptr::write_bytes(self.start, 0, self.len) };
    }
}

/// The part of `struct msghdr` that is used here (recvmsg(2)).
#[repr(C)]
struct Message {
    name: *const u8,
    name_len: usize,
    vectors: *const IoVec,
    count: usize,
    control: *const u8,
    control_len: usize,
    flags: usize,
}

impl Message {
    fn new(vectors: &[IoVec]) -> Self {
        Self {
            name: null(),
            name_len: 0,
            vectors: vectors.as_ptr(),
            count: vectors.len(),
            control: null(),
            control_len: 0,
            flags: 0,
        }
    }
}

/// The number of a descriptor, as a system call takes it.
fn raw(fd: BorrowedFd<'_>) -> usize {
    fd.as_raw_fd() as usize
}

/// Number of an error (errno(3)). rustix's type is made by an assertion, whose panic would be linked.
pub struct OsError(pub u32);

/// What a system call here returns.
pub type Result<T> = core::result::Result<T, OsError>;

/// Makes a system call until no signal interrupts it. A negative result is an error.
fn retry(call: impl Fn() -> isize) -> Result<usize> {
    const EINTR: isize = 4;
    loop {
        match call() {
            result if result >= 0 => return Ok(result as usize),
            error if error == -EINTR => {}
            error => return Err(OsError(error.unsigned_abs() as u32)),
        }
    }
}

/// readv(2).
pub fn read(fd: BorrowedFd<'_>, to: &[IoVec]) -> Result<usize> {
    let (vectors, count) = (to.as_ptr() as usize, to.len());
    // SAFETY: the ranges are writable, by `IoVec::new`.
    retry(|| unsafe { syscall4(arch::READV, raw(fd), vectors, count, 0) })
}

/// writev(2).
pub fn write(fd: BorrowedFd<'_>, from: &[IoVec]) -> Result<usize> {
    let (vectors, count) = (from.as_ptr() as usize, from.len());
    // SAFETY: the ranges are readable, by `IoVec::new`.
    retry(|| unsafe { syscall4(arch::WRITEV, raw(fd), vectors, count, 0) })
}

/// preadv(2).
pub fn read_at(fd: BorrowedFd<'_>, to: &[IoVec], at: u64) -> Result<usize> {
    let (vectors, count) = (to.as_ptr() as usize, to.len());
    // The position has two registers, of which 64-bit kernels read the first.
    // SAFETY: the ranges are writable, by `IoVec::new`.
    retry(|| unsafe { syscall5(arch::PREADV, raw(fd), vectors, count, at as usize, 0) })
}

/// pwritev(2).
pub fn write_at(fd: BorrowedFd<'_>, from: &[IoVec], at: u64) -> Result<usize> {
    let (vectors, count) = (from.as_ptr() as usize, from.len());
    // As for `read_at`.
    // SAFETY: the ranges are readable, by `IoVec::new`.
    retry(|| unsafe { syscall5(arch::PWRITEV, raw(fd), vectors, count, at as usize, 0) })
}

/// pwritev2(2) with `RWF_APPEND`: at the end of the file.
pub fn append(fd: BorrowedFd<'_>, from: &[IoVec]) -> Result<usize> {
    const RWF_APPEND: usize = 0x10;
    let (vectors, count) = (from.as_ptr() as usize, from.len());
    // As for `read_at`; the position is not looked at.
    // SAFETY: the ranges are readable, by `IoVec::new`.
    retry(|| unsafe { syscall6(arch::PWRITEV2, [raw(fd), vectors, count, 0, 0, RWF_APPEND]) })
}

/// recvmsg(2), with `MSG_` flags. Returns how many bytes came, and whether a datagram was cut.
pub fn receive(fd: BorrowedFd<'_>, to: &[IoVec], flags: u32) -> Result<(usize, bool)> {
    const MSG_TRUNC: usize = 0x20;
    let mut message = Message::new(to);
    let at = (&raw mut message) as usize;
    // SAFETY: the ranges are writable, by `IoVec::new`, and the kernel keeps no pointer.
    let received = retry(|| unsafe { syscall4(arch::RECVMSG, raw(fd), at, flags as usize, 0) })?;
    Ok((received, message.flags & MSG_TRUNC != 0))
}

/// sendmsg(2); a connection that is gone is an error (EPIPE), and no signal.
pub fn send(fd: BorrowedFd<'_>, from: &[IoVec]) -> Result<usize> {
    const MSG_NOSIGNAL: usize = 0x4000;
    let message = Message::new(from);
    let at = (&raw const message) as usize;
    // SAFETY: the ranges are readable, by `IoVec::new`.
    retry(|| unsafe { syscall4(arch::SENDMSG, raw(fd), at, MSG_NOSIGNAL, 0) })
}

/// What a socket has queued to be sent, and how much it may, in bytes of the kernel's memory (`SO_MEMINFO`, sock_diag(7)).
pub fn send_memory(fd: BorrowedFd<'_>) -> Result<(u32, u32)> {
    const SOL_SOCKET: usize = 1;
    const SO_MEMINFO: usize = 55;
    const SNDBUF: usize = 3;
    const WMEM_QUEUED: usize = 5;
    const ENOPROTOOPT: u32 = 92;
    let mut numbers = [0u32; 9];
    let mut len = size_of_val(&numbers) as u32;
    let (at, len_at) = ((&raw mut numbers) as usize, (&raw mut len) as usize);
    // SAFETY: the kernel writes so many bytes at most, and keeps no pointer.
    let call = || unsafe {
        syscall5(
            arch::GETSOCKOPT,
            raw(fd),
            SOL_SOCKET,
            SO_MEMINFO,
            at,
            len_at,
        )
    };
    retry(call)?;
    // Emulators know the option's name alone.
    if (len as usize) < size_of::<u32>() * (WMEM_QUEUED + 1) {
        return Err(OsError(ENOPROTOOPT));
    }
    Ok((numbers[WMEM_QUEUED], numbers[SNDBUF]))
}

/// readlinkat(2). What does not fit is left out.
pub fn read_link(dir: BorrowedFd<'_>, path: &CStr, to: IoVec) -> Result<usize> {
    let (path, start) = (path.as_ptr() as usize, to.start as usize);
    // SAFETY: the path is a C string, the range is writable, by `IoVec::new`.
    retry(|| unsafe { syscall4(arch::READLINKAT, raw(dir), path, start, to.len) })
}

/// getrandom(2): a random number.
pub fn random_number() -> Result<u64> {
    let mut number = 0u64;
    let at = (&raw mut number) as usize;
    // SAFETY: the kernel writes the number and keeps no pointer; so few bytes come as a whole (getrandom(2)).
    retry(|| unsafe { syscall4(arch::GETRANDOM, at, size_of::<u64>(), 0, 0) })?;
    Ok(number)
}

/// getrandom(2). Returns how many bytes it has filled, which may be fewer than there are.
pub fn random(to: IoVec) -> Result<usize> {
    // SAFETY: the range is writable, by `IoVec::new`.
    retry(|| unsafe { syscall4(arch::GETRANDOM, to.start as usize, to.len, 0, 0) })
}
