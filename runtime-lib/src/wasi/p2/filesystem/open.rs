//! Opening files.

use super::descriptor::{Result, directory_of};
use crate::wasi::p2::caller::Caller;
use crate::wasi::p2::files::{self, File};
use crate::wasi::p2::text::Text;
use crate::wasi::p2::types::filesystem::{
    Descriptor, DescriptorFlags, ErrorCode, OpenFlags, PathFlags,
};
use crate::wasi::p2::value::Resource;
use rustix::fs::OFlags;

/// The kernel's flags.
fn host_flags(open: OpenFlags, flags: DescriptorFlags) -> Result<OFlags> {
    let creates = open.has(OpenFlags::CREATE);
    let truncates = open.has(OpenFlags::TRUNCATE);
    if open.has(OpenFlags::DIRECTORY) && (creates || truncates || open.has(OpenFlags::EXCLUSIVE)) {
        return Err(ErrorCode::Invalid);
    }
    // What is not to be written is read: a file cannot be opened for neither.
    let reads = flags.has(DescriptorFlags::READ) || !flags.has(DescriptorFlags::WRITE);
    let writes = flags.has(DescriptorFlags::WRITE) || truncates || creates;
    let mut host = match (reads, writes) {
        (true, true) => OFlags::RDWR,
        (false, _) => OFlags::WRONLY,
        (true, false) => OFlags::RDONLY,
    };
    host.set(OFlags::CREATE, creates);
    host.set(OFlags::EXCL, creates && open.has(OpenFlags::EXCLUSIVE));
    host.set(OFlags::TRUNC, truncates);
    host.set(OFlags::DIRECTORY, open.has(OpenFlags::DIRECTORY));
    host.set(
        OFlags::DSYNC,
        flags.has(DescriptorFlags::DATA_INTEGRITY_SYNC),
    );
    if flags.has(DescriptorFlags::FILE_INTEGRITY_SYNC)
        || flags.has(DescriptorFlags::REQUESTED_WRITE_SYNC)
    {
        host |= OFlags::SYNC;
    }
    Ok(host)
}

/// `descriptor.open-at`.
pub fn descriptor_open_at(
    _: Caller,
    this: Descriptor,
    path_flags: PathFlags,
    path: Text,
    open_flags: OpenFlags,
    flags: DescriptorFlags,
) -> Result<Descriptor> {
    let path = path.path();
    let dir = directory_of(this)?.dir();
    let host = host_flags(open_flags, flags)?;
    let follow = path_flags.has(PathFlags::SYMLINK_FOLLOW);
    let opened = dir.open(&path?, follow, host)?;
    let file = File {
        reads: !host.contains(OFlags::WRONLY),
        writes: host.intersects(OFlags::WRONLY | OFlags::RDWR)
            || flags.has(DescriptorFlags::MUTATE_DIRECTORY) && !dir.read_only,
        ..File::new(opened, dir.read_only)
    };
    Ok(Descriptor::new(files::insert(file)?))
}
