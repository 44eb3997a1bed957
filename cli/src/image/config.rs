//! The configuration of an image, from the command line.

use super::base::BaseVariant;
use super::layer::Layer;
use super::settings::{EXECUTABLE, Settings};
use super::user::User;
use crate::args::{BuildArgs, ImageArgs};
use crate::oci::config::{History, ImageConfig, RootFs, RunConfig, name_set};
use crate::oci::platform::Platform;
use serde_json::json;

/// Annotations with this prefix are labels too: `docker inspect` shows labels only.
const MIRRORED: &str = "org.opencontainers.image.";

/// The configuration for a platform, with what is compiled as `build`. `layers` are ours, those of the base image come below.
pub fn config(
    args: &ImageArgs,
    build: &BuildArgs,
    settings: &Settings,
    platform: &Platform,
    base: Option<&BaseVariant>,
    layers: &[&Layer],
) -> ImageConfig {
    let (run, mut diff_ids, mut history) = match base {
        None => (RunConfig::default(), Vec::new(), Vec::new()),
        Some(BaseVariant { config, .. }) => (
            config.config.clone(),
            config.rootfs.diff_ids.clone(),
            config.history.clone(),
        ),
    };
    diff_ids.extend(layers.iter().map(|layer| layer.diff_id.clone()));
    history.extend(layers.iter().map(|layer| History {
        created: Some(settings.created.clone()),
        created_by: Some(format!("wasmc image: {}", layer.comment)),
        ..History::default()
    }));
    ImageConfig {
        created: Some(settings.created.clone()),
        platform: platform.clone(),
        config: run_config(run, args, build),
        rootfs: RootFs {
            kind: "layers".into(),
            diff_ids,
        },
        history,
    }
}

/// The ports of `--listen`, `--tcp-listen` and `--http-listen`, apart from 0, which means any, and from ranges.
fn listening_ports(build: &BuildArgs) -> impl Iterator<Item = String> {
    let addresses = build.listen.iter().chain(&build.tcp_listen);
    let addresses = addresses.chain(&build.http_listen);
    let ports = addresses.filter_map(|address| address.rsplit_once(':').map(|(_, port)| port));
    ports
        .filter(|port| *port != "0" && port.parse::<u16>().is_ok())
        .map(|port| format!("{port}/tcp"))
}

/// Adds what the command line says to what the base image says.
fn run_config(mut run: RunConfig, args: &ImageArgs, build: &BuildArgs) -> RunConfig {
    if let Some(user) = args.user {
        run.user = user.to_string();
    } else if run.user.is_empty() {
        run.user = User::NONROOT.to_string();
    }
    let executable = format!("/{EXECUTABLE}");
    run.entrypoint = vec![executable];
    run.entrypoint.extend_from_slice(&args.entrypoint_arg);
    run.cmd = args.arg.clone();
    for variable in &args.build.env {
        if let Some((name, _)) = variable.split_once('=') {
            let same = |other: &String| other.split('=').next() == Some(name);
            run.env.retain(|other| !same(other));
            run.env.push(variable.clone());
        }
    }
    run.exposed_ports.extend(name_set(&args.expose));
    run.exposed_ports.extend(name_set(listening_ports(build)));
    run.volumes.extend(name_set(&args.volume));
    if let Some(path) = &args.workdir {
        run.working_dir = path.clone();
    }
    if let Some(signal) = &args.stop_signal {
        run.other.insert("StopSignal".into(), json!(signal));
    }
    if let Some(words) = &args.healthcheck {
        let executable = format!("/{EXECUTABLE}");
        let words = words.split_whitespace().map(str::to_string);
        let test: Vec<_> = ["CMD".into(), executable]
            .into_iter()
            .chain(words)
            .collect();
        run.other
            .insert("Healthcheck".into(), json!({ "Test": test }));
    }
    let mirrored = args
        .annotation
        .iter()
        .filter(|(key, _)| key.starts_with(MIRRORED));
    // A label that was given as such counts.
    run.labels.extend(mirrored.chain(&args.label).cloned());
    run
}
