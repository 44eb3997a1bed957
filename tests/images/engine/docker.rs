//! docker: a daemon of its own, on top of the tests' containerd.

use super::client::{self, Loaded};
use super::{Platform, Spec};
use crate::service::Service;
use crate::shop::{Built, LIMIT, Shop, done, installed, root, text};
use anyhow::{Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasmc_tests::image::run;

/// A daemon.
pub struct Docker {
    folder: PathBuf,
    loaded: Loaded,
    _service: Service,
}

impl Docker {
    /// Starts one with a state of its own.
    ///
    /// # Errors
    /// It does not start.
    pub fn start(shop: &Shop) -> Result<Docker> {
        installed(&["dockerd", "docker"])?;
        root()?;
        let containerd = shop.containerd()?.socket().to_path_buf();
        let folder = shop.place("docker")?;
        fs::write(folder.join("daemon.json"), "{}")?;
        let mut daemon = Command::new("dockerd");
        for (option, name) in [
            ("--config-file", "daemon.json"),
            ("--data-root", "root"),
            ("--exec-root", "exec"),
            ("--pidfile", "pid"),
        ] {
            daemon.arg(option).arg(folder.join(name));
        }
        daemon
            .arg("--host")
            .arg(host(&folder))
            .arg("--containerd")
            .arg(containerd)
            .args(["--storage-driver", "vfs", "--bridge", "none"])
            .args(["--iptables=false", "--ip6tables=false"]);
        let service = Service::start(daemon, &folder.join("log"), || {
            let mut command = docker(&folder);
            command.arg("version");
            run(&mut command, LIMIT).is_ok_and(|outcome| outcome.exited_with(0))
        })?;
        Ok(Docker {
            folder,
            loaded: Loaded::default(),
            _service: service,
        })
    }

    /// Its client.
    pub fn command(&self) -> Command {
        docker(&self.folder)
    }

    /// Sees to it that it has a platform of an image: from the tar file, which holds but one for
    /// docker, or from the registry.
    fn load(&self, shop: &Shop, built: &Built, platform: Platform) -> Result<String> {
        let client = self.command();
        self.loaded.load(shop, built, platform, client, &["pull"])
    }
}

fn host(folder: &Path) -> String {
    format!("unix://{}/socket", folder.display())
}

fn docker(folder: &Path) -> Command {
    let mut command = Command::new("docker");
    command
        .env("DOCKER_HOST", host(folder))
        .env("DOCKER_CONFIG", folder.join("client"))
        .env_remove("DOCKER_CONTEXT");
    command
}

/// docker, as engines are asked.
pub struct Engine;

impl super::Engine for Engine {
    fn name(&self) -> &'static str {
        "docker"
    }

    fn available(&self, shop: &Shop, platform: Platform) -> Result<()> {
        shop.docker()?;
        client::available(shop, platform)
    }

    fn knows_zstd(&self, shop: &Shop) -> Result<()> {
        let mut command = shop.docker()?.command();
        command.args(["version", "--format", "{{.Server.Version}}"]);
        let version = text(&done(run(&mut command, LIMIT)?)?);
        let major: Option<u32> = version.split('.').next().and_then(|it| it.parse().ok());
        // https://docs.docker.com/engine/release-notes/23.0/
        match major {
            Some(23..) => Ok(()),
            _ => bail!("docker {version} reads no layers of zstd; 23.0 does"),
        }
    }

    fn command(&self, shop: &Shop, spec: &Spec) -> Result<Command> {
        let docker = shop.docker()?;
        let image = docker.load(shop, &spec.image, spec.platform)?;
        let mut command = docker.command();
        command.arg("run");
        client::words(&mut command, spec, &image);
        Ok(command)
    }

    fn stop(&self, shop: &Shop, name: &str) -> Result<Command> {
        Ok(client::stop(shop.docker()?.command(), name))
    }

    fn kill(&self, shop: &Shop, name: &str) -> Result<Command> {
        Ok(client::kill(shop.docker()?.command(), name))
    }

    fn process(&self, shop: &Shop, name: &str) -> Result<u32> {
        client::process(shop.docker()?.command(), name)
    }
}
