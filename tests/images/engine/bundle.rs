//! The programs that engines call in the end, without any of them: runc, crun and gVisor's runsc, with a
//! bundle that umoci unpacks (OCI runtime specification 1.0).

use super::{Engine, PIDS, Platform, Spec};
use crate::shop::{LIMIT, Shop, done, installed, root};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasmc_tests::image::run;

/// Which of them.
#[derive(Clone, Copy, Debug)]
pub enum Bundles {
    /// runc
    Runc,
    /// crun
    Crun,
    /// runsc, gVisor: a kernel of its own, which refuses calls that Linux has.
    Runsc,
}

/// Where a machine with both versions of cgroups has the second one. crun refuses to run there.
const UNIFIED: &str = "/sys/fs/cgroup/unified";

impl Bundles {
    /// The program, where it keeps its state.
    fn program(self, shop: &Shop) -> Command {
        let state = shop.folder().join(self.name());
        match self {
            Bundles::Crun if Path::new(UNIFIED).exists() => {
                let script = format!("umount {UNIFIED}; exec crun \"$@\"");
                let mut command = Command::new("unshare");
                command
                    .args(["-m", "sh", "-c", &script, "sh", "--root"])
                    .arg(state);
                command
            }
            Bundles::Runsc => {
                let mut command = Command::new(self.name());
                // It wants a version of cgroups that is there alone.
                command.arg("--ignore-cgroups").arg("--root").arg(state);
                command
            }
            _ => {
                let mut command = Command::new(self.name());
                command.arg("--root").arg(state);
                command
            }
        }
    }
}

impl Engine for Bundles {
    fn name(&self) -> &'static str {
        match self {
            Bundles::Runc => "runc",
            Bundles::Crun => "crun",
            Bundles::Runsc => "runsc",
        }
    }

    fn available(&self, shop: &Shop, platform: Platform) -> Result<()> {
        installed(&[self.name(), "umoci", "skopeo"])?;
        root()?;
        match self {
            _ if platform.is_native() => Ok(()),
            Bundles::Runsc => bail!("gVisor executes code of this machine alone"),
            Bundles::Runc | Bundles::Crun => shop.arm64(),
        }
    }

    fn knows_zstd(&self, _: &Shop) -> Result<()> {
        bail!("umoci 0.4 unpacks no layers of zstd")
    }

    fn command(&self, shop: &Shop, spec: &Spec) -> Result<Command> {
        let bundle = unpack(shop, spec)?;
        let file = bundle.join("config.json");
        let config = fs::read(&file).context("umoci wrote no config.json")?;
        let mut config: Value = serde_json::from_slice(&config)?;
        configure(&mut config, spec);
        fs::write(&file, serde_json::to_vec(&config)?)?;
        let mut command = self.program(shop);
        if matches!(self, Bundles::Runsc) {
            let network = if spec.host_network { "host" } else { "none" };
            command.args(["--network", network]);
        }
        command
            .args(["run", "--bundle"])
            .arg(bundle)
            .arg(&spec.name);
        Ok(command)
    }

    fn stop(&self, shop: &Shop, name: &str) -> Result<Command> {
        let mut command = self.program(shop);
        command.args(["kill", name, "TERM"]);
        Ok(command)
    }

    fn kill(&self, shop: &Shop, name: &str) -> Result<Command> {
        let mut command = self.program(shop);
        command.args(["delete", "-f", name]);
        Ok(command)
    }

    fn leaves_out(&self, case: &str) -> Option<&'static str> {
        match (self, case) {
            (Bundles::Runsc, "user") => Some("the host sees gVisor's own processes"),
            _ => None,
        }
    }

    fn own_tmp(&self) -> bool {
        matches!(self, Bundles::Runsc)
    }

    fn process(&self, shop: &Shop, name: &str) -> Result<u32> {
        let state = done(run(self.program(shop).args(["state", name]), LIMIT)?)?;
        let state: Value = serde_json::from_slice(&state.stdout)?;
        let id = state["pid"].as_u64().context("no pid in the state")?;
        Ok(u32::try_from(id)?)
    }
}

/// Makes a bundle of one platform of an image.
fn unpack(shop: &Shop, spec: &Spec) -> Result<PathBuf> {
    let built = &spec.image;
    let place = shop.place("bundle")?;
    // An index of several platforms is nothing that umoci can choose from.
    let layout = format!("oci:{}:one", place.join("layout").display());
    let mut copy = Command::new("skopeo");
    copy.args([
        "--insecure-policy",
        "--override-arch",
        spec.platform.arch(),
        "copy",
    ])
    .arg(format!(
        "oci-archive:{}:{}",
        built.tar.display(),
        built.reference
    ))
    .arg(layout);
    done(run(&mut copy, LIMIT)?).context("skopeo")?;
    let bundle = place.join("bundle");
    let mut unpack = Command::new("umoci");
    unpack
        .args(["unpack", "--image"])
        .arg(format!("{}:one", place.join("layout").display()))
        .arg(&bundle);
    done(run(&mut unpack, LIMIT)?).context("umoci")?;
    Ok(bundle)
}

/// Makes of umoci's configuration what the engines make of their command lines.
fn configure(config: &mut Value, spec: &Spec) {
    let process = &mut config["process"];
    process["terminal"] = json!(false);
    let append = |list: &mut Value, words: &[String]| {
        if let Some(list) = list.as_array_mut() {
            list.extend(words.iter().map(|word| json!(word)));
        }
    };
    append(&mut process["args"], &spec.args);
    append(&mut process["env"], &spec.env);
    if let Some((host, guest)) = &spec.mount {
        let mount = json!({
            "destination": guest, "source": host, "type": "bind", "options": ["rbind", "rw"]
        });
        if let Some(mounts) = config["mounts"].as_array_mut() {
            mounts.push(mount);
        }
    }
    if spec.hardened {
        let process = &mut config["process"];
        process["noNewPrivileges"] = json!(true);
        process["capabilities"] = json!({
            "bounding": [], "effective": [], "inheritable": [], "permitted": [], "ambient": []
        });
        config["root"]["readonly"] = json!(true);
        config["linux"]["resources"] = json!({
            "memory": { "limit": spec.memory() }, "pids": { "limit": PIDS }
        });
    }
    if spec.host_network
        && let Some(namespaces) = config["linux"]["namespaces"].as_array_mut()
    {
        namespaces.retain(|namespace| namespace["type"] != "network");
    }
}
