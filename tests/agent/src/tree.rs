//! Folders and what is in them.

use anyhow::Result;
use std::fs;
use std::path::Path;

/// Copies what is in a folder into another, which exists.
///
/// # Errors
/// The file system's.
pub fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&to)?;
            copy_tree(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), &to)?;
        }
    }
    Ok(())
}
