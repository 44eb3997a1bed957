//! containerd and its client `ctr`: what Kubernetes nodes use.

use super::{Platform, Spec};
use crate::service::Service;
use crate::shop::{Built, LIMIT, Shop, done, installed, root, text};
use anyhow::{Context, Result, bail};
use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasmc_tests::image::run;

/// A daemon.
pub struct Containerd {
    socket: PathBuf,
    imported: RefCell<Vec<String>>,
    _service: Service,
}

impl Containerd {
    /// Starts one with a state of its own.
    ///
    /// # Errors
    /// It does not start.
    pub fn start(shop: &Shop) -> Result<Containerd> {
        installed(&["containerd", "ctr", "runc"])?;
        root()?;
        let folder = shop.place("containerd")?;
        let show = |name: &str| folder.join(name).display().to_string();
        let config = format!(
            "version = 2\nroot = {:?}\nstate = {:?}\n\
             disabled_plugins = [\"io.containerd.grpc.v1.cri\"]\n[grpc]\naddress = {:?}\n",
            show("root"),
            show("state"),
            show("socket")
        );
        fs::write(folder.join("config.toml"), config)?;
        let socket = folder.join("socket");
        let mut command = Command::new("containerd");
        command.arg("--config").arg(folder.join("config.toml"));
        let service = Service::start(command, &folder.join("log"), || {
            let mut command = ctr(&socket);
            command.arg("version");
            run(&mut command, LIMIT).is_ok_and(|outcome| outcome.exited_with(0))
        })?;
        Ok(Containerd {
            socket,
            imported: RefCell::default(),
            _service: service,
        })
    }

    /// Where it listens.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Its client.
    pub fn command(&self) -> Command {
        ctr(&self.socket)
    }

    /// Sees to it that it has an image with all of its platforms.
    fn import(&self, built: &Built) -> Result<String> {
        if !self.imported.borrow().contains(&built.reference) {
            let mut command = self.command();
            command
                .args(["image", "import", "--all-platforms"])
                .arg(&built.tar);
            done(run(&mut command, LIMIT)?).context("ctr image import")?;
            self.imported.borrow_mut().push(built.reference.clone());
        }
        Ok(built.reference.clone())
    }
}

fn ctr(socket: &Path) -> Command {
    let mut command = Command::new("ctr");
    command.arg("--address").arg(socket);
    command
}

/// containerd, as engines are asked.
pub struct Engine;

impl super::Engine for Engine {
    fn name(&self) -> &'static str {
        "containerd"
    }

    fn available(&self, shop: &Shop, platform: Platform) -> Result<()> {
        shop.containerd()?;
        if platform.is_native() {
            Ok(())
        } else {
            shop.arm64()
        }
    }

    fn knows_zstd(&self, _: &Shop) -> Result<()> {
        Ok(())
    }

    fn command(&self, shop: &Shop, spec: &Spec) -> Result<Command> {
        let containerd = shop.containerd()?;
        let image = containerd.import(&spec.image)?;
        let mut command = containerd.command();
        let platform = format!("linux/{}", spec.platform.arch());
        command.args(["run", "--rm", "--platform", &platform]);
        // `--snapshotter native`: the folder of the tests may lie on an overlay itself.
        command.args(["--snapshotter", "native"]);
        for variable in &spec.env {
            command.args(["--env", variable]);
        }
        if let Some((host, guest)) = &spec.mount {
            let host = host.display();
            let mount = format!("type=bind,src={host},dst={guest},options=rbind:rw");
            command.args(["--mount", &mount]);
        }
        if spec.hardened {
            command.args(["--read-only", "--seccomp"]);
            command.args(["--memory-limit", &spec.memory().to_string()]);
        }
        if spec.host_network {
            command.arg("--net-host");
        }
        command.args([&image, &spec.name]);
        if !spec.args.is_empty() {
            // Words behind the name take the place of the image's own ones.
            command.arg("/app").args(&spec.args);
        }
        Ok(command)
    }

    fn stop(&self, shop: &Shop, name: &str) -> Result<Command> {
        let mut command = shop.containerd()?.command();
        command.args(["task", "kill", "-s", "SIGTERM", name]);
        Ok(command)
    }

    fn kill(&self, shop: &Shop, name: &str) -> Result<Command> {
        let mut command = shop.containerd()?.command();
        command.args(["task", "kill", "-s", "SIGKILL", name]);
        Ok(command)
    }

    fn process(&self, shop: &Shop, name: &str) -> Result<u32> {
        let mut command = shop.containerd()?.command();
        command.args(["task", "ls"]);
        let outcome = done(run(&mut command, LIMIT)?)?;
        for line in text(&outcome).lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let [task, process, ..] = words.as_slice()
                && *task == name
            {
                return Ok(process.parse()?);
            }
        }
        bail!("no task {name} in {:?}", text(&outcome))
    }
}
