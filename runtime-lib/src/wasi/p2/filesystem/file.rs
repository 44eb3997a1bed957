//! Open files: streams of them, reading, writing, and what else is done with one.

use super::descriptor::{Result, any, file_of};
use super::stream;
use crate::host::FileType;
use crate::sys::IoVec;
use crate::wasi::p2::bounce;
use crate::wasi::p2::caller::Caller;
use crate::wasi::p2::files;
use crate::wasi::p2::types::filesystem::{
    Advice, Descriptor, DescriptorFlags, DescriptorType, ErrorCode,
};
use crate::wasi::p2::types::io::{InputStream, OutputStream};
use crate::wasi::p2::value::{Given, Resource};
use rustix::fs::{Advice as HostAdvice, OFlags};

/// `descriptor.read-via-stream`.
pub fn descriptor_read_via_stream(_: Caller, this: Descriptor, offset: u64) -> Result<InputStream> {
    if any(this).descriptor.file_type() == FileType::Directory {
        return Err(ErrorCode::IsDirectory);
    }
    Ok(stream::input(this.rep(), offset))
}

/// `descriptor.write-via-stream`.
pub fn descriptor_write_via_stream(
    _: Caller,
    this: Descriptor,
    offset: u64,
) -> Result<OutputStream> {
    file_of(this)?.dir().writable()?;
    Ok(stream::output(this.rep(), offset))
}

/// `descriptor.append-via-stream`.
pub fn descriptor_append_via_stream(_: Caller, this: Descriptor) -> Result<OutputStream> {
    file_of(this)?.dir().writable()?;
    Ok(stream::append(this.rep()))
}

/// `descriptor.advise`.
pub fn descriptor_advise(
    _: Caller,
    this: Descriptor,
    offset: u64,
    length: u64,
    advice: Advice,
) -> Result {
    let advice = match advice {
        Advice::Normal => HostAdvice::Normal,
        Advice::Sequential => HostAdvice::Sequential,
        Advice::Random => HostAdvice::Random,
        Advice::WillNeed => HostAdvice::WillNeed,
        Advice::DontNeed => HostAdvice::DontNeed,
        Advice::NoReuse => HostAdvice::NoReuse,
    };
    Ok(file_of(this)?.descriptor.advise(offset, length, advice)?)
}

/// `descriptor.sync-data`.
pub fn descriptor_sync_data(_: Caller, this: Descriptor) -> Result {
    Ok(any(this).descriptor.sync_data()?)
}

/// `descriptor.sync`.
pub fn descriptor_sync(_: Caller, this: Descriptor) -> Result {
    Ok(any(this).descriptor.sync()?)
}

/// `descriptor.get-flags`.
pub fn descriptor_get_flags(_: Caller, this: Descriptor) -> Result<DescriptorFlags> {
    let file = any(this);
    let host = file.descriptor.flags()?;
    let mut flags = DescriptorFlags::EMPTY;
    if file.reads {
        flags = flags.with(DescriptorFlags::READ);
    }
    if file.writes {
        flags = flags.with(match file.descriptor.file_type() {
            FileType::Directory => DescriptorFlags::MUTATE_DIRECTORY,
            _ => DescriptorFlags::WRITE,
        });
    }
    // On Linux O_RSYNC is O_SYNC, which holds the bit of O_DSYNC.
    if host.contains(OFlags::SYNC) {
        flags = flags
            .with(DescriptorFlags::FILE_INTEGRITY_SYNC)
            .with(DescriptorFlags::REQUESTED_WRITE_SYNC);
    } else if host.contains(OFlags::DSYNC) {
        flags = flags.with(DescriptorFlags::DATA_INTEGRITY_SYNC);
    }
    Ok(flags)
}

/// `descriptor.get-type`.
pub fn descriptor_get_type(_: Caller, this: Descriptor) -> Result<DescriptorType> {
    Ok(any(this).descriptor.file_type().into())
}

/// `descriptor.set-size`.
pub fn descriptor_set_size(_: Caller, this: Descriptor, size: u64) -> Result {
    let file = file_of(this)?;
    file.dir().writable()?;
    Ok(file.descriptor.set_size(size)?)
}

/// `descriptor.read`. Nothing at all is the end.
pub fn descriptor_read(
    caller: Caller,
    this: Descriptor,
    length: u64,
    offset: u64,
) -> Result<(Given<[u8]>, bool)> {
    let file = file_of(this)?;
    let read = file.descriptor.read_at(&[bounce::room(length)], offset)?;
    let list = bounce::with(read, |bytes| caller.bytes(bytes));
    Ok((list, read == 0))
}

/// `descriptor.write`.
pub fn descriptor_write(_: Caller, this: Descriptor, buffer: IoVec, offset: u64) -> Result<u64> {
    let file = file_of(this)?;
    file.dir().writable()?;
    Ok(file.descriptor.write_at(&[buffer], offset)? as u64)
}

/// Drops a `descriptor`.
pub fn drop_descriptor(this: Descriptor) {
    files::release(this.rep());
}
