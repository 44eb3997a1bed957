//! System calls that no image may make, for the hole.

use wasmc_abi::image::LOW_MEMORY_BASE;
use wasmc_compiler::target::Target;

/// `AT_FDCWD`.
pub const WORKING_DIRECTORY: u32 = -100_i32 as u32;
/// Where the program keeps a path.
pub const PATH: u32 = 0x1000;
/// The address of the path.
pub const ADDRESS: u32 = LOW_MEMORY_BASE as u32 + PATH;

/// A system call and its arguments: what a program would want to do that has got out.
pub struct Attempt {
    /// What it is called in names of tests.
    pub name: &'static str,
    /// Numbers on x86-64 and on aarch64, which has not all of them.
    numbers: (u32, Option<u32>),
    /// What is passed.
    pub arguments: &'static [u32],
}

const fn attempt(
    name: &'static str,
    x86_64: u32,
    aarch64: Option<u32>,
    arguments: &'static [u32],
) -> Attempt {
    Attempt {
        name,
        numbers: (x86_64, aarch64),
        arguments,
    }
}

/// Each ends an image with every function, which allows more than any other. The arguments are such
/// that nothing comes of them where they are made after all.
pub const REFUSED: &[Attempt] = &[
    attempt("execve", 59, Some(221), &[ADDRESS, 0, 0]),
    attempt(
        "execveat",
        322,
        Some(281),
        &[WORKING_DIRECTORY, ADDRESS, 0, 0, 0],
    ),
    attempt("fork", 57, None, &[]),
    attempt("clone3", 435, Some(435), &[0, 0]),
    attempt("ptrace", 101, Some(117), &[16, 1]),
    attempt("process_vm_writev", 311, Some(271), &[1, 0, 0, 0, 0]),
    attempt("socket", 41, Some(198), &[2, 1, 0]),
    attempt("connect", 42, Some(203), &[99, 0, 0]),
    attempt("bind", 49, Some(200), &[99, 0, 0]),
    attempt("sendto", 44, Some(206), &[99, 0, 0, 0, 0]),
    attempt("prctl", 157, Some(167), &[3, 0, 0, 0, 0]),
    attempt("seccomp", 317, Some(277), &[0, 0, 0]),
    attempt("mount", 165, Some(40), &[0, 0, 0, 0, 0]),
    attempt("unshare", 272, Some(97), &[0]),
    attempt("setuid", 105, Some(146), &[u32::MAX]),
    attempt("bpf", 321, Some(280), &[99, 0, 0]),
    attempt("perf_event_open", 298, Some(241), &[0, 0, 0, 0, 0]),
    attempt("io_uring_setup", 425, Some(425), &[0, 0]),
    attempt("memfd_create", 319, Some(279), &[0, 0]),
    attempt("close_range", 436, Some(436), &[1000, 999, 0]),
    attempt("rt_sigprocmask", 14, Some(135), &[0, 0, 0, 8]),
    attempt("setitimer", 38, Some(103), &[9, 0, 0]),
    // The right call with other arguments.
    attempt("mmap/exec", 9, Some(222), &[0, 4096, 5, 0x22, u32::MAX]),
    attempt("mmap/file", 9, Some(222), &[0, 4096, 0, 2, 99]),
    attempt("mprotect/exec", 10, Some(226), &[ADDRESS, 4096, 5]),
    attempt("mprotect/write-exec", 10, Some(226), &[ADDRESS, 4096, 7]),
    attempt("kill/parent", 62, Some(129), &[1, 0]),
    attempt("kill/group", 62, Some(129), &[0, 0]),
    attempt("fcntl/lock", 72, Some(25), &[0, 6, 0]),
    attempt("fcntl/owner", 72, Some(25), &[0, 8, 0]),
    attempt("ioctl/terminal-input", 16, Some(29), &[0, 0x5412, 0]),
    attempt(
        "openat/cwd",
        257,
        Some(56),
        &[WORKING_DIRECTORY, ADDRESS, 0, 0],
    ),
    attempt(
        "openat2/cwd",
        437,
        Some(437),
        &[WORKING_DIRECTORY, ADDRESS, 0, 0],
    ),
    attempt(
        "unlinkat/cwd",
        263,
        Some(35),
        &[WORKING_DIRECTORY, ADDRESS, 0],
    ),
    attempt("write/stdout", 1, Some(64), &[3, ADDRESS, 0]),
    // Numbers that mean something else: those of x32, and none at all.
    attempt("x32", 0x4000_0000 | 59, None, &[ADDRESS, 0, 0]),
    attempt("unknown", 5000, Some(5000), &[]),
];

impl Attempt {
    /// Its number, if the machine has it.
    pub fn number(&self, target: Target) -> Option<u32> {
        match target {
            Target::X86_64 => Some(self.numbers.0),
            Target::Aarch64 => self.numbers.1,
        }
    }
}

/// What an image says that has made such a call.
pub fn report(number: u32) -> String {
    format!("this image made system call {number}, which --seccomp forbids")
}
