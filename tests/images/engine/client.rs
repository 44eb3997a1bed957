//! What docker and podman share: clients that take the same words.

use super::{PIDS, Platform, Spec};
use crate::shop::{Built, LIMIT, Shop, done, text};
use anyhow::{Context, Result};
use std::cell::RefCell;
use std::process::Command;
use wasmc_tests::image::run;

/// The images that an engine has, each with the platform.
#[derive(Default)]
pub struct Loaded(RefCell<Vec<(String, Platform)>>);

impl Loaded {
    /// Sees to it that the engine has a platform of an image: from the tar file, of which it takes
    /// the machine's own only, or from the registry, by the words of `pull`. Returns the image's name.
    ///
    /// # Errors
    /// The engine does not take it.
    pub fn load(
        &self,
        shop: &Shop,
        built: &Built,
        platform: Platform,
        mut client: Command,
        pull: &[&str],
    ) -> Result<String> {
        let reference = match platform.is_native() {
            true => built.reference.clone(),
            false => shop.registry()?.holds(built)?,
        };
        let known = (reference.clone(), platform);
        if self.0.borrow().contains(&known) {
            return Ok(reference);
        }
        if platform.is_native() {
            client.args(["load", "-i"]).arg(&built.tar);
        } else {
            let platform = format!("linux/{}", platform.arch());
            client
                .args(pull)
                .args(["--platform", &platform, &reference]);
        }
        done(run(&mut client, LIMIT)?)
            .with_context(|| client.get_program().display().to_string())?;
        self.0.borrow_mut().push(known);
        Ok(reference)
    }
}

/// Whether the machine and the registry are there that a platform needs.
///
/// # Errors
/// They are not.
pub fn available(shop: &Shop, platform: Platform) -> Result<()> {
    if !platform.is_native() {
        shop.arm64()?;
        shop.registry()?;
    }
    Ok(())
}

/// Ends a container as an operator does.
pub fn stop(mut client: Command, name: &str) -> Command {
    client.args(["stop", "-t", "10", name]);
    client
}

/// Ends a container at once.
pub fn kill(mut client: Command, name: &str) -> Command {
    client.args(["kill", name]);
    client
}

/// The number of a container's process on this machine.
///
/// # Errors
/// It does not run.
pub fn process(mut client: Command, name: &str) -> Result<u32> {
    client.args(["inspect", "--format", "{{.State.Pid}}", name]);
    Ok(text(&done(run(&mut client, LIMIT)?)?).parse()?)
}

/// Adds what says how an image is run, after the word `run`.
pub fn words(command: &mut Command, spec: &Spec, image: &str) {
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
