//! The words by which permissions are given, at build time (baked in, symbol `wasmc_policy`) and at
//! run time (environment variable `WASMC_OPTS`).
//!
//! At build time every word is NUL-terminated. At run time words are separated by spaces; a word
//! may stand in single or double quotes, and a backslash makes the next byte literal. An option's
//! value follows after `=` or as the next word. Later words add to earlier ones; of a limit that is
//! given more than once, the smallest counts, so that options at run time can tighten a limit that was
//! baked in, and never loosen it.

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
/// `--max-fds N`: descriptors have numbers below N, the standard streams included.
pub const MAX_FDS: &str = "--max-fds";
/// `--timeout DURATION`: the process ends after so long: a number of seconds, or one with a suffix
/// ms, s, m or h.
pub const TIMEOUT: &str = "--timeout";
/// `--listen ADDR:PORT`: opens a listening socket.
pub const LISTEN: &str = "--listen";
/// `--trace-wasi`: shows each WASI call on stderr.
pub const TRACE_WASI: &str = "--trace-wasi";
/// `--core`: a trap ends the process by SIGABRT, which leaves a core where the system keeps some.
pub const CORE: &str = "--core";
/// `--no-openat2`: resolves paths component by component, as on kernels without `openat2`.
pub const NO_OPENAT2: &str = "--no-openat2";

/// `--no-seccomp`: installs no filter of system calls, for tools that make calls of their own in the
/// process, such as valgrind.
pub const NO_SECCOMP: &str = "--no-seccomp";
/// `--require-landlock`: ends the process where the kernel does not confine it to its directories.
pub const REQUIRE_LANDLOCK: &str = "--require-landlock";

/// All of them, each with a space behind it.
pub const ALL: &str = "--dir --env --inherit-env --argv0 --max-memory --max-fds --timeout --listen --trace-wasi --core \
    --no-openat2 --no-seccomp --require-landlock ";

/// Descriptors that a program can have at most.
pub const MOST_FDS: u32 = 1024;
/// Exit code after the time of `--timeout`: that of timeout(1).
pub const TIMEOUT_EXIT_CODE: i32 = 124;
