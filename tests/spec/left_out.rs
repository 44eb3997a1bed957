//! Directives that fail, with the reason of each file: what is not there, or what newer versions of
//! WebAssembly have changed since.

use crate::sets::Set;
use wasmc_tests::Tally;
use wasmc_tests::image::say;
use wasmc_tests::spec::Report;

/// Why directives fail, and how many of which file do. Any other number is a failure.
const LEFT_OUT: &[(&str, &[(&str, usize)])] = &[
    (
        "the proposal gc is not supported",
        &[
            ("wasm-v3/ref_null.wast", 34),
            ("wasm-v3/type-rec.wast", 20),
            ("wasm-latest/ref_null.wast", 34),
            ("wasm-latest/type-rec.wast", 20),
        ],
    ),
    (
        "they are refused as unsupported, not as invalid: the proposal stack-switching allows them",
        &[("exceptions/tag.wast", 2)],
    ),
    (
        "they are valid since there are several memories",
        &[
            ("function-references/binary.wast", 8),
            ("memory64/binary.wast", 8),
            ("memory64/memory.wast", 2),
            ("memory64/memory64.wast", 2),
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
    let mut listed = LEFT_OUT.iter().flat_map(|(_, files)| *files);
    match listed.find(|(file, _)| !known(file)) {
        Some((file, _)) => Err(format!(
            "FAIL {file} of tests/spec/left_out.rs is in no set"
        )),
        None => Ok(()),
    }
}

/// A file of which some directives fail.
pub struct LeftOut {
    file: &'static str,
    directives: usize,
    reason: &'static str,
}

impl LeftOut {
    /// The entry of a file.
    pub fn find(set: &str, name: &str) -> Option<LeftOut> {
        LEFT_OUT.iter().find_map(|(reason, files)| {
            let same = |(file, _): &&(&str, usize)| file.split_once('/') == Some((set, name));
            let &(file, directives) = files.iter().find(same)?;
            Some(LeftOut {
                file,
                directives,
                reason,
            })
        })
    }

    /// Counts what fails as skipped, and says so.
    pub fn count(&self, report: &Report) -> Tally {
        let LeftOut {
            file,
            directives,
            reason,
        } = self;
        let Tally { passed, failed, .. } = report.tally;
        if failed != *directives {
            say(&format!(
                "FAIL {file}: {failed} directives fail, and tests/spec/left_out.rs says {directives}"
            ));
            for line in &report.failures {
                say(&format!("     {line}"));
            }
            return Tally {
                passed,
                failed: failed.max(1),
                skipped: 0,
            };
        }
        say(&format!("left out {failed} directives of {file}: {reason}"));
        Tally {
            passed,
            failed: 0,
            skipped: failed,
        }
    }
}
