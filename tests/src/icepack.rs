//! What `icepack` of the corpus does, a program in C++ that throws exceptions.

use anyhow::{Result, ensure};
use sha2::{Digest, Sha256};

/// A file that it does not take, and what it says of it before it ends with 1.
pub const BAD: (&str, &str) = ("hello\n", "Error: Unexpected data line: hello");

/// Checks what it made of `sample.asc`.
///
/// # Errors
/// It is something else.
pub fn check(bytes: &[u8]) -> Result<()> {
    const DIGEST: &str = "596b6119155ae4595283cf8897d77d98161d986bcd694cec24edef1f9ebdfd2a";
    let digest = Sha256::digest(bytes);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    ensure!(bytes.len() == 32_220, "it wrote {} bytes", bytes.len());
    ensure!(digest == DIGEST, "it wrote other bytes: {digest}");
    Ok(())
}
