//! podman, with a storage of its own.

use super::{PIDS, Platform, Spec};
use crate::shop::{Built, LIMIT, Shop, done, installed, root, text};
use anyhow::{Context, Result};
use std::cell::RefCell;
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
    /// What it has of which platform.
    loaded: RefCell<Vec<(String, Platform)>>,
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
            loaded: RefCell::default(),
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
        let reference = match platform.is_native() {
            true => built.reference.clone(),
            false => shop.registry()?.holds(built)?,
        };
        let known = (reference.clone(), platform);
        if self.loaded.borrow().contains(&known) {
            return Ok(reference);
        }
        let mut command = self.command();
        if platform.is_native() {
            command.args(["load", "-i"]).arg(&built.tar);
        } else {
            let platform = format!("linux/{}", platform.arch());
            command.args([
                "pull",
                "--tls-verify=false",
                "--platform",
                &platform,
                &reference,
            ]);
        }
        done(run(&mut command, LIMIT)?).context("podman")?;
        self.loaded.borrow_mut().push(known);
        Ok(reference)
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
        if !platform.is_native() {
            shop.arm64()?;
            shop.registry()?;
        }
        Ok(())
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
        docker_words(&mut command, spec, &image);
        Ok(command)
    }

    fn stop(&self, shop: &Shop, name: &str) -> Result<Command> {
        let mut command = shop.podman()?.command();
        command.args(["stop", "-t", "10", name]);
        Ok(command)
    }

    fn kill(&self, shop: &Shop, name: &str) -> Result<Command> {
        let mut command = shop.podman()?.command();
        command.args(["kill", name]);
        Ok(command)
    }

    fn process(&self, shop: &Shop, name: &str) -> Result<u32> {
        let mut command = shop.podman()?.command();
        command.args(["inspect", "--format", "{{.State.Pid}}", name]);
        Ok(text(&done(run(&mut command, LIMIT)?)?).parse()?)
    }
}

/// The words that docker and podman share.
pub fn docker_words(command: &mut Command, spec: &Spec, image: &str) {
    command.args(["--rm", "-i", "--name", &spec.name]);
    if !spec.platform.is_native() {
        command.args(["--platform", &format!("linux/{}", spec.platform.arch())]);
    }
    for variable in &spec.env {
        command.args(["-e", variable]);
    }
    if let Some((host, guest)) = &spec.mount {
        command.args(["-v", &format!("{}:{guest}", host.display())]);
    }
    if spec.hardened {
        command.args(["--read-only", "--cap-drop", "ALL"]);
        command.args(["--security-opt", "no-new-privileges"]);
        command.args(["--memory", &spec.memory().to_string()]);
        command.args(["--pids-limit", &PIDS.to_string()]);
    }
    let network = if spec.host_network { "host" } else { "none" };
    command.args(["--network", network, image]);
    command.args(&spec.args);
}
