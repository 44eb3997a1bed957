//! Executables for another machine, run by the kernel through qemu (binfmt_misc).

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Where the kernel's table is mounted.
const TABLE: &str = "/proc/sys/fs/binfmt_misc";
/// What Debian's qemu-user-static says about images for aarch64.
const RULE: &str = "/usr/lib/binfmt.d/qemu-aarch64.conf";
/// The name of the entry.
const NAME: &str = "qemu-aarch64";

/// The entry of the kernel's table; one that was made here is taken back.
pub struct Binfmt {
    mounted: bool,
    registered: bool,
}

impl Binfmt {
    /// Sees to it that images for aarch64 run here.
    ///
    /// # Errors
    /// They cannot: what is missing.
    pub fn new() -> Result<Binfmt> {
        let mut it = Binfmt {
            mounted: false,
            registered: false,
        };
        if cfg!(target_arch = "aarch64") || Path::new(TABLE).join(NAME).exists() {
            return Ok(it);
        }
        let rule = fs::read_to_string(RULE)
            .with_context(|| format!("there is no {RULE}, of Debian's qemu-user-static"))?;
        if !Path::new(TABLE).join("register").exists() {
            let mount = ["-t", "binfmt_misc", "binfmt_misc", TABLE];
            let status = Command::new("mount").args(mount).status()?;
            if !status.success() {
                bail!("{TABLE} cannot be mounted");
            }
            it.mounted = true;
        }
        fs::write(Path::new(TABLE).join("register"), rule.trim_end())
            .context("the kernel takes no rule for images of aarch64")?;
        it.registered = true;
        Ok(it)
    }
}

impl Drop for Binfmt {
    fn drop(&mut self) {
        // It is test equipment: what cannot be taken back harms nobody.
        if self.registered {
            let _ = fs::write(Path::new(TABLE).join(NAME), "-1");
        }
        if self.mounted {
            let _ = Command::new("umount").arg(TABLE).status();
        }
    }
}
