//! What `ring` uses of the package `getrandom`, without a C library: the runtime of the image asks the kernel.
#![no_std]
#![allow(unsafe_code)]

/// Never made: the runtime ends the process where there are no random bytes.
#[derive(Debug)]
pub struct Error;

unsafe extern "C" {
    /// Fills so many bytes at an address (getrandom(2)).
    fn wasmc_tls_random(to: *mut u8, bytes: usize);
}

/// Fills a buffer with random bytes.
///
/// # Errors
/// None.
pub fn getrandom(to: &mut [u8]) -> Result<(), Error> {
    // SAFETY: the buffer is writable.
    unsafe { wasmc_tls_random(to.as_mut_ptr(), to.len()) };
    Ok(())
}
