//! Container engines, all asked for the same things.

pub mod bundle;
mod client;
pub mod containerd;
pub mod docker;
pub mod podman;

use crate::shop::{Built, Shop};
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A platform, as engines write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// `linux/amd64`
    Amd64,
    /// `linux/arm64`
    Arm64,
}

impl Platform {
    /// All of them.
    pub const ALL: [Platform; 2] = [Platform::Amd64, Platform::Arm64];

    /// The word behind `linux/`.
    pub fn arch(self) -> &'static str {
        match self {
            Platform::Amd64 => "amd64",
            Platform::Arm64 => "arm64",
        }
    }

    /// Whether it is the one of this machine.
    pub fn is_native(self) -> bool {
        match self {
            Platform::Amd64 => cfg!(target_arch = "x86_64"),
            Platform::Arm64 => cfg!(target_arch = "aarch64"),
        }
    }
}

/// How a container is to be run.
#[derive(Clone)]
pub struct Spec {
    /// What it runs.
    pub image: Rc<Built>,
    /// As what.
    pub platform: Platform,
    /// What the engine calls the container.
    pub name: String,
    /// Words behind the image's own.
    pub args: Vec<String>,
    /// `NAME=VALUE`
    pub env: Vec<String>,
    /// A folder of the host, and where the container sees it.
    pub mount: Option<(PathBuf, String)>,
    /// Read-only, without capabilities, with little memory and few processes.
    pub hardened: bool,
    /// Whether it uses the host's network; else it has none.
    pub host_network: bool,
}

impl Spec {
    /// A container that is only given a command line.
    pub fn new(image: Rc<Built>, platform: Platform, args: &[&str]) -> Spec {
        Spec {
            image,
            platform,
            name: unique_name(),
            args: args.iter().map(|arg| arg.to_string()).collect(),
            env: Vec::new(),
            mount: None,
            hardened: false,
            host_network: false,
        }
    }

    /// Bytes of memory of a hardened container. An emulator takes tens of MiB for itself.
    pub fn memory(&self) -> u64 {
        match self.platform.is_native() {
            true => 16 << 20,
            false => 256 << 20,
        }
    }
}

/// A name that no other container of this machine has.
fn unique_name() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("wasmc-test-{}-{number}", std::process::id())
}

/// Processes and threads of a hardened container; its start needs a few of the engine's.
pub const PIDS: u64 = 16;

/// A container engine.
pub trait Engine {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Whether it can be used here, for this platform.
    ///
    /// # Errors
    /// It cannot: why.
    fn available(&self, shop: &Shop, platform: Platform) -> Result<()>;

    /// Whether it reads layers that are compressed with zstd.
    ///
    /// # Errors
    /// It does not: what is too old.
    fn knows_zstd(&self, shop: &Shop) -> Result<()>;

    /// The command that runs a container in the foreground and removes it afterwards, its standard
    /// streams those of the command.
    ///
    /// # Errors
    /// The engine does not take the image.
    fn command(&self, shop: &Shop, spec: &Spec) -> Result<Command>;

    /// The command that sends a running container SIGTERM.
    ///
    /// # Errors
    /// The engine's.
    fn stop(&self, shop: &Shop, name: &str) -> Result<Command>;

    /// The command that ends a running container by force.
    ///
    /// # Errors
    /// The engine's.
    fn kill(&self, shop: &Shop, name: &str) -> Result<Command>;

    /// Why a case cannot be tried with this engine.
    fn leaves_out(&self, _case: &str) -> Option<&'static str> {
        None
    }

    /// Whether a container has a `/tmp` that it can write to where its root is read-only.
    fn own_tmp(&self) -> bool {
        false
    }

    /// The process of a running container, as the host numbers it.
    ///
    /// # Errors
    /// The engine's.
    fn process(&self, shop: &Shop, name: &str) -> Result<u32>;
}

/// All engines.
pub fn all() -> Vec<Box<dyn Engine>> {
    vec![
        Box::new(bundle::Bundles::Runc),
        Box::new(bundle::Bundles::Crun),
        Box::new(bundle::Bundles::Runsc),
        Box::new(podman::Engine),
        Box::new(docker::Engine),
        Box::new(containerd::Engine),
    ]
}
