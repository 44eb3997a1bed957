//! podman, with a storage of its own.

use super::client::{self, Loaded};
use super::{Platform, Spec};
use crate::shop::{Built, LIMIT, Shop, done, installed, root};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use wasmc_tests::image::run;

/// What machines without CAP_SYS_RESOURCE and with both versions of cgroups need.
const CONF: &str = r#"[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
"#;

/// A storage.
pub struct Podman {
    folder: PathBuf,
    loaded: Loaded,
}

impl Podman {
    /// An empty one.
    ///
    /// # Errors
    /// podman cannot be used here.
    pub fn new(shop: &Shop) -> Result<Podman> {
        installed(&["podman", "runc"])?;
        root()?;
        let folder = shop.place("podman")?;
        fs::write(folder.join("containers.conf"), CONF)?;
        let podman = Podman {
            folder,
            loaded: Loaded::default(),
        };
        done(run(podman.command().arg("info"), LIMIT)?).context("podman")?;
        Ok(podman)
    }

    /// The program, with its storage.
    pub fn command(&self) -> Command {
        let mut command = Command::new("podman");
        command
            .env("CONTAINERS_CONF", self.folder.join("containers.conf"))
            .env("HOME", &self.folder)
            .env_remove("REGISTRY_AUTH_FILE")
            .args(["--log-level", "error", "--storage-driver", "vfs", "--root"])
            .arg(self.folder.join("root"))
            .arg("--runroot")
            .arg(self.folder.join("run"));
        command
    }

    /// Sees to it that it has a platform of an image: from the tar file, or from the registry, since
    /// `podman load` takes the machine's own only. The image's name.
    fn load(&self, shop: &Shop, built: &Built, platform: Platform) -> Result<String> {
        let client = self.command();
        let pull = ["pull", "--tls-verify=false"];
        self.loaded.load(shop, built, platform, client, &pull)
    }
}

impl Drop for Podman {
    fn drop(&mut self) {
        // Containers of tests that failed; mounts that would keep the folder from being removed.
        let _ = run(self.command().args(["rm", "-af", "-t", "0"]), LIMIT);
        let _ = run(self.command().args(["unmount", "-af"]), LIMIT);
    }
}

/// podman, as engines are asked.
pub struct Engine;

impl super::Engine for Engine {
    fn name(&self) -> &'static str {
        "podman"
    }

    fn available(&self, shop: &Shop, platform: Platform) -> Result<()> {
        shop.podman()?;
        client::available(shop, platform)
    }

    fn knows_zstd(&self, _: &Shop) -> Result<()> {
        Ok(())
    }

    fn command(&self, shop: &Shop, spec: &Spec) -> Result<Command> {
        let podman = shop.podman()?;
        let image = podman.load(shop, &spec.image, spec.platform)?;
        let mut command = podman.command();
        // Read-only is to mean all of it: /tmp too.
        command.args(["run", "--read-only-tmpfs=false"]);
        client::words(&mut command, spec, &image);
        Ok(command)
    }

    fn stop(&self, shop: &Shop, name: &str) -> Result<Command> {
        Ok(client::stop(shop.podman()?.command(), name))
    }

    fn kill(&self, shop: &Shop, name: &str) -> Result<Command> {
        Ok(client::kill(shop.podman()?.command(), name))
    }

    fn process(&self, shop: &Shop, name: &str) -> Result<u32> {
        client::process(shop.podman()?.command(), name)
    }
}
