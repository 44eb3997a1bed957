//! What an executable says of itself, in a section that is never loaded: for `wasmc inspect`.

use crate::decode::Producer;
use serde::{Deserialize, Serialize};

/// Name of the section. It holds one [`Info`] as JSON.
pub const SECTION: &str = ".wasmc.info";

/// How an executable was made, and what it may do. Nothing in it is of the machine that compiled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Info {
    /// Version of the compiler.
    pub version: String,
    /// Machine that the executable is for.
    pub target: String,
    /// Processors that it is for, as `-march` has them.
    pub march: String,
    /// The modules, in instantiation order; the last one is the main one.
    pub modules: Vec<ModuleInfo>,
    /// WASI functions that its code refers to, sorted by name.
    pub wasi: Vec<String>,
    /// Permissions that were baked in, as words of [`wasmc_abi::options`].
    pub permissions: Vec<String>,
    /// Whether `WASMC_OPTS` is ignored.
    pub locked: bool,
    /// The filter of system calls, if it installs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<FilterInfo>,
    /// Whether it asks the kernel to confine it to the directories and ports that are granted.
    #[serde(default, skip_serializing_if = "is_false")]
    pub landlock: bool,
    /// Whether it is a server of HTTP.
    #[serde(default, skip_serializing_if = "is_false")]
    pub server: bool,
    /// Bytes of compiled wasm functions, which lie at the end of `.text`. Before them lies the runtime.
    pub wasm_text: u64,
}

/// A module that was compiled into the image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModuleInfo {
    /// `sha256:` and the hexadecimal digits of the hash of the binary format.
    pub digest: String,
    /// Bytes of the binary format.
    pub bytes: u64,
    /// The tools that made it.
    pub producers: Vec<Producer>,
}

/// The filter of system calls that an image installs before the program runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FilterInfo {
    /// Whether other calls are only logged.
    pub logs: bool,
    /// Names of the system calls that it allows, sorted.
    pub system_calls: Vec<String>,
}

/// What is not said is `false`.
fn is_false(value: &bool) -> bool {
    !value
}
