//! The offsets of the values in an exception object, and the size of an object.

use super::{Program, TagId};
use crate::decode::module::{FuncType, ValType};
use wasmc_abi::exception::ObjectHeader;

/// Alignment of objects in bytes.
const ALIGN: usize = 16;

/// Offsets of the values that an exception of the tag carries, in bytes from the object's start.
pub fn fields(program: &Program<'_>, tag: TagId) -> Vec<i32> {
    let FuncType { params, .. } = program.types.func(program.tags[tag].sig);
    let mut end = ObjectHeader::BYTES;
    let mut offsets = Vec::with_capacity(params.len());
    for &ty in params {
        let bytes = bytes(ty);
        let offset = end.next_multiple_of(bytes);
        offsets.push(offset as i32);
        end = offset + bytes;
    }
    offsets
}

/// Bytes of the largest exception object.
pub fn object_bytes(program: &Program<'_>) -> usize {
    let bytes_of = |tag| {
        let FuncType { params, .. } = program.types.func(program.tags[tag].sig);
        let last = fields(program, tag).pop().zip(params.last());
        last.map_or(ObjectHeader::BYTES, |(offset, &ty)| {
            offset as usize + bytes(ty)
        })
    };
    let largest = program.tags.keys().map(bytes_of).max();
    largest
        .unwrap_or(ObjectHeader::BYTES)
        .next_multiple_of(ALIGN)
}

fn bytes(ty: ValType) -> usize {
    match ty {
        ValType::I32 | ValType::F32 => 4,
        ValType::I64 | ValType::F64 | ValType::Ref(_) => 8,
        ValType::V128 => 16,
    }
}
