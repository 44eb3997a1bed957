//! Files with debug information beside a module, which the module names.

use crate::report;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Component, Path, PathBuf};
use wasmc_compiler::Input;
use wasmc_compiler::debug::{self, Kind, Reference, Sections};

/// Bytes of the largest file with DWARF, that of the largest module.
const MOST_DWARF: u64 = 1 << 30;
/// Bytes of the largest source map, of which several times as much is in the memory.
const MOST_MAP: u64 = 1 << 28;

/// The sections of DWARF that the module in a file refers to. What cannot be had is left out, with a note if it
/// is not to be quiet.
pub fn sections(path: &Path, input: &Input, quiet: bool) -> Sections {
    let Some(reference) = debug::reference(&input.bytes) else {
        return Sections::new();
    };
    read(path, input, reference).unwrap_or_else(|error| {
        if !quiet {
            let what = match reference.kind {
                Kind::Dwarf => "DWARF",
                Kind::SourceMap => "source map",
            };
            let (name, url) = (&input.name, reference.url);
            report::note(&format!(
                "{name}: its {what} `{url}` is left out: {error:#}"
            ));
        }
        Sections::new()
    })
}

fn read(path: &Path, input: &Input, reference: Reference<'_>) -> Result<Sections> {
    let file = beside(path, reference.url).context("only files beside the module are read")?;
    let most = match reference.kind {
        Kind::Dwarf => MOST_DWARF,
        Kind::SourceMap => MOST_MAP,
    };
    let state = fs::metadata(&file)?;
    // Of anything else, reading may have no end.
    ensure!(state.is_file(), "it is not a file");
    if state.len() > most {
        bail!("it is larger than {} MiB", most >> 20);
    }
    let bytes = fs::read(&file)?;
    Ok(match reference.kind {
        Kind::Dwarf => debug::dwarf(&bytes)?,
        Kind::SourceMap => debug::source_map(&input.bytes, &bytes)?,
    })
}

/// The file that a relative URL without `..` means, seen from a module.
fn beside(module: &Path, url: &str) -> Option<PathBuf> {
    let scheme = url.split('/').next()?.contains(':');
    let inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    let is_beside = !scheme && !url.is_empty() && Path::new(url).components().all(inside);
    is_beside.then(|| module.with_file_name("").join(url))
}

#[cfg(test)]
mod tests {
    use super::beside;
    use std::path::{Path, PathBuf};

    #[test]
    fn only_what_lies_beside_the_module_is_read() {
        let of = |url| beside(Path::new("dir/app.wasm"), url);
        assert_eq!(of("app.map"), Some(PathBuf::from("dir/app.map")));
        assert_eq!(
            of("./maps/app.map"),
            Some(PathBuf::from("dir/maps/app.map"))
        );
        assert_eq!(
            beside(Path::new("app.wasm"), "app.map"),
            Some(PathBuf::from("app.map"))
        );
        for url in [
            "",
            "/etc/passwd",
            "../app.map",
            "maps/../../app.map",
            "http://host/app.map",
            "file:app.map",
            "data:application/json;base64,e30=",
        ] {
            assert_eq!(of(url), None, "{url}");
        }
    }
}
