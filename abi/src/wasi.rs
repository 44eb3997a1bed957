//! The functions of WASI that the runtime provides, with their core signatures
//! (`wasi_snapshot_preview1.witx`, lowered to core types).
//!
//! In front of the wasm parameters each takes the address
//! of the [`crate::image::MemoryDescriptor`] of the calling module's memory 0 (or 0 if it has none).
//!
//! Snapshot 0 (`wasi_unstable`) has the same functions but for `sock_accept`, which is younger; those
//! whose structures or numbers differ have symbols of their own ([`UNSTABLE_FUNCTIONS`]).

/// Module name of the imports.
pub const MODULE: &str = "wasi_snapshot_preview1";
/// Module name of snapshot 0.
pub const UNSTABLE_MODULE: &str = "wasi_unstable";
/// The function that snapshot 0 does not have.
const NOT_UNSTABLE: &str = "sock_accept";

/// Core value types as they occur in WASI signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Core {
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
}

/// What must be done when an image starts, for the sake of a function that it imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// The preopened directories.
    Dirs,
    /// The preopened directories, as descriptors of WASI 0.2.
    Descriptors,
    /// The listening sockets.
    Sockets,
    /// The positions that the standard streams have then, to be kept.
    Positions,
    /// The kernel's clocks.
    Clocks,
    /// The files that say what names of hosts mean.
    Names,
    /// What of the network is granted, to be checked.
    Network,
    /// What requests of HTTP need.
    HttpOut,
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
    /// What it may look at.
    pub needs: Needs,
}

impl WasiFunction {
    /// Whether it opens or changes files by name, which needs a directory.
    pub fn uses_paths(&self) -> bool {
        self.name.starts_with("path_")
    }
}

/// Calls `$mac!` with the list: `name (params) errno|never NEEDS "shape"`. After the
/// return type, what it needs at start ([`Needs`]); the shape says how a trace shows the parameters:
///
/// - `d` a descriptor, `n` a number, `s` a signed number, `x` an address or a set of bits;
/// - `l` `lookupflags`, `o` `oflags`, `f` `fdflags`;
/// - of two parameters each, an address and a length or count: `p` a text, `b` a buffer, `v` vectors
///   to read into, `w` vectors to write from;
/// - behind a `>`, where results go: `d` a descriptor, `n` 32 bits, `N` 64 bits, `-` a structure.
#[macro_export]
macro_rules! for_each_wasi_function {
    ($mac:ident) => {
        $mac! {
            args_get (I32, I32) errno Nothing "xx";
            args_sizes_get (I32, I32) errno Nothing ">nn";
            environ_get (I32, I32) errno Nothing "xx";
            environ_sizes_get (I32, I32) errno Nothing ">nn";
            clock_res_get (I32, I32) errno Nothing "n>N";
            clock_time_get (I32, I64, I32) errno Clocks "nn>N";
            fd_advise (I32, I64, I64, I32) errno Nothing "dnnn";
            fd_allocate (I32, I64, I64) errno Nothing "dnn";
            fd_close (I32) errno Nothing "d";
            fd_datasync (I32) errno Nothing "d";
            fd_fdstat_get (I32, I32) errno Nothing "d>-";
            fd_fdstat_set_flags (I32, I32) errno Nothing "df";
            fd_fdstat_set_rights (I32, I64, I64) errno Nothing "dxx";
            fd_filestat_get (I32, I32) errno Nothing "d>-";
            fd_filestat_set_size (I32, I64) errno Nothing "dn";
            fd_filestat_set_times (I32, I64, I64, I32) errno Nothing "dnnx";
            fd_pread (I32, I32, I32, I64, I32) errno Positions "dvn>n";
            fd_prestat_get (I32, I32) errno Dirs "d>-";
            fd_prestat_dir_name (I32, I32, I32) errno Dirs "db";
            fd_pwrite (I32, I32, I32, I64, I32) errno Positions "dwn>n";
            fd_read (I32, I32, I32, I32) errno Nothing "dv>n";
            fd_readdir (I32, I32, I32, I64, I32) errno Dirs "dbn>n";
            fd_renumber (I32, I32) errno Nothing "dd";
            fd_seek (I32, I64, I32, I32) errno Positions "dsn>N";
            fd_sync (I32) errno Nothing "d";
            fd_tell (I32, I32) errno Nothing "d>N";
            fd_write (I32, I32, I32, I32) errno Nothing "dw>n";
            path_create_directory (I32, I32, I32) errno Dirs "dp";
            path_filestat_get (I32, I32, I32, I32, I32) errno Dirs "dlp>-";
            path_filestat_set_times (I32, I32, I32, I32, I64, I64, I32) errno Dirs "dlpnnx";
            path_link (I32, I32, I32, I32, I32, I32, I32) errno Dirs "dlpdp";
            path_open (I32, I32, I32, I32, I32, I64, I64, I32, I32) errno Dirs "dlpoxxf>d";
            path_readlink (I32, I32, I32, I32, I32, I32) errno Dirs "dpb>n";
            path_remove_directory (I32, I32, I32) errno Dirs "dp";
            path_rename (I32, I32, I32, I32, I32, I32) errno Dirs "dpdp";
            path_symlink (I32, I32, I32, I32, I32) errno Dirs "pdp";
            path_unlink_file (I32, I32, I32) errno Dirs "dp";
            poll_oneoff (I32, I32, I32, I32) errno Clocks "xxn>n";
            proc_exit (I32) never Nothing "n";
            proc_raise (I32) errno Nothing "n";
            random_get (I32, I32) errno Nothing "b";
            sched_yield () errno Nothing "";
            sock_accept (I32, I32, I32) errno Sockets "df>d";
            sock_recv (I32, I32, I32, I32, I32, I32) errno Nothing "dvx>nn";
            sock_send (I32, I32, I32, I32, I32) errno Nothing "dwx>n";
            sock_shutdown (I32, I32) errno Nothing "dx";
        }
    };
}

/// The same for the functions of snapshot 0 that differ: `fd_seek` has another order of `whence`,
/// the others have structures of another layout (`phases/old/snapshot_0/witx/typenames.witx`).
#[macro_export]
macro_rules! for_each_wasi_unstable_function {
    ($mac:ident) => {
        $mac! {
            fd_filestat_get (I32, I32) errno Nothing "d>-";
            fd_seek (I32, I64, I32, I32) errno Positions "dsn>N";
            path_filestat_get (I32, I32, I32, I32, I32) errno Dirs "dlp>-";
            poll_oneoff (I32, I32, I32, I32) errno Clocks "xxn>n";
        }
    };
}

/// The symbol of a function in the list.
#[macro_export]
macro_rules! wasi_symbol {
    ($name:ident) => {
        concat!("wasmc_wasi_", stringify!($name))
    };
}

/// The symbol of a function in the list of snapshot 0.
#[macro_export]
macro_rules! wasi_unstable_symbol {
    ($name:ident) => {
        concat!("wasmc_wasi_unstable_", stringify!($name))
    };
}

macro_rules! table {
    ($($name:ident ($($param:ident),*) $ret:ident $needs:ident $shape:literal;)*) => {
        table!(@list FUNCTIONS wasi_symbol
            "Every function that the runtime provides, sorted by name."
            $($name ($($param),*) $ret $needs $shape;)*);
    };
    (@list $list:ident $symbol:ident $doc:literal
        $($name:ident ($($param:ident),*) $ret:ident $needs:ident $shape:literal;)*) => {
        #[doc = $doc]
        pub const $list: &[WasiFunction] = &[$(WasiFunction {
            name: stringify!($name),
            symbol: $symbol!($name),
            params: &[$(Core::$param),*],
            returns_errno: table!(@ret $ret),
            needs: Needs::$needs,
        }),*];

        const _: () = {
            $(
                let params: &[Core] = &[$(Core::$param),*];
                assert!(shape_params($shape.as_bytes()) == params.len());
            )*
        };
    };
    (@ret errno) => { true };
    (@ret never) => { false };
}

macro_rules! unstable_table {
    ($($row:tt)*) => {
        table!(@list UNSTABLE_FUNCTIONS wasi_unstable_symbol
            "Those of snapshot 0 that differ, sorted by name."
            $($row)*);
    };
}

/// How many parameters a shape shows.
const fn shape_params(shape: &[u8]) -> usize {
    let (mut count, mut index) = (0, 0);
    while index < shape.len() {
        count += match shape[index] {
            b'>' => 0,
            b'p' | b'b' | b'v' | b'w' => 2,
            _ => 1,
        };
        index += 1;
    }
    count
}

for_each_wasi_function!(table);
for_each_wasi_unstable_function!(unstable_table);

/// The function of this name in a module of imports, if the runtime provides it.
pub fn find(module: &str, name: &str) -> Option<&'static WasiFunction> {
    let named = |list: &'static [WasiFunction]| list.iter().find(|it| it.name == name);
    match module {
        MODULE => named(FUNCTIONS),
        UNSTABLE_MODULE if name == NOT_UNSTABLE => None,
        UNSTABLE_MODULE => named(UNSTABLE_FUNCTIONS).or_else(|| named(FUNCTIONS)),
        _ => None,
    }
}
