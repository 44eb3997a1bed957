//! Results of `--invoke`, on the standard output.
#![allow(unsafe_code)]

use rustix::io::Errno;

/// Writes results, or ends the process with what is wrong.
pub fn write_results(mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: descriptor 1 is only written; EBADF if it is closed.
        let stdout = unsafe { rustix::stdio::stdout() };
        match rustix::io::write(stdout, bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(_) => super::fail!(b"--invoke: cannot write the results to stdout"),
        }
    }
}
