//! Links and names.
//!
//! Strings are looked at first: what is no string traps, whatever else is wrong.

use super::descriptor::{Result, directory_of};
use crate::wasi::p2::bounce;
use crate::wasi::p2::caller::Caller;
use crate::wasi::p2::text::{Text, require_utf8};
use crate::wasi::p2::types::filesystem::{Descriptor, ErrorCode, PathFlags};
use crate::wasi::p2::value::Given;

/// `descriptor.create-directory-at`.
pub fn descriptor_create_directory_at(_: Caller, this: Descriptor, path: Text) -> Result {
    let path = path.path();
    let dir = directory_of(this)?.dir();
    Ok(dir.create_directory(&mut path?)?)
}

/// `descriptor.remove-directory-at`.
pub fn descriptor_remove_directory_at(_: Caller, this: Descriptor, path: Text) -> Result {
    let path = path.path();
    let dir = directory_of(this)?.dir();
    Ok(dir.remove_directory(&mut path?)?)
}

/// `descriptor.unlink-file-at`.
pub fn descriptor_unlink_file_at(_: Caller, this: Descriptor, path: Text) -> Result {
    let path = path.path();
    let dir = directory_of(this)?.dir();
    Ok(dir.unlink(&mut path?)?)
}

/// `descriptor.link-at`. A symlink is linked itself: to follow it is refused, as in wasmtime.
pub fn descriptor_link_at(
    _: Caller,
    this: Descriptor,
    old_path_flags: PathFlags,
    old_path: Text,
    new_descriptor: Descriptor,
    new_path: Text,
) -> Result {
    let (old_path, new_path) = (old_path.path(), new_path.path());
    let (old, new) = (
        directory_of(this)?.dir(),
        directory_of(new_descriptor)?.dir(),
    );
    if old_path_flags.has(PathFlags::SYMLINK_FOLLOW) {
        return Err(ErrorCode::Invalid);
    }
    Ok(new.link(&mut new_path?, old, &mut old_path?)?)
}

/// `descriptor.rename-at`.
pub fn descriptor_rename_at(
    _: Caller,
    this: Descriptor,
    old_path: Text,
    new_descriptor: Descriptor,
    new_path: Text,
) -> Result {
    let (old_path, new_path) = (old_path.path(), new_path.path());
    let (old, new) = (
        directory_of(this)?.dir(),
        directory_of(new_descriptor)?.dir(),
    );
    Ok(new.rename(&mut new_path?, old, &mut old_path?)?)
}

/// `descriptor.symlink-at`. What the link holds is not looked at, but an absolute path, which could never be followed, is
/// refused.
pub fn descriptor_symlink_at(
    _: Caller,
    this: Descriptor,
    old_path: Text,
    new_path: Text,
) -> Result {
    let (target, path) = (old_path.path(), new_path.path());
    let dir = directory_of(this)?.dir();
    Ok(dir.symlink(&mut path?, &target?)?)
}

/// `descriptor.readlink-at`.
pub fn descriptor_readlink_at(caller: Caller, this: Descriptor, path: Text) -> Result<Given<str>> {
    let path = path.path();
    let dir = directory_of(this)?.dir();
    // More than a symlink can hold (symlink(7)).
    let used = dir.read_link(&path?, bounce::room(u64::from(bounce::BYTES)))?;
    bounce::with(used, |target| {
        if target.first() == Some(&b'/') {
            return Err(ErrorCode::NotPermitted);
        }
        Ok(caller.text(require_utf8(target)?))
    })
}
