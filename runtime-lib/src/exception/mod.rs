//! Exceptions: from `throw` to the handler, see [`wasmc_abi::exception`].
#![allow(unsafe_code)]

mod objects;

use crate::arch::{self, address_of};
use crate::instance::stack;
use crate::{image, trap};
use core::mem::size_of;
use core::slice::from_raw_parts;
pub use objects::new;
use wasmc_abi::exception::{ANY_TAG, CatchSite, ExceptionHeader, Handler, ObjectHeader};
use wasmc_abi::trap::Trap;

/// The start of the table of handlers.
fn header() -> &'static ExceptionHeader {
    let header = address_of!(EXCEPTIONS) as *const ExceptionHeader;
    // SAFETY: the compiler writes one into every image that throws.
    unsafe { &*header }
}

/// The calls with handlers around them, sorted by return address.
fn sites() -> &'static [CatchSite] {
    let first = address_of!(EXCEPTIONS) + size_of::<ExceptionHeader>() as u64;
    // SAFETY: the compiler writes `sites` of them behind the header.
    unsafe { from_raw_parts(first as *const CatchSite, header().sites as usize) }
}

/// The handlers of all sites.
fn handlers() -> &'static [Handler] {
    let first = sites().as_ptr_range().end;
    // SAFETY: the compiler writes `handlers` of them behind the sites.
    unsafe { from_raw_parts(first.cast(), header().handlers as usize) }
}

/// The names of the tags.
fn names() -> &'static [u8] {
    let first = handlers().as_ptr_range().end;
    // SAFETY: the compiler writes `names_len` bytes behind the handlers.
    unsafe { from_raw_parts(first.cast(), header().names_len as usize) }
}

arch::throw_entry!(throw_from);
pub use entry::throw;

/// Walks up the stack from `frame` to the first handler for the exception, and continues there.
///
/// # Safety
/// `object` must be an exception, `frame` the frame of the wasm function that called [`throw`], and
/// `pinned` the value of its pinned register, which holds the base of a memory.
unsafe extern "C" fn throw_from(object: *mut ObjectHeader, frame: u64, pinned: u64) -> ! {
    // SAFETY: the caller's promise.
    let tag = unsafe { (*object).tag };
    let mut frame = frame;
    // A frame holds the caller's frame pointer, then the return address. The walk ends at the first
    // frame of the stack or at a return address in the runtime: exceptions do not cross the runtime.
    while stack::contains(frame) && stack::contains(frame + 8) {
        // SAFETY: the word lies on the wasm stack, which stays mapped.
        let caller = unsafe { *(frame as *const u64) };
        // SAFETY: as above.
        let pc = arch::return_address(unsafe { *((frame + 8) as *const u64) });
        let Some(offset) = image::text_offset(pc) else {
            break;
        };
        if let Some((site, target)) = find(offset, tag) {
            let code = image::text() + u64::from(target);
            let stack = caller - u64::from(site.frame_bytes);
            // SAFETY: the compiler wrote the site for this call. So the handler expects this stack
            // pointer, this frame pointer and the exception.
            unsafe { arch::continue_at(code, stack, caller, object as u64, pinned) }
        }
        frame = caller;
    }
    trap::raise(Trap::UncaughtException, name(tag))
}

/// The site with this return address, and the code offset of its first handler for a tag.
fn find(return_offset: u32, tag: u32) -> Option<(&'static CatchSite, u32)> {
    let sites = sites();
    let index = sites.partition_point(|site| site.return_offset < return_offset);
    let site = sites
        .get(index)
        .filter(|site| site.return_offset == return_offset)?;
    let first = site.first as usize;
    let handlers = handlers().get(first..first + site.count as usize)?;
    let handler = handlers
        .iter()
        .find(|handler| handler.tag == tag || handler.tag == ANY_TAG)?;
    Some((site, handler.target))
}

/// The name of a tag.
fn name(tag: u32) -> &'static [u8] {
    let mut rest = names();
    for _ in 0..tag {
        let len = trap::unsigned(&mut rest).unwrap_or_default();
        rest = rest.get(len as usize..).unwrap_or_default();
    }
    let len = trap::unsigned(&mut rest).unwrap_or_default();
    rest.get(..len as usize).unwrap_or_default()
}
