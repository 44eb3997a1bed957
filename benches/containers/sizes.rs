//! Bytes to be pulled: compressed layers of images, beside what the same program takes otherwise.

use crate::common::{output, project};
use crate::debian;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Prints a row for each program that is here.
pub fn table(place: &Path) -> Result<()> {
    let wasmc = project().join("target/release/wasmc");
    if !wasmc.exists() {
        println!("sizes: left out: there is no target/release/wasmc");
        return Ok(());
    }
    let corpus = match std::env::var_os("WASMC_CORPUS") {
        Some(folder) => PathBuf::from(folder),
        None => project().join("../shared/corpus"),
    };
    let slim = debian::slim();
    println!(
        "{:<10} {:>12} {:>12} {:>12} {:>22}",
        "KB", "amd64", "arm64", "module", "on debian:slim"
    );
    for (name, module, packages) in [
        ("hello", project().join("examples/hello.wat"), &[][..]),
        (
            "sqlite3",
            corpus.join("bench/sqlite3/sqlite3.wasm"),
            &["sqlite3"],
        ),
        (
            "python",
            corpus.join("apps/python-3.12.0.wasm"),
            &["python3"],
        ),
    ] {
        if !module.exists() {
            println!("{name}: left out: there is no {}", module.display());
            continue;
        }
        let layout = place.join(name);
        let mut image = Command::new(&wasmc);
        image
            .arg("image")
            .arg(&module)
            .args(["-t", "bench/it:1", "--oci-layout"])
            .arg(&layout)
            .arg("--allow-unknown-imports");
        output(&mut image)?;
        let beside = match &slim {
            Ok(slim) => kilobytes(slim.with(packages)?),
            Err(reason) => format!("left out: {reason:#}"),
        };
        println!(
            "{name:<10} {:>12} {:>12} {:>12} {beside:>22}",
            kilobytes(layers(&layout, "amd64")?),
            kilobytes(layers(&layout, "arm64")?),
            kilobytes(fs::metadata(&module)?.len()),
        );
    }
    Ok(())
}

fn kilobytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e3)
}

/// Bytes of the layers for a platform.
fn layers(layout: &Path, architecture: &str) -> Result<u64> {
    let read = |path: PathBuf| -> Result<Value> { Ok(serde_json::from_slice(&fs::read(path)?)?) };
    let blob = |entry: &Value| -> Result<Value> {
        let digest = entry["digest"].as_str().context("no digest")?;
        read(layout.join("blobs").join(digest.replace(':', "/")))
    };
    let top = read(layout.join("index.json"))?;
    let index = blob(&top["manifests"][0])?;
    let platforms = index["manifests"].as_array().context("no manifests")?;
    let wanted = |entry: &&Value| entry["platform"]["architecture"] == architecture;
    let manifest = blob(platforms.iter().find(wanted).context("no such platform")?)?;
    let layers = manifest["layers"].as_array().context("no layers")?;
    Ok(layers
        .iter()
        .filter_map(|layer| layer["size"].as_u64())
        .sum())
}
