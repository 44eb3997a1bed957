//! Layouts that the compiler writes into an image and the runtime reads.
//!
//! All integers are little-endian and naturally aligned. Nothing here holds an absolute address of
//! the image itself, so that a position-independent image needs no relocation for it.

use crate::layout::layout;

/// Bytes in a wasm page, unless the memory's type says otherwise.
pub const WASM_PAGE: u64 = 1 << WASM_PAGE_LOG2;

/// Logarithm of [`WASM_PAGE`].
pub const WASM_PAGE_LOG2: u32 = 16;

/// Address of the first memory of an image: every access to it is one instruction whose 32-bit
/// displacement holds this base and the static offset.
pub const LOW_MEMORY_BASE: u64 = 0x1000_0000;

/// Where the slots of further memories are, each [`MEMORY_SLOT`] above the last; the first slot is for
/// memory 0 where a register holds its address. Compiled code knows these as constants.
pub const HIGH_MEMORY_BASE: u64 = 0x0100_0000_0000;

/// Distance between the slots of further memories.
pub const MEMORY_SLOT: u64 = 40 << 30;

/// Where [`NEAR_MEMORIES`] slots are within the smallest address space, that of aarch64 kernels
/// with 39 bits: between memory 0 and [`FIXED_IMAGE_BASE`].
pub const NEAR_MEMORY_BASE: u64 = 40 << 30;

/// Number of the slots at [`NEAR_MEMORY_BASE`].
pub const NEAR_MEMORIES: u64 = 5;

/// Address of an image with a fixed address: above everything that memories reserve there, below the
/// end of the smallest address space (39 bits, some aarch64 kernels), at whose upper end the kernel
/// puts what is not fixed.
pub const FIXED_IMAGE_BASE: u64 = 0x0040_0000_0000;

/// Bytes that a 32-bit index reaches.
pub const INDEX_RANGE: u64 = 1 << 32;

/// Static offsets up to this need no check of their own; larger ones are added and checked by
/// compiled code.
pub const MAX_STATIC_OFFSET: u64 = (1 << 31) - 1 - LOW_MEMORY_BASE;

/// Bytes that a static offset of at most [`MAX_STATIC_OFFSET`] and one access reach behind an index.
pub const OFFSET_RANGE: u64 = 1 << 31;

/// Bytes that must stay unmapped behind the base of a memory that is not larger than
/// [`INDEX_RANGE`], its own pages aside: everything that an index and a static offset reach together,
/// and one access.
pub const RESERVE_MIN: u64 = INDEX_RANGE + OFFSET_RANGE;

/// Largest size of a memory with 64-bit addresses, in bytes. Compiled code compares each index with
/// the size, so that [`OFFSET_RANGE`] must stay unmapped behind the largest size.
pub const MAX_MEMORY64: u64 = 32 << 30;

/// Further guard that is reserved where the kernel grants it: no correct program reaches it, but a
/// past address-mode bug of x86-64 reached 34 GiB.
pub const RESERVE_GUARD: u64 = 32 << 30;

// No reservation reaches into the next one, or into a fixed image.
const _: () = {
    const RESERVED: u64 = RESERVE_MIN + RESERVE_GUARD;
    assert!(RESERVED <= MEMORY_SLOT);
    assert!(MAX_MEMORY64 + OFFSET_RANGE <= RESERVED);
    assert!(LOW_MEMORY_BASE + RESERVED <= NEAR_MEMORY_BASE);
    assert!(NEAR_MEMORY_BASE + NEAR_MEMORIES * MEMORY_SLOT <= FIXED_IMAGE_BASE);
    assert!(FIXED_IMAGE_BASE + (4 << 30) < 1 << 39);
};

layout! {
    /// Facts about the image that the runtime needs before anything else.
    pub struct ImageHeader {
        /// Number of [`MemoryDescriptor`]s.
        pub memories: u32,
        /// Number of [`TableDescriptor`]s.
        pub tables: u32,
        /// Number of [`FunctionRecord`]s.
        pub functions: u32,
        /// Bytes at `wasmc_sites`.
        pub sites_len: u32,
        /// Bytes at `wasmc_names`.
        pub names_len: u32,
        /// Bytes at `wasmc_policy`.
        pub policy_len: u32,
        /// Bytes of the wasm stack, a multiple of 64 KiB.
        pub stack_bytes: u64,
        /// Entries at `wasmc_script_calls`.
        pub script_calls: u32,
        /// See the `FLAG_` constants.
        pub flags: u32,
        /// Where the module's pointer to the stack in its memory lies in the state, in bytes, if there is a hint.
        pub stack_pointer: u32,
        /// What reports say where that stack is used up: an offset at `wasmc_names`, or [`NO_NAME`].
        pub stack_hint: u32,
    }
}

/// The stack in the memory of a module is used up where its pointer is below this, as a signed number. Linkers for
/// WebAssembly put the stack first, so that it then reaches below address 0.
pub const STACK_USED_UP: i32 = 4096;

/// `ImageHeader::flags`: memories are bounds-checked by compiled code (`-C memory=checked`): only the
/// pages in use are mapped.
pub const FLAG_MEMORY_CHECKED: u32 = 1;
/// `ImageHeader::flags`: `WASMC_OPTS` is ignored (`--locked`).
pub const FLAG_LOCKED: u32 = 2;
/// `ImageHeader::flags`: compiled code divides integers, so that SIGFPE may mean a trap.
pub const FLAG_DIVIDES: u32 = 4;

/// `ImageHeader::flags`: the directories of the policy are the only ones that the kernel lets the
/// process reach (landlock(7)).
pub const FLAG_LANDLOCK: u32 = 8;

layout! {
    /// The beginning of the state block. Everything that the instances of an image change lies in
    /// the block, except for the contents of memories and of tables that are allocated at start: the
    /// block has descriptors of those.
    pub struct StateHeader {
        /// Import wrappers trap where the stack pointer is below this.
        pub stack_limit: u64,
    }
}

/// Initial contents of a memory up to this size, in bytes, are read-only data, to be copied: two
/// system calls and a page fault for each page cost more. Larger ones are whole pages of a writable
/// segment, to be moved into place with `mremap`.
pub const MAX_COPIED: u64 = 16 << 10;

layout! {
    /// One linear memory. Part of the state; compiled code reads `bytes`.
    pub struct MemoryDescriptor {
        /// Address of byte 0: a constant of the image.
        pub base: u64,
        /// Current size in bytes.
        pub bytes: u64,
        /// Largest size in bytes that `memory.grow` may reach. The runtime lowers it at start where the
        /// kernel grants less address space.
        pub max_bytes: u64,
        /// Logarithm of the size of a page.
        pub page_log2: u64,
        /// Offset in the memory, in bytes, of the initial contents.
        pub init_dest: u64,
        /// Bytes of initial contents, see [`MAX_COPIED`].
        pub init_len: u64,
        /// Where the initial contents are in the loaded image: their address minus the address of this
        /// field.
        pub init_rel: i64,
    }
}

/// Byte offset of [`MemoryDescriptor::bytes`], which compiled code loads.
pub const MEMORY_BYTES_OFFSET: i32 = core::mem::offset_of!(MemoryDescriptor, bytes) as i32;

layout! {
    /// One table whose size can change. Part of the state; compiled code reads `base` and `len`.
    /// Tables of a fixed size have no descriptor.
    pub struct TableDescriptor {
        /// Address of entry 0; 0 until the runtime has allocated the table, which happens at start.
        pub base: u64,
        /// Current number of entries.
        pub len: u64,
        /// Largest number of entries.
        pub max: u64,
        /// Number of entries that are not null at the start of the table when the image starts.
        pub init_len: u64,
        /// Where those are in the loaded image: their address minus the address of this field.
        pub init_rel: i64,
    }
}

/// Byte offset of [`TableDescriptor::base`].
pub const TABLE_BASE_OFFSET: i32 = core::mem::offset_of!(TableDescriptor, base) as i32;
/// Byte offset of [`TableDescriptor::len`].
pub const TABLE_LEN_OFFSET: i32 = core::mem::offset_of!(TableDescriptor, len) as i32;

/// Bytes of one table entry and of one reference: a `funcref` holds the type id in its lower half
/// and the code offset from `wasmc_text` in its upper half; null is 0. An `externref` is opaque,
/// null is 0.
pub const REF_BYTES: u64 = 8;

layout! {
    /// What the report of a trap says about one function.
    pub struct FunctionRecord {
        /// Offset of the first instruction from `wasmc_text`.
        pub text_start: u32,
        /// Offset of the function's sites in `wasmc_sites`.
        pub sites: u32,
        /// Offset of the function's body in the module file, in bytes.
        pub wasm_offset: u32,
        /// Function index in the module; [`SYNTHETIC`] for code that the compiler added.
        pub index: u32,
        /// Offset of the name in `wasmc_names`; [`NO_NAME`] where the module gives none.
        pub name: u32,
    }
}

/// `FunctionRecord::index` of functions that are in no module.
pub const SYNTHETIC: u32 = u32::MAX;
/// `FunctionRecord::name` of functions without a name.
pub const NO_NAME: u32 = u32::MAX;

layout! {
    /// What `--invoke` runs. Followed by one letter for each parameter then for each
    /// result (`i` i32, `I` i64, `f` f32, `F` f64, `v` v128, `r` funcref, `x` externref), then by
    /// `args_len` bytes of NUL-terminated argument words that were given at build time; words that are
    /// missing there come from the command line.
    pub struct InvokeRecord {
        /// Offset from `wasmc_text` of an `extern "C" fn(*mut [u8; 16])`: takes each argument from a
        /// slot of its own and leaves each result in one.
        pub trampoline: u32,
        /// Number of parameters.
        pub params: u32,
        /// Number of results.
        pub results: u32,
        /// Bytes of argument words.
        pub args_len: u32,
    }
}

/// Least room, in bytes, that a runtime function finds on the wasm stack: import wrappers check it
/// and trap where there is less.
pub const RUNTIME_STACK_ROOM: u64 = 128 << 10;
