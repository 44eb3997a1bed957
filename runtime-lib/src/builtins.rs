//! The functions that compiled code calls, held against the list of them
//! ([`wasmc_abi::for_each_builtin`]): a function that is missing here, or whose types are not those of
//! the list, does not compile.

use wasmc_abi::component::{LiftRecord, ResourceUse};
use wasmc_abi::exception::ObjectHeader;
use wasmc_abi::filter::FilterHeader;
use wasmc_abi::image::{InvokeRecord, MemoryDescriptor, TableDescriptor};

/// The functions, by the names of the list.
mod functions {
    pub use crate::component::{
        copy_latin1 as CopyLatin1, copy_utf8 as CopyUtf8, copy_utf16 as CopyUtf16, end as Exit,
        enter as EnterCall, exit as ExitCall, latin1_to_utf8 as Latin1ToUtf8,
        latin1_to_utf16 as Latin1ToUtf16, raise as RaiseComponent, resource_drop as ResourceDrop,
        resource_new as ResourceNew, resource_rep as ResourceRep,
        transfer_borrow as TransferBorrow, transfer_own as TransferOwn,
        utf8_to_compact_utf16 as Utf8ToCompactUtf16, utf8_to_latin1 as Utf8ToLatin1,
        utf8_to_utf16 as Utf8ToUtf16,
        utf16_to_compact_probably_utf16 as Utf16ToCompactProbablyUtf16,
        utf16_to_compact_utf16 as Utf16ToCompactUtf16, utf16_to_latin1 as Utf16ToLatin1,
        utf16_to_utf8 as Utf16ToUtf8,
    };
    pub use crate::confine::confine as Confine;
    pub use crate::exception::{new as ExceptionNew, throw as Throw};
    pub use crate::instance::memory::grow as MemoryGrow;
    pub use crate::instance::table::{fill as TableFill, grow as TableGrow};
    pub use crate::invoke::invoke as Invoke;
    pub use crate::mem::{memcpy as Memcpy, memmove as Memmove, memset as Memset};
    pub use crate::process::find_clocks as FindClocks;
    pub use crate::script::script as Script;
    pub use crate::serve::{open as OpenServer, serve as Serve};
    pub use crate::trap::unknown_import as UnknownImport;
    pub use crate::wasi::{call_lifted as CallLifted, invoke_lifted as InvokeLifted};
    pub use crate::wasi::{
        check_network as CheckNetwork, keep_positions as KeepPositions,
        open_descriptors as OpenDescriptors, open_dirs as OpenDirs, open_http_out as OpenHttpOut,
        open_names as OpenNames, open_sockets as OpenSockets,
    };
}

macro_rules! check {
    ($($(#[$doc:meta])* $name:ident = $symbol:literal ($($param:ty),*) -> $result:tt;)*) => {
        $(const _: unsafe extern "C" fn($($param),*) -> $result = functions::$name;)*
    };
}
wasmc_abi::for_each_builtin!(check);
