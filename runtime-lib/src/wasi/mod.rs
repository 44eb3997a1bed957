//! WASI preview 1: one function for each in [`wasmc_abi::wasi`], by subject.
//!
//! The functions of the subjects take the memory, then the parameters of the core signature, and
//! return `Ok` or an errno; this file makes symbols of them. Each symbol asks first whether calls are
//! traced: a predictable branch, behind which lies a call of its own, so that nothing is kept in
//! registers or on the stack for it otherwise.
#![allow(unsafe_code)]

pub(crate) mod array;
pub(crate) mod errno;

mod args;
mod clock;
mod dir;
mod embed;
mod fd;
mod fd_table;
mod filestat;
mod listen;
mod path;
mod poll;
mod proc;
mod random;
mod resolve;
mod sock;
mod stat;
mod trace;
mod types;
mod unstable;

/// The functions of all subjects, by WASI's names.
mod functions {
    pub use super::args::{args_get, args_sizes_get, environ_get, environ_sizes_get};
    pub use super::clock::{clock_res_get, clock_time_get};
    pub use super::dir::{
        fd_prestat_dir_name, fd_prestat_get, fd_readdir, path_create_directory,
        path_remove_directory,
    };
    pub use super::fd::{
        fd_advise, fd_allocate, fd_close, fd_datasync, fd_fdstat_get, fd_fdstat_set_flags,
        fd_fdstat_set_rights, fd_pread, fd_pwrite, fd_read, fd_renumber, fd_seek, fd_sync, fd_tell,
        fd_write,
    };
    pub use super::path::{
        path_link, path_open, path_readlink, path_rename, path_symlink, path_unlink_file,
    };
    pub use super::poll::poll_oneoff;
    pub use super::proc::{proc_exit, proc_raise, sched_yield};
    pub use super::random::random_get;
    pub use super::sock::{sock_accept, sock_recv, sock_send, sock_shutdown};
    pub use super::stat::{
        fd_filestat_get, fd_filestat_set_size, fd_filestat_set_times, path_filestat_get,
        path_filestat_set_times,
    };
}

/// The functions of snapshot 0 that differ.
mod unstable_functions {
    pub use super::unstable::{fd_filestat_get, fd_seek, path_filestat_get, poll_oneoff};
}

/// The number that wasm code gets: 0 or an errno.
fn number(result: types::Result) -> i32 {
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
                let memory = Memory::new(memory);
                let args: &[u64] = &[$(u64::from($arg)),*];
                let call = trace::Call::new(memory, stringify!($name), $shape, args);
                let result = $functions::$name(memory $(, $arg)*);
                call.returned(result);
                number(result)
            }
            if limits::traced() {
                return traced(memory $(, $arg)*);
            }
            number($functions::$name(Memory::new(memory) $(, $arg)*))
        }
    };
    (@define ($symbol:ident $functions:ident $name:ident $shape:literal) never
        ($(($arg:ident $core:ty))*) () $names:tt) => {
        #[unsafe(export_name = wasmc_abi::$symbol!($name))]
        extern "C" fn $name(memory: *const MemoryDescriptor $(, $arg: $core)*) -> ! {
            let memory = Memory::new(memory);
            if limits::traced() {
                let args: &[u64] = &[$(u64::from($arg)),*];
                let call = trace::Call::new(memory, stringify!($name), $shape, args);
                call.does_not_return();
            }
            $functions::$name(memory $(, $arg)*)
        }
    };
}

/// The symbols, apart from the functions of the same names.
mod symbols {
    use super::{functions, number, trace};
    use crate::guest::Memory;
    use crate::policy::limits;
    use wasmc_abi::image::MemoryDescriptor;

    macro_rules! all {
        ($($list:tt)*) => { symbols!(wasi_symbol functions $($list)*); };
    }
    wasmc_abi::for_each_wasi_function!(all);
}

/// Opens the listening sockets ([`wasmc_abi::wasi::Needs::Sockets`]).
#[unsafe(export_name = wasmc_abi::builtin!(OpenSockets))]
pub extern "C" fn open_sockets() {
    listen::open_listeners();
}

/// Opens the preopened directories ([`wasmc_abi::wasi::Needs::Dirs`]).
#[unsafe(export_name = wasmc_abi::builtin!(OpenDirs))]
pub extern "C" fn open_dirs() {
    dir::open_preopened();
}

/// Those of snapshot 0 that differ.
mod unstable_symbols {
    use super::{number, trace, unstable_functions};
    use crate::guest::Memory;
    use crate::policy::limits;
    use wasmc_abi::image::MemoryDescriptor;

    macro_rules! all {
        ($($list:tt)*) => { symbols!(wasi_unstable_symbol unstable_functions $($list)*); };
    }
    wasmc_abi::for_each_wasi_unstable_function!(all);
}
