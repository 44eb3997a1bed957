//! What a request leaves behind on a server: nothing.
//!
//! `state.wat` is a server whose requests change whatever they can. It says itself what it finds, and [`Look`] reads all that the
//! worker can write from outside. More requests than by default: `WASMC_REQUESTS=100000`; bytes that are streamed, in MiB:
//! `WASMC_STREAMED=1024`.
#![allow(
    unsafe_code,
    reason = "swap files and pages that are swapped out need system calls"
)]

mod common;

use common::server::{Server, children, on_both_targets, split};
use common::{Sandbox, left_out, run};
use std::ffi::CString;
use std::fs::{self, File};
use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const HTTP: &str = include_str!("components/http.wat");
const STATE: &str = include_str!("components/state.wat");

/// A number of an environment variable.
fn from_environment(name: &str, default: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.map_or(default, |text| text.parse().unwrap())
}

/// The text of the server.
fn guest() -> String {
    let (imports, _) = HTTP.split_once("  (core module $memory").unwrap();
    format!("{imports}{STATE}")
}

/// Compiles it, with a directory in which there is a file; returns the image.
fn image(sandbox: &Sandbox) -> PathBuf {
    sandbox.write("file", "contents");
    let options = ["--http-listen", "127.0.0.1:0", "--workers", "1", "--dir"];
    sandbox.image(&guest(), &[&options[..], &[".::/"]].concat())
}

/// Numbers that look random.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % limit
    }

    /// The path of a request. The last letter of some ends it.
    fn path(&mut self) -> String {
        let mut path = String::from("/");
        for _ in 0..self.below(8) {
            let letter = b"mmmmggvvttTThhrrfde0123456789"[self.below(29) as usize];
            path.push(letter.into());
        }
        if self.below(8) == 0 {
            path.push(char::from(b"uosxn"[self.below(5) as usize]));
        }
        path
    }
}

/// A connection that is used again as long as the server keeps it.
struct Client<'a> {
    server: &'a Server,
    stream: Option<BufReader<TcpStream>>,
}

impl<'a> Client<'a> {
    fn new(server: &'a Server) -> Self {
        let stream = None;
        Self { server, stream }
    }

    fn get(&mut self, path: &str) -> (u16, String) {
        let server = self.server;
        let stream = self
            .stream
            .get_or_insert_with(|| BufReader::new(server.connect()));
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
        stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let mut byte = [0];
        // The end of the head, and that of the last chunk if there are any.
        while !(answer.ends_with(b"\r\n\r\n")
            && (answer.ends_with(b"\r\n0\r\n\r\n")
                || !answer.windows(7).any(|it| it == b"chunked")))
        {
            stream.read_exact(&mut byte).unwrap();
            answer.push(byte[0]);
        }
        let answer = String::from_utf8(answer).unwrap();
        let (status, body) = split(&answer).remove(0);
        if status != 200 {
            self.stream = None;
        }
        (status, body)
    }
}

/// The one worker of a server, or of one that another process has started.
fn worker(server: &Server) -> u32 {
    let mut process = server.process.id();
    for _ in 0..1000 {
        match children(process)[..] {
            [] if process != server.process.id() => return process,
            [child] => process = child,
            _ => std::thread::sleep(Duration::from_millis(5)),
        }
        if process != server.process.id() && !children(process).is_empty() {
            continue;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    process
}

/// What a process may write, but for its stacks, what comes from clients, and the room for headers that is free.
#[derive(PartialEq)]
struct Look(Vec<(Range<u64>, Vec<u8>)>);

/// Bytes of the room for connections, and of that for headers.
const CONNECTIONS: u64 = 4096 * (256 + (96 << 10));
const HEADERS: u64 = 16 << 20;

/// Mappings that can be written.
fn writable(process: u32) -> Vec<(Range<u64>, bool)> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let lines = maps.lines().filter(|line| line.contains(" rw"));
    lines
        .map(|line| {
            let (range, _) = line.split_once(' ').unwrap();
            let (start, end) = range.split_once('-').unwrap();
            let number = |text| u64::from_str_radix(text, 16).unwrap();
            (number(start)..number(end), line.contains("[stack]"))
        })
        .collect()
}

impl Look {
    fn at(process: u32) -> Look {
        let memory = File::open(format!("/proc/{process}/mem")).unwrap();
        let mut ranges = Vec::new();
        for (range, is_stack) in writable(process) {
            if is_stack {
                continue;
            }
            // The kernel shows neighbours as one. What was mapped last comes first: the room for connections; that for headers
            // was mapped before all that a snapshot copies.
            let (mut start, mut end) = (range.start, range.end);
            if end - start >= CONNECTIONS {
                start += CONNECTIONS;
            }
            if end - start >= HEADERS {
                end -= HEADERS;
            }
            let mut bytes = vec![0; (end - start) as usize];
            memory.read_exact_at(&mut bytes, start).unwrap();
            ranges.push((start..end, bytes));
        }
        Look(ranges)
    }

    /// Where two differ first.
    fn difference(&self, other: &Look) -> Option<String> {
        let ranges = |look: &Look| look.0.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
        if ranges(self) != ranges(other) {
            return Some(format!("{:x?}\n{:x?}", ranges(self), ranges(other)));
        }
        self.0.iter().zip(&other.0).find_map(|(one, other)| {
            let at = one.1.iter().zip(&other.1).position(|(a, b)| a != b)?;
            Some(format!("{:#x}", one.0.start + at as u64))
        })
    }
}

/// What a process has open.
fn open(process: u32) -> Vec<String> {
    let folder = fs::read_dir(format!("/proc/{process}/fd")).unwrap();
    let mut open: Vec<_> = folder
        .map(|entry| {
            let link = fs::read_link(entry.unwrap().path()).unwrap();
            // The number of a connection's socket is another each time.
            let link = link.to_string_lossy().into_owned();
            match link.split_once(":[") {
                Some((kind, _)) => kind.into(),
                None => link,
            }
        })
        .collect();
    open.sort();
    open
}

/// Sends random requests, and looks at the worker after each. `before` is called before each.
fn nothing_is_left(server: &Server, requests: u64, mut before: impl FnMut(u32)) {
    let mut client = Client::new(server);
    let first = client.get("/");
    let process = worker(server);
    let (state, descriptors) = (Look::at(process), open(process));
    let mut random = Random(1);
    for number in 0..requests {
        before(process);
        let path = random.path();
        let (status, body) = client.get(&path);
        match path.chars().next_back() {
            Some('u' | 'o' | 's' | 'x' | 'n') => assert_eq!(status, 500, "{number}: {path}"),
            _ => assert_eq!((status, &body), (200, &first.1), "{number}: {path}"),
        }
        let difference = Look::at(process).difference(&state);
        assert_eq!(difference, None, "{number}: {path}");
        if client.stream.is_some() {
            assert_eq!(open(process), descriptors, "{number}: {path}");
        }
    }
    assert_eq!(client.get("/"), first);
    assert_eq!(worker(server), process, "the worker is still the same");
}

fn start(sandbox: &Sandbox) -> Server {
    let image = image(sandbox);
    Server::run(sandbox.command(image))
}

#[test]
fn nothing_is_left_of_random_requests() {
    let sandbox = Sandbox::new();
    let server = start(&sandbox);
    nothing_is_left(&server, from_environment("WASMC_REQUESTS", 2000), |_| {});
}

/// As where the kernel does not tell which pages were written to. By strace, where it is installed.
#[test]
fn nothing_is_left_of_random_requests_without_the_kernels_help() {
    if Command::new("strace").arg("--version").output().is_err() {
        left_out::<()>("strace is not installed");
        return;
    }
    let sandbox = Sandbox::new();
    let image = image(&sandbox);
    let mut command = sandbox.command("strace");
    command.args([
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-e",
        "trace=userfaultfd",
        "-e",
    ]);
    command.args(["inject=userfaultfd:error=EPERM", "-o", "log"]);
    let server = Server::run({
        command.arg(image);
        command
    });
    let requests = from_environment("WASMC_REQUESTS", 3000) / 10;
    nothing_is_left(&server, requests, |_| {});
    let log = fs::read_to_string(sandbox.path().join("log")).unwrap();
    assert!(log.contains("EPERM"), "{log}");
}

/// The kernel confines a process to its directories before the program runs, and the file by which it tells what was written to is none of
/// them: a worker opens it first, and is confined then.
#[test]
fn workers_of_a_server_with_directories_have_the_kernels_help() {
    if Command::new("strace").arg("--version").output().is_err() {
        left_out::<()>("strace is not installed");
        return;
    }
    let sandbox = Sandbox::new();
    let options = [
        "--http-listen",
        "127.0.0.1:0",
        "--workers",
        "1",
        "--dir",
        ".::/",
    ];
    let image = sandbox.image(&guest(), &options);
    let mut command = sandbox.command("strace");
    command.args(["-f", "--seccomp-bpf", "-qq", "-e"]);
    command.arg("trace=openat,userfaultfd,landlock_restrict_self");
    command.args(["-o", "log"]).arg(image);
    let server = Server::run(command);
    for _ in 0..10 {
        assert_eq!(server.get("/").0, 200);
    }
    let log = fs::read_to_string(sandbox.path().join("log")).unwrap();
    let succeeds = |call: &str| {
        let mut lines = log.lines().filter(|line| line.contains(call));
        lines.any(|line| {
            line.rsplit(" = ")
                .next()
                .is_some_and(|it| !it.starts_with('-'))
        })
    };
    if !succeeds("userfaultfd(") {
        left_out::<()>("the kernel does not tell which pages were written to");
        return;
    }
    assert!(succeeds("/proc/self/pagemap"), "{log}");
    if !succeeds("landlock_restrict_self(") {
        left_out::<()>("the kernel does not confine processes to directories");
        return;
    }
    let opened = log.find("/proc/self/pagemap").unwrap();
    let confined = log.rfind("landlock_restrict_self(").unwrap();
    assert!(opened < confined, "{log}");
}

/// A file that the kernel swaps pages to.
struct Swap(CString);

impl Swap {
    /// `None`: this process may not, or the file system cannot hold one.
    fn on(path: &Path) -> Option<Swap> {
        fs::write(path, vec![0; 64 << 20]).ok()?;
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).ok()?;
        let made = ["mkswap", "/sbin/mkswap"].into_iter().find_map(|it| {
            let made = Command::new(it).arg(path).output().ok()?;
            made.status.success().then_some(())
        });
        made?;
        let name = CString::new(path.as_os_str().as_bytes()).unwrap();
        // SAFETY: the name is a string that ends with a NUL.
        let result = unsafe { libc::swapon(name.as_ptr(), 0) };
        (result == 0).then_some(Swap(name))
    }
}

impl Drop for Swap {
    fn drop(&mut self) {
        // SAFETY: as above.
        unsafe { libc::swapoff(self.0.as_ptr()) };
    }
}

/// Has the kernel swap out what a process can write; returns how much it has swapped out then, in KiB.
fn swap_out(process: u32) -> u64 {
    // SAFETY: no pointers.
    let pidfd = unsafe { libc::syscall(libc::SYS_pidfd_open, process, 0) };
    assert!(pidfd >= 0, "{}", std::io::Error::last_os_error());
    for (range, _) in writable(process) {
        let part = libc::iovec {
            iov_base: range.start as *mut libc::c_void,
            iov_len: (range.end - range.start) as usize,
        };
        let (call, advice) = (libc::SYS_process_madvise, libc::MADV_PAGEOUT);
        // SAFETY: the kernel reads the structure; the advice changes no contents.
        unsafe { libc::syscall(call, pidfd, &raw const part, 1, advice, 0) };
    }
    // SAFETY: it was opened above.
    unsafe { libc::close(pidfd as i32) };
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|it| it.strip_prefix("VmSwap:"));
    let line = line.map_or("0", |it| it.trim().trim_end_matches(" kB"));
    line.parse().unwrap()
}

#[test]
fn nothing_is_left_of_random_requests_while_pages_are_swapped_out() {
    let folder = Sandbox::new();
    let Some(_swap) = Swap::on(&folder.path().join("swap")) else {
        left_out::<()>("this machine does not let the test swap");
        return;
    };
    let sandbox = Sandbox::new();
    let server = start(&sandbox);
    let mut most = 0;
    let requests = from_environment("WASMC_REQUESTS", 3000) / 10;
    nothing_is_left(&server, requests, |process| {
        most = most.max(swap_out(process));
    });
    assert!(most > 100, "{most} KiB were swapped out");
}

/// The look finds what differs: a state that is not restored, and a byte that the test itself has changed.
#[test]
fn what_is_left_would_be_found() {
    let sandbox = Sandbox::new();
    let image = image(&sandbox);
    let mut command = sandbox.command(&image);
    command.env("WASMC_OPTS", "--max-instance-reuse-count 2");
    let server = Server::run(command);
    let mut client = Client::new(&server);
    let first = client.get("/");
    client.get("/");
    let process = worker(&server);
    let state = Look::at(process);
    for letter in "mgvtThrfde".chars() {
        // The first of two requests leaves something.
        assert_eq!(client.get(&format!("/{letter}")).0, 200);
        let after = Look::at(process);
        assert!(after.difference(&state).is_some(), "{letter}");
        let (_, body) = client.get("/");
        // These do not show in the digest.
        if !"fd".contains(letter) {
            assert_ne!(body, first.1, "{letter}");
        }
        assert_eq!(Look::at(process).difference(&state), None, "{letter}");
    }
    // The first page of the memory of the program.
    let memory = File::options()
        .write(true)
        .open(format!("/proc/{process}/mem"));
    memory.unwrap().write_all_at(b"x", 0x1000_0100).unwrap();
    let difference = Look::at(process).difference(&state);
    assert_eq!(difference.as_deref(), Some("0x10000100"));
    client.get("/");
    client.get("/");
    assert_eq!(Look::at(process).difference(&state), None);
}

/// `struct pm_scan_arg` (ioctl_pagemap_scan(2)).
#[repr(C)]
#[derive(Default)]
struct Scan {
    size: u64,
    flags: u64,
    start: u64,
    end: u64,
    rest: [u64; 5],
    all_of: u64,
    any_of: u64,
    returned: u64,
}

/// Has the kernel forget which pages of a process were written to; returns whether it knows that of any.
fn forget_writes(process: u32) -> bool {
    const PAGEMAP_SCAN: u64 = 0xc060_6610;
    const WP_MATCHING: u64 = 1;
    const IS_WRITTEN: u64 = 2;
    let pagemap = File::open(format!("/proc/{process}/pagemap")).unwrap();
    let mut knows = false;
    for (range, is_stack) in writable(process) {
        let mut scan = Scan {
            size: size_of::<Scan>() as u64,
            flags: WP_MATCHING,
            start: range.start,
            end: range.end,
            any_of: IS_WRITTEN,
            ..Scan::default()
        };
        let pagemap = std::os::fd::AsRawFd::as_raw_fd(&pagemap);
        // SAFETY: the request is for this structure, which names no memory of this process.
        let result = unsafe { libc::ioctl(pagemap, PAGEMAP_SCAN, &raw mut scan) };
        knows |= !is_stack && result >= 0;
    }
    knows
}

/// Where the kernel does not tell of a page that was written to, it stays as it is, and that shows.
#[test]
fn a_page_that_is_missed_would_be_found() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(HTTP, &["--http-listen", "127.0.0.1:0", "--workers", "1"]);
    let server = Server::run(sandbox.command(image));
    let first = (200, String::from("request 1"));
    for forgets in [false, true] {
        assert_eq!(server.get("/"), first);
        let process = worker(&server);
        let state = Look::at(process);
        // The program counts the request, writes its memory, and waits for the body.
        let mut stream = server.connect();
        let head =
            "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n";
        let request = format!("{head}Content-Length: 5\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        if forgets && !forget_writes(process) {
            left_out::<()>("the kernel does not tell which pages were written to");
            return;
        }
        stream.write_all(b"hello").unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap();
        let difference = Look::at(process).difference(&state);
        assert_eq!(difference.is_some(), forgets, "{difference:?}");
    }
}

#[test]
fn what_has_grown_is_as_before_in_the_next_request() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        sandbox.write("file", "contents");
        let options = ["--workers", "1", "--dir", ".::/"];
        let server = Server::with(machine, &sandbox, &guest(), &options);
        let first = server.get("/");
        assert_eq!(first.0, 200);
        for path in [
            "/TTTTTTTT",
            "/hhhhhhhh",
            "/rrrrrrrr",
            "/ffffffff",
            "/dddd",
            "/ee",
            "/gg",
            "/mmm",
            "/tv",
        ] {
            assert_eq!(server.get(path), first, "{path}");
            assert_eq!(server.get("/"), first, "{path}");
        }
        for path in ["/Thru", "/go", "/hs", "/fdx", "/n"] {
            assert_eq!(server.get(path).0, 500, "{path}");
            assert_eq!(server.get("/"), first, "{path}");
        }
    });
}

#[test]
fn a_trap_ends_one_request_and_names_its_functions() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        sandbox.write("file", "contents");
        let options = ["--workers", "1", "--dir", ".::/"];
        let server = Server::with(machine, &sandbox, &guest(), &options);
        let first = server.get("/");
        let workers = children(server.process.id());
        for (path, message) in [
            ("/u", "wasm trap: unreachable"),
            ("/o", "wasm trap: out of bounds memory access"),
            ("/s", "wasm trap: call stack exhausted"),
            ("/x", "wasmc: the program has ended itself"),
        ] {
            // The worker has other connections: one that does nothing, one with half a head, and one whose request comes behind.
            let mut idle = Client::new(&server);
            assert_eq!(idle.get("/"), first);
            let mut half = server.connect();
            half.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnec")
                .unwrap();
            let mut both = server.connect();
            let two =
                format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
            both.write_all(two.as_bytes()).unwrap();
            let mut answer = String::new();
            both.read_to_string(&mut answer).unwrap();
            // Nobody knows what the client has meant by the second.
            assert_eq!(split(&answer), [(500, "".into())], "{path}");
            half.write_all(b"tion: close\r\n\r\n").unwrap();
            let mut answer = String::new();
            half.read_to_string(&mut answer).unwrap();
            assert_eq!(split(&answer), std::slice::from_ref(&first), "{path}");
            assert_eq!(idle.get("/"), first, "{path}");
            // On aarch64 the report of a program that ends itself has no functions.
            let function = match path {
                "/s" => "    at recurse (0x",
                "/x" => "",
                _ => "    at do (0x",
            };
            server.said(message, function);
        }
        assert_eq!(children(server.process.id()), workers);
    });
}

/// Of the worker of a server: its memory in KiB, of pages that are shared a part, and the largest part that was ever resident.
fn memory(process: u32) -> (u64, u64) {
    let read = |file: &str, name: &str| {
        let text = fs::read_to_string(format!("/proc/{process}/{file}")).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let number = line.unwrap().trim().trim_end_matches(" kB").trim();
        number.parse::<u64>().unwrap()
    };
    (read("smaps_rollup", "Pss:"), read("status", "VmHWM:"))
}

#[test]
fn a_server_needs_no_more_after_many_requests() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(HTTP, &["--http-listen", "127.0.0.1:0", "--workers", "1"]);
    let server = Server::run(sandbox.command(image));
    let requests = from_environment("WASMC_REQUESTS", 20_000);
    let mut stream = server.connect();
    let mut send = |count: u64| {
        // Each is answered with as many bytes.
        let last = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        let mut answer = vec![0; server.all(last).len() - "connection: close\r\n".len()];
        for _ in 0..count {
            let request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
            stream.write_all(request).unwrap();
            stream.read_exact(&mut answer).unwrap();
        }
        assert!(answer.ends_with(b"request 1\r\n0\r\n\r\n"));
    };
    send(1000);
    let process = worker(&server);
    let (before, descriptors) = (memory(process).0, open(process));
    send(requests);
    let (after, _) = memory(process);
    println!(
        "{requests} requests: {before} KiB before, {after} KiB after, {} descriptors",
        descriptors.len()
    );
    assert_eq!(open(process), descriptors);
    assert!(after <= before + 64, "{before} KiB, then {after} KiB");
    assert_eq!(worker(&server), process);
}

#[test]
fn bodies_of_any_size_pass_through_a_small_worker() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(HTTP, &["--http-listen", "127.0.0.1:0", "--workers", "1"]);
    let server = Server::run(sandbox.command(image));
    let bytes = from_environment("WASMC_STREAMED", 64) << 20;
    let mut stream = server.connect();
    let process = worker(&server);
    let head = format!(
        "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {bytes}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut input = stream.try_clone().unwrap();
    let sender = std::thread::spawn(move || {
        let block = vec![b'x'; 1 << 16];
        for _ in 0..bytes >> 16 {
            input.write_all(&block).unwrap();
        }
    });
    let (mut count, mut block) = (0, vec![0; 1 << 16]);
    let mut highest = 0;
    loop {
        let read = stream.read(&mut block).unwrap();
        if read == 0 {
            break;
        }
        count += block[..read].iter().filter(|&&it| it == b'x').count() as u64;
        if count >= bytes - (1 << 16) {
            highest = memory(process).1;
        }
    }
    sender.join().unwrap();
    println!("{bytes} bytes in and out: at most {highest} KiB resident");
    assert_eq!(count, bytes);
    assert!(0 < highest && highest <= 8 << 10, "{highest} KiB");
}

#[test]
fn slow_clients_do_not_hold_fast_ones_up() {
    let sandbox = Sandbox::new();
    let server = {
        let options = ["--http-listen", "127.0.0.1:0", "--workers", "2"];
        let image = sandbox.image(HTTP, &options);
        Server::run(sandbox.command(image))
    };
    let half: &[u8] = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello";
    let slow: Vec<_> = (0..1000)
        .map(|index| {
            let mut stream = server.connect();
            stream.write_all(&half[..1 + index % half.len()]).unwrap();
            stream
        })
        .collect();
    for (round, mut stream) in slow.iter().enumerate() {
        if round % 5 == 0 {
            assert_eq!(server.get("/"), (200, "request 1".into()));
        }
        // One byte more from each.
        let next = 1 + round % half.len();
        let byte = half.get(next..=next).unwrap_or(b"w");
        stream.write_all(byte).unwrap();
    }
    for workers in children(server.process.id()) {
        assert!(memory(workers).1 < 32 << 10);
    }
    drop(slow);
    assert_eq!(server.get("/"), (200, "request 1".into()));
}

/// The image takes the place of `wasmc run`.
#[test]
fn a_server_is_run_and_its_calls_are_shown() {
    let sandbox = Sandbox::new();
    sandbox.write("server.wat", HTTP);
    let mut command = sandbox.wasmc(["run", "--http-listen", "127.0.0.1:0", "--workers=1"]);
    command.args(["--trace-wasi", "server.wat"]);
    command.env("XDG_CACHE_HOME", sandbox.path());
    let server = Server::run(command);
    assert_eq!(server.get("/"), (200, "request 1".into()));
    for call in [
        "incoming-request.path-with-query",
        "response-outparam.set",
        "outgoing-body.finish",
    ] {
        server.said(call, "");
    }
    let id = server.process.id().to_string();
    assert!(run(Command::new("kill").arg(id)).success().is_empty());
    let mut server = server;
    assert_eq!(server.process.wait().unwrap().code(), Some(0));
}
