//! The text of source files, for listings.
//!
//! A module says which files these are, and it may be hostile: a listing may go to whoever wrote the module. So only
//! files below the working directory and below the folders of the modules are read.

use crate::input::Inputs;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use wasmc_compiler::sources::Sources;

/// Bytes of the largest source file.
const MOST: u64 = 64 << 20;

/// The reader for modules that came from these files.
pub fn of<'a>(inputs: &Inputs, files: impl Iterator<Item = &'a Path>) -> Sources {
    let texts = inputs.texts.iter().map(|text| {
        let content = String::from_utf8_lossy(&text.text).into_owned();
        (text.path.clone(), content)
    });
    let texts: Vec<_> = texts.collect();
    let mut folders = vec![PathBuf::from(".")];
    folders.extend(files.map(|file| file.with_file_name("")));
    Sources::new(move |path| {
        let text = texts.iter().find(|(name, _)| name == path);
        if let Some((_, text)) = text {
            return Some(text.clone());
        }
        folders
            .iter()
            .find_map(|folder| read(path, folder, &folders))
    })
}

/// What is in a file, seen from a folder, if it lies below one of some folders.
fn read(path: &Path, folder: &Path, allowed: &[PathBuf]) -> Option<String> {
    let file = fs::canonicalize(folder.join(path)).ok()?;
    allowed.iter().find(|allowed| is_below(&file, allowed))?;
    let state = fs::metadata(&file).ok()?;
    // Of anything else, reading may have no end.
    (state.is_file() && state.len() <= MOST).then_some(())?;
    String::from_utf8(fs::read(&file).ok()?).ok()
}

/// Whether a file lies below a folder, in no hidden one. The root is no project's folder: all files lie below it.
fn is_below(file: &Path, folder: &Path) -> bool {
    let folder = if folder == OsStr::new("") {
        Path::new(".")
    } else {
        folder
    };
    let Ok(folder) = fs::canonicalize(folder) else {
        return false;
    };
    let is_hidden = |part: &OsStr| part.as_bytes().starts_with(b".");
    match file.strip_prefix(&folder) {
        Ok(inside) => folder.parent().is_some() && !inside.iter().any(is_hidden),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_below;
    use std::fs;
    use std::path::Path;

    #[test]
    fn only_files_of_the_project_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let folder = fs::canonicalize(folder.path()).unwrap();
        assert!(is_below(&folder.join("src/main.c"), &folder));
        assert!(!is_below(&folder.join(".ssh/id"), &folder));
        assert!(!is_below(&folder.join("src/.env"), &folder));
        assert!(!is_below(&folder, &folder.join("src")));
        assert!(!is_below(Path::new("/etc/passwd"), &folder));
        assert!(!is_below(Path::new("/etc/passwd"), Path::new("/")));
    }
}
