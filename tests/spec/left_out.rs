//! What does not hold yet: files of which some directives fail.

use crate::sets::Set;
use wasmc_tests::Tally;
use wasmc_tests::image::say;
use wasmc_tests::spec::Report;

/// What is missing, and the files that need it. Who adds it removes its files: a file that passes
/// whole must not be here.
const MISSING: &[(&str, &[&str])] = &[
    (
        "custom page sizes",
        &[
            "custom-page-sizes/custom-page-sizes-invalid.wast",
            "custom-page-sizes/custom-page-sizes.wast",
        ],
    ),
    (
        "exceptions",
        &[
            "wasm-v3/imports.wast",
            "wasm-v3/ref_null.wast",
            "wasm-latest/imports.wast",
            "wasm-latest/ref_null.wast",
            "exceptions/tag.wast",
            "exceptions/throw.wast",
            "exceptions/throw_ref.wast",
            "exceptions/try_table.wast",
        ],
    ),
    (
        "exceptions and several memories",
        &["wasm-v3/instance.wast", "wasm-latest/instance.wast"],
    ),
    (
        "memories with 64-bit addresses",
        &[
            "memory64/address64.wast",
            "memory64/align64.wast",
            "memory64/binary-leb128.wast",
            "memory64/endianness64.wast",
            "memory64/float_memory64.wast",
            "memory64/load64.wast",
            "memory64/memory64.wast",
            "memory64/memory_grow64.wast",
            "memory64/memory_redundancy64.wast",
            "memory64/memory_trap64.wast",
        ],
    ),
    (
        "several memories",
        &[
            "function-references/binary.wast",
            "memory64/binary.wast",
            "memory64/memory.wast",
            "multi-memory/address0.wast",
            "multi-memory/address1.wast",
            "multi-memory/align0.wast",
            "multi-memory/binary0.wast",
            "multi-memory/data0.wast",
            "multi-memory/data1.wast",
            "multi-memory/data_drop0.wast",
            "multi-memory/exports0.wast",
            "multi-memory/float_exprs0.wast",
            "multi-memory/float_exprs1.wast",
            "multi-memory/float_memory0.wast",
            "multi-memory/imports0.wast",
            "multi-memory/imports1.wast",
            "multi-memory/imports2.wast",
            "multi-memory/imports3.wast",
            "multi-memory/imports4.wast",
            "multi-memory/linking0.wast",
            "multi-memory/linking1.wast",
            "multi-memory/linking2.wast",
            "multi-memory/linking3.wast",
            "multi-memory/load0.wast",
            "multi-memory/load1.wast",
            "multi-memory/load2.wast",
            "multi-memory/memory-multi.wast",
            "multi-memory/memory_copy0.wast",
            "multi-memory/memory_copy1.wast",
            "multi-memory/memory_fill0.wast",
            "multi-memory/memory_grow.wast",
            "multi-memory/memory_init0.wast",
            "multi-memory/memory_size0.wast",
            "multi-memory/memory_size1.wast",
            "multi-memory/memory_size2.wast",
            "multi-memory/memory_size_import.wast",
            "multi-memory/memory_trap0.wast",
            "multi-memory/memory_trap1.wast",
            "multi-memory/start0.wast",
            "multi-memory/store0.wast",
            "multi-memory/store1.wast",
            "multi-memory/store2.wast",
            "multi-memory/traps0.wast",
        ],
    ),
    (
        "tail calls",
        &[
            "wasm-v3/return_call.wast",
            "wasm-v3/return_call_indirect.wast",
            "wasm-latest/return_call.wast",
            "wasm-latest/return_call_indirect.wast",
            "function-references/return_call.wast",
            "function-references/return_call_indirect.wast",
            "tail-call/return_call.wast",
            "tail-call/return_call_indirect.wast",
        ],
    ),
    (
        "typed function references",
        &[
            "wasm-v3/br_on_non_null.wast",
            "wasm-v3/br_on_null.wast",
            "wasm-v3/br_table.wast",
            "wasm-v3/call_ref.wast",
            "wasm-v3/data.wast",
            "wasm-v3/elem.wast",
            "wasm-v3/global.wast",
            "wasm-v3/linking.wast",
            "wasm-v3/local_init.wast",
            "wasm-v3/ref.wast",
            "wasm-v3/ref_as_non_null.wast",
            "wasm-v3/ref_is_null.wast",
            "wasm-v3/return_call_ref.wast",
            "wasm-v3/table.wast",
            "wasm-v3/type-canon.wast",
            "wasm-v3/type-equivalence.wast",
            "wasm-v3/type-rec.wast",
            "wasm-v3/unreached-valid.wast",
            "wasm-latest/br_on_non_null.wast",
            "wasm-latest/br_on_null.wast",
            "wasm-latest/br_table.wast",
            "wasm-latest/call_ref.wast",
            "wasm-latest/data.wast",
            "wasm-latest/elem.wast",
            "wasm-latest/global.wast",
            "wasm-latest/linking.wast",
            "wasm-latest/local_init.wast",
            "wasm-latest/ref.wast",
            "wasm-latest/ref_as_non_null.wast",
            "wasm-latest/ref_is_null.wast",
            "wasm-latest/return_call_ref.wast",
            "wasm-latest/table.wast",
            "wasm-latest/type-canon.wast",
            "wasm-latest/type-equivalence.wast",
            "wasm-latest/type-rec.wast",
            "wasm-latest/unreached-valid.wast",
            "function-references/br_on_non_null.wast",
            "function-references/br_on_null.wast",
            "function-references/br_table.wast",
            "function-references/call_ref.wast",
            "function-references/elem.wast",
            "function-references/linking.wast",
            "function-references/local_init.wast",
            "function-references/ref.wast",
            "function-references/ref_as_non_null.wast",
            "function-references/ref_is_null.wast",
            "function-references/ref_null.wast",
            "function-references/return_call_ref.wast",
            "function-references/table-sub.wast",
            "function-references/table.wast",
            "function-references/type-equivalence.wast",
            "function-references/unreached-valid.wast",
        ],
    ),
];

/// Checks that every file of the list is in a set.
///
/// # Errors
/// The first that is not.
pub fn check(sets: &[Set]) -> Result<(), String> {
    let known = |file: &str| {
        let mut files = sets
            .iter()
            .flat_map(|set| set.files.iter().map(|file| (set.name, file.name())));
        files.any(|parts| file.split_once('/') == Some(parts))
    };
    let mut listed = MISSING.iter().flat_map(|(_, files)| *files);
    match listed.find(|file| !known(file)) {
        Some(file) => Err(format!(
            "FAIL {file} of tests/spec/left_out.rs is in no set"
        )),
        None => Ok(()),
    }
}

/// A file of which some directives fail.
pub struct LeftOut {
    file: &'static str,
    missing: &'static str,
}

impl LeftOut {
    /// The entry of a file.
    pub fn find(set: &str, name: &str) -> Option<LeftOut> {
        MISSING.iter().find_map(|(missing, files)| {
            let same = |file: &&&str| file.split_once('/') == Some((set, name));
            let file = files.iter().find(same)?;
            Some(LeftOut { file, missing })
        })
    }

    /// Counts what fails as skipped, and says so.
    pub fn count(&self, report: &Report) -> Tally {
        let LeftOut { file, missing } = self;
        let Tally { passed, failed, .. } = report.tally;
        if failed == 0 {
            say(&format!(
                "FAIL {file} passes; remove it from tests/spec/left_out.rs"
            ));
            return Tally {
                passed,
                failed: 1,
                skipped: 0,
            };
        }
        say(&format!(
            "left out {failed} directives of {file}: no {missing} yet"
        ));
        Tally {
            passed,
            failed: 0,
            skipped: failed,
        }
    }
}
