//! Where requests of HTTP may go: `--http-out`.

use super::values::refuse;
use super::{is_given, values};
use wasmc_abi::network::HttpPattern;
use wasmc_abi::options::{HTTP_OUT, place};

/// Ends the process where a word makes no sense.
pub fn check() {
    for text in values(const { place(HTTP_OUT) }) {
        if HttpPattern::parse(text).is_none() {
            refuse(
                text,
                b"is no HOST[:PORT], such as example.com, *.example.com:8080, 10.0.0.1:8000-8100, [::1]:* or *",
            );
        }
    }
}

/// Whether there may be any.
pub fn any() -> bool {
    is_given(const { place(HTTP_OUT) })
}

/// Whether one may go to a host, as it is written there, and a port, where `own` is the one that the scheme has.
pub fn allows(host: &[u8], port: u16, own: u16) -> bool {
    values(const { place(HTTP_OUT) })
        .filter_map(HttpPattern::parse)
        .any(|pattern| pattern.covers(host, port, own))
}
