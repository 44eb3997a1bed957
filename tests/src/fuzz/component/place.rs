//! The directory that is granted, and what lies beside it.

use anyhow::{Result, ensure};
use std::fs;
use std::os::unix::fs::symlink;
use tempfile::TempDir;

const OUTSIDE: &[u8] = b"nobody inside may change this\n";

/// A folder with the directory `in`, which is granted, and the file `out`.
pub struct Place(TempDir);

impl Place {
    /// Makes them.
    ///
    /// # Errors
    /// The file system's.
    pub fn new() -> Result<Place> {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())?;
        let inside = folder.path().join("in");
        fs::create_dir_all(inside.join("d"))?;
        fs::write(inside.join("f"), b"some bytes\n")?;
        symlink("../out", inside.join("l"))?;
        symlink("f", inside.join("k"))?;
        fs::write(folder.path().join("out"), OUTSIDE)?;
        Ok(Place(folder))
    }

    /// The words of `WASMC_OPTS` that grant the directory, and sockets that reach nothing beyond this machine. Datagrams could:
    /// none is sent.
    pub fn words(&self) -> String {
        let network = "--tcp-listen 127.0.0.1:0 --tcp-connect 127.0.0.1:* --udp";
        format!("--dir {}/in::/ {network}", self.0.path().display())
    }

    /// Fails if something beside the directory has changed.
    ///
    /// # Errors
    /// It has, or cannot be read.
    pub fn check(&self) -> Result<()> {
        let count = fs::read_dir(self.0.path())?.count();
        ensure!(count == 2, "{count} entries where there were two");
        let out = fs::read(self.0.path().join("out"))?;
        ensure!(out == OUTSIDE, "what is outside has changed");
        Ok(())
    }
}
