//! Which proposals a module may use.

use crate::options::WasmVersion;
use wasmparser::WasmFeatures;

/// A proposal for WebAssembly, or a finished one.
pub struct Proposal {
    /// Its name.
    pub name: &'static str,
    /// The version of the core specification that it is part of; `None`: of none yet.
    pub since: Option<&'static str>,
    /// Whether modules may use it, or why they may not.
    pub support: Support,
    /// Its flags; empty where it only concerns custom sections.
    pub(super) flags: WasmFeatures,
}

/// Whether modules may use a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// They may.
    Yes,
    /// They may not: they are refused with the name of the proposal.
    No,
}

/// A line of the list.
const fn proposal(
    name: &'static str,
    since: Option<&'static str>,
    flags: WasmFeatures,
    support: Support,
) -> Proposal {
    Proposal {
        name,
        since,
        support,
        flags,
    }
}

/// Every proposal that wasmparser knows, by the version that it is part of. What the names of
/// operators and of flags say in messages is this list's.
#[rustfmt::skip] // a table
pub const PROPOSALS: &[Proposal] = &[
    proposal("mutable-global", Some("1.0"), WasmFeatures::MUTABLE_GLOBAL, Support::Yes),
    proposal("bulk-memory", Some("2.0"), WasmFeatures::BULK_MEMORY, Support::Yes),
    proposal("multi-value", Some("2.0"), WasmFeatures::MULTI_VALUE, Support::Yes),
    proposal("reference-types", Some("2.0"), WasmFeatures::REFERENCE_TYPES, Support::Yes),
    proposal("saturating-float-to-int", Some("2.0"), WasmFeatures::SATURATING_FLOAT_TO_INT, Support::Yes),
    proposal("sign-extension", Some("2.0"), WasmFeatures::SIGN_EXTENSION, Support::Yes),
    proposal("simd", Some("2.0"), WasmFeatures::SIMD, Support::Yes),
    proposal("branch-hinting", Some("3.0"), WasmFeatures::empty(), Support::Yes),
    proposal("exceptions", Some("3.0"), WasmFeatures::EXCEPTIONS, Support::Yes),
    proposal("extended-const", Some("3.0"), WasmFeatures::EXTENDED_CONST, Support::Yes),
    proposal("function-references", Some("3.0"), WasmFeatures::FUNCTION_REFERENCES, Support::Yes),
    proposal("gc", Some("3.0"), WasmFeatures::GC, Support::No),
    proposal("memory64", Some("3.0"), WasmFeatures::MEMORY64, Support::Yes),
    proposal("multi-memory", Some("3.0"), WasmFeatures::MULTI_MEMORY, Support::Yes),
    proposal("relaxed-simd", Some("3.0"), WasmFeatures::RELAXED_SIMD, Support::Yes),
    proposal("tail-call", Some("3.0"), WasmFeatures::TAIL_CALL, Support::Yes),
    proposal("acquire-release-atomics", None, WasmFeatures::ACQUIRE_RELEASE_ATOMICS, Support::No),
    proposal("compact-imports", None, WasmFeatures::COMPACT_IMPORTS, Support::Yes),
    proposal("custom-descriptors", None, WasmFeatures::CUSTOM_DESCRIPTORS, Support::No),
    proposal("custom-page-sizes", None, WasmFeatures::CUSTOM_PAGE_SIZES, Support::Yes),
    proposal("legacy-exceptions", None, WasmFeatures::LEGACY_EXCEPTIONS, Support::Yes),
    proposal("memory-control", None, WasmFeatures::MEMORY_CONTROL, Support::No),
    proposal("multibyte-array-access", None, WasmFeatures::MULTIBYTE_ARRAY_ACCESS, Support::No),
    proposal("shared-everything-threads", None, WasmFeatures::SHARED_EVERYTHING_THREADS, Support::No),
    proposal("stack-switching", None, WasmFeatures::STACK_SWITCHING, Support::No),
    proposal("threads", None, WasmFeatures::THREADS, Support::No),
    proposal("wide-arithmetic", None, WasmFeatures::WIDE_ARITHMETIC, Support::Yes),
];

/// The list as a table in Markdown.
pub fn table() -> String {
    let rows = PROPOSALS.iter().map(|proposal| {
        let supported = match proposal.support {
            Support::Yes => "yes",
            Support::No => "no",
        };
        [proposal.name, proposal.since.unwrap_or("-"), supported]
    });
    let header = [
        ["proposal", "WebAssembly", "supported"],
        ["---", "---", "---"],
    ];
    let mut text = String::new();
    for [name, since, supported] in header.into_iter().chain(rows) {
        text.push_str(&format!("| {name:<25} | {since:<11} | {supported:<9} |\n"));
    }
    text
}

/// What modules may use. Extended constant expressions have always been let in beside 2.0: its tests
/// refuse none of them.
pub fn supported(version: WasmVersion) -> WasmFeatures {
    match version {
        WasmVersion::V2 => WasmFeatures::WASM2.union(WasmFeatures::EXTENDED_CONST),
        WasmVersion::V3 => PROPOSALS
            .iter()
            .filter(|proposal| proposal.support == Support::Yes)
            .fold(WasmFeatures::MVP, |all, proposal| all.union(proposal.flags))
            // Its recursive types are decoded; what needs a collector is refused where it is met.
            .union(WasmFeatures::GC),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_every_proposal_for_modules() {
        let listed = PROPOSALS
            .iter()
            .fold(WasmFeatures::MVP, |all, proposal| all.union(proposal.flags));
        for (name, _) in WasmFeatures::all().difference(listed).iter_names() {
            let of_components = name == "COMPONENT_MODEL" || name.starts_with("CM");
            assert!(of_components, "{name} is not in the list");
        }
    }

    #[test]
    fn the_newest_version_has_what_the_older_one_has() {
        assert!(supported(WasmVersion::V3).contains(supported(WasmVersion::V2)));
    }
}
