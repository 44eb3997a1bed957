//! Symbols of `wasi:io`. Written by `wasmc-wasi-bindings`.
#![allow(unsafe_code)]
#![allow(unused_imports, reason = "whatever a package needs is here")]

use crate::policy::limits;
use crate::wasi::p2::caller::{Caller, no_case};
use crate::wasi::p2::text::Text;
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Resource};
use crate::wasi::trace::p2 as trace;
use wasmc_abi::component::CanonOptions;

/// `wasi:io/error`: `[method]error.to-debug-string`.
#[unsafe(export_name = "wasmc_wasi02_io_error_error_to_debug_string")]
extern "C" fn io_error_error_to_debug_string(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Given<str> = crate::wasi::p2::error::error_to_debug_string(caller, types::io::Error::borrowed(caller.handles(), a0));
    caller.result::<Given<str>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/error#[method]error.to-debug-string n>@8p ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:io/poll`: `[method]pollable.block`.
#[unsafe(export_name = "wasmc_wasi02_io_poll_pollable_block")]
extern "C" fn io_poll_pollable_block(options: *const CanonOptions, a0: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    crate::wasi::p2::poll::pollable_block(caller, types::io::Pollable::borrowed(caller.handles(), a0));
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/poll#[method]pollable.block n ", &[u64::from(a0)]);
    }
}

/// `wasi:io/poll`: `[method]pollable.ready`.
#[unsafe(export_name = "wasmc_wasi02_io_poll_pollable_ready")]
extern "C" fn io_poll_pollable_ready(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: bool = crate::wasi::p2::poll::pollable_ready(caller, types::io::Pollable::borrowed(caller.handles(), a0));
    let result = u32::from(value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/poll#[method]pollable.ready n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:io/poll`: `poll`.
#[unsafe(export_name = "wasmc_wasi02_io_poll_poll")]
extern "C" fn io_poll_poll(options: *const CanonOptions, a0: u32, a1: u32, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Given<[u32]> = crate::wasi::p2::poll::poll(caller, caller.borrows(a0, a1));
    caller.result::<Given<[u32]>, 8, 4>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/poll#poll l>@8l ", &[u64::from(a0), u64::from(a1), u64::from(a2)]);
    }
}

/// `wasi:io/streams`: `[method]input-stream.blocking-read`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_input_stream_blocking_read")]
extern "C" fn io_streams_input_stream_blocking_read(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<Given<[u8]>, types::io::StreamError> = crate::wasi::p2::streams::input_stream_blocking_read(caller, types::io::InputStream::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<Given<[u8]>, types::io::StreamError>, 12, 4>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]input-stream.blocking-read nn>R48wc last-operation-failed closed", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:io/streams`: `[method]input-stream.blocking-skip`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_input_stream_blocking_skip")]
extern "C" fn io_streams_input_stream_blocking_skip(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::io::StreamError> = crate::wasi::p2::streams::input_stream_blocking_skip(caller, types::io::InputStream::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<u64, types::io::StreamError>, 16, 8>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]input-stream.blocking-skip nn>R88nc last-operation-failed closed", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:io/streams`: `[method]input-stream.read`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_input_stream_read")]
extern "C" fn io_streams_input_stream_read(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<Given<[u8]>, types::io::StreamError> = crate::wasi::p2::streams::input_stream_read(caller, types::io::InputStream::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<Given<[u8]>, types::io::StreamError>, 12, 4>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]input-stream.read nn>R48wc last-operation-failed closed", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:io/streams`: `[method]input-stream.skip`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_input_stream_skip")]
extern "C" fn io_streams_input_stream_skip(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::io::StreamError> = crate::wasi::p2::streams::input_stream_skip(caller, types::io::InputStream::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<u64, types::io::StreamError>, 16, 8>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]input-stream.skip nn>R88nc last-operation-failed closed", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:io/streams`: `[method]input-stream.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_input_stream_subscribe")]
extern "C" fn io_streams_input_stream_subscribe(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::Pollable = crate::wasi::p2::streams::input_stream_subscribe(caller, types::io::InputStream::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]input-stream.subscribe n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:io/streams`: `[method]output-stream.blocking-flush`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_output_stream_blocking_flush")]
extern "C" fn io_streams_output_stream_blocking_flush(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::io::StreamError> = crate::wasi::p2::streams::output_stream_blocking_flush(caller, types::io::OutputStream::borrowed(caller.handles(), a0));
    caller.result::<Result<(), types::io::StreamError>, 12, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]output-stream.blocking-flush n>R41_c last-operation-failed closed", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:io/streams`: `[method]output-stream.blocking-splice`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_output_stream_blocking_splice")]
extern "C" fn io_streams_output_stream_blocking_splice(options: *const CanonOptions, a0: u32, a1: u32, a2: u64, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::io::StreamError> = crate::wasi::p2::streams::output_stream_blocking_splice(caller, types::io::OutputStream::borrowed(caller.handles(), a0), types::io::InputStream::borrowed(caller.handles(), a1), a2);
    caller.result::<Result<u64, types::io::StreamError>, 16, 8>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]output-stream.blocking-splice nnn>R88nc last-operation-failed closed", &[u64::from(a0), u64::from(a1), a2, u64::from(a3)]);
    }
}

/// `wasi:io/streams`: `[method]output-stream.blocking-write-and-flush`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_output_stream_blocking_write_and_flush")]
extern "C" fn io_streams_output_stream_blocking_write_and_flush(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::io::StreamError> = crate::wasi::p2::streams::output_stream_blocking_write_and_flush(caller, types::io::OutputStream::borrowed(caller.handles(), a0), caller.range(a1, a2));
    caller.result::<Result<(), types::io::StreamError>, 12, 4>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]output-stream.blocking-write-and-flush nw>R41_c last-operation-failed closed", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3)]);
    }
}

/// `wasi:io/streams`: `[method]output-stream.blocking-write-zeroes-and-flush`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_output_stream_blocking_write_zeroes_and_flush")]
extern "C" fn io_streams_output_stream_blocking_write_zeroes_and_flush(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::io::StreamError> = crate::wasi::p2::streams::output_stream_blocking_write_zeroes_and_flush(caller, types::io::OutputStream::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<(), types::io::StreamError>, 12, 4>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]output-stream.blocking-write-zeroes-and-flush nn>R41_c last-operation-failed closed", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// `wasi:io/streams`: `[method]output-stream.check-write`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_output_stream_check_write")]
extern "C" fn io_streams_output_stream_check_write(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::io::StreamError> = crate::wasi::p2::streams::output_stream_check_write(caller, types::io::OutputStream::borrowed(caller.handles(), a0));
    caller.result::<Result<u64, types::io::StreamError>, 16, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]output-stream.check-write n>R88nc last-operation-failed closed", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:io/streams`: `[method]output-stream.flush`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_output_stream_flush")]
extern "C" fn io_streams_output_stream_flush(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::io::StreamError> = crate::wasi::p2::streams::output_stream_flush(caller, types::io::OutputStream::borrowed(caller.handles(), a0));
    caller.result::<Result<(), types::io::StreamError>, 12, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]output-stream.flush n>R41_c last-operation-failed closed", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:io/streams`: `[method]output-stream.splice`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_output_stream_splice")]
extern "C" fn io_streams_output_stream_splice(options: *const CanonOptions, a0: u32, a1: u32, a2: u64, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<u64, types::io::StreamError> = crate::wasi::p2::streams::output_stream_splice(caller, types::io::OutputStream::borrowed(caller.handles(), a0), types::io::InputStream::borrowed(caller.handles(), a1), a2);
    caller.result::<Result<u64, types::io::StreamError>, 16, 8>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]output-stream.splice nnn>R88nc last-operation-failed closed", &[u64::from(a0), u64::from(a1), a2, u64::from(a3)]);
    }
}

/// `wasi:io/streams`: `[method]output-stream.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_output_stream_subscribe")]
extern "C" fn io_streams_output_stream_subscribe(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::Pollable = crate::wasi::p2::streams::output_stream_subscribe(caller, types::io::OutputStream::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]output-stream.subscribe n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:io/streams`: `[method]output-stream.write`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_output_stream_write")]
extern "C" fn io_streams_output_stream_write(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::io::StreamError> = crate::wasi::p2::streams::output_stream_write(caller, types::io::OutputStream::borrowed(caller.handles(), a0), caller.range(a1, a2));
    caller.result::<Result<(), types::io::StreamError>, 12, 4>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]output-stream.write nw>R41_c last-operation-failed closed", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3)]);
    }
}

/// `wasi:io/streams`: `[method]output-stream.write-zeroes`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_output_stream_write_zeroes")]
extern "C" fn io_streams_output_stream_write_zeroes(options: *const CanonOptions, a0: u32, a1: u64, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::io::StreamError> = crate::wasi::p2::streams::output_stream_write_zeroes(caller, types::io::OutputStream::borrowed(caller.handles(), a0), a1);
    caller.result::<Result<(), types::io::StreamError>, 12, 4>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:io/streams#[method]output-stream.write-zeroes nn>R41_c last-operation-failed closed", &[u64::from(a0), a1, u64::from(a2)]);
    }
}

/// Drops a `error`.
#[unsafe(export_name = "wasmc_wasi02_io_error_drop_error")]
extern "C" fn drop_error(rep: u32) {
    crate::wasi::p2::error::drop_error(types::io::Error::new(rep));
}

/// Drops a `pollable`.
#[unsafe(export_name = "wasmc_wasi02_io_poll_drop_pollable")]
extern "C" fn drop_pollable(rep: u32) {
    crate::wasi::p2::poll::drop_pollable(types::io::Pollable::new(rep));
}

/// Drops a `input-stream`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_drop_input_stream")]
extern "C" fn drop_input_stream(rep: u32) {
    crate::wasi::p2::streams::drop_input_stream(types::io::InputStream::new(rep));
}

/// Drops a `output-stream`.
#[unsafe(export_name = "wasmc_wasi02_io_streams_drop_output_stream")]
extern "C" fn drop_output_stream(rep: u32) {
    crate::wasi::p2::streams::drop_output_stream(types::io::OutputStream::new(rep));
}
