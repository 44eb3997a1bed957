//! Sizes of images that are made of Debian's packages, by the lists of `apt`.

use crate::common::output;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::process::Command;

/// What `debian:slim` of this machine's release holds, and all that can be put on top of it.
pub struct Slim {
    /// Bytes of each package that there is, as it is pulled.
    sizes: BTreeMap<String, u64>,
    /// What `debootstrap --variant=minbase` starts from: packages that are essential or required.
    base: Vec<String>,
}

/// Reads the lists.
///
/// # Errors
/// There are none.
pub fn slim() -> Result<Slim> {
    let text = output(Command::new("apt-cache").args(["dumpavail"]))?;
    let mut sizes = BTreeMap::new();
    let mut base = vec!["apt".to_string()];
    for stanza in text.split("\n\n") {
        let field = |name: &str| {
            let value = |line: &str| {
                line.strip_prefix(name)?
                    .strip_prefix(": ")
                    .map(String::from)
            };
            stanza.lines().find_map(value)
        };
        let (Some(name), Some(size)) = (field("Package"), field("Size")) else {
            continue;
        };
        let required = field("Priority").as_deref() == Some("required");
        if required || field("Essential").as_deref() == Some("yes") {
            base.push(name.clone());
        }
        sizes.insert(name, size.parse()?);
    }
    ensure!(base.len() > 1, "`apt-cache` knows no packages");
    Ok(Slim { sizes, base })
}

impl Slim {
    /// Bytes of it and of packages on top of it, with all that they depend on.
    pub fn with(&self, packages: &[&str]) -> Result<u64> {
        // On a machine where nothing is installed yet.
        let mut install = Command::new("apt-get");
        install
            .args(["--simulate", "-o", "Dir::State::status=/dev/null"])
            .args(["--no-install-recommends", "install"])
            .args(&self.base)
            .args(packages);
        let mut total = 0;
        for line in output(&mut install)?.lines() {
            let Some(rest) = line.strip_prefix("Inst ") else {
                continue;
            };
            let name = rest.split([' ', ':']).next().unwrap_or_default();
            let size = self.sizes.get(name);
            total += size.with_context(|| format!("no size of {name}"))?;
        }
        Ok(total)
    }
}
