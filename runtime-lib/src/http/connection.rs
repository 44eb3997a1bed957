//! The connections of a worker, each with a buffer for what comes in and one for what goes out, in one mapping that is made at
//! start. Pages that nothing was written to take no memory.
#![allow(unsafe_code)]

use super::framing::Framing;
use super::response::Response;
use crate::host::{ClockId, Descriptor, Errno, Result, SECOND, now};
use crate::sys::{IoVec, Reservation};
use core::cell::Cell;
use core::mem::offset_of;

/// The most connections of a worker.
pub const MOST: u32 = 4096;
/// Bytes of the buffer for what comes in.
const IN: usize = 32 << 10;
/// Bytes of the buffer for what goes out.
const OUT: usize = 64 << 10;
/// Bytes that are set aside for a [`Connection`].
const SLOT: usize = 256;

const _: () = assert!(size_of::<Connection>() <= SLOT);

/// Nanoseconds in which a client has to send more of a body, or to take more of an answer.
const PATIENCE: u64 = 30 * SECOND;

fn time() -> u64 {
    now(ClockId::Monotonic).unwrap_or(0)
}

/// A connection.
pub struct Connection {
    /// Its number.
    pub index: u32,
    /// Whether it is open.
    pub open: Cell<bool>,
    pub(super) socket: Cell<Descriptor>,
    input: u64,
    /// What was received and not read yet lies from here on,
    start: Cell<usize>,
    /// up to here.
    end: Cell<usize>,
    pub(super) out_start: Cell<usize>,
    pub(super) out_end: Cell<usize>,
    /// When something must have happened, by the monotonic clock in nanoseconds.
    pub deadline: Cell<u64>,
    /// What the kernel was asked to tell: bit 0 that it can be read, bit 1 that it can be written.
    pub interest: Cell<u8>,
    /// Whether it is closed when everything is sent.
    pub closes: Cell<bool>,
    /// Whether it is only read until the client closes it.
    pub lingers: Cell<bool>,
    pub(super) is_1_1: Cell<bool>,
    pub(super) keep_alive: Cell<bool>,
    pub(super) expects: Cell<bool>,
    /// Whether bytes of the answer were sent.
    pub(super) has_sent: Cell<bool>,
    pub(super) is_head: Cell<bool>,
    pub(super) framing: Cell<Framing>,
    /// Where the trailers of the body are, in the buffer.
    pub(super) trailers: Cell<(usize, usize)>,
    pub(super) response: Cell<Response>,
}

/// The connections of a worker.
#[derive(Clone, Copy)]
pub struct Connections {
    base: u64,
}

impl Connections {
    /// Makes room for all of them, closed.
    pub fn new() -> Option<Self> {
        let each = SLOT + IN + OUT;
        let mapping = Reservation::mapped(0, u64::from(MOST) * each as u64).ok()?;
        Some(Self {
            base: mapping.start(),
        })
    }

    fn at(self, index: u32) -> *mut Connection {
        (self.base + u64::from(index) * SLOT as u64) as *mut Connection
    }

    /// Takes a slot for a new connection.
    pub fn open(self, index: u32, socket: Descriptor) -> Option<&'static Connection> {
        if index >= MOST {
            return None;
        }
        let buffers = self.base + u64::from(MOST) * SLOT as u64;
        let connection = Connection {
            index,
            open: Cell::new(true),
            socket: Cell::new(socket),
            input: buffers + u64::from(index) * (IN + OUT) as u64,
            start: Cell::new(0),
            end: Cell::new(0),
            out_start: Cell::new(0),
            out_end: Cell::new(0),
            deadline: Cell::new(0),
            interest: Cell::new(0),
            closes: Cell::new(false),
            lingers: Cell::new(false),
            is_1_1: Cell::new(true),
            keep_alive: Cell::new(true),
            expects: Cell::new(false),
            has_sent: Cell::new(false),
            is_head: Cell::new(false),
            framing: Cell::new(Framing::Done),
            trailers: Cell::new((0, 0)),
            response: Cell::new(Response::Nothing),
        };
        // SAFETY: the slot is within the mapping, and no one is open there that anybody uses.
        unsafe { self.at(index).write(connection) };
        self.get(index)
    }

    /// A connection that is open.
    pub fn get(self, index: u32) -> Option<&'static Connection> {
        if index >= MOST {
            return None;
        }
        // SAFETY: the slot is within the mapping, which stays; it is all zeros or was written by `open`. Zeros are `None` of no
        // field that is looked at before `open` is true, which is a byte that is 0 or 1.
        let open = unsafe {
            self.at(index)
                .cast::<bool>()
                .wrapping_add(offset_of!(Connection, open))
                .read()
        };
        if !open {
            return None;
        }
        // SAFETY: `open` wrote it; its fields are cells, and the process has one thread.
        Some(unsafe { &*self.at(index) })
    }
}

impl Connection {
    /// From now on, the client has some time again in which it has to send or to take something.
    pub fn renew(&self) {
        self.deadline.set(time() + PATIENCE);
    }

    /// Whether the client has let its time pass.
    pub(super) fn is_late(&self) -> bool {
        time() >= self.deadline.get()
    }

    /// Its socket.
    pub fn socket(&self) -> Descriptor {
        self.socket.get()
    }

    /// What was received and not read yet. Nothing is received while it is looked at.
    pub fn unread(&self) -> &[u8] {
        let (start, end) = (self.start.get(), self.end.get());
        let first = (self.input as *const u8).wrapping_add(start);
        // SAFETY: the range is within the buffer, which only `receive` writes.
        unsafe { core::slice::from_raw_parts(first, end - start) }
    }

    /// The bytes at a place in the buffer, relative to what is unread.
    pub(super) fn place(&self) -> usize {
        self.start.get()
    }

    /// The trailers that came behind the body.
    pub fn trailers(&self) -> &[u8] {
        let (at, len) = self.trailers.get();
        if at + len > IN {
            return &[];
        }
        let first = (self.input as *const u8).wrapping_add(at);
        // SAFETY: as in `unread`.
        unsafe { core::slice::from_raw_parts(first, len) }
    }

    /// So many bytes have been read.
    pub fn consume(&self, bytes: usize) {
        let start = (self.start.get() + bytes).min(self.end.get());
        self.start.set(start);
        if start == self.end.get() && self.trailers.get().1 == 0 {
            self.start.set(0);
            self.end.set(0);
        }
    }

    /// Whether nothing can be received before something is read.
    pub fn is_full(&self) -> bool {
        self.end.get() - self.start.get() >= IN
    }

    /// Receives more, without waiting, and returns how many bytes: 0 when the client sends no more.
    pub fn receive(&self) -> Result<usize> {
        let (start, end) = (self.start.get(), self.end.get());
        let buffer = self.input as *mut u8;
        if start != 0 {
            // SAFETY: both ranges are within the buffer, and nothing refers to it.
            unsafe { core::ptr::copy(buffer.wrapping_add(start), buffer, end - start) };
            self.start.set(0);
            self.end.set(end - start);
        }
        let end = self.end.get();
        if end >= IN {
            return Err(Errno::NOBUFS);
        }
        // SAFETY: the rest of the buffer is mapped for good, and nothing refers to it.
        let room = unsafe { IoVec::new(buffer.wrapping_add(end), IN - end) };
        let (bytes, _) = self.socket.get().receive(&[room], 0)?;
        self.end.set(end + bytes);
        Ok(bytes)
    }

    /// Room in the buffer for what goes out.
    pub(super) fn out_room(&self) -> usize {
        OUT - self.out_end.get()
    }

    /// The buffer for what goes out, from an offset on.
    pub(super) fn with_out<T>(&self, from: usize, use_it: impl FnOnce(&mut [u8]) -> T) -> T {
        let from = from.min(OUT);
        let first = ((self.input + IN as u64) as *mut u8).wrapping_add(from);
        // SAFETY: the buffer is mapped for good, and this is the only reference to it: no caller nests calls.
        use_it(unsafe { core::slice::from_raw_parts_mut(first, OUT - from) })
    }

    /// Sends what can be sent without waiting; returns whether everything is sent.
    pub fn flush(&self) -> Result<bool> {
        loop {
            let (start, end) = (self.out_start.get(), self.out_end.get());
            if start == end {
                self.out_start.set(0);
                self.out_end.set(0);
                return Ok(true);
            }
            let first = ((self.input + IN as u64) as *mut u8).wrapping_add(start);
            // SAFETY: the range is within the buffer, and nothing refers to it.
            let from = unsafe { IoVec::new(first, end - start) };
            match self.socket.get().send(&[from]) {
                Ok(bytes) => {
                    self.has_sent.set(self.has_responded());
                    self.out_start.set(start + bytes);
                    self.renew();
                }
                Err(Errno::AGAIN) => return Ok(false),
                Err(errno) => {
                    self.response.set(Response::Failed);
                    self.closes.set(true);
                    self.out_start.set(0);
                    self.out_end.set(0);
                    return Err(errno);
                }
            }
        }
    }

    /// Closes it.
    pub fn close(&self) {
        self.open.set(false);
        self.socket.get().close();
    }
}
