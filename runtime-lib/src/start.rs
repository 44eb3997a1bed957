//! From the kernel's entry to the first wasm instruction: the order, and nothing else.
#![allow(unsafe_code)]

use crate::instance::{memory, stack, table};
use crate::policy::limits;
use crate::{arch, image, process, relocate, sys, trap};

arch::entry_point!(start);

/// The first Rust code of the process, with the initial stack pointer.
extern "C" fn start(initial: *const usize) -> ! {
    // SAFETY: the entry point passes it.
    unsafe { process::keep(initial) };
    relocate::relocate();
    limits::init();
    memory::init();
    table::init();
    stack::create(arch::below_frame());
    trap::install();
    trap::end_by_signals();
    if let Some(milliseconds) = limits::timeout() {
        trap::end_after(milliseconds);
    }
    let mut resume_point = 0;
    let (entry, top) = (image::entry(), stack::top());
    // SAFETY: `stack` made the stack just now; nobody resumes this call.
    unsafe { arch::call_on_stack(entry, 0, top, &raw mut resume_point) };
    sys::exit(0)
}
