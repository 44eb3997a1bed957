//! Symbols of `wasi:cli`. Written by `wasmc-wasi-bindings`.
#![allow(unsafe_code)]
#![allow(unused_imports, reason = "whatever a package needs is here")]

use crate::policy::limits;
use crate::wasi::p2::caller::{Caller, no_case};
use crate::wasi::p2::text::Text;
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Resource};
use crate::wasi::trace::p2 as trace;
use wasmc_abi::component::CanonOptions;

/// `wasi:cli/environment`: `get-arguments`.
#[unsafe(export_name = "wasmc_wasi02_cli_environment_get_arguments")]
extern "C" fn cli_environment_get_arguments(options: *const CanonOptions, a0: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Given<[Given<str>]> = crate::wasi::p2::environment::get_arguments(caller);
    caller.result::<Given<[Given<str>]>, 8, 4>(a0, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:cli/environment#get-arguments >@8l ", &[u64::from(a0)]);
    }
}

/// `wasi:cli/environment`: `get-environment`.
#[unsafe(export_name = "wasmc_wasi02_cli_environment_get_environment")]
extern "C" fn cli_environment_get_environment(options: *const CanonOptions, a0: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Given<[(Given<str>, Given<str>)]> = crate::wasi::p2::environment::get_environment(caller);
    caller.result::<Given<[(Given<str>, Given<str>)]>, 8, 4>(a0, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:cli/environment#get-environment >@8l ", &[u64::from(a0)]);
    }
}

/// `wasi:cli/environment`: `initial-cwd`.
#[unsafe(export_name = "wasmc_wasi02_cli_environment_initial_cwd")]
extern "C" fn cli_environment_initial_cwd(options: *const CanonOptions, a0: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<Given<str>> = crate::wasi::p2::environment::initial_cwd(caller);
    caller.result::<Option<Given<str>>, 12, 4>(a0, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:cli/environment#initial-cwd >O48p_ ", &[u64::from(a0)]);
    }
}

/// `wasi:cli/exit`: `exit`.
#[unsafe(export_name = "wasmc_wasi02_cli_exit_exit")]
extern "C" fn cli_exit_exit(options: *const CanonOptions, a0: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    if limits::traced() {
        trace::call(caller.memory(), "wasi:cli/exit#exit n ", &[u64::from(a0)]);
    }
    crate::wasi::p2::exit::exit(caller, match a0 { 0 => Ok(()), 1 => Err(()), _ => no_case() });
}

/// `wasi:cli/exit`: `exit-with-code`.
#[unsafe(export_name = "wasmc_wasi02_cli_exit_exit_with_code")]
extern "C" fn cli_exit_exit_with_code(options: *const CanonOptions, a0: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    if limits::traced() {
        trace::call(caller.memory(), "wasi:cli/exit#exit-with-code n ", &[u64::from(a0)]);
    }
    crate::wasi::p2::exit::exit_with_code(caller, a0 as u8);
}

/// `wasi:cli/stderr`: `get-stderr`.
#[unsafe(export_name = "wasmc_wasi02_cli_stderr_get_stderr")]
extern "C" fn cli_stderr_get_stderr(options: *const CanonOptions) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::OutputStream = crate::wasi::p2::stdio::get_stderr(caller);
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:cli/stderr#get-stderr >=n ", &[u64::from(result)]);
    }
    result
}

/// `wasi:cli/stdin`: `get-stdin`.
#[unsafe(export_name = "wasmc_wasi02_cli_stdin_get_stdin")]
extern "C" fn cli_stdin_get_stdin(options: *const CanonOptions) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::InputStream = crate::wasi::p2::stdio::get_stdin(caller);
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:cli/stdin#get-stdin >=n ", &[u64::from(result)]);
    }
    result
}

/// `wasi:cli/stdout`: `get-stdout`.
#[unsafe(export_name = "wasmc_wasi02_cli_stdout_get_stdout")]
extern "C" fn cli_stdout_get_stdout(options: *const CanonOptions) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::OutputStream = crate::wasi::p2::stdio::get_stdout(caller);
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:cli/stdout#get-stdout >=n ", &[u64::from(result)]);
    }
    result
}

/// `wasi:cli/terminal-stderr`: `get-terminal-stderr`.
#[unsafe(export_name = "wasmc_wasi02_cli_terminal_stderr_get_terminal_stderr")]
extern "C" fn cli_terminal_stderr_get_terminal_stderr(options: *const CanonOptions, a0: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<types::cli::TerminalOutput> = crate::wasi::p2::stdio::get_terminal_stderr(caller);
    caller.result::<Option<types::cli::TerminalOutput>, 8, 4>(a0, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:cli/terminal-stderr#get-terminal-stderr >O44n_ ", &[u64::from(a0)]);
    }
}

/// `wasi:cli/terminal-stdin`: `get-terminal-stdin`.
#[unsafe(export_name = "wasmc_wasi02_cli_terminal_stdin_get_terminal_stdin")]
extern "C" fn cli_terminal_stdin_get_terminal_stdin(options: *const CanonOptions, a0: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<types::cli::TerminalInput> = crate::wasi::p2::stdio::get_terminal_stdin(caller);
    caller.result::<Option<types::cli::TerminalInput>, 8, 4>(a0, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:cli/terminal-stdin#get-terminal-stdin >O44n_ ", &[u64::from(a0)]);
    }
}

/// `wasi:cli/terminal-stdout`: `get-terminal-stdout`.
#[unsafe(export_name = "wasmc_wasi02_cli_terminal_stdout_get_terminal_stdout")]
extern "C" fn cli_terminal_stdout_get_terminal_stdout(options: *const CanonOptions, a0: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<types::cli::TerminalOutput> = crate::wasi::p2::stdio::get_terminal_stdout(caller);
    caller.result::<Option<types::cli::TerminalOutput>, 8, 4>(a0, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:cli/terminal-stdout#get-terminal-stdout >O44n_ ", &[u64::from(a0)]);
    }
}

/// Drops a `terminal-input`.
#[unsafe(export_name = "wasmc_wasi02_cli_terminal_input_drop_terminal_input")]
extern "C" fn drop_terminal_input(rep: u32) {
    crate::wasi::p2::stdio::drop_terminal_input(types::cli::TerminalInput::new(rep));
}

/// Drops a `terminal-output`.
#[unsafe(export_name = "wasmc_wasi02_cli_terminal_output_drop_terminal_output")]
extern "C" fn drop_terminal_output(rep: u32) {
    crate::wasi::p2::stdio::drop_terminal_output(types::cli::TerminalOutput::new(rep));
}
