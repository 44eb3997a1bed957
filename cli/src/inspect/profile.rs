//! The system calls of executables as a seccomp profile, in the format that container engines take
//! (OCI runtime specification, config-linux.md, "Seccomp").
//!
//! An engine sets the profile up before it starts the executable, so the profile allows more than the
//! filter that the executable installs itself: what happens at start, and what the engine's own
//! process does between the two.

use super::executable::Executable;
use serde::Serialize;
use std::collections::BTreeSet;
use wasmc_compiler::target::Target;

/// What runc 1.1 does under the profile before the executable runs, with `no-new-privileges` and without it,
/// and what threads of Go programs do at any time.
const ENGINE: &[&str] = &[
    "capget",
    "capset",
    "chdir",
    "clone",
    "close",
    "epoll_ctl",
    "epoll_pwait",
    "execve",
    "faccessat2",
    "fchown",
    "fcntl",
    "fstat",
    "fstatfs",
    "futex",
    "getcwd",
    "getdents64",
    "getpid",
    "getppid",
    "gettid",
    "madvise",
    "mmap",
    "munmap",
    "nanosleep",
    "newfstatat",
    "openat",
    "openat2",
    "prctl",
    "prlimit64",
    "read",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sched_yield",
    "setgid",
    "setgroups",
    "setuid",
    "sigaltstack",
    "tgkill",
    "write",
];

/// A profile.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    default_action: &'static str,
    default_errno_ret: u32,
    architectures: BTreeSet<&'static str>,
    syscalls: [Allowed; 1],
}

/// System calls that are allowed.
#[derive(Serialize)]
struct Allowed {
    names: BTreeSet<String>,
    action: &'static str,
}

/// The profile, which serves all of the executables; `None` where there is none.
pub fn profile(executables: &[&Executable]) -> Option<String> {
    /// `EPERM`, as engines themselves have it.
    const REFUSED: u32 = 1;
    let targets = executables.iter().map(|it| it.info.target.parse());
    let architectures = targets.flatten().map(|target| match target {
        Target::X86_64 => "SCMP_ARCH_X86_64",
        Target::Aarch64 => "SCMP_ARCH_AARCH64",
    });
    let own = executables.iter().flat_map(|it| it.system_calls.clone());
    let engine = ENGINE.iter().map(|name| name.to_string());
    let profile = Profile {
        default_action: "SCMP_ACT_ERRNO",
        default_errno_ret: REFUSED,
        architectures: architectures.collect(),
        syscalls: [Allowed {
            names: own.chain(engine).collect(),
            action: "SCMP_ACT_ALLOW",
        }],
    };
    if profile.architectures.is_empty() {
        return None;
    }
    let text = serde_json::to_string_pretty(&profile).expect("strings and numbers can be written");
    Some(text + "\n")
}
