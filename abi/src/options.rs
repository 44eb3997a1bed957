//! The words by which permissions are given, at build time (baked in, symbol `wasmc_policy`) and at
//! run time (environment variable `WASMC_OPTS`).
//!
//! At build time every word is NUL-terminated. At run time words are separated by spaces; a word
//! may stand in single or double quotes, and a backslash makes the next byte literal. An option's
//! value follows after `=` or as the next word. Later words add to earlier ones.

/// Environment variable with further options; never shown to the guest.
pub const ENV_VAR: &str = "WASMC_OPTS";

/// `--dir HOST[::GUEST][::ro]`: preopens a directory.
pub const DIR: &str = "--dir";
/// `--env NAME[=VALUE]`: sets a variable, or passes the host's on.
pub const ENV: &str = "--env";
/// `--inherit-env`: passes all of the host's variables on, `WASMC_OPTS` aside.
pub const INHERIT_ENV: &str = "--inherit-env";
/// `--argv0 NAME`: what the guest sees as `argv[0]`.
pub const ARGV0: &str = "--argv0";
/// `--max-memory SIZE`: limit of every memory in bytes, with an optional suffix K, M or G.
pub const MAX_MEMORY: &str = "--max-memory";
/// `--no-openat2`: resolves paths component by component, as on kernels without `openat2`.
pub const NO_OPENAT2: &str = "--no-openat2";
