//! WASI preview 1: one function for each in [`wasmc_abi::wasi`], by subject.
//!
//! The functions of the subjects take the memory, then the parameters of the core signature, and
//! return `Ok` or an errno; this file makes symbols of them.
#![allow(unsafe_code)]

pub(crate) mod array;
pub(crate) mod errno;

mod args;
mod clock;
mod dir;
mod fd;
mod fd_table;
mod path;
mod poll;
mod proc;
mod random;
mod resolve;
mod sock;
mod stat;
mod types;

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

/// The number that wasm code gets: 0 or an errno.
fn number(result: types::Result) -> i32 {
    result.map_or_else(|errno| i32::from(errno.number()), |()| 0)
}

/// Defines `wasmc_wasi_NAME` for each function of the list: a missing one, or one whose parameters
/// are not those of the list, does not compile.
macro_rules! symbols {
    ($($name:ident ($($param:ident),*) $returns:ident $dirs:ident;)*) => {
        $(symbols!(@define $name $returns () ($($param)*) (a b c d e f g h i j));)*
    };
    (@define $name:ident $returns:ident ($($done:tt)*) (I32 $($more:ident)*) ($next:ident $($names:ident)*)) => {
        symbols!(@define $name $returns ($($done)* ($next u32)) ($($more)*) ($($names)*));
    };
    (@define $name:ident $returns:ident ($($done:tt)*) (I64 $($more:ident)*) ($next:ident $($names:ident)*)) => {
        symbols!(@define $name $returns ($($done)* ($next u64)) ($($more)*) ($($names)*));
    };
    (@define $name:ident errno ($(($arg:ident $core:ty))*) () $names:tt) => {
        #[unsafe(export_name = concat!("wasmc_wasi_", stringify!($name)))]
        extern "C" fn $name(memory: *const MemoryDescriptor $(, $arg: $core)*) -> i32 {
            number(functions::$name(Memory::new(memory) $(, $arg)*))
        }
    };
    (@define $name:ident never ($(($arg:ident $core:ty))*) () $names:tt) => {
        #[unsafe(export_name = concat!("wasmc_wasi_", stringify!($name)))]
        extern "C" fn $name(memory: *const MemoryDescriptor $(, $arg: $core)*) -> ! {
            functions::$name(Memory::new(memory) $(, $arg)*)
        }
    };
}

/// The symbols, apart from the functions of the same names.
mod symbols {
    use super::{functions, number};
    use crate::guest::Memory;
    use wasmc_abi::image::MemoryDescriptor;

    wasmc_abi::for_each_wasi_function!(symbols);

    /// Opens the preopened directories. Images that import a function marked `dirs` call it once,
    /// before anything else.
    #[unsafe(no_mangle)]
    extern "C" fn wasmc_wasi_init() {
        super::dir::open_preopened();
    }
}
