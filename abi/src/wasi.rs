//! The functions of WASI preview 1 that the runtime provides, with their core signatures
//! (`wasi_snapshot_preview1.witx`, lowered to core types).
//!
//! The symbol is `wasmc_wasi_` and the name. In front of the wasm parameters each takes the address
//! of the [`crate::image::MemoryDescriptor`] of the calling module's memory 0 (or 0 if it has none).

/// Module name of the imports.
pub const MODULE: &str = "wasi_snapshot_preview1";

/// Core value types as they occur in WASI signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Core {
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
}

/// One function: its name, its parameters, and whether it returns an errno.
#[derive(Clone, Copy, Debug)]
pub struct WasiFunction {
    /// Name of the import.
    pub name: &'static str,
    /// Symbol in the runtime archive.
    pub symbol: &'static str,
    /// Core parameters.
    pub params: &'static [Core],
    /// Whether it returns an `errno` as i32; `proc_exit` alone does not.
    pub returns_errno: bool,
    /// Whether it may look at preopened directories, so that the image must open them at start.
    pub needs_dirs: bool,
    /// Whether it looks at permissions, so that the image must read them at start.
    pub needs_policy: bool,
}

/// Calls `$mac!` with the list: `name (params) errno|never dirs|policy|nodirs`. The last word says
/// what it needs at start: preopened directories, only the permissions, or nothing.
#[macro_export]
macro_rules! for_each_wasi_function {
    ($mac:ident) => {
        $mac! {
            args_get (I32, I32) errno policy;
            args_sizes_get (I32, I32) errno policy;
            environ_get (I32, I32) errno policy;
            environ_sizes_get (I32, I32) errno policy;
            clock_res_get (I32, I32) errno nodirs;
            clock_time_get (I32, I64, I32) errno nodirs;
            fd_advise (I32, I64, I64, I32) errno nodirs;
            fd_allocate (I32, I64, I64) errno nodirs;
            fd_close (I32) errno nodirs;
            fd_datasync (I32) errno nodirs;
            fd_fdstat_get (I32, I32) errno nodirs;
            fd_fdstat_set_flags (I32, I32) errno nodirs;
            fd_fdstat_set_rights (I32, I64, I64) errno nodirs;
            fd_filestat_get (I32, I32) errno nodirs;
            fd_filestat_set_size (I32, I64) errno nodirs;
            fd_filestat_set_times (I32, I64, I64, I32) errno nodirs;
            fd_pread (I32, I32, I32, I64, I32) errno nodirs;
            fd_prestat_get (I32, I32) errno dirs;
            fd_prestat_dir_name (I32, I32, I32) errno dirs;
            fd_pwrite (I32, I32, I32, I64, I32) errno nodirs;
            fd_read (I32, I32, I32, I32) errno nodirs;
            fd_readdir (I32, I32, I32, I64, I32) errno dirs;
            fd_renumber (I32, I32) errno nodirs;
            fd_seek (I32, I64, I32, I32) errno nodirs;
            fd_sync (I32) errno nodirs;
            fd_tell (I32, I32) errno nodirs;
            fd_write (I32, I32, I32, I32) errno nodirs;
            path_create_directory (I32, I32, I32) errno dirs;
            path_filestat_get (I32, I32, I32, I32, I32) errno dirs;
            path_filestat_set_times (I32, I32, I32, I32, I64, I64, I32) errno dirs;
            path_link (I32, I32, I32, I32, I32, I32, I32) errno dirs;
            path_open (I32, I32, I32, I32, I32, I64, I64, I32, I32) errno dirs;
            path_readlink (I32, I32, I32, I32, I32, I32) errno dirs;
            path_remove_directory (I32, I32, I32) errno dirs;
            path_rename (I32, I32, I32, I32, I32, I32) errno dirs;
            path_symlink (I32, I32, I32, I32, I32) errno dirs;
            path_unlink_file (I32, I32, I32) errno dirs;
            poll_oneoff (I32, I32, I32, I32) errno nodirs;
            proc_exit (I32) never nodirs;
            proc_raise (I32) errno nodirs;
            random_get (I32, I32) errno nodirs;
            sched_yield () errno nodirs;
            sock_accept (I32, I32, I32) errno nodirs;
            sock_recv (I32, I32, I32, I32, I32, I32) errno nodirs;
            sock_send (I32, I32, I32, I32, I32) errno nodirs;
            sock_shutdown (I32, I32) errno nodirs;
        }
    };
}

macro_rules! table {
    ($($name:ident ($($param:ident),*) $ret:ident $dirs:ident;)*) => {
        /// Every function that the runtime provides, sorted by name.
        pub const FUNCTIONS: &[WasiFunction] = &[$(WasiFunction {
            name: stringify!($name),
            symbol: concat!("wasmc_wasi_", stringify!($name)),
            params: &[$(Core::$param),*],
            returns_errno: table!(@ret $ret),
            needs_dirs: table!(@dirs $dirs),
            needs_policy: table!(@policy $dirs),
        }),*];
    };
    (@ret errno) => { true };
    (@ret never) => { false };
    (@dirs dirs) => { true };
    (@dirs policy) => { false };
    (@dirs nodirs) => { false };
    (@policy nodirs) => { false };
    (@policy $other:ident) => { true };
}

for_each_wasi_function!(table);

/// The function of this name, if the runtime provides it.
pub fn find(name: &str) -> Option<&'static WasiFunction> {
    FUNCTIONS.iter().find(|function| function.name == name)
}
