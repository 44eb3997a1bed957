//! What the compiler is asked to do.

use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::sources::Sources;
use crate::target::{March, Target};

/// The kind of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Emit {
    /// A static executable.
    #[default]
    Exe,
    /// A relocatable ELF object file, without the runtime.
    Obj,
    /// The Cranelift IR of every function, as text: before the optimiser, or after it.
    Clif(ClifStage),
    /// The machine code of every function, as text, below the lines that it came from.
    Asm,
}

impl Emit {
    /// Whether the output is text for people.
    pub fn is_dump(self) -> bool {
        matches!(self, Emit::Clif(_) | Emit::Asm)
    }
}

/// Where in the pipeline CLIF is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClifStage {
    /// As `lower` makes it.
    Lowered,
    /// As `optimize` leaves it.
    Optimized,
}

/// A pass that can be left out, to see what it does and to find one that does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Bodies take the place of calls.
    Inline,
    /// 128-bit products that are computed from 32-bit halves become two instructions.
    WideProduct,
    /// Products of 64-bit lanes that fit in 32 bits become one instruction.
    NarrowProduct,
    /// Loops over bytes take eight at once.
    Bytes,
    /// On x86-64, the upper half of a product by a constant is part of one of 64 bits.
    HighProduct,
    /// The comparison at a loop's end looks at the counter's next value.
    Latch,
    /// On x86-64, sums of an address leave its extension.
    Address,
    /// On x86-64, values that addresses are made of have 64 bits.
    Widen,
    /// Instructions move down to their uses.
    Schedule,
    /// On x86-64, jumps and constants become shorter, and loops are aligned.
    Relax,
    /// On x86-64, jumps to an indirect jump become copies of it. It needs [`Pass::Relax`].
    Dispatch,
}

impl Pass {
    /// All of them, with their names on the command line.
    pub const ALL: [(&str, Pass); 11] = [
        ("inline", Pass::Inline),
        ("wide-product", Pass::WideProduct),
        ("narrow-product", Pass::NarrowProduct),
        ("bytes", Pass::Bytes),
        ("high-product", Pass::HighProduct),
        ("latch", Pass::Latch),
        ("address", Pass::Address),
        ("widen", Pass::Widen),
        ("schedule", Pass::Schedule),
        ("relax", Pass::Relax),
        ("dispatch", Pass::Dispatch),
    ];

    /// The pass of that name.
    pub fn named(name: &str) -> Option<Pass> {
        let found = Pass::ALL.iter().find(|(known, _)| *known == name);
        found.map(|&(_, pass)| pass)
    }
}

/// How much work the compiler does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OptLevel {
    /// As little as possible: fast compiles, slow code.
    O0,
    /// No mid-end passes, but the good register allocator.
    O1,
    /// The optimisations that pay for the time they take.
    #[default]
    O2,
    /// All optimisations.
    O3,
    /// Those of [`OptLevel::O2`], with smaller code where there is a choice.
    Size,
}

/// What the output says for debuggers and profilers, beside the names of functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum DebugLevel {
    /// Nothing.
    #[default]
    None,
    /// How to find the caller of a frame, at every instruction.
    Frames,
    /// What the modules say of themselves too: files and lines, variables, types (DWARF).
    Full,
}

/// Where the executable may be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RelocationModel {
    /// At an address that the kernel chooses: static-PIE.
    #[default]
    Pie,
    /// At one fixed address.
    Static,
}

/// Where the address of memory 0 comes from in compiled code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoryBase {
    /// It is part of each instruction.
    Low,
    /// It is kept in a register.
    Register,
}

/// How accesses to a memory are kept inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum MemoryCheck {
    /// Unmapped address space around it catches them: no extra instruction.
    #[default]
    Guard,
    /// The code compares every address: only the memory itself is mapped.
    Checked,
}

/// The protection of indirect branches and returns in compiled code (`-mbranch-protection` of C
/// compilers for aarch64). Processors without these features run the same code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BranchProtection {
    /// No protection.
    None,
    /// Indirect branches reach landing pads only (FEAT_BTI).
    Bti,
    /// Functions sign their return addresses (FEAT_PAuth).
    PacRet,
    /// Landing pads and signed return addresses.
    Standard,
}

impl BranchProtection {
    /// Whether indirect branches reach landing pads only.
    pub fn bti(self) -> bool {
        matches!(self, BranchProtection::Bti | BranchProtection::Standard)
    }

    /// Whether functions sign their return addresses.
    pub fn pac_ret(self) -> bool {
        matches!(self, BranchProtection::PacRet | BranchProtection::Standard)
    }
}

/// What modules may use of WebAssembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum WasmVersion {
    /// What the core specification has in version 2.0, and extended constant expressions.
    V2,
    /// What it has in version 3.0 and later proposals, as far as they are done.
    #[default]
    V3,
}

/// What relaxed vector operators do where the spec leaves a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RelaxedSimd {
    /// What the spec's deterministic profile prescribes: one result on every target.
    #[default]
    Deterministic,
    /// What is fastest on the target.
    Native,
}

/// What becomes of system calls that the linked functions of the runtime never make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seccomp {
    /// They end the process.
    On,
    /// They are made: there is no filter.
    Off,
    /// They are made, and the kernel logs them.
    Log,
}

/// What the image runs.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum EntryPoint {
    /// The export `_start` of the main module.
    #[default]
    Command,
    /// This export of the main module; words that are missing here come from the command line of
    /// the image.
    Invoke {
        /// The export.
        name: String,
        /// The first words of its arguments.
        args: Vec<String>,
    },
    /// The calls that a driver sends, see [`wasmc_abi::script`]. Modules are instantiated only when
    /// the driver says so.
    Script,
}

/// The options of one compile.
#[derive(Clone, Debug)]
pub struct Options {
    /// The kind of output.
    pub emit: Emit,
    /// The machine that the image is for.
    pub target: Target,
    /// The processors of that machine that the image is for.
    pub march: March,
    /// What the modules may use.
    pub wasm: WasmVersion,
    /// How much work the compiler does.
    pub opt_level: OptLevel,
    /// Passes of that level that are left out.
    pub without: Vec<Pass>,
    /// Where the executable may be loaded.
    pub relocation_model: RelocationModel,
    /// Where the address of memory 0 comes from; `None`: what is best on the target.
    pub memory_base: Option<MemoryBase>,
    /// How accesses to a memory are kept inside it.
    pub memory_check: MemoryCheck,
    /// Whether indirect calls and `br_table` are hardened against speculation.
    pub spectre_mitigations: bool,
    /// What relaxed vector operators do.
    pub relaxed_simd: RelaxedSimd,
    /// The protection of indirect branches and returns; `None`: all that the target offers.
    pub branch_protection: Option<BranchProtection>,
    /// What the image runs.
    pub entry: EntryPoint,
    /// Whether an import that nothing provides becomes a trap instead of an error.
    pub allow_unknown_imports: bool,
    /// Permissions to bake in, word by word ([`wasmc_abi::options`]).
    pub policy: Vec<String>,
    /// Files to embed, as [`wasmc_abi::embed`] lays them out; empty: none.
    pub embed: Vec<u8>,
    /// Whether `WASMC_OPTS` is ignored at run time.
    pub locked: bool,
    /// What becomes of other system calls; `None`: [`Seccomp::On`] in images that open files or sockets.
    pub seccomp: Option<Seccomp>,
    /// Whether the kernel confines the process to the directories of the policy.
    pub landlock: bool,
    /// Bytes of the wasm stack.
    pub stack_bytes: u64,
    /// What the output says for debuggers and profilers.
    pub debug: DebugLevel,
    /// Whether the output has no symbol table.
    pub strip: bool,
    /// Where listings get the text of source files.
    pub sources: Sources,
    /// Where the compile says how far it has come.
    pub progress: Progress,
    /// Certificates in PEM that requests trust instead of the system's; empty: those of the system.
    pub ca_certs: Vec<u8>,
    /// What images for the target are linked with; `Err`: it is not part of this build, for this reason.
    pub runtime: std::result::Result<Archives, String>,
}

/// What images for a target are linked with.
#[derive(Clone, Copy, Debug)]
pub struct Archives {
    /// The static library of the runtime.
    pub runtime: &'static [u8],
    /// That of TLS, for images that send requests; `Err`: it is not part of this build, for this reason.
    pub tls: std::result::Result<&'static [u8], &'static str>,
}

impl Default for Options {
    fn default() -> Self {
        let target = Target::host();
        Options {
            emit: Emit::default(),
            target,
            march: March::default_for(target),
            wasm: WasmVersion::default(),
            opt_level: OptLevel::default(),
            without: Vec::new(),
            relocation_model: RelocationModel::default(),
            memory_base: None,
            memory_check: MemoryCheck::default(),
            spectre_mitigations: false,
            relaxed_simd: RelaxedSimd::default(),
            branch_protection: None,
            entry: EntryPoint::default(),
            allow_unknown_imports: false,
            policy: Vec::new(),
            embed: Vec::new(),
            locked: false,
            seccomp: None,
            landlock: true,
            stack_bytes: 8 << 20,
            debug: DebugLevel::default(),
            strip: false,
            sources: Sources::default(),
            progress: Progress::default(),
            ca_certs: Vec::new(),
            runtime: Err("no runtime archive was given".into()),
        }
    }
}

impl Options {
    /// Where the address of memory 0 comes from.
    pub fn memory_base(&self) -> MemoryBase {
        self.memory_base.unwrap_or(self.target.memory_base())
    }
    /// The protection of indirect branches and returns.
    pub fn branch_protection(&self) -> BranchProtection {
        match self.target {
            Target::X86_64 => BranchProtection::None,
            Target::Aarch64 => self.branch_protection.unwrap_or(BranchProtection::Standard),
        }
    }

    /// Checks that the target has every option that was given.
    ///
    /// # Errors
    /// [`Error::Option`] naming the option.
    pub fn check(&self) -> Result<()> {
        match (self.target, self.branch_protection) {
            (Target::Aarch64, _) | (_, None | Some(BranchProtection::None)) => Ok(()),
            (Target::X86_64, Some(_)) => Err(Error::Option(
                "-C branch-protection is for aarch64; on x86_64 there is only `none`".into(),
            )),
        }
    }
}
