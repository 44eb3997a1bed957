//! How a server serves: `--http-listen`, `--workers`, `--max-instance-reuse-count`.

use super::values;
use super::values::{count, refuse};
use wasmc_abi::options::{HTTP_LISTEN, MAX_INSTANCE_REUSE_COUNT, MOST_WORKERS, WORKERS, place};

/// The address that it listens on, as it was written.
pub fn address() -> Option<&'static [u8]> {
    values(const { place(HTTP_LISTEN) }).last()
}

/// How many workers it has, if that is said.
pub fn workers() -> Option<u32> {
    let text = values(const { place(WORKERS) }).last()?;
    let number = count(text);
    if number == 0 || number > u64::from(MOST_WORKERS) {
        refuse(text, b"is no number of workers: 1 to 1024");
    }
    Some(number as u32)
}

/// How many requests may see the same state.
pub fn reuse_count() -> u64 {
    let Some(text) = values(const { place(MAX_INSTANCE_REUSE_COUNT) }).last() else {
        return 1;
    };
    let number = count(text);
    if number == 0 {
        refuse(text, b"is no number of requests: 1 or more");
    }
    number
}
