//! WASI preview 1: one function for each in [`wasmc_abi::wasi`], by subject. Each reads its parameters,
//! asks the [`host`](crate::host), and writes the results.

mod args;
mod clock;
pub mod dir;
pub mod fd;
pub mod fd_table;
mod flags;
mod path;
pub mod poll;
mod proc;
mod random;
mod rights;
pub mod sock;
pub mod stat;
mod vectors;

pub use args::{args_get, args_sizes_get, environ_get, environ_sizes_get};
pub use clock::{clock_res_get, clock_time_get};
pub use dir::{fd_prestat_dir_name, fd_prestat_get, fd_readdir};
pub use fd::{
    fd_advise, fd_allocate, fd_close, fd_datasync, fd_fdstat_get, fd_fdstat_set_flags,
    fd_fdstat_set_rights, fd_pread, fd_pwrite, fd_read, fd_renumber, fd_seek, fd_sync, fd_tell,
    fd_write,
};
pub use path::{
    path_create_directory, path_link, path_open, path_readlink, path_remove_directory, path_rename,
    path_symlink, path_unlink_file,
};
pub use poll::poll_oneoff;
pub use proc::{proc_exit, proc_raise, sched_yield};
pub use random::random_get;
pub use sock::{sock_accept, sock_recv, sock_send, sock_shutdown};
pub use stat::{
    fd_filestat_get, fd_filestat_set_size, fd_filestat_set_times, path_filestat_get,
    path_filestat_set_times,
};
