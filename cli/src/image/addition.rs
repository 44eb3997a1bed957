//! `--add`: a file or a folder of this machine, and where it comes to lie.

use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

/// `--add HOST::PATH`
#[derive(Clone, Debug)]
pub struct Addition {
    /// A file or a folder of this machine.
    pub(super) host: PathBuf,
    /// Where it comes to lie, relative to the root.
    pub(super) path: PathBuf,
    /// Whether that was written as a folder.
    pub(super) into_folder: bool,
}

impl FromStr for Addition {
    type Err = String;

    fn from_str(text: &str) -> Result<Addition, String> {
        let (host, path) = text
            .split_once("::")
            .filter(|(host, _)| !host.is_empty())
            .ok_or("it is written HOST::PATH")?;
        Ok(Addition {
            host: host.into(),
            path: relative(path)?,
            into_folder: path.ends_with('/'),
        })
    }
}

/// An absolute path in the image, relative to its root.
pub(super) fn relative(path: &str) -> Result<PathBuf, String> {
    let wrong = || Err("a path in the image starts with `/` and has no `..`".into());
    let mut relative = PathBuf::new();
    let mut components = Path::new(path).components();
    if components.next() != Some(Component::RootDir) {
        return wrong();
    }
    for component in components {
        match component {
            Component::Normal(part) => relative.push(part),
            Component::CurDir => {}
            _ => return wrong(),
        }
    }
    Ok(relative)
}
