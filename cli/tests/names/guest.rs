//! A program that looks up the name on its standard input, and writes what it gets.

use crate::common::{Machine, Sandbox};
use std::io::Write;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use wasmc_abi::wasi02::HostFunction;
use wasmc_tests::component_text::{AT_16384, command, function};

/// `error-code` (`wasi:sockets/network`).
pub const ACCESS_DENIED: u8 = 1;
pub const INVALID_ARGUMENT: u8 = 3;
pub const UNRESOLVABLE: u8 = 18;
pub const TEMPORARY: u8 = 19;
pub const PERMANENT: u8 = 20;

/// What the program got.
#[derive(Debug, PartialEq, Eq)]
pub enum Got {
    /// These addresses, in this order.
    Addresses(Vec<IpAddr>),
    /// An error of `resolve-addresses`, or of `resolve-next-address`.
    Error(u8),
}

/// Bytes of a record that the program writes.
const RECORD: usize = 24;

/// At 64: the input. At 128: a result, which is written. 2 in its first byte is a failure of the first call.
const CODE: &str = r#"
    (global $out (mut i32) (i32.const 0))
    (func $write
      (call $f4 (global.get $out) (i32.const 128) (i32.const 24) (i32.const 192)))
    (func (export "run") (result i32) (local $stream i32) (local $pollable i32)
      (global.set $out (call $f3))
      (call $f1 (call $f0) (i64.const 4096) (i32.const 64))
      (if (i32.load8_u (i32.const 64)) (then (i32.store (i32.const 72) (i32.const 0))))
      (call $f5 (call $f2) (i32.load (i32.const 68)) (i32.load (i32.const 72)) (i32.const 96))
      (if (i32.load8_u (i32.const 96)) (then
        (i32.store8 (i32.const 128) (i32.const 2))
        (i32.store8 (i32.const 130) (i32.load8_u (i32.const 100)))
        (call $write)
        (return (i32.const 0))))
      (local.set $stream (i32.load (i32.const 100)))
      (loop $next
        (call $f6 (local.get $stream) (i32.const 128))
        ;; `would-block`
        (if (i32.and (i32.load8_u (i32.const 128)) (i32.eq (i32.load8_u (i32.const 130)) (i32.const 8)))
          (then
            (local.set $pollable (call $f7 (local.get $stream)))
            (call $f8 (local.get $pollable))
            ;; It is not said too early.
            (call $f6 (local.get $stream) (i32.const 128))
            (if (i32.and (i32.load8_u (i32.const 128)) (i32.eq (i32.load8_u (i32.const 130)) (i32.const 8)))
              (then (unreachable)))
            (call $d0 (local.get $pollable))))
        (call $write)
        (br_if $next (i32.and
          (i32.eqz (i32.load8_u (i32.const 128)))
          (i32.load8_u (i32.const 130)))))
      (call $d1 (local.get $stream))
      i32.const 0)
"#;

fn lookup(name: &str) -> &'static HostFunction {
    function("wasi:sockets/ip-name-lookup", name)
}

/// The functions that a program needs.
pub fn functions() -> Vec<&'static HostFunction> {
    vec![
        function("wasi:cli/stdin", "get-stdin"),
        function("wasi:io/streams", "[method]input-stream.blocking-read"),
        function("wasi:sockets/instance-network", "instance-network"),
        function("wasi:cli/stdout", "get-stdout"),
        function(
            "wasi:io/streams",
            "[method]output-stream.blocking-write-and-flush",
        ),
        lookup("resolve-addresses"),
        lookup("[method]resolve-address-stream.resolve-next-address"),
        lookup("[method]resolve-address-stream.subscribe"),
        function("wasi:io/poll", "[method]pollable.block"),
    ]
}

/// The resources that a program drops.
pub const DROPS: &[&str] = &[
    "wasi:io/poll/pollable",
    "wasi:sockets/ip-name-lookup/resolve-address-stream",
];

/// The program.
pub fn image(machine: &Machine, sandbox: &Sandbox, more: &[&'static HostFunction]) -> PathBuf {
    let functions = [functions(), more.to_vec()].concat();
    machine.image(sandbox, &command(&functions, DROPS, AT_16384, CODE), &[])
}

/// Makes a command run where `/etc` has nothing but these files.
pub fn with_files(sandbox: &Sandbox, command: &Command) -> Command {
    // A file system of its own: which files a machine has there, and what they are, is its own business.
    let script = "mount -t tmpfs none /etc && cp resolv.conf hosts /etc && exec \"$@\"";
    let mut outer = sandbox.command("unshare");
    outer.args(["-m", "sh", "-c", script, "sh"]);
    outer.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            outer.env(name, value);
        }
    }
    outer
}

/// What the program gets for a name.
#[track_caller]
pub fn look_up(machine: &Machine, sandbox: &Sandbox, image: &Path, name: &[u8]) -> Got {
    let mut command = machine.command(sandbox, image);
    command.env("WASMC_OPTS", "--dns");
    run(&mut with_files(sandbox, &command), name)
}

/// What a command gets for a name.
#[track_caller]
pub fn run(command: &mut Command, name: &[u8]) -> Got {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It fits into the pipe.
    child.stdin.take().unwrap().write_all(name).unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:?}: {stderr}", output.status);
    let mut addresses = Vec::new();
    for record in output.stdout.chunks(RECORD) {
        match (record[0], record[2], record[4]) {
            (0, 0, _) => return Got::Addresses(addresses),
            (0, _, 0) => {
                let bytes: [u8; 4] = record[6..10].try_into().unwrap();
                addresses.push(IpAddr::from(bytes));
            }
            (0, ..) => {
                let parts = record[6..22].chunks(2);
                let parts: Vec<_> = parts.map(|it| u16::from_le_bytes([it[0], it[1]])).collect();
                addresses.push(IpAddr::from(<[u16; 8]>::try_from(parts).unwrap()));
            }
            (_, code, _) => return Got::Error(code),
        }
    }
    panic!("it has ended in the middle: {stderr}");
}
