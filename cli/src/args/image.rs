//! `wasmc image INPUT`.

use super::build::BuildArgs;
use super::style::STYLES;
use super::values::SeccompArg;
use crate::image::addition::Addition;
use crate::image::base::Base;
use crate::image::compress::Compression;
use crate::image::user::User;
use crate::oci::platform::Platform;
use crate::oci::reference::Reference;
use clap::{Parser, ValueEnum};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const EXAMPLES: &str = "\
Examples:
  wasmc image app.wasm -t registry.example/me/app:1.0 -o app.tar
  docker load < app.tar && docker run --rm registry.example/me/app:1.0
  wasmc image app.wasm -t registry.example/me/app:1.0 --push
  wasmc image app.wasm -t app --load --platform linux/amd64
  wasmc image app.wasm --oci-layout app.oci -t app --sbom
  wasmc image oci://registry.example/me/app-wasm:1 -t registry.example/me/app:1 --push

A container's file system and environment are what its operator chose, so an image may use all
of both: `/` is granted and the environment passed on, unless --no-dir and --no-inherit-env say
otherwise. More can be granted with `docker run --env WASMC_OPTS=…`, unless --locked is given.

The same input gives the same bytes. Standard output gets nothing but NAME@DIGEST.";

/// Compiles a WebAssembly module to a container image for several platforms.
///
/// It needs no container engine, and the image holds no operating system: the executable, a user,
/// and an empty /tmp.
#[derive(Debug, Parser)]
#[command(
    name = "image",
    override_usage = "wasmc image [OPTIONS] <INPUT> [ARGS]...",
    after_help = EXAMPLES,
    styles = STYLES,
    max_term_width = 100
)]
pub struct ImageArgs {
    /// Name of the image: [REGISTRY/]REPOSITORY[:TAG]; may be repeated
    #[arg(short, long, value_name = "NAME", value_parser = tag, help_heading = "Output")]
    pub tag: Vec<Reference>,

    /// Write a tar file that docker load, podman load, skopeo and ctr take; `-` is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// Write an OCI image layout, or add to one that is there
    #[arg(long, value_name = "FOLDER", help_heading = "Output")]
    pub oci_layout: Option<PathBuf>,

    /// Push the image to the registries that its names give
    #[arg(long, help_heading = "Output")]
    pub push: bool,

    /// Load the image into docker, or podman where there is no docker
    #[arg(long, help_heading = "Output")]
    pub load: bool,

    /// Platforms, separated by commas
    #[arg(
        long,
        value_name = "PLATFORM",
        value_delimiter = ',',
        default_value = "linux/amd64,linux/arm64",
        value_parser = Platform::from_str,
        help_heading = "Image"
    )]
    pub platform: Vec<Platform>,

    /// First arguments of the program, which those given to the engine come after; may be repeated
    #[arg(
        long,
        value_name = "ARG",
        allow_hyphen_values = true,
        help_heading = "Image"
    )]
    pub entrypoint_arg: Vec<String>,

    /// Arguments of the program, which those given to the engine replace; may be repeated
    #[arg(
        long,
        value_name = "ARG",
        allow_hyphen_values = true,
        help_heading = "Image"
    )]
    pub arg: Vec<String>,

    /// Who runs the program, as numbers: Kubernetes refuses names [default: 65532:65532]
    #[arg(long, value_name = "UID[:GID]", value_parser = User::from_str, help_heading = "Image")]
    pub user: Option<User>,

    /// Working directory
    #[arg(long, value_name = "PATH", value_parser = path, help_heading = "Image")]
    pub workdir: Option<String>,

    /// Port that the program listens on; those of --listen, --tcp-listen and
    /// --http-listen are exposed anyway; may be repeated
    #[arg(long, value_name = "PORT[/tcp|/udp]", value_parser = port, help_heading = "Image")]
    pub expose: Vec<String>,

    /// Directory that holds data of the container's own; may be repeated
    #[arg(long, value_name = "PATH", value_parser = path, help_heading = "Image")]
    pub volume: Vec<String>,

    /// Signal by which engines stop a container [default: theirs, SIGTERM]
    #[arg(long, value_name = "SIGNAL", value_parser = signal, help_heading = "Image")]
    pub stop_signal: Option<String>,

    /// Words with which the executable tells whether the container is healthy, by exit code 0 or 1: docker runs it
    /// every 30 seconds, Kubernetes has probes of its own
    #[arg(
        long,
        value_name = "WORDS",
        allow_hyphen_values = true,
        help_heading = "Image"
    )]
    pub healthcheck: Option<String>,

    /// Label; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair, help_heading = "Image")]
    pub label: Vec<(String, String)>,

    /// Annotation of the index and its manifests; those of org.opencontainers.image are labels too;
    /// may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair, help_heading = "Image")]
    pub annotation: Vec<(String, String)>,

    /// Image whose layers come first: scratch, a name in a registry, oci-layout:FOLDER[:TAG] or
    /// oci-archive:FILE[:TAG]
    #[arg(
        long,
        value_name = "IMAGE",
        default_value = "scratch",
        value_parser = Base::from_str,
        hide_default_value = true,
        help_heading = "Image"
    )]
    pub base: Base,

    /// Put a file or a folder into the image; may be repeated
    #[arg(long, value_name = "HOST::PATH", value_parser = Addition::from_str, help_heading = "Image")]
    pub add: Vec<Addition>,

    /// When the image was made: seconds since 1970, as RFC 3339 has it, or `now`
    /// [default: $SOURCE_DATE_EPOCH, or 1970]
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Image")]
    pub created: Option<SystemTime>,

    /// How layers are compressed
    #[arg(
        long,
        value_enum,
        default_value = "gzip",
        hide_possible_values = false,
        help_heading = "Image"
    )]
    pub compression: Compression,

    /// Attach a list of what is in the image, as an SPDX 2.3 document
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        num_args = 0..=1,
        require_equals = true,
        default_value = "none",
        default_missing_value = "spdx",
        help_heading = "Image"
    )]
    pub sbom: Sbom,

    /// Do not grant `/`; any --dir takes its place as well
    #[arg(long, help_heading = "Permissions")]
    pub no_dir: bool,

    /// Do not pass the environment on; --env still names variables
    #[arg(long, help_heading = "Permissions", conflicts_with = "inherit_env")]
    pub no_inherit_env: bool,

    #[command(flatten)]
    pub build: BuildArgs,
}

/// `--sbom`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sbom {
    /// None
    None,
    /// SPDX 2.3, as JSON
    Spdx,
}

impl ImageArgs {
    /// When the image is said to have been made.
    ///
    /// # Errors
    /// `SOURCE_DATE_EPOCH` counts and is no number.
    pub fn created(&self) -> Result<SystemTime, anyhow::Error> {
        const VARIABLE: &str = "SOURCE_DATE_EPOCH";
        match (self.created, std::env::var(VARIABLE)) {
            (Some(time), _) => Ok(time),
            (None, Ok(seconds)) => seconds
                .parse()
                .ok()
                .and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)))
                .ok_or_else(|| anyhow::anyhow!("{VARIABLE} is not a number of seconds since 1970")),
            (None, Err(_)) => Ok(UNIX_EPOCH),
        }
    }

    /// What is compiled: with the permissions of an image in a container where nothing else is said.
    pub fn build(&self) -> BuildArgs {
        let mut build = self.build.clone();
        if build.dir.is_empty() && !self.no_dir {
            build.dir.push("/".into());
        }
        // The image's own configuration has the values, so that they can be changed for a container.
        for variable in &mut build.env {
            if let Some(end) = variable.find('=') {
                variable.truncate(end);
            }
        }
        if !self.no_inherit_env {
            build.env.clear();
            build.inherit_env = true;
        }
        // The start of a container takes longer by far than that of a filter.
        build.seccomp.get_or_insert(SeccompArg::On);
        build
    }
}

/// `--tag`
fn tag(text: &str) -> Result<Reference, String> {
    let reference: Reference = text.parse()?;
    match reference.digest {
        Some(_) => Err("an image is given a tag; its digest is what comes out".into()),
        None => Ok(reference),
    }
}

/// An absolute path in the image.
fn path(text: &str) -> Result<String, String> {
    match text.starts_with('/') && !text.split('/').any(|part| part == "..") {
        true => Ok(text.into()),
        false => Err("a path in the image starts with `/` and has no `..`".into()),
    }
}

/// `--expose`
fn port(text: &str) -> Result<String, String> {
    let (number, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let valid = number.parse::<u16>().is_ok_and(|number| number > 0);
    match protocol {
        "tcp" | "udp" if valid => Ok(format!("{number}/{protocol}")),
        _ => Err("it is written PORT, PORT/tcp or PORT/udp".into()),
    }
}

/// `--stop-signal`
fn signal(text: &str) -> Result<String, String> {
    const NAMES: [&str; 12] = [
        "ABRT", "ALRM", "CONT", "HUP", "INT", "KILL", "PWR", "QUIT", "TERM", "USR1", "USR2",
        "WINCH",
    ];
    let name = text.strip_prefix("SIG").unwrap_or(text);
    let is_number = text
        .parse::<u8>()
        .is_ok_and(|number| (1..=64).contains(&number));
    match NAMES.contains(&name) {
        true => Ok(format!("SIG{name}")),
        false if is_number => Ok(text.into()),
        false => Err(format!(
            "it is a number from 1 to 64, or one of SIG{}",
            NAMES.join(", SIG")
        )),
    }
}

/// `--label`, `--annotation`
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.into(), value.into())),
        _ => Err("it is written KEY=VALUE".into()),
    }
}

/// `--created`
fn time(text: &str) -> Result<SystemTime, String> {
    let seconds = |text: &str| {
        let seconds = Duration::from_secs(text.parse().ok()?);
        UNIX_EPOCH.checked_add(seconds)
    };
    match text {
        "now" => Ok(SystemTime::now()),
        _ => seconds(text)
            .or_else(|| humantime::parse_rfc3339(text).ok())
            .ok_or_else(|| {
                "it is written as seconds since 1970, as 2026-01-31T12:00:00Z, or `now`".into()
            }),
    }
}
