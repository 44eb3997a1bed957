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

/// `--tcp-listen ADDR:PORT`: the program may bind TCP sockets to an address, and listen. ADDR is an address or `*`; PORT a
/// number, a range such as `8000-8100`, or `*`.
pub const TCP_LISTEN: &str = "--tcp-listen";
/// `--tcp-connect HOST:PORT`: the program may connect TCP sockets. HOST is an address, `*`, or a name, which may then be
/// looked up.
pub const TCP_CONNECT: &str = "--tcp-connect";
/// `--udp`: the program may send and receive datagrams.
pub const UDP: &str = "--udp";
/// `--dns`: the program may look up names.
pub const DNS: &str = "--dns";
/// `--http-out HOST[:PORT]`: the program may send requests of HTTP there. HOST is a name, `*.` and a name for those below it, an address,
/// or `*`; without PORT, the port is the one that the scheme has.
pub const HTTP_OUT: &str = "--http-out";

/// Where systems have the certificates that they trust, with spaces between (the list of Go's crypto/x509).
pub const CA_FILES: &str = "/etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt \
    /etc/ssl/ca-bundle.pem /etc/pki/tls/cacert.pem /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem /etc/ssl/cert.pem";
/// Bytes that are read of a file with certificates.
pub const CA_BYTES: usize = 4 << 20;

/// `--http-listen ADDR:PORT`: where a server listens. The last one counts.
pub const HTTP_LISTEN: &str = "--http-listen";
/// Where a server listens if it is told nothing else.
pub const SERVER_ADDRESS: &str = "127.0.0.1:8080";
/// `--workers N`: how many processes of a server answer requests. The last one counts.
pub const WORKERS: &str = "--workers";
/// `--max-instance-reuse-count N`: how many requests one after the other may see the same state. The last one counts.
pub const MAX_INSTANCE_REUSE_COUNT: &str = "--max-instance-reuse-count";

/// All of them, each with a space behind it, those that take a value with a `=` before that. Words that only code of a few
/// programs looks at are only listed here.
pub const ALL: &str = "--dir= --env= --inherit-env --argv0= --max-memory= --max-fds= --timeout= --listen= --trace-wasi --core \
    --no-openat2 --no-seccomp --require-landlock --tcp-listen= --tcp-connect= --udp --dns --http-out= \
    --http-listen= --workers= --max-instance-reuse-count= ";

/// Where an option is in [`ALL`]. Fails to compile where it is not.
pub const fn place(option: &str) -> usize {
    let (all, option) = (ALL.as_bytes(), option.as_bytes());
    let mut start = 0;
    loop {
        let mut same = 0;
        while same < option.len() && all[start + same] == option[same] {
            same += 1;
        }
        if same == option.len() && matches!(all[start + same], b' ' | b'=') {
            return start;
        }
        while all[start] != b' ' {
            start += 1;
        }
        start += 1;
    }
}

/// Workers that a server can have at most.
pub const MOST_WORKERS: u32 = 1024;
/// Descriptors that a program can have at most.
pub const MOST_FDS: u32 = 1024;
/// Exit code after the time of `--timeout`: that of timeout(1).
pub const TIMEOUT_EXIT_CODE: i32 = 124;
