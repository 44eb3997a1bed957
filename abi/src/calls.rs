//! The system calls that each function of the runtime makes while the program runs, and what is known of
//! their arguments. What happens at start, before the first instruction of the program, is not here.

/// A system call and its numbers (`asm/unistd.h`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SystemCall {
    /// Its name.
    pub name: &'static str,
    /// Its number on x86-64.
    pub x86_64: u32,
    /// Its number on aarch64.
    pub aarch64: u32,
}

/// What holds for an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// It is one of these; the kernel looks at 32 bits of it.
    OneOf(&'static [u32]),
    /// It is one of these; the kernel looks at 64 bits of it.
    Long(&'static [u32]),
    /// It is an open descriptor, not the working directory (`AT_FDCWD`). In an image that opens none, it
    /// is a standard stream.
    Descriptor,
    /// It is the process itself.
    Process,
}

/// What holds for one argument, by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// 0 to 5.
    pub argument: u32,
    /// What holds.
    pub test: Test,
}

/// A system call that is made, with what holds for its arguments; those without a check may be anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The call.
    pub call: SystemCall,
    /// All of these hold.
    pub checks: &'static [Check],
}

/// What one function of the runtime does.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// Name of the WASI function; symbol of a function of WASI 0.2 or of a built-in.
    pub name: &'static str,
    /// The calls that it makes, in groups.
    pub rules: &'static [&'static [Rule]],
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $name:ident $x86_64:literal $aarch64:literal
        ($($argument:literal: $test:expr),*);)*) => {
        $($(#[$doc])* const $rule: Rule = Rule {
            call: SystemCall {
                name: stringify!($name),
                x86_64: $x86_64,
                aarch64: $aarch64,
            },
            checks: &[$(Check { argument: $argument, test: $test }),*],
        };)*
    };
}

use Test::{Descriptor, Long, OneOf, Process};

rules! {
    ACCEPT = accept4 288 242 (0: Descriptor);
    BIND = bind 49 200 (0: Descriptor);
    /// `SIGCHLD`: a child with its own copy of the memory.
    CLONE = clone 56 220 (0: Long(&[17]));
    CLOCK_GETRES = clock_getres 229 114 ();
    CLOCK_GETTIME = clock_gettime 228 113 ();
    CLOSE = close 3 57 (0: Descriptor);
    CONNECT = connect 42 203 (0: Descriptor);
    EPOLL_CREATE = epoll_create1 291 20 ();
    EPOLL_CTL = epoll_ctl 233 21 (0: Descriptor);
    EPOLL_PWAIT = epoll_pwait 281 22 (0: Descriptor);
    EPOLL_PWAIT2 = epoll_pwait2 441 441 (0: Descriptor);
    /// `F_DUPFD_CLOEXEC`: a file must not get the number of a standard stream.
    DUPLICATE = fcntl 72 25 (0: Descriptor, 1: OneOf(&[1030]));
    EXIT = exit_group 231 94 ();
    FADVISE = fadvise64 221 223 (0: Descriptor);
    FALLOCATE = fallocate 285 47 (0: Descriptor, 1: OneOf(&[0]));
    FDATASYNC = fdatasync 75 83 (0: Descriptor);
    FSTAT = fstat 5 80 (0: Descriptor);
    FSTATFS = fstatfs 138 44 (0: Descriptor);
    FSYNC = fsync 74 82 (0: Descriptor);
    FTRUNCATE = ftruncate 77 46 (0: Descriptor);
    /// `MADV_DONTNEED`.
    FORGET = madvise 28 233 (2: OneOf(&[4]));
    GETDENTS = getdents64 217 61 (0: Descriptor);
    /// `F_GETFL`.
    GET_FLAGS = fcntl 72 25 (0: Descriptor, 1: OneOf(&[3]));
    GETPID = getpid 39 172 ();
    GETPEERNAME = getpeername 52 205 (0: Descriptor);
    /// `SOL_SOCKET`: `SO_SNDBUF`, `SO_RCVBUF`.
    GET_BUFFERS = getsockopt 55 209 (0: Descriptor, 1: OneOf(&[1]), 2: OneOf(&[7, 8]));
    /// `SOL_SOCKET`, `SO_ERROR`.
    GET_ERROR = getsockopt 55 209 (0: Descriptor, 1: OneOf(&[1]), 2: OneOf(&[4]));
    /// `IPPROTO_IP`, `IP_TTL`.
    GET_HOPS_4 = getsockopt 55 209 (0: Descriptor, 1: OneOf(&[0]), 2: OneOf(&[2]));
    /// `IPPROTO_IPV6`, `IPV6_UNICAST_HOPS`.
    GET_HOPS_6 = getsockopt 55 209 (0: Descriptor, 1: OneOf(&[41]), 2: OneOf(&[16]));
    /// `SOL_SOCKET`, `SO_KEEPALIVE`.
    GET_KEEP = getsockopt 55 209 (0: Descriptor, 1: OneOf(&[1]), 2: OneOf(&[9]));
    /// `IPPROTO_TCP`: `TCP_KEEPIDLE`, `TCP_KEEPINTVL`, `TCP_KEEPCNT`.
    GET_KEEPS = getsockopt 55 209 (0: Descriptor, 1: OneOf(&[6]), 2: OneOf(&[4, 5, 6]));
    GETRANDOM = getrandom 318 278 (2: OneOf(&[0]));
    GETSOCKNAME = getsockname 51 204 (0: Descriptor);
    KILL = kill 62 129 (0: Process);
    /// Anybody.
    KILL_ANY = kill 62 129 ();
    LANDLOCK_RESTRICT_SELF = landlock_restrict_self 446 446 ();
    LINKAT = linkat 265 37 (0: Descriptor, 2: Descriptor, 4: OneOf(&[0]));
    LISTEN = listen 50 201 (0: Descriptor);
    LSEEK = lseek 8 62 (0: Descriptor);
    /// `MADV_HUGEPAGE`.
    MADVISE = madvise 28 233 (2: OneOf(&[14]));
    /// Nothing on standard error but what the runtime itself says.
    MESSAGE = write 1 64 (0: OneOf(&[2]));
    MKDIRAT = mkdirat 258 34 (0: Descriptor);
    /// `PROT_NONE`; `MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE`, and `MAP_FIXED_NOREPLACE`.
    MMAP = mmap 9 222 (2: Long(&[0]), 3: Long(&[0x4022, 0x10_4022]));
    /// `PROT_READ | PROT_WRITE`.
    MPROTECT = mprotect 10 226 (2: Long(&[3]));
    /// `MREMAP_MAYMOVE`.
    MREMAP = mremap 25 216 (3: Long(&[1]));
    MUNMAP = munmap 11 215 ();
    /// `AT_SYMLINK_NOFOLLOW`, `AT_EMPTY_PATH`.
    NEWFSTATAT = newfstatat 262 79 (0: Descriptor, 3: OneOf(&[0x100, 0x1000]));
    OPENAT = openat 257 56 (0: Descriptor);
    /// Of a path: `O_CLOEXEC`, and `O_LARGEFILE` as x86-64 and aarch64 have it.
    OPEN_PAGEMAP = openat 257 56 (2: OneOf(&[0x8_0000, 0x8_8000, 0xa_0000]));
    OPENAT2 = openat2 437 437 (0: Descriptor);
    PPOLL = ppoll 271 73 ();
    PREAD = pread64 17 67 (0: Descriptor);
    /// `PR_SET_PDEATHSIG`.
    PRCTL = prctl 157 167 (0: OneOf(&[1]));
    /// `PROT_NONE`.
    PROTECT = mprotect 10 226 (2: Long(&[0]));
    PREADV = preadv 295 69 (0: Descriptor);
    PWRITEV = pwritev 296 70 (0: Descriptor);
    /// `RWF_APPEND`.
    PWRITEV2 = pwritev2 328 287 (0: Descriptor, 5: OneOf(&[0x10]));
    READLINKAT = readlinkat 267 78 (0: Descriptor);
    READV = readv 19 65 (0: Descriptor);
    RECVFROM = recvfrom 45 207 (0: Descriptor);
    RECVMSG = recvmsg 47 212 (0: Descriptor);
    RENAMEAT = renameat 264 38 (0: Descriptor, 2: Descriptor);
    /// The requests of a script.
    REQUESTS = read 0 63 (0: OneOf(&[0]));
    /// The results of `--invoke` and the answers of a script.
    RESULTS = write 1 64 (0: OneOf(&[1]));
    SCHED_YIELD = sched_yield 24 124 ();
    /// `SECCOMP_SET_MODE_FILTER`.
    SECCOMP = seccomp 317 277 (0: OneOf(&[1]));
    /// `PAGEMAP_SCAN`.
    SCAN = ioctl 16 29 (0: Descriptor, 1: OneOf(&[0xc060_6610]));
    SENDMSG = sendmsg 46 211 (0: Descriptor);
    SENDTO = sendto 44 206 (0: Descriptor);
    /// `SOL_SOCKET`, `SO_MEMINFO`.
    SEND_ROOM = getsockopt 55 209 (0: Descriptor, 1: OneOf(&[1]), 2: OneOf(&[55]));
    /// As [`GET_BUFFERS`].
    SET_BUFFERS = setsockopt 54 208 (0: Descriptor, 1: OneOf(&[1]), 2: OneOf(&[7, 8]));
    /// As [`GET_HOPS_4`].
    SET_HOPS_4 = setsockopt 54 208 (0: Descriptor, 1: OneOf(&[0]), 2: OneOf(&[2]));
    /// As [`GET_HOPS_6`].
    SET_HOPS_6 = setsockopt 54 208 (0: Descriptor, 1: OneOf(&[41]), 2: OneOf(&[16]));
    /// As [`GET_KEEP`].
    SET_KEEP = setsockopt 54 208 (0: Descriptor, 1: OneOf(&[1]), 2: OneOf(&[9]));
    /// As [`GET_KEEPS`].
    SET_KEEPS = setsockopt 54 208 (0: Descriptor, 1: OneOf(&[6]), 2: OneOf(&[4, 5, 6]));
    /// `SOL_SOCKET`, `SO_REUSEADDR`.
    SET_REUSE = setsockopt 54 208 (0: Descriptor, 1: OneOf(&[1]), 2: OneOf(&[2]));
    /// `IPPROTO_TCP`, `TCP_NODELAY`.
    SET_NO_DELAY = setsockopt 54 208 (0: Descriptor, 1: OneOf(&[6]), 2: OneOf(&[1]));
    /// `IPPROTO_IPV6`, `IPV6_V6ONLY`.
    SET_V6_ONLY = setsockopt 54 208 (0: Descriptor, 1: OneOf(&[41]), 2: OneOf(&[26]));
    /// `F_SETFL`.
    SET_FLAGS = fcntl 72 25 (0: Descriptor, 1: OneOf(&[4]));
    SHUTDOWN = shutdown 48 210 (0: Descriptor);
    SIGACTION = rt_sigaction 13 134 (2: Long(&[0]), 3: Long(&[8]));
    SIGPROCMASK = rt_sigprocmask 14 135 ();
    SIGRETURN = rt_sigreturn 15 139 ();
    /// `AF_INET`, `AF_INET6`; `SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK`.
    SOCKET_TCP = socket 41 198 (0: OneOf(&[2, 10]), 1: OneOf(&[0x8_0801]), 2: OneOf(&[0]));
    /// Likewise, `SOCK_DGRAM`.
    SOCKET_UDP = socket 41 198 (0: OneOf(&[2, 10]), 1: OneOf(&[0x8_0802]), 2: OneOf(&[0]));
    /// `SOL_SOCKET`, `SO_TYPE`.
    SOCKET_TYPE = getsockopt 55 209 (0: Descriptor, 1: OneOf(&[1]), 2: OneOf(&[3]));
    SIGTIMEDWAIT = rt_sigtimedwait 128 137 ();
    /// `AF_UNIX`.
    SOCKETPAIR = socketpair 53 199 (0: OneOf(&[1]));
    SYMLINKAT = symlinkat 266 36 (1: Descriptor);
    /// `TIOCGWINSZ`: whether it is a terminal.
    TERMINAL = ioctl 16 29 (0: Descriptor, 1: OneOf(&[0x5413]));
    /// `UFFDIO_API`, `UFFDIO_REGISTER`.
    UFFDIO = ioctl 16 29 (0: Descriptor, 1: OneOf(&[0xc018_aa3f, 0xc020_aa00]));
    /// No flags, `AT_REMOVEDIR`.
    UNLINKAT = unlinkat 263 35 (0: Descriptor, 2: OneOf(&[0, 0x200]));
    /// `FIONREAD`.
    UNREAD = ioctl 16 29 (0: Descriptor, 1: OneOf(&[0x541b]));
    /// No flags, `AT_SYMLINK_NOFOLLOW`, `AT_EMPTY_PATH`.
    UTIMENSAT = utimensat 280 88 (0: Descriptor, 3: OneOf(&[0, 0x100, 0x1000]));
    /// `UFFD_USER_MODE_ONLY | O_NONBLOCK | O_CLOEXEC`.
    USERFAULTFD = userfaultfd 323 282 (0: OneOf(&[0x8_0801]));
    WAIT4 = wait4 61 260 ();
    WRITEV = writev 20 66 (0: Descriptor);
}

/// What every image does: it ends, it says why, and it handles signals.
pub const ALWAYS: &[Rule] = &[EXIT, MESSAGE, SIGACTION, SIGRETURN, GETPID, KILL];

/// Memory for the guest, or for what the runtime keeps for it.
const MAP: &[Rule] = &[MMAP, MPROTECT, MUNMAP];
/// The table of descriptors.
const TABLE: &[Rule] = &[MMAP, MPROTECT, MREMAP, MUNMAP];
/// Another descriptor.
const OPENED: &[Rule] = &[DUPLICATE, CLOSE];
/// Resolving paths, by the kernel and without it.
const RESOLVE: &[Rule] = &[OPENAT2, OPENAT, READLINKAT, CLOSE];
/// What a standard stream is.
const LOOK: &[Rule] = &[FSTAT, SOCKET_TYPE, TERMINAL, GET_FLAGS];

/// Looking names up.
const LOOKUP: &[Rule] = &[
    SOCKET_TCP,
    SOCKET_UDP,
    CONNECT,
    SENDTO,
    RECVFROM,
    GETRANDOM,
    CLOCK_GETTIME,
];
/// Reading the files that it needs.
const NAMES: &[Rule] = &[PREAD];

/// An exchange of HTTP with a server: wherever the program asks for it, it goes on.
const EXCHANGE: &[Rule] = &[PPOLL, GET_ERROR, SET_NO_DELAY, SET_V6_ONLY];

/// What standard input does, which only the function that makes it brings into an image.
const INPUT: &[Rule] = &[READV, PPOLL];
/// Likewise the other standard streams.
const OUTPUT: &[Rule] = &[WRITEV, PPOLL];
/// Likewise the streams of a connection.
const CONNECTION: &[Rule] = &[READV, WRITEV, PPOLL, SEND_ROOM];
/// Routers that packets may pass.
const GET_HOPS: &[Rule] = &[GET_HOPS_4, GET_HOPS_6];
/// Likewise.
const SET_HOPS: &[Rule] = &[SET_HOPS_4, SET_HOPS_6];

/// What a server's parent does, and a worker before it confines itself once more. The filter of the parent holds for workers,
/// too: it says nothing of whom they send signals to.
pub const PARENT: &[Rule] = &[
    CLONE,
    KILL_ANY,
    LANDLOCK_RESTRICT_SELF,
    OPEN_PAGEMAP,
    PRCTL,
    SECCOMP,
    SIGPROCMASK,
    SIGTIMEDWAIT,
    SOCKETPAIR,
    UFFDIO,
    USERFAULTFD,
    WAIT4,
];
/// A server's workers.
const WORKER: &[Rule] = &[
    ACCEPT,
    CLOCK_GETTIME,
    EPOLL_CREATE,
    EPOLL_CTL,
    EPOLL_PWAIT,
    EPOLL_PWAIT2,
    FORGET,
    PPOLL,
    PROTECT,
    RECVMSG,
    SCAN,
    SENDMSG,
    SHUTDOWN,
];

macro_rules! functions {
    ($($name:ident: $($rules:expr),*;)*) => {
        &[$(Function {
            name: stringify!($name),
            rules: &[$($rules),*],
        }),*]
    };
}

/// The WASI functions of both snapshots, sorted by name.
pub const WASI: &[Function] = functions! {
    args_get: ;
    args_sizes_get: ;
    environ_get: ;
    environ_sizes_get: ;
    clock_res_get: &[CLOCK_GETRES];
    clock_time_get: &[CLOCK_GETTIME];
    fd_advise: &[FADVISE];
    fd_allocate: &[FALLOCATE];
    fd_close: &[CLOSE];
    fd_datasync: &[FDATASYNC];
    fd_fdstat_get: LOOK;
    fd_fdstat_set_flags: &[GET_FLAGS, SET_FLAGS];
    fd_fdstat_set_rights: LOOK;
    fd_filestat_get: &[FSTAT];
    fd_filestat_set_size: &[FTRUNCATE];
    fd_filestat_set_times: &[UTIMENSAT];
    fd_pread: &[PREADV];
    fd_prestat_get: ;
    fd_prestat_dir_name: ;
    fd_pwrite: &[PWRITEV, GET_FLAGS];
    fd_read: &[READV];
    fd_readdir: &[LSEEK, GETDENTS, NEWFSTATAT];
    fd_renumber: &[CLOSE];
    fd_seek: &[LSEEK, FSTAT];
    fd_sync: &[FSYNC];
    fd_tell: &[LSEEK];
    fd_write: &[WRITEV];
    path_create_directory: RESOLVE, &[MKDIRAT];
    path_filestat_get: RESOLVE, &[NEWFSTATAT, FSTAT];
    path_filestat_set_times: RESOLVE, &[UTIMENSAT];
    path_link: RESOLVE, &[LINKAT, NEWFSTATAT];
    path_open: RESOLVE, OPENED, TABLE, &[FSTAT, FSTATFS];
    path_readlink: RESOLVE;
    path_remove_directory: RESOLVE, &[UNLINKAT];
    path_rename: RESOLVE, &[RENAMEAT, NEWFSTATAT];
    path_symlink: RESOLVE, &[SYMLINKAT, NEWFSTATAT];
    path_unlink_file: RESOLVE, &[UNLINKAT, NEWFSTATAT];
    poll_oneoff: &[PPOLL, UNREAD, CLOCK_GETTIME];
    proc_exit: ;
    proc_raise: ;
    random_get: &[GETRANDOM];
    sched_yield: &[SCHED_YIELD];
    sock_accept: OPENED, TABLE, &[ACCEPT];
    sock_recv: &[RECVMSG];
    sock_send: &[SENDMSG];
    sock_shutdown: &[SHUTDOWN];
};

/// The functions of WASI 0.2 that make system calls, and those that drop their resources, by their symbols.
pub const WASI02: &[Function] = functions! {
    wasmc_wasi02_cli_stderr_get_stderr: TABLE, OUTPUT;
    wasmc_wasi02_cli_stdin_get_stdin: TABLE, INPUT;
    wasmc_wasi02_cli_stdout_get_stdout: TABLE, OUTPUT;
    wasmc_wasi02_cli_terminal_stderr_get_terminal_stderr: TABLE, &[TERMINAL];
    wasmc_wasi02_cli_terminal_stdin_get_terminal_stdin: TABLE, &[TERMINAL];
    wasmc_wasi02_cli_terminal_stdout_get_terminal_stdout: TABLE, &[TERMINAL];
    wasmc_wasi02_clocks_monotonic_clock_now: &[CLOCK_GETTIME];
    wasmc_wasi02_clocks_monotonic_clock_resolution: &[CLOCK_GETRES];
    wasmc_wasi02_clocks_monotonic_clock_subscribe_duration: TABLE, &[CLOCK_GETTIME];
    wasmc_wasi02_clocks_monotonic_clock_subscribe_instant: TABLE;
    wasmc_wasi02_clocks_wall_clock_now: &[CLOCK_GETTIME];
    wasmc_wasi02_clocks_wall_clock_resolution: &[CLOCK_GETRES];
    wasmc_wasi02_filesystem_preopens_get_directories: TABLE;
    wasmc_wasi02_filesystem_types_descriptor_advise: &[FADVISE];
    wasmc_wasi02_filesystem_types_descriptor_append_via_stream: TABLE, &[WRITEV, PWRITEV2, GET_FLAGS, SET_FLAGS, CLOSE];
    wasmc_wasi02_filesystem_types_descriptor_create_directory_at: RESOLVE, &[MKDIRAT];
    wasmc_wasi02_filesystem_types_descriptor_get_flags: &[GET_FLAGS];
    wasmc_wasi02_filesystem_types_descriptor_is_same_object: &[FSTAT];
    wasmc_wasi02_filesystem_types_descriptor_link_at: RESOLVE, &[LINKAT, NEWFSTATAT];
    wasmc_wasi02_filesystem_types_descriptor_metadata_hash: &[FSTAT];
    wasmc_wasi02_filesystem_types_descriptor_metadata_hash_at: RESOLVE, &[NEWFSTATAT, FSTAT];
    wasmc_wasi02_filesystem_types_descriptor_open_at: RESOLVE, OPENED, TABLE, &[FSTAT, FSTATFS];
    wasmc_wasi02_filesystem_types_descriptor_read: &[PREADV];
    wasmc_wasi02_filesystem_types_descriptor_read_directory: TABLE;
    wasmc_wasi02_filesystem_types_descriptor_read_via_stream: TABLE, &[PREADV, CLOSE];
    wasmc_wasi02_filesystem_types_descriptor_readlink_at: RESOLVE;
    wasmc_wasi02_filesystem_types_descriptor_remove_directory_at: RESOLVE, &[UNLINKAT];
    wasmc_wasi02_filesystem_types_descriptor_rename_at: RESOLVE, &[RENAMEAT, NEWFSTATAT];
    wasmc_wasi02_filesystem_types_descriptor_set_size: &[FTRUNCATE];
    wasmc_wasi02_filesystem_types_descriptor_set_times: &[UTIMENSAT];
    wasmc_wasi02_filesystem_types_descriptor_set_times_at: RESOLVE, &[UTIMENSAT];
    wasmc_wasi02_filesystem_types_descriptor_stat: &[FSTAT];
    wasmc_wasi02_filesystem_types_descriptor_stat_at: RESOLVE, &[NEWFSTATAT, FSTAT];
    wasmc_wasi02_filesystem_types_descriptor_symlink_at: RESOLVE, &[SYMLINKAT, NEWFSTATAT];
    wasmc_wasi02_filesystem_types_descriptor_sync: &[FSYNC];
    wasmc_wasi02_filesystem_types_descriptor_sync_data: &[FDATASYNC];
    wasmc_wasi02_filesystem_types_descriptor_unlink_file_at: RESOLVE, &[UNLINKAT, NEWFSTATAT];
    wasmc_wasi02_filesystem_types_descriptor_write: &[PWRITEV];
    wasmc_wasi02_filesystem_types_descriptor_write_via_stream: TABLE, &[PWRITEV, CLOSE];
    wasmc_wasi02_filesystem_types_directory_entry_stream_read_directory_entry: &[LSEEK, GETDENTS, NEWFSTATAT];
    wasmc_wasi02_filesystem_types_drop_descriptor: &[CLOSE];
    wasmc_wasi02_filesystem_types_drop_directory_entry_stream: &[CLOSE];
    wasmc_wasi02_http_outgoing_handler_handle: LOOKUP, NAMES, OPENED, EXCHANGE, TABLE;
    wasmc_wasi02_http_types_drop_future_incoming_response: &[CLOSE, SENDTO];
    wasmc_wasi02_http_types_drop_incoming_response: &[CLOSE, SENDTO];
    wasmc_wasi02_http_types_drop_outgoing_body: &[CLOCK_GETTIME];
    wasmc_wasi02_http_types_drop_outgoing_request: LOOKUP, NAMES, OPENED, EXCHANGE, TABLE;
    wasmc_wasi02_http_types_fields_append: TABLE;
    wasmc_wasi02_http_types_fields_clone: TABLE;
    wasmc_wasi02_http_types_fields_delete: TABLE;
    wasmc_wasi02_http_types_fields_from_list: TABLE;
    wasmc_wasi02_http_types_fields_get: TABLE;
    wasmc_wasi02_http_types_fields_has: TABLE;
    wasmc_wasi02_http_types_fields_set: TABLE;
    wasmc_wasi02_http_types_future_incoming_response_get: LOOKUP, NAMES, OPENED, EXCHANGE, TABLE;
    wasmc_wasi02_http_types_future_incoming_response_subscribe: LOOKUP, NAMES, OPENED, EXCHANGE, TABLE;
    wasmc_wasi02_http_types_future_trailers_get: TABLE;
    wasmc_wasi02_http_types_future_trailers_subscribe: TABLE;
    wasmc_wasi02_http_types_incoming_body_finish: TABLE;
    wasmc_wasi02_http_types_incoming_body_stream: TABLE;
    wasmc_wasi02_http_types_incoming_request_consume: TABLE, &[CLOCK_GETTIME, PPOLL, RECVMSG, SENDMSG];
    wasmc_wasi02_http_types_incoming_request_headers: TABLE;
    wasmc_wasi02_http_types_incoming_response_consume: LOOKUP, NAMES, OPENED, EXCHANGE, TABLE;
    wasmc_wasi02_http_types_incoming_response_headers: TABLE;
    wasmc_wasi02_http_types_new_fields: TABLE;
    wasmc_wasi02_http_types_new_outgoing_request: TABLE;
    wasmc_wasi02_http_types_new_outgoing_response: TABLE;
    wasmc_wasi02_http_types_new_request_options: TABLE;
    wasmc_wasi02_http_types_outgoing_body_finish: &[CLOCK_GETTIME];
    wasmc_wasi02_http_types_outgoing_body_write: TABLE, &[CLOCK_GETTIME, PPOLL, SENDMSG];
    wasmc_wasi02_http_types_outgoing_request_body: LOOKUP, NAMES, OPENED, EXCHANGE, TABLE;
    wasmc_wasi02_http_types_outgoing_request_headers: TABLE;
    wasmc_wasi02_http_types_outgoing_request_set_authority: TABLE;
    wasmc_wasi02_http_types_outgoing_request_set_method: TABLE;
    wasmc_wasi02_http_types_outgoing_request_set_path_with_query: TABLE;
    wasmc_wasi02_http_types_outgoing_request_set_scheme: TABLE;
    wasmc_wasi02_http_types_outgoing_response_body: TABLE;
    wasmc_wasi02_http_types_outgoing_response_headers: TABLE;
    wasmc_wasi02_http_types_response_outparam_set: &[CLOCK_GETTIME];
    wasmc_wasi02_io_poll_poll: &[PPOLL, CLOCK_GETTIME];
    wasmc_wasi02_io_poll_pollable_block: &[PPOLL, CLOCK_GETTIME];
    wasmc_wasi02_io_poll_pollable_ready: &[PPOLL, CLOCK_GETTIME];
    wasmc_wasi02_io_streams_input_stream_blocking_read: TABLE;
    wasmc_wasi02_io_streams_input_stream_blocking_skip: TABLE;
    wasmc_wasi02_io_streams_input_stream_read: TABLE;
    wasmc_wasi02_io_streams_input_stream_skip: TABLE;
    wasmc_wasi02_io_streams_input_stream_subscribe: TABLE;
    wasmc_wasi02_io_streams_output_stream_blocking_splice: TABLE, &[PPOLL];
    wasmc_wasi02_io_streams_output_stream_blocking_write_and_flush: TABLE;
    wasmc_wasi02_io_streams_output_stream_blocking_write_zeroes_and_flush: TABLE;
    wasmc_wasi02_io_streams_output_stream_check_write: TABLE;
    wasmc_wasi02_io_streams_output_stream_splice: TABLE, &[PPOLL];
    wasmc_wasi02_io_streams_output_stream_subscribe: TABLE;
    wasmc_wasi02_io_streams_output_stream_write: TABLE;
    wasmc_wasi02_io_streams_output_stream_write_zeroes: TABLE;
    wasmc_wasi02_random_insecure_get_insecure_random_bytes: &[GETRANDOM];
    wasmc_wasi02_random_insecure_get_insecure_random_u64: &[GETRANDOM];
    wasmc_wasi02_random_insecure_seed_insecure_seed: &[GETRANDOM];
    wasmc_wasi02_random_random_get_random_bytes: &[GETRANDOM];
    wasmc_wasi02_random_random_get_random_u64: &[GETRANDOM];
    wasmc_wasi02_sockets_instance_network_instance_network: TABLE;
    wasmc_wasi02_sockets_ip_name_lookup_drop_resolve_address_stream: &[CLOSE];
    wasmc_wasi02_sockets_ip_name_lookup_resolve_address_stream_resolve_next_address: LOOKUP, NAMES, OPENED;
    wasmc_wasi02_sockets_ip_name_lookup_resolve_address_stream_subscribe: LOOKUP, NAMES, OPENED, TABLE;
    wasmc_wasi02_sockets_ip_name_lookup_resolve_addresses: LOOKUP, NAMES, OPENED, TABLE;
    wasmc_wasi02_sockets_tcp_create_socket_create_tcp_socket: OPENED, TABLE, &[SOCKET_TCP, SET_V6_ONLY];
    wasmc_wasi02_sockets_tcp_drop_tcp_socket: &[CLOSE];
    wasmc_wasi02_sockets_tcp_tcp_socket_accept: OPENED, TABLE, CONNECTION, &[ACCEPT];
    wasmc_wasi02_sockets_tcp_tcp_socket_finish_connect: TABLE, CONNECTION, &[GET_ERROR];
    wasmc_wasi02_sockets_tcp_tcp_socket_hop_limit: GET_HOPS;
    wasmc_wasi02_sockets_tcp_tcp_socket_keep_alive_count: &[GET_KEEPS];
    wasmc_wasi02_sockets_tcp_tcp_socket_keep_alive_enabled: &[GET_KEEP];
    wasmc_wasi02_sockets_tcp_tcp_socket_keep_alive_idle_time: &[GET_KEEPS];
    wasmc_wasi02_sockets_tcp_tcp_socket_keep_alive_interval: &[GET_KEEPS];
    wasmc_wasi02_sockets_tcp_tcp_socket_local_address: &[GETSOCKNAME];
    wasmc_wasi02_sockets_tcp_tcp_socket_receive_buffer_size: &[GET_BUFFERS];
    wasmc_wasi02_sockets_tcp_tcp_socket_remote_address: &[GETPEERNAME];
    wasmc_wasi02_sockets_tcp_tcp_socket_send_buffer_size: &[GET_BUFFERS];
    wasmc_wasi02_sockets_tcp_tcp_socket_set_hop_limit: SET_HOPS;
    wasmc_wasi02_sockets_tcp_tcp_socket_set_keep_alive_count: &[SET_KEEPS];
    wasmc_wasi02_sockets_tcp_tcp_socket_set_keep_alive_enabled: &[SET_KEEP];
    wasmc_wasi02_sockets_tcp_tcp_socket_set_keep_alive_idle_time: &[SET_KEEPS];
    wasmc_wasi02_sockets_tcp_tcp_socket_set_keep_alive_interval: &[SET_KEEPS];
    wasmc_wasi02_sockets_tcp_tcp_socket_set_listen_backlog_size: &[LISTEN];
    wasmc_wasi02_sockets_tcp_tcp_socket_set_receive_buffer_size: &[SET_BUFFERS];
    wasmc_wasi02_sockets_tcp_tcp_socket_set_send_buffer_size: &[SET_BUFFERS];
    wasmc_wasi02_sockets_tcp_tcp_socket_shutdown: &[SHUTDOWN];
    wasmc_wasi02_sockets_tcp_tcp_socket_start_bind: &[SET_REUSE, BIND];
    wasmc_wasi02_sockets_tcp_tcp_socket_start_connect: &[CONNECT];
    wasmc_wasi02_sockets_tcp_tcp_socket_start_listen: &[LISTEN];
    wasmc_wasi02_sockets_tcp_tcp_socket_subscribe: TABLE;
    wasmc_wasi02_sockets_udp_create_socket_create_udp_socket: OPENED, TABLE, &[SOCKET_UDP, SET_V6_ONLY];
    wasmc_wasi02_sockets_udp_drop_udp_socket: &[CLOSE];
    wasmc_wasi02_sockets_udp_incoming_datagram_stream_receive: &[RECVFROM];
    wasmc_wasi02_sockets_udp_incoming_datagram_stream_subscribe: TABLE;
    wasmc_wasi02_sockets_udp_outgoing_datagram_stream_check_send: &[PPOLL];
    wasmc_wasi02_sockets_udp_outgoing_datagram_stream_send: &[SENDTO];
    wasmc_wasi02_sockets_udp_outgoing_datagram_stream_subscribe: TABLE;
    wasmc_wasi02_sockets_udp_udp_socket_local_address: &[GETSOCKNAME];
    wasmc_wasi02_sockets_udp_udp_socket_receive_buffer_size: &[GET_BUFFERS];
    wasmc_wasi02_sockets_udp_udp_socket_send_buffer_size: &[GET_BUFFERS];
    wasmc_wasi02_sockets_udp_udp_socket_set_receive_buffer_size: &[SET_BUFFERS];
    wasmc_wasi02_sockets_udp_udp_socket_set_send_buffer_size: &[SET_BUFFERS];
    wasmc_wasi02_sockets_udp_udp_socket_set_unicast_hop_limit: SET_HOPS;
    wasmc_wasi02_sockets_udp_udp_socket_start_bind: &[BIND];
    wasmc_wasi02_sockets_udp_udp_socket_stream: TABLE, &[CONNECT, GETPEERNAME];
    wasmc_wasi02_sockets_udp_udp_socket_subscribe: TABLE;
    wasmc_wasi02_sockets_udp_udp_socket_unicast_hop_limit: GET_HOPS;
};

/// The built-ins that make system calls while the program runs.
pub const BUILTINS: &[Function] = &[
    Function {
        name: builtin!(MemoryGrow),
        rules: &[MAP, &[MADVISE]],
    },
    Function {
        name: builtin!(TableGrow),
        rules: &[TABLE],
    },
    Function {
        name: builtin!(ExceptionNew),
        rules: &[TABLE],
    },
    Function {
        name: builtin!(ResourceNew),
        rules: &[TABLE],
    },
    Function {
        name: builtin!(TransferOwn),
        rules: &[TABLE],
    },
    Function {
        name: builtin!(TransferBorrow),
        rules: &[TABLE],
    },
    Function {
        name: builtin!(EnterCall),
        rules: &[TABLE],
    },
    Function {
        name: builtin!(Invoke),
        rules: &[&[RESULTS]],
    },
    Function {
        name: builtin!(InvokeLifted),
        rules: &[&[RESULTS]],
    },
    Function {
        name: builtin!(Serve),
        rules: &[PARENT, TABLE, OPENED, WORKER],
    },
    Function {
        name: builtin!(Script),
        rules: &[&[REQUESTS, RESULTS]],
    },
];

// One row for each WASI function.
const _: () = {
    let functions = crate::wasi::FUNCTIONS;
    assert!(WASI.len() == functions.len());
    let mut index = 0;
    while index < WASI.len() {
        assert!(equal(
            WASI[index].name.as_bytes(),
            functions[index].name.as_bytes()
        ));
        index += 1;
    }
};

const fn equal(one: &[u8], other: &[u8]) -> bool {
    let mut index = 0;
    while index < one.len() && index < other.len() {
        if one[index] != other[index] {
            return false;
        }
        index += 1;
    }
    one.len() == other.len()
}
