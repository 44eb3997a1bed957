//! Reading directories.
#![allow(unsafe_code)]

use super::descriptor::{Result, directory_of};
use crate::host::{DirEntry, FileType};
use crate::wasi::p2::caller::Caller;
use crate::wasi::p2::files;
use crate::wasi::p2::slab::Slab;
use crate::wasi::p2::text::require_utf8;
use crate::wasi::p2::types::filesystem::{
    Descriptor, DescriptorType, DirectoryEntry, DirectoryEntryStream,
};
use crate::wasi::p2::value::Resource;
use core::cell::UnsafeCell;

/// A `directory-entry-stream`.
#[derive(Clone, Copy)]
struct Stream {
    /// The file that the directory is.
    file: u32,
    /// Where the next entry is.
    next: u64,
}

#[unsafe(link_section = ".bss.large.directories")]
static STREAMS: Slab<Stream> = Slab::new();

/// Entries of one stream that were read ahead: the kernel gives many at once, the guest asks for one after the other.
struct Ahead {
    /// The stream plus 1, or 0.
    stream: u32,
    entries: [Entry; AHEAD_ENTRIES],
    /// How many there are, and how many of them were taken.
    used: usize,
    taken: usize,
}

/// Entries that are read ahead at most.
const AHEAD_ENTRIES: usize = 64;

/// Longest name of a file (`NAME_MAX`, limits.h).
const NAME_MAX: usize = 255;

/// An entry of a directory.
#[derive(Clone, Copy)]
struct Entry {
    /// Where the next one is.
    next: u64,
    file_type: FileType,
    len: u8,
    name: [u8; NAME_MAX],
}

struct Shared(UnsafeCell<Ahead>);

// SAFETY: the process has one thread.
unsafe impl Sync for Shared {}

#[unsafe(link_section = ".bss.large.entries")]
static AHEAD: Shared = Shared(UnsafeCell::new(Ahead {
    stream: 0,
    entries: [Entry::NONE; AHEAD_ENTRIES],
    used: 0,
    taken: 0,
}));

/// Calls `change` with what was read ahead.
fn with_ahead<T>(change: impl FnOnce(&mut Ahead) -> T) -> T {
    // SAFETY: one thread, and no caller calls this function again, or the guest, while it changes what was read.
    change(unsafe { &mut *AHEAD.0.get() })
}

impl Entry {
    /// Zeros, so that they take no room in the image.
    const NONE: Self = Self {
        next: 0,
        file_type: FileType::Unknown,
        len: 0,
        name: [0; NAME_MAX],
    };

    fn new(entry: &DirEntry<'_>) -> Option<Self> {
        let mut name = [0; NAME_MAX];
        let len = u8::try_from(entry.name.len()).ok()?;
        for (to, from) in name.iter_mut().zip(entry.name) {
            *to = *from;
        }
        Some(Self {
            next: entry.next,
            file_type: entry.file_type,
            len,
            name,
        })
    }

    fn name(&self) -> &[u8] {
        self.name.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl Ahead {
    /// The next entry of a stream, which is read ahead if need be.
    fn take(&mut self, place: u32) -> Result<Option<Entry>> {
        if self.stream != place + 1 || self.taken >= self.used {
            self.read(place)?;
        }
        let used = self.entries.get(..self.used).unwrap_or_default();
        let entry = used.get(self.taken).copied();
        self.taken += usize::from(entry.is_some());
        Ok(entry)
    }

    fn read(&mut self, place: u32) -> Result {
        let stream = STREAMS.get(place);
        self.stream = 0;
        self.taken = 0;
        self.used = 0;
        let (entries, used) = (&mut self.entries, &mut self.used);
        files::get(stream.file)
            .descriptor
            .list(stream.next, |entry| {
                if entry.name != b"." && entry.name != b".." {
                    // No file system has longer names.
                    if let (Some(to), Some(entry)) = (entries.get_mut(*used), Entry::new(&entry)) {
                        *to = entry;
                        *used += 1;
                    }
                }
                *used < AHEAD_ENTRIES
            })?;
        self.stream = place + 1;
        Ok(())
    }
}

/// `descriptor.read-directory`.
pub fn descriptor_read_directory(_: Caller, this: Descriptor) -> Result<DirectoryEntryStream> {
    directory_of(this)?;
    let file = this.rep();
    files::retain(file);
    let stream = STREAMS.insert(Stream { file, next: 0 });
    Ok(DirectoryEntryStream::new(stream))
}

/// `directory-entry-stream.read-directory-entry`. A name that is no string is an error, behind which the other entries
/// follow.
pub fn directory_entry_stream_read_directory_entry(
    caller: Caller,
    this: DirectoryEntryStream,
) -> Result<Option<DirectoryEntry>> {
    let place = this.rep();
    let Some(entry) = with_ahead(|ahead| ahead.take(place))? else {
        return Ok(None);
    };
    let stream = STREAMS.get(place);
    let next = entry.next;
    STREAMS.set(place, Stream { next, ..stream });
    Ok(Some(DirectoryEntry {
        r#type: DescriptorType::from(entry.file_type),
        name: caller.text(require_utf8(entry.name())?),
    }))
}

/// Drops a `directory-entry-stream`.
pub fn drop_directory_entry_stream(this: DirectoryEntryStream) {
    let place = this.rep();
    with_ahead(|ahead| {
        // The next stream may get its number.
        if ahead.stream == place + 1 {
            ahead.stream = 0;
        }
    });
    files::release(STREAMS.remove(place).file);
}
