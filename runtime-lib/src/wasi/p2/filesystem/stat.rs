//! What is known of files: sizes, times, types, and which of them are the same.

use super::descriptor::{Result, any, directory_of};
use crate::host::{SECOND, Stat};
use crate::wasi::p2::caller::Caller;
use crate::wasi::p2::text::Text;
use crate::wasi::p2::types::clocks::Datetime;
use crate::wasi::p2::types::filesystem::{
    Descriptor, DescriptorStat, ErrorCode, MetadataHashValue, NewTimestamp, PathFlags,
};
use crate::wasi::p2::wall_clock::datetime;
use rustix::fs::{Timespec, Timestamps, UTIME_NOW, UTIME_OMIT};

fn descriptor_stat_of(stat: Stat) -> DescriptorStat {
    let [size, accessed, modified, changed] = stat.size_and_times;
    DescriptorStat {
        r#type: stat.file_type.into(),
        link_count: stat.links,
        size,
        data_access_timestamp: Some(datetime(accessed)),
        data_modification_timestamp: Some(datetime(modified)),
        status_change_timestamp: Some(datetime(changed)),
    }
}

/// What is known of what a path leads to.
fn stat_at(this: Descriptor, path_flags: PathFlags, path: Text) -> Result<Stat> {
    let path = path.path();
    let dir = directory_of(this)?.dir();
    Ok(dir.stat(&path?, path_flags.has(PathFlags::SYMLINK_FOLLOW))?)
}

/// `descriptor.stat`.
pub fn descriptor_stat(_: Caller, this: Descriptor) -> Result<DescriptorStat> {
    Ok(descriptor_stat_of(any(this).descriptor.stat()?))
}

/// `descriptor.stat-at`.
pub fn descriptor_stat_at(
    _: Caller,
    this: Descriptor,
    path_flags: PathFlags,
    path: Text,
) -> Result<DescriptorStat> {
    Ok(descriptor_stat_of(stat_at(this, path_flags, path)?))
}

/// A time as the kernel takes it (utimensat(2)).
fn timespec(time: NewTimestamp) -> Result<Timespec> {
    let (seconds, nanoseconds) = match time {
        NewTimestamp::NoChange => (0, UTIME_OMIT),
        NewTimestamp::Now => (0, UTIME_NOW),
        NewTimestamp::Timestamp(Datetime {
            seconds,
            nanoseconds,
        }) => {
            let nanoseconds = u64::from(nanoseconds);
            let seconds = seconds.checked_add(nanoseconds / SECOND);
            let seconds = seconds.and_then(|seconds| i64::try_from(seconds).ok());
            let seconds = seconds.ok_or(ErrorCode::Overflow)?;
            (seconds, (nanoseconds % SECOND) as i64)
        }
    };
    Ok(Timespec {
        tv_sec: seconds,
        tv_nsec: nanoseconds,
    })
}

fn timestamps(accessed: NewTimestamp, modified: NewTimestamp) -> Result<Timestamps> {
    Ok(Timestamps {
        last_access: timespec(accessed)?,
        last_modification: timespec(modified)?,
    })
}

/// `descriptor.set-times`.
pub fn descriptor_set_times(
    _: Caller,
    this: Descriptor,
    data_access_timestamp: NewTimestamp,
    data_modification_timestamp: NewTimestamp,
) -> Result {
    let times = timestamps(data_access_timestamp, data_modification_timestamp)?;
    let file = any(this);
    file.dir().writable()?;
    Ok(file.descriptor.set_times(&times)?)
}

/// `descriptor.set-times-at`.
pub fn descriptor_set_times_at(
    _: Caller,
    this: Descriptor,
    path_flags: PathFlags,
    path: Text,
    data_access_timestamp: NewTimestamp,
    data_modification_timestamp: NewTimestamp,
) -> Result {
    let path = path.path();
    let dir = directory_of(this)?.dir();
    let times = timestamps(data_access_timestamp, data_modification_timestamp)?;
    let follow = path_flags.has(PathFlags::SYMLINK_FOLLOW);
    Ok(dir.set_times(&mut path?, follow, &times)?)
}

/// `descriptor.is-same-object`. What the kernel knows nothing of is the same as nothing.
pub fn descriptor_is_same_object(_: Caller, this: Descriptor, other: Descriptor) -> bool {
    match (any(this).descriptor.stat(), any(other).descriptor.stat()) {
        (Ok(one), Ok(other)) => one.file == other.file,
        _ => false,
    }
}

/// Mixes the bits of a number, so that each has a part in every bit of the result (the finalizer of SplitMix64).
fn mixed(number: u64) -> u64 {
    let number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}

/// A hash of device and inode: as in wasmtime, another file has another one, the same file keeps it.
fn hash(stat: &Stat) -> MetadataHashValue {
    let [device, inode] = stat.file;
    let lower = mixed(mixed(device.wrapping_add(1)) ^ inode);
    MetadataHashValue {
        lower,
        upper: mixed(lower.wrapping_add(inode)),
    }
}

/// `descriptor.metadata-hash`.
pub fn descriptor_metadata_hash(_: Caller, this: Descriptor) -> Result<MetadataHashValue> {
    Ok(hash(&any(this).descriptor.stat()?))
}

/// `descriptor.metadata-hash-at`.
pub fn descriptor_metadata_hash_at(
    _: Caller,
    this: Descriptor,
    path_flags: PathFlags,
    path: Text,
) -> Result<MetadataHashValue> {
    Ok(hash(&stat_at(this, path_flags, path)?))
}
