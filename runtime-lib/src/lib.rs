//! The runtime of an image: everything between the kernel and the compiled wasm functions.
//!
//! `no_std`, no libc, no allocator. A module's imports decide which parts are linked: every
//! exported function stands in a section of its own.
#![no_std]

mod arch;
mod array;
mod builtins;
mod component;
mod confine;
mod exception;
mod host;
mod http;
mod image;
mod instance;
mod invoke;
mod libcalls;
mod mem;
mod policy;
mod process;
mod relocate;
mod script;
mod serve;
mod start;
mod sys;
mod tls;
mod trap;
mod wasi;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    sys::stderr!(b"wasmc: internal error in the runtime of this image; please report it\n");
    sys::exit(wasmc_abi::trap::EXIT_CODE)
}

/// The core library's unwind tables refer to it. Nothing unwinds, so it is never called.
#[unsafe(no_mangle)]
#[allow(unsafe_code)]
extern "C" fn rust_eh_personality() {}
