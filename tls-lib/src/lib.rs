//! TLS for images that send requests: rustls, with the cryptography of `ring`, without a C library.
//!
//! The runtime calls [`wasmc_tls`] and nothing else; `abi` describes the calls. What it needs of the kernel, it asks the
//! runtime for (`hooks`).
//!
//! ```text
//! runtime ─Call→ session ─→ rustls ─→ ring
//!                   └─→ trust      heap, hooks ─→ runtime
//! ```
#![no_std]
#![allow(unsafe_code)]

extern crate alloc;

/// One file of it alone: the archive need not be made anew for the others. `abi` is a link to the folder beside this package.
#[path = "../abi/src/tls.rs"]
#[allow(dead_code, reason = "the runtime uses the rest")]
mod abi;
mod heap;
mod hooks;
mod session;
mod trust;

use abi::{Call, Request, Status};
use alloc::boxed::Box;
use core::slice;
use session::Session;

/// Answers a call.
///
/// # Safety
/// The address is that of a `Call`, which nobody else uses, and whose bytes and session are what its request says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wasmc_tls(call: *mut Call) {
    // SAFETY: the caller's.
    let call = unsafe { &mut *call };
    match call.request {
        Request::Trust => call.result = trust::add(given(call)) as u64,
        Request::Open => {
            call.status = Status::Handshake;
            let session = Session::new(given(call)).map(Box::new);
            call.result = session.map_or(0, |it| Box::into_raw(it) as u64);
        }
        Request::Close => {
            // SAFETY: `Open` gave it, and the runtime forgets it with this call.
            drop(unsafe { Box::from_raw(call.session as *mut Session) });
        }
        _ => {
            // SAFETY: `Open` gave it.
            let session = unsafe { &mut *(call.session as *mut Session) };
            call.result = match call.request {
                Request::Receive => session.receive(given(call)),
                Request::Read => session.read(wanted(call)),
                Request::Write => session.write(given(call)),
                Request::Sent => session.sent(call.bytes as usize),
                _ => session.finish(),
            } as u64;
            session.tell(call);
        }
    }
}

/// The bytes that a call gives.
fn given(call: &Call) -> &'static [u8] {
    match call.bytes {
        0 => &[],
        // SAFETY: the runtime's, as long as the call lasts.
        bytes => unsafe { slice::from_raw_parts(call.at as *const u8, bytes as usize) },
    }
}

/// The bytes that a call wants to have.
fn wanted(call: &Call) -> &'static mut [u8] {
    match call.bytes {
        0 => &mut [],
        // SAFETY: the runtime's, as long as the call lasts.
        bytes => unsafe { slice::from_raw_parts_mut(call.at as *mut u8, bytes as usize) },
    }
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    let place = info.location().map(|it| (it.file(), it.line()));
    let (file, line) = place.unwrap_or_default();
    hooks::fail(file, line)
}

/// The core library's unwind tables refer to it. Nothing unwinds, so it is never called.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

/// The clean-up code of `alloc` ends with it. Nothing unwinds, so it is never called.
#[unsafe(no_mangle)]
extern "C" fn _Unwind_Resume() -> ! {
    hooks::fail(file!(), line!())
}
