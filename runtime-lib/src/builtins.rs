//! The functions that compiled code calls, held against the list of them
//! ([`wasmc_abi::for_each_builtin`]): a function that is missing here, or whose types are not those of
//! the list, does not compile.

use wasmc_abi::exception::ObjectHeader;
use wasmc_abi::filter::FilterHeader;
use wasmc_abi::image::{InvokeRecord, MemoryDescriptor, TableDescriptor};

/// The functions, by the names of the list.
mod functions {
    pub use crate::confine::confine as Confine;
    pub use crate::exception::{new as ExceptionNew, throw as Throw};
    pub use crate::instance::memory::grow as MemoryGrow;
    pub use crate::instance::table::{fill as TableFill, grow as TableGrow};
    pub use crate::invoke::invoke as Invoke;
    pub use crate::mem::{memcpy as Memcpy, memmove as Memmove, memset as Memset};
    pub use crate::process::find_clocks as FindClocks;
    pub use crate::script::script as Script;
    pub use crate::trap::unknown_import as UnknownImport;
    pub use crate::wasi::{
        keep_positions as KeepPositions, open_dirs as OpenDirs, open_sockets as OpenSockets,
    };
}

macro_rules! check {
    ($($(#[$doc:meta])* $name:ident = $symbol:literal ($($param:ty),*) -> $result:tt;)*) => {
        $(const _: unsafe extern "C" fn($($param),*) -> $result = functions::$name;)*
    };
}
wasmc_abi::for_each_builtin!(check);
