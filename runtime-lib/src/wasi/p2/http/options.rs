//! `request-options`.

use super::super::caller::Caller;
use super::super::slab::Slab;
use super::super::types::http::RequestOptions;
use super::super::value::Resource;

/// Times in nanoseconds: to connect, to the first byte, between bytes.
pub type Times = [Option<u64>; 3];

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.request_options")]
static OPTIONS: Slab<Times> = Slab::new();

/// `constructor`.
pub fn new_request_options(_: Caller) -> RequestOptions {
    RequestOptions::new(OPTIONS.insert([None; 3]))
}

fn get(this: RequestOptions, which: usize) -> Option<u64> {
    OPTIONS.get(this.rep()).get(which).copied().flatten()
}

fn set(this: RequestOptions, which: usize, time: Option<u64>) -> Result<(), ()> {
    let mut times = OPTIONS.get(this.rep());
    if let Some(place) = times.get_mut(which) {
        *place = time;
    }
    OPTIONS.set(this.rep(), times);
    Ok(())
}

/// `request-options.connect-timeout`.
pub fn request_options_connect_timeout(_: Caller, this: RequestOptions) -> Option<u64> {
    get(this, 0)
}

/// `request-options.set-connect-timeout`.
pub fn request_options_set_connect_timeout(
    _: Caller,
    this: RequestOptions,
    time: Option<u64>,
) -> Result<(), ()> {
    set(this, 0, time)
}

/// `request-options.first-byte-timeout`.
pub fn request_options_first_byte_timeout(_: Caller, this: RequestOptions) -> Option<u64> {
    get(this, 1)
}

/// `request-options.set-first-byte-timeout`.
pub fn request_options_set_first_byte_timeout(
    _: Caller,
    this: RequestOptions,
    time: Option<u64>,
) -> Result<(), ()> {
    set(this, 1, time)
}

/// `request-options.between-bytes-timeout`.
pub fn request_options_between_bytes_timeout(_: Caller, this: RequestOptions) -> Option<u64> {
    get(this, 2)
}

/// `request-options.set-between-bytes-timeout`.
pub fn request_options_set_between_bytes_timeout(
    _: Caller,
    this: RequestOptions,
    time: Option<u64>,
) -> Result<(), ()> {
    set(this, 2, time)
}

/// Takes them apart.
pub fn take(this: RequestOptions) -> Times {
    OPTIONS.remove(this.rep())
}

/// Drops `request-options`.
pub fn drop_request_options(this: RequestOptions) {
    OPTIONS.remove(this.rep());
}
