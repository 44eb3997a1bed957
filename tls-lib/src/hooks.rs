//! What the runtime does for the library.
#![allow(unsafe_code)]

mod raw {
    unsafe extern "C" {
        /// Gives so many bytes more of the heap, behind those of before; null: there are no more.
        pub fn wasmc_tls_grow(bytes: usize) -> *mut u8;
        /// Seconds since 1970.
        pub fn wasmc_tls_now() -> u64;
        /// Ends the process with a message.
        pub fn wasmc_tls_fail() -> !;
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

/// Ends the process: there is no memory, or something here is wrong.
pub fn fail() -> ! {
    // SAFETY: it asks for nothing.
    unsafe { raw::wasmc_tls_fail() }
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
