//! The symbols of the functions in [`wasmc_abi::wasi`], by which compiled code calls them.
//!
//! A function takes the memory, then the parameters of the core signature, and returns `Ok` or an
//! errno. Its symbol asks first whether calls are traced: a predictable branch, behind which lies a
//! call of its own, so that nothing is kept in registers or on the stack for it otherwise.
#![allow(unsafe_code)]

use super::trace::p1 as trace;
use super::{p1, p2, unstable};
use crate::host::Result;
use crate::policy::limits;
use crate::wasi::guest::Memory;
use wasmc_abi::image::MemoryDescriptor;

/// The number that wasm code gets: 0 or an errno.
fn number(result: Result) -> i32 {
    result.map_or_else(|errno| i32::from(errno.number()), |()| 0)
}

/// Defines the symbol of each function of a list: a missing one, or one whose
/// parameters are not those of the list, does not compile.
macro_rules! symbols {
    ($symbol:ident $functions:ident
        $($name:ident ($($param:ident),*) $returns:ident $needs:ident $shape:literal;)*) => {
        $(symbols!(@define ($symbol $functions $name $shape) $returns () ($($param)*) (a b c d e f g h i j));)*
    };
    (@define $what:tt $returns:ident ($($done:tt)*) (I32 $($more:ident)*) ($next:ident $($names:ident)*)) => {
        symbols!(@define $what $returns ($($done)* ($next u32)) ($($more)*) ($($names)*));
    };
    (@define $what:tt $returns:ident ($($done:tt)*) (I64 $($more:ident)*) ($next:ident $($names:ident)*)) => {
        symbols!(@define $what $returns ($($done)* ($next u64)) ($($more)*) ($($names)*));
    };
    (@define ($symbol:ident $functions:ident $name:ident $shape:literal) errno
        ($(($arg:ident $core:ty))*) () $names:tt) => {
        #[unsafe(export_name = wasmc_abi::$symbol!($name))]
        extern "C" fn $name(memory: *const MemoryDescriptor $(, $arg: $core)*) -> i32 {
            #[cold]
            #[inline(never)]
            extern "C" fn traced(memory: *const MemoryDescriptor $(, $arg: $core)*) -> i32 {
                // SAFETY: compiled code passes null or a descriptor of this image.
                let memory = unsafe { Memory::new(memory) };
                let args: &[u64] = &[$(u64::from($arg)),*];
                let call = trace::Call::new(memory, stringify!($name), $shape, args);
                let result = $functions::$name(memory $(, $arg)*);
                call.returned(result);
                number(result)
            }
            if limits::traced() {
                return traced(memory $(, $arg)*);
            }
            // SAFETY: compiled code passes null or a descriptor of this image.
            let memory = unsafe { Memory::new(memory) };
            number($functions::$name(memory $(, $arg)*))
        }
    };
    (@define ($symbol:ident $functions:ident $name:ident $shape:literal) never
        ($(($arg:ident $core:ty))*) () $names:tt) => {
        #[unsafe(export_name = wasmc_abi::$symbol!($name))]
        extern "C" fn $name(memory: *const MemoryDescriptor $(, $arg: $core)*) -> ! {
            // SAFETY: compiled code passes null or a descriptor of this image.
            let memory = unsafe { Memory::new(memory) };
            if limits::traced() {
                let args: &[u64] = &[$(u64::from($arg)),*];
                let call = trace::Call::new(memory, stringify!($name), $shape, args);
                call.does_not_return();
            }
            $functions::$name(memory $(, $arg)*)
        }
    };
}

/// Preview 1.
mod preview1 {
    use super::{Memory, MemoryDescriptor, limits, number, p1, trace};

    macro_rules! all {
        ($($list:tt)*) => { symbols!(wasi_symbol p1 $($list)*); };
    }
    wasmc_abi::for_each_wasi_function!(all);
}

/// The functions of snapshot 0 that differ.
mod snapshot0 {
    use super::{Memory, MemoryDescriptor, limits, number, trace, unstable};

    macro_rules! all {
        ($($list:tt)*) => { symbols!(wasi_unstable_symbol unstable $($list)*); };
    }
    wasmc_abi::for_each_wasi_unstable_function!(all);
}

/// Keeps the positions of the standard streams ([`wasmc_abi::wasi::Needs::Positions`]).
#[unsafe(export_name = wasmc_abi::builtin!(KeepPositions))]
pub extern "C" fn keep_positions() {
    p1::fd_table::keep_positions();
}

/// Opens the listening sockets ([`wasmc_abi::wasi::Needs::Sockets`]).
#[unsafe(export_name = wasmc_abi::builtin!(OpenSockets))]
pub extern "C" fn open_sockets() {
    p1::sock::open_listeners();
}

/// Opens the preopened directories ([`wasmc_abi::wasi::Needs::Dirs`]).
#[unsafe(export_name = wasmc_abi::builtin!(OpenDirs))]
pub extern "C" fn open_dirs() {
    p1::dir::open_preopened();
}

/// Opens the preopened directories for a component ([`wasmc_abi::wasi::Needs::Descriptors`]).
#[unsafe(export_name = wasmc_abi::builtin!(OpenDescriptors))]
pub extern "C" fn open_descriptors() {
    p2::open_descriptors();
}

/// Opens the files that say what names of hosts mean ([`wasmc_abi::wasi::Needs::Names`]).
#[unsafe(export_name = wasmc_abi::builtin!(OpenNames))]
pub extern "C" fn open_names() {
    p2::open_names();
}

/// Checks what of the network is granted ([`wasmc_abi::wasi::Needs::Network`]).
#[unsafe(export_name = wasmc_abi::builtin!(CheckNetwork))]
pub extern "C" fn check_network() {
    p2::check_network();
}

/// Makes ready for requests of HTTP ([`wasmc_abi::wasi::Needs::HttpOut`]).
#[unsafe(export_name = wasmc_abi::builtin!(OpenHttpOut))]
pub extern "C" fn open_http_out() {
    p2::open_http_out();
}
