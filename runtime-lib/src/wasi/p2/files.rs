//! What `descriptor`s stand for. A file stays open while a descriptor or a stream refers to it.
#![allow(unsafe_code)]

use super::slab::Slab;
use crate::host::{Descriptor, Dir, Errno, Result};
use crate::policy::limits;
use core::cell::Cell;
use core::sync::atomic::{AtomicU32, Ordering};

/// Numbers of descriptors that the standard streams take, as in preview 1.
const STREAMS: u32 = 3;

/// Something open.
#[derive(Clone, Copy)]
pub struct File {
    /// What.
    pub descriptor: Descriptor,
    /// Whether nothing may be changed through it.
    pub read_only: bool,
    /// Whether it was opened for reading.
    pub reads: bool,
    /// Whether it was opened for writing, or for changing the directory.
    pub writes: bool,
    /// Of a preopened directory, its place among those of the policy; one inside the image has none.
    pub place: Option<u16>,
    /// Descriptors and streams that refer to it.
    pub references: u32,
}

impl File {
    /// What was opened, to which one descriptor refers.
    pub fn new(descriptor: Descriptor, read_only: bool) -> Self {
        Self {
            descriptor,
            read_only,
            reads: true,
            writes: !read_only,
            place: None,
            references: 1,
        }
    }

    /// The place that paths start from.
    pub fn dir(&self) -> Dir {
        Dir {
            descriptor: self.descriptor,
            read_only: self.read_only,
        }
    }
}

#[unsafe(link_section = ".bss.large.files")]
static FILES: Slab<File> = Slab::new();

/// How many are open.
static OPEN: AtomicU32 = AtomicU32::new(0);

/// Takes one of the numbers that descriptors may have.
pub fn take_number() -> Result {
    let open = OPEN.load(Ordering::Relaxed);
    if open.saturating_add(STREAMS) >= limits::max_fds() {
        return Err(Errno::MFILE);
    }
    OPEN.store(open + 1, Ordering::Relaxed);
    Ok(())
}

/// Gives it back.
pub fn give_number() {
    OPEN.fetch_sub(1, Ordering::Relaxed);
}

/// Keeps what was opened; closes it where there may be no more.
pub fn insert(file: File) -> Result<u32> {
    if let Err(errno) = take_number() {
        file.descriptor.close();
        return Err(errno);
    }
    Ok(FILES.insert(file))
}

/// What is open under a number.
pub fn get(number: u32) -> File {
    FILES.get(number)
}

/// Another descriptor or stream refers to it.
pub fn retain(number: u32) {
    let mut file = FILES.get(number);
    file.references += 1;
    FILES.set(number, file);
}

/// A descriptor or stream refers to it no longer: the last one closes it.
pub fn release(number: u32) {
    let mut file = FILES.get(number);
    file.references -= 1;
    if file.references != 0 {
        FILES.set(number, file);
        return;
    }
    FILES.remove(number);
    give_number();
    file.descriptor.close();
}

/// More than the references that a file can have: handles are fewer.
const KEPT: u32 = 1 << 30;

/// How many descriptors a server keeps.
static KEPT_OPEN: AtomicU32 = AtomicU32::new(0);

/// Has what is open stay open, whatever is dropped. Returns whether these are all descriptors: sockets do not stay.
pub fn keep() -> bool {
    let mut count = 0;
    FILES.each(|number, file| {
        let references = file.references + KEPT;
        FILES.set(number, File { references, ..file });
        count += 1;
    });
    KEPT_OPEN.store(count, Ordering::Relaxed);
    count == OPEN.load(Ordering::Relaxed)
}

/// Closes what was opened since [`keep`], where the state is about to return to what it was then. Returns whether that is all.
pub fn close_left() -> bool {
    let kept = KEPT_OPEN.load(Ordering::Relaxed);
    let Some(mut left) = OPEN.load(Ordering::Relaxed).checked_sub(kept) else {
        return false;
    };
    if left == 0 {
        return true;
    }
    FILES.each(|_, file| {
        if file.references < KEPT {
            file.descriptor.close();
            left = left.wrapping_sub(1);
        }
    });
    for close in &CLOSERS.0 {
        if let Some(close) = close.get() {
            left = left.wrapping_sub(close());
        }
    }
    left == 0
}

/// Closes all descriptors of a kind; returns how many numbers they have.
type Close = fn() -> u32;

/// Kinds of descriptors that are no files.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Sockets of `wasi:sockets`.
    Sockets,
    /// What asks for names.
    Lookups,
    /// Connections of requests.
    Exchanges,
}

struct Closers([Cell<Option<Close>>; 3]);
// SAFETY: the process has one thread.
unsafe impl Sync for Closers {}
static CLOSERS: Closers = Closers([const { Cell::new(None) }; 3]);

/// Says how all descriptors of a kind are closed. Images that may have some call it at start.
pub fn closes(kind: Kind, close: Close) {
    if let Some(closer) = CLOSERS.0.get(kind as usize) {
        closer.set(Some(close));
    }
}
