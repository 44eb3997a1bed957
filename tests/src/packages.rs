//! What `.ci/packages` gets from package registries, or makes with tools of theirs.

use anyhow::{Result, ensure};
use std::path::{Path, PathBuf};

/// The folder: `$WASMC_PACKAGES`, else `target/packages`.
pub fn folder() -> PathBuf {
    match std::env::var_os("WASMC_PACKAGES") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/packages"),
    }
}

/// A file of the folder.
///
/// # Errors
/// It is not there.
pub fn file(name: impl AsRef<Path>) -> Result<PathBuf> {
    let name = name.as_ref();
    let file = folder().join(name);
    ensure!(
        file.exists(),
        "there is no {}; `.ci/packages` gets it",
        name.display()
    );
    Ok(file)
}
