//! What the runtime does for the library.
#![allow(unsafe_code)]

mod raw {
    unsafe extern "C" {
        /// Gives so many bytes more of the heap, behind those of before; null: there are no more.
        pub fn wasmc_tls_grow(bytes: usize) -> *mut u8;
        /// Seconds since 1970.
        pub fn wasmc_tls_now() -> u64;
        /// Ends the process with a message: the name of a source file, its length, and a line.
        pub fn wasmc_tls_fail(file: *const u8, bytes: usize, line: u32) -> !;
    }
}

/// More of the heap.
pub fn grow(bytes: usize) -> *mut u8 {
    // SAFETY: it asks for nothing.
    unsafe { raw::wasmc_tls_grow(bytes) }
}

/// Seconds since 1970.
pub fn now() -> u64 {
    // SAFETY: it asks for nothing.
    unsafe { raw::wasmc_tls_now() }
}

/// Ends the process: there is no memory, or something is wrong here.
pub fn fail(file: &str, line: u32) -> ! {
    // SAFETY: the text is there.
    unsafe { raw::wasmc_tls_fail(file.as_ptr(), file.len(), line) }
}

/// On aarch64, `ring` asks the C library for what the processor can do (getauxval(3)).
#[cfg(target_arch = "aarch64")]
#[unsafe(no_mangle)]
extern "C" fn getauxval(kind: u64) -> u64 {
    unsafe extern "C" {
        fn wasmc_tls_hwcap(kind: u64) -> u64;
    }
    // SAFETY: it asks for nothing.
    unsafe { wasmc_tls_hwcap(kind) }
}
