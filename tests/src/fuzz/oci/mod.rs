//! Container images and artifacts as files and as answers of a registry: valid ones, and what comes of
//! changing them at any depth. Reading them gives a result or an error, in little time and memory.

mod damage;
mod image;
mod registry;

use crate::fuzz::choices::Choices;
use crate::fuzz::setting::{Setting, plant};
use anyhow::{Context, Result, ensure};
use image::Files;
use std::fs;
use std::time::{Duration, Instant};

/// How long reading may take. The largest image that is read to its end unpacks to 4 GiB.
const LONGEST: Duration = Duration::from_secs(120);
/// The most memory that the process may have had at any time, in KiB. It holds the compiler's too.
const MOST_MEMORY: u64 = 4 << 20;
/// Of how many cases one asks a registry, which takes as long as many files.
const REGISTRY: usize = 128;

/// Reads one image or artifact.
///
/// # Errors
/// It takes too long or too much memory.
pub fn run(data: &[u8], setting: Setting<'_>) -> Result<()> {
    let mut choices = Choices::new(data);
    let place = choices.below(REGISTRY);
    let files = image::files(&mut choices)?;
    let start = Instant::now();
    match place {
        0 => {
            let served = registry::Served::start(files, &mut choices)?;
            read(&format!("oci://{}/fuzz:latest", served.address()));
        }
        1..=15 => {
            let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())?;
            for (path, bytes) in files {
                let path = folder.path().join(path);
                let parent = path.parent().context("a file lies in a folder")?;
                fs::create_dir_all(parent)?;
                fs::write(path, bytes)?;
            }
            read(&format!("oci-layout:{}", folder.path().display()));
        }
        _ => {
            let file = tempfile::NamedTempFile::new_in("/dev/shm")
                .or_else(|_| tempfile::NamedTempFile::new())?;
            fs::write(file.path(), archive(&files, &mut choices)?)?;
            read(&format!("oci-archive:{}", file.path().display()));
        }
    }
    plant(setting.fault);
    ensure!(start.elapsed() < LONGEST, "it took {:?}", start.elapsed());
    let memory = most_memory().unwrap_or_default();
    ensure!(memory < MOST_MEMORY, "the process has had {memory} KiB");
    Ok(())
}

/// Both readers of a place. What they say does not matter.
fn read(place: &str) {
    let _ = wasmc::inspect_image(place);
    let _ = wasmc::read_artifact(place);
}

/// The files as a tar file.
fn archive(files: &Files, choices: &mut Choices<'_>) -> Result<Vec<u8>> {
    let mut tar = image::tar(files)?;
    if choices.once_in(4) {
        damage::bytes(&mut tar, choices);
    }
    Ok(tar)
}

/// The most memory that this process has had, in KiB (proc(5), `VmHWM`).
fn most_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
