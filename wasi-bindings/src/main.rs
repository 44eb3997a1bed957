//! Writes what `wasmc` knows of WASI 0.2 from the interfaces themselves: `abi/src/wasi02.rs` and
//! `runtime-lib/src/wasi/p2/edge`. Run it where Cargo runs it, without arguments.

mod abi;
mod edge;
mod model;
mod text;

use anyhow::{Context, Result};
use model::Model;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() -> Result<()> {
    let root = root();
    for (path, text) in outputs(&root)? {
        let path = root.join(path);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The folder of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file that is written, by its path in the workspace.
fn outputs(root: &Path) -> Result<Vec<(String, String)>> {
    let model = Model::load(&interfaces(root)?)?;
    let mut outputs = vec![("abi/src/wasi02.rs".to_owned(), abi::write(&model)?)];
    outputs.extend(edge::write(&model)?);
    Ok(outputs)
}

/// The folder of the interfaces, in the crate that carries them.
fn interfaces(root: &Path) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked"])
        .current_dir(root)
        .output()
        .context("cannot run cargo")?;
    anyhow::ensure!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let package = packages.iter().find(|it| it["name"] == "wasip2");
    let manifest = package.and_then(|it| it["manifest_path"].as_str());
    let manifest = Path::new(manifest.context("no package `wasip2`")?);
    Ok(manifest.with_file_name("wit"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_checked_in_is_what_the_interfaces_say() {
        let root = root();
        for (path, text) in outputs(&root).expect("the interfaces can be read") {
            let there = std::fs::read_to_string(root.join(&path)).expect("it is checked in");
            assert!(
                there == text,
                "{path} is not what `cargo run -p wasmc-wasi-bindings` writes"
            );
        }
    }
}
