//! Where the programs are that nobody of this project wrote.

use std::env;
use std::path::{Path, PathBuf};

/// Why there are none.
pub const MISSING: &str = "there is no folder $WASMC_CORPUS and no ../shared/corpus";

/// The folder that `$WASMC_CORPUS` names, else `../shared/corpus` beside the workspace, if there is
/// one.
pub fn folder() -> Option<PathBuf> {
    let folder = match env::var_os("WASMC_CORPUS") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
    };
    folder.is_dir().then_some(folder)
}
