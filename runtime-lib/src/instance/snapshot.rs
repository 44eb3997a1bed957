//! The state after instantiation, to which a server returns between requests.
//!
//! Everything that a request can change lies in the writable segments of the image (the state block, the runtime's own tables and
//! numbers), in linear memories, and in what was mapped when a table grew ([`growth`]). These are copied when the snapshot is
//! taken, and compared page by page when it is restored. What has grown since is given back.
//!
//! Where the kernel tells which pages were written to ([`Written`]), only these are looked at.
#![allow(unsafe_code)]

use super::{growth, memory};
use crate::sys::Reservation;
use crate::sys::written::Written;
use crate::{image, relocate};
use core::ops;

/// The most ranges that a snapshot has.
const MOST: usize = 64 + growth::MOST;
/// Bytes that are compared at once: the smallest page of any kernel.
const PAGE: u64 = 4096;

/// A range of memory and where its copy is.
#[derive(Clone, Copy)]
struct Range {
    start: u64,
    len: u64,
    copy: u64,
}

impl Range {
    /// Copies the pages of a run back that are not as they were.
    fn restore(&self, run: ops::Range<u64>) {
        for at in run.step_by(PAGE as usize) {
            let copy = self.copy + (at - self.start);
            if page(at) != page(copy) {
                copy_page(copy, at);
            }
        }
    }
}

/// The state at a time.
pub struct Snapshot {
    ranges: [Range; MOST],
    count: usize,
}

impl Snapshot {
    /// Copies the state, and more at addresses, so many bytes each. From now on what has grown stays as it is ([`growth::freeze`]).
    /// `None`: there is not enough memory.
    pub fn take(more: &[(u64, u64)]) -> Option<Self> {
        let none = Range {
            start: 0,
            len: 0,
            copy: 0,
        };
        let mut snapshot = Self {
            ranges: [none; MOST],
            count: 0,
        };
        let mut enough = true;
        // First, as the list of them is part of the state.
        growth::freeze(|grown| {
            enough = enough && snapshot.add(grown.start, grown.end - grown.start).is_some();
        });
        relocate::each_writable_segment(|segment| {
            let pages = segment.start & !(PAGE - 1)..segment.end.next_multiple_of(PAGE);
            enough = enough && snapshot.add_segment(pages).is_some();
        });
        if !enough {
            return None;
        }
        for descriptor in image::memories() {
            // SAFETY: descriptors are plain data and stay for the life of the process.
            let memory = unsafe { *descriptor };
            snapshot.add(memory.base, memory::mapped(memory.bytes))?;
        }
        for &(start, len) in more {
            snapshot.add(start, len.next_multiple_of(PAGE))?;
        }
        Some(snapshot)
    }

    /// Adds a segment but for what was moved from it into memories.
    fn add_segment(&mut self, segment: ops::Range<u64>) -> Option<()> {
        let mut start = segment.start;
        while start < segment.end {
            let moved = image::memories().filter_map(memory::moved_from);
            let ahead = moved.filter(|it| it.start >= start && it.start < segment.end);
            let next = ahead.min_by_key(|it| it.start);
            let next = next.unwrap_or(segment.end..segment.end);
            self.add(start, next.start - start)?;
            start = next.end;
        }
        Some(())
    }

    fn add(&mut self, start: u64, len: u64) -> Option<()> {
        if len == 0 {
            return Some(());
        }
        let copy = Reservation::mapped(0, len).ok()?;
        for offset in (0..len).step_by(PAGE as usize) {
            // Pages of zeros stay unmapped.
            if page(start + offset).iter().fold(0, |any, word| any | word) != 0 {
                copy_page(start + offset, copy.start() + offset);
            }
        }
        *self.ranges.get_mut(self.count)? = Range {
            start,
            len,
            copy: copy.start(),
        };
        self.count += 1;
        Some(())
    }

    /// Has the kernel watch what the snapshot holds, in this process. `None`: it cannot.
    pub fn watch(&self) -> Option<Written> {
        let watch = Written::new()?;
        for range in self.ranges.iter().take(self.count) {
            watch.watch(range.start, range.len)?;
        }
        Some(watch)
    }

    /// Returns to the state.
    pub fn restore(&self, watch: Option<&Written>) {
        // What has grown goes while the state still says what that is.
        growth::undo();
        for (descriptor, range) in image::memories().zip(self.memories()) {
            // SAFETY: as in `take`.
            let memory = unsafe { *descriptor };
            let len = range.map_or(0, |it| it.len);
            memory::shrink(&memory, len);
        }
        for range in self.ranges.iter().take(self.count) {
            let mut restore = |run: ops::Range<u64>| range.restore(run);
            let told = watch.and_then(|watch| {
                watch.each(range.start, range.len, &mut restore)?;
                watch.again(range.start, range.len)
            });
            if told.is_none() {
                restore(range.start..range.start + range.len);
            }
        }
    }

    /// The range of each memory, if it had a page.
    fn memories(&self) -> impl Iterator<Item = Option<Range>> {
        image::memories().map(|descriptor| {
            // SAFETY: as in `take`.
            let base = unsafe { (*descriptor).base };
            let mut ranges = self.ranges.iter().take(self.count);
            ranges.find(|it| it.start == base && it.len != 0).copied()
        })
    }
}

/// The words of a page. Nothing writes to it while they are looked at.
fn page(at: u64) -> &'static [u64; PAGE as usize / 8] {
    // SAFETY: the callers name pages of what is mapped; the process has one thread.
    unsafe { &*(at as *const [u64; PAGE as usize / 8]) }
}

fn copy_page(from: u64, to: u64) {
    // SAFETY: both are pages of what is mapped, and apart; nothing refers to them.
    unsafe {
        core::ptr::copy_nonoverlapping(from as *const u8, to as *mut u8, PAGE as usize);
    }
}
