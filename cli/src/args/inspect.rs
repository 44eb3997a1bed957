//! `wasmc inspect FILE`.

use super::style::STYLES;
use clap::Parser;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  wasmc inspect app.wasm                 a module, in the binary or the text format
  wasmc inspect app                      an executable
  wasmc inspect app.tar                  an image: a tar file, or a folder with a layout
  wasmc inspect registry.example/me/app:1.0
  wasmc inspect --seccomp-profile app.json app
  wasmc inspect --json app | jq '.executable.systemCalls'";

/// Shows what a module, an executable or an image is made of, and what it may do.
///
/// Of a module: what it is, imports and what they are for, exports, memories, tables, and the proposals
/// that it uses. Of executables and images: platforms, digests, sizes, the WASI functions that are imported,
/// the permissions that were baked in, the system calls that the code can make, and the tools that made
/// the module.
#[derive(Debug, Parser)]
#[command(
    name = "inspect",
    override_usage = "wasmc inspect [OPTIONS] <FILE>",
    after_help = EXAMPLES,
    styles = STYLES,
    max_term_width = 100
)]
pub struct InspectArgs {
    /// A module, an executable made by wasmc, an image's tar file or layout, oci-layout:FOLDER:TAG,
    /// oci-archive:FILE:TAG, or an image's name in a registry
    #[arg(value_name = "FILE")]
    pub file: String,

    /// Write JSON
    #[arg(long)]
    pub json: bool,

    /// Write the system calls of an executable as a seccomp profile, which docker, podman and
    /// Kubernetes take; `-` is standard output
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub seccomp_profile: Option<PathBuf>,

    /// Speak plain HTTP with registries that do not speak HTTPS; those on this machine may anyway
    #[arg(long)]
    pub insecure_registry: bool,
}
