//! Symbols of `wasi:filesystem`. Written by `wasmc-wasi-bindings`.
#![allow(unsafe_code)]
#![allow(unused_imports, reason = "whatever a package needs is here")]

use crate::policy::limits;
use crate::wasi::p2::caller::{Caller, no_case};
use crate::wasi::p2::text::Text;
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Resource};
use crate::wasi::trace::p2 as trace;
use wasmc_abi::component::CanonOptions;

/// `wasi:filesystem/preopens`: `get-directories`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_preopens_get_directories")]
extern "C" fn filesystem_preopens_get_directories(options: *const CanonOptions, a0: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Given<[(types::filesystem::Descriptor, Given<str>)]> = crate::wasi::p2::preopens::get_directories(caller);
    caller.result::<Given<[(types::filesystem::Descriptor, Given<str>)]>, 8, 4>(a0, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/preopens#get-directories >@8l ", &[u64::from(a0)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.advise`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_advise")]
extern "C" fn filesystem_types_descriptor_advise(options: *const CanonOptions, a0: u32, a1: u64, a2: u64, a3: u32, a4: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_advise(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), a1, a2, types::filesystem::Advice::lift(a3));
    caller.result::<Result<(), types::filesystem::ErrorCode>, 2, 1>(a4, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.advise nnnn>R11_c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), a1, a2, u64::from(a3), u64::from(a4)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.append-via-stream`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_append_via_stream")]
extern "C" fn filesystem_types_descriptor_append_via_stream(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::io::OutputStream, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_append_via_stream(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0));
    caller.result::<Result<types::io::OutputStream, types::filesystem::ErrorCode>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.append-via-stream n>R44nc access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.create-directory-at`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_create_directory_at")]
extern "C" fn filesystem_types_descriptor_create_directory_at(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_create_directory_at(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), Text::new(caller, a1, a2));
    caller.result::<Result<(), types::filesystem::ErrorCode>, 2, 1>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.create-directory-at np>R11_c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.get-flags`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_get_flags")]
extern "C" fn filesystem_types_descriptor_get_flags(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::filesystem::DescriptorFlags, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_get_flags(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0));
    caller.result::<Result<types::filesystem::DescriptorFlags, types::filesystem::ErrorCode>, 2, 1>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.get-flags n>R11xc access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.get-type`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_get_type")]
extern "C" fn filesystem_types_descriptor_get_type(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::filesystem::DescriptorType, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_get_type(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0));
    caller.result::<Result<types::filesystem::DescriptorType, types::filesystem::ErrorCode>, 2, 1>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.get-type n>R11nc access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.is-same-object`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_is_same_object")]
extern "C" fn filesystem_types_descriptor_is_same_object(options: *const CanonOptions, a0: u32, a1: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: bool = crate::wasi::p2::filesystem::descriptor_is_same_object(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), types::filesystem::Descriptor::borrowed(caller.handles(), a1));
    let result = u32::from(value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.is-same-object nn>=n ", &[u64::from(a0), u64::from(a1), u64::from(result)]);
    }
    result
}

/// `wasi:filesystem/types`: `[method]descriptor.link-at`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_link_at")]
extern "C" fn filesystem_types_descriptor_link_at(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32, a5: u32, a6: u32, a7: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_link_at(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), types::filesystem::PathFlags::lift(a1), Text::new(caller, a2, a3), types::filesystem::Descriptor::borrowed(caller.handles(), a4), Text::new(caller, a5, a6));
    caller.result::<Result<(), types::filesystem::ErrorCode>, 2, 1>(a7, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.link-at nxpnp>R11_c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4), u64::from(a5), u64::from(a6), u64::from(a7)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.metadata-hash`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_metadata_hash")]
extern "C" fn filesystem_types_descriptor_metadata_hash(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::filesystem::MetadataHashValue, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_metadata_hash(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0));
    caller.result::<Result<types::filesystem::MetadataHashValue, types::filesystem::ErrorCode>, 24, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.metadata-hash n>R84*c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.metadata-hash-at`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_metadata_hash_at")]
extern "C" fn filesystem_types_descriptor_metadata_hash_at(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::filesystem::MetadataHashValue, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_metadata_hash_at(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), types::filesystem::PathFlags::lift(a1), Text::new(caller, a2, a3));
    caller.result::<Result<types::filesystem::MetadataHashValue, types::filesystem::ErrorCode>, 24, 8>(a4, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.metadata-hash-at nxp>R84*c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.open-at`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_open_at")]
extern "C" fn filesystem_types_descriptor_open_at(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32, a5: u32, a6: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::filesystem::Descriptor, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_open_at(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), types::filesystem::PathFlags::lift(a1), Text::new(caller, a2, a3), types::filesystem::OpenFlags::lift(a4), types::filesystem::DescriptorFlags::lift(a5));
    caller.result::<Result<types::filesystem::Descriptor, types::filesystem::ErrorCode>, 8, 4>(a6, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.open-at nxpxx>R44nc access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4), u64::from(a5), u64::from(a6)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.read`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_read")]
extern "C" fn filesystem_types_descriptor_read(options: *const CanonOptions, a0: u32, a1: u64, a2: u64, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(Given<[u8]>, bool), types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_read(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), a1, a2);
    caller.result::<Result<(Given<[u8]>, bool), types::filesystem::ErrorCode>, 16, 4>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.read nnn>R44*c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), a1, a2, u64::from(a3)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.read-directory`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_read_directory")]
extern "C" fn filesystem_types_descriptor_read_directory(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::filesystem::DirectoryEntryStream, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_read_directory(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0));
    caller.result::<Result<types::filesystem::DirectoryEntryStream, types::filesystem::ErrorCode>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.read-directory n>R44nc access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.read-via-stream`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_read_via_stream")]
extern "C" fn filesystem_types_descriptor_read_via_stream(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::io::InputStream, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_read_via_stream(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<types::io::InputStream, types::filesystem::ErrorCode>, 8, 4>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.read-via-stream nn>R44nc access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.readlink-at`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_readlink_at")]
extern "C" fn filesystem_types_descriptor_readlink_at(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<Given<str>, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_readlink_at(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), Text::new(caller, a1, a2));
    caller.result::<Result<Given<str>, types::filesystem::ErrorCode>, 12, 4>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.readlink-at np>R48pc access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.remove-directory-at`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_remove_directory_at")]
extern "C" fn filesystem_types_descriptor_remove_directory_at(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_remove_directory_at(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), Text::new(caller, a1, a2));
    caller.result::<Result<(), types::filesystem::ErrorCode>, 2, 1>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.remove-directory-at np>R11_c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.rename-at`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_rename_at")]
extern "C" fn filesystem_types_descriptor_rename_at(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32, a5: u32, a6: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_rename_at(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), Text::new(caller, a1, a2), types::filesystem::Descriptor::borrowed(caller.handles(), a3), Text::new(caller, a4, a5));
    caller.result::<Result<(), types::filesystem::ErrorCode>, 2, 1>(a6, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.rename-at npnp>R11_c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4), u64::from(a5), u64::from(a6)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.set-size`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_set_size")]
extern "C" fn filesystem_types_descriptor_set_size(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_set_size(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<(), types::filesystem::ErrorCode>, 2, 1>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.set-size nn>R11_c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.set-times`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_set_times")]
extern "C" fn filesystem_types_descriptor_set_times(options: *const CanonOptions, a0: u32, a1: u32, a2: u64, a3: u32, a4: u32, a5: u64, a6: u32, a7: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_set_times(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), types::filesystem::NewTimestamp::lift(a1, a2, a3), types::filesystem::NewTimestamp::lift(a4, a5, a6));
    caller.result::<Result<(), types::filesystem::ErrorCode>, 2, 1>(a7, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.set-times nnnnnnn>R11_c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1), a2, u64::from(a3), u64::from(a4), a5, u64::from(a6), u64::from(a7)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.set-times-at`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_set_times_at")]
extern "C" fn filesystem_types_descriptor_set_times_at(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32, a5: u64, a6: u32, a7: u32, a8: u64, a9: u32, a10: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_set_times_at(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), types::filesystem::PathFlags::lift(a1), Text::new(caller, a2, a3), types::filesystem::NewTimestamp::lift(a4, a5, a6), types::filesystem::NewTimestamp::lift(a7, a8, a9));
    caller.result::<Result<(), types::filesystem::ErrorCode>, 2, 1>(a10, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.set-times-at nxpnnnnnn>R11_c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4), a5, u64::from(a6), u64::from(a7), a8, u64::from(a9), u64::from(a10)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.stat`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_stat")]
extern "C" fn filesystem_types_descriptor_stat(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::filesystem::DescriptorStat, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_stat(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0));
    caller.result::<Result<types::filesystem::DescriptorStat, types::filesystem::ErrorCode>, 104, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.stat n>R84*c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.stat-at`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_stat_at")]
extern "C" fn filesystem_types_descriptor_stat_at(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::filesystem::DescriptorStat, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_stat_at(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), types::filesystem::PathFlags::lift(a1), Text::new(caller, a2, a3));
    caller.result::<Result<types::filesystem::DescriptorStat, types::filesystem::ErrorCode>, 104, 8>(a4, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.stat-at nxp>R84*c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.symlink-at`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_symlink_at")]
extern "C" fn filesystem_types_descriptor_symlink_at(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32, a5: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_symlink_at(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), Text::new(caller, a1, a2), Text::new(caller, a3, a4));
    caller.result::<Result<(), types::filesystem::ErrorCode>, 2, 1>(a5, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.symlink-at npp>R11_c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4), u64::from(a5)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.sync`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_sync")]
extern "C" fn filesystem_types_descriptor_sync(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_sync(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0));
    caller.result::<Result<(), types::filesystem::ErrorCode>, 2, 1>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.sync n>R11_c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.sync-data`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_sync_data")]
extern "C" fn filesystem_types_descriptor_sync_data(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_sync_data(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0));
    caller.result::<Result<(), types::filesystem::ErrorCode>, 2, 1>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.sync-data n>R11_c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.unlink-file-at`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_unlink_file_at")]
extern "C" fn filesystem_types_descriptor_unlink_file_at(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_unlink_file_at(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), Text::new(caller, a1, a2));
    caller.result::<Result<(), types::filesystem::ErrorCode>, 2, 1>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.unlink-file-at np>R11_c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.write`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_write")]
extern "C" fn filesystem_types_descriptor_write(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u64, a4: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_write(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), caller.range(a1, a2), a3);
    caller.result::<Result<u64, types::filesystem::ErrorCode>, 16, 8>(a4, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.write nwn>R88nc access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1), u64::from(a2), a3, u64::from(a4)]);
    }
}

/// `wasi:filesystem/types`: `[method]descriptor.write-via-stream`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_descriptor_write_via_stream")]
extern "C" fn filesystem_types_descriptor_write_via_stream(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::io::OutputStream, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::descriptor_write_via_stream(caller, types::filesystem::Descriptor::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<types::io::OutputStream, types::filesystem::ErrorCode>, 8, 4>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]descriptor.write-via-stream nn>R44nc access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:filesystem/types`: `[method]directory-entry-stream.read-directory-entry`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_directory_entry_stream_read_directory_entry")]
extern "C" fn filesystem_types_directory_entry_stream_read_directory_entry(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<Option<types::filesystem::DirectoryEntry>, types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::directory_entry_stream_read_directory_entry(caller, types::filesystem::DirectoryEntryStream::borrowed(caller.handles(), a0));
    caller.result::<Result<Option<types::filesystem::DirectoryEntry>, types::filesystem::ErrorCode>, 20, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#[method]directory-entry-stream.read-directory-entry n>R44*c access would-block already bad-descriptor busy deadlock quota exist file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:filesystem/types`: `filesystem-error-code`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_filesystem_error_code")]
extern "C" fn filesystem_types_filesystem_error_code(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<types::filesystem::ErrorCode> = crate::wasi::p2::filesystem::filesystem_error_code(caller, types::io::Error::borrowed(caller.handles(), a0));
    caller.result::<Option<types::filesystem::ErrorCode>, 2, 1>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:filesystem/types#filesystem-error-code n>O11n_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// Drops a `descriptor`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_drop_descriptor")]
extern "C" fn drop_descriptor(rep: u32) {
    crate::wasi::p2::filesystem::drop_descriptor(types::filesystem::Descriptor::new(rep));
}

/// Drops a `directory-entry-stream`.
#[unsafe(export_name = "wasmc_wasi02_filesystem_types_drop_directory_entry_stream")]
extern "C" fn drop_directory_entry_stream(rep: u32) {
    crate::wasi::p2::filesystem::drop_directory_entry_stream(types::filesystem::DirectoryEntryStream::new(rep));
}
