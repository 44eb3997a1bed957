//! Target machines and their processor generations.

use crate::error::{Error, Result};
use crate::options::MemoryBase;
use std::fmt;
use std::str::FromStr;
use target_lexicon::Triple;
use wasmc_abi::image::{
    HIGH_MEMORY_BASE, LOW_MEMORY_BASE, MEMORY_SLOT, NEAR_MEMORIES, NEAR_MEMORY_BASE,
};
use wasmc_abi::page;

/// A machine that images run on; always Linux, always 64-bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// AMD64.
    X86_64,
    /// ARM64, little-endian.
    Aarch64,
}

impl Target {
    /// Every target.
    pub const ALL: [Target; 2] = [Target::X86_64, Target::Aarch64];

    /// The machine that this compiler runs on, or x86-64 where it is neither.
    pub fn host() -> Target {
        if cfg!(target_arch = "aarch64") {
            Target::Aarch64
        } else {
            Target::X86_64
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Target::X86_64 => "x86_64",
            Target::Aarch64 => "aarch64",
        }
    }

    /// The triple that Cranelift compiles for.
    pub fn triple(self) -> Triple {
        let triple = match self {
            Target::X86_64 => "x86_64-unknown-linux-gnu",
            Target::Aarch64 => "aarch64-unknown-linux-gnu",
        };
        Triple::from_str(triple).expect("both are well-formed")
    }

    /// Where the address of memory 0 best comes from: x86-64 has displacements of 32 bits, aarch64
    /// would make the constant anew in every loop.
    pub fn memory_base(self) -> MemoryBase {
        match self {
            Target::X86_64 => MemoryBase::Low,
            Target::Aarch64 => MemoryBase::Register,
        }
    }

    /// The address of memory 0 where a register holds it: on x86-64 out of the way of tools that
    /// occupy low addresses themselves, on aarch64 within the smallest address space.
    pub fn register_memory_base(self) -> u64 {
        match self {
            Target::X86_64 => HIGH_MEMORY_BASE,
            Target::Aarch64 => LOW_MEMORY_BASE,
        }
    }

    /// The address of the further memory of this number, from 0 on. On aarch64 the first ones lie
    /// within the smallest address space; on x86-64 all lie out of the way of tools that occupy lower
    /// addresses themselves.
    pub fn further_memory_base(self, number: u64) -> u64 {
        let near = match self {
            Target::X86_64 => 0,
            Target::Aarch64 => NEAR_MEMORIES,
        };
        if number < near {
            NEAR_MEMORY_BASE + number * MEMORY_SLOT
        } else {
            // The first of the slots there is that of `register_memory_base`.
            HIGH_MEMORY_BASE + (1 + number - near) * MEMORY_SLOT
        }
    }

    /// The largest page size of its kernels, in bytes: what is mapped on its own is aligned to it.
    pub fn max_page(self) -> u64 {
        match self {
            Target::X86_64 => page::MAX_X86_64,
            Target::Aarch64 => page::MAX_AARCH64,
        }
    }

    /// The values of `-march`, the default first.
    pub fn marches(self) -> &'static [&'static str] {
        match self {
            Target::X86_64 => &[
                "x86-64-v3",
                "x86-64-v2",
                "x86-64-v4",
                "compatibility",
                "native",
            ],
            Target::Aarch64 => &["armv8.0-a", "armv8.1-a", "native"],
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Target {
    type Err = Error;

    fn from_str(text: &str) -> Result<Target> {
        match text {
            "x86_64" | "amd64" | "x86_64-unknown-linux-gnu" | "x86_64-unknown-linux-musl" => {
                Ok(Target::X86_64)
            }
            "aarch64" | "arm64" | "aarch64-unknown-linux-gnu" | "aarch64-unknown-linux-musl" => {
                Ok(Target::Aarch64)
            }
            _ => Err(Error::Option(format!(
                "unknown target `{text}`; there are x86_64 (amd64, x86_64-unknown-linux-gnu, \
                 x86_64-unknown-linux-musl) and aarch64 (arm64, aarch64-unknown-linux-gnu, \
                 aarch64-unknown-linux-musl)"
            ))),
        }
    }
}

/// A generation of processors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct March {
    /// Its name, as `-march` takes it.
    pub name: String,
    /// Cranelift's settings for it.
    pub(crate) features: Vec<&'static str>,
    /// Whether the features are those of the machine that compiles.
    pub(crate) native: bool,
}

/// Features of x86-64-v2 (psABI, 3.1.1, table 3.1), as Cranelift names them.
const X86_64_V2: &[&str] = &[
    "has_cmpxchg16b",
    "has_sse3",
    "has_ssse3",
    "has_sse41",
    "has_sse42",
    "has_popcnt",
];
/// Features that x86-64-v3 adds.
const X86_64_V3: &[&str] = &[
    "has_avx",
    "has_avx2",
    "has_bmi1",
    "has_bmi2",
    "has_lzcnt",
    "has_fma",
];
/// Features that x86-64-v4 adds.
const X86_64_V4: &[&str] = &["has_avx512f", "has_avx512dq", "has_avx512vl"];

impl March {
    /// The processors that images are for by default.
    pub fn default_for(target: Target) -> March {
        March::parse(target.marches()[0], target).expect("the first name is a name")
    }

    /// The generation of this name.
    ///
    /// # Errors
    /// [`Error::Option`] with the list of names, or where `native` means another machine.
    pub fn parse(name: &str, target: Target) -> Result<March> {
        let features = match (target, name) {
            (Target::X86_64, "x86-64-v3" | "v3") => [X86_64_V2, X86_64_V3].concat(),
            (Target::X86_64, "x86-64-v2" | "v2") => X86_64_V2.to_vec(),
            (Target::X86_64, "x86-64-v4" | "v4") => [X86_64_V2, X86_64_V3, X86_64_V4].concat(),
            (Target::X86_64, "compatibility" | "x86-64" | "x86-64-v1" | "v1") => Vec::new(),
            (Target::Aarch64, "armv8.0-a" | "armv8-a" | "compatibility") => Vec::new(),
            (Target::Aarch64, "armv8.1-a") => vec!["has_lse"],
            (_, "native") if target == Target::host() => Vec::new(),
            (_, "native") => {
                return Err(Error::Option(format!(
                    "-march=native means the processor of this machine, but the target is {target}"
                )));
            }
            _ => {
                return Err(Error::Option(format!(
                    "unknown -march={name} for {target}; there are {}",
                    target.marches().join(", ")
                )));
            }
        };
        Ok(March {
            name: name.to_string(),
            features,
            native: name == "native",
        })
    }
}
