//! Listening sockets.

mod common;

use common::{Machine, Sandbox, run};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Stdio};

/// Accepts connections on descriptor 3, one after the other, and sends back what each sends; ends
/// when one sends nothing. Exits with the number of whatever goes wrong.
const ECHO: &str = "(module
    (import \"wasi_snapshot_preview1\" \"sock_accept\" (func $accept (param i32 i32 i32) (result i32)))
    (import \"wasi_snapshot_preview1\" \"sock_recv\" (func $recv (param i32 i32 i32 i32 i32 i32) (result i32)))
    (import \"wasi_snapshot_preview1\" \"sock_send\" (func $send (param i32 i32 i32 i32 i32) (result i32)))
    (import \"wasi_snapshot_preview1\" \"sock_shutdown\" (func $shutdown (param i32 i32) (result i32)))
    (import \"wasi_snapshot_preview1\" \"fd_close\" (func $close (param i32) (result i32)))
    (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))
    (memory (export \"memory\") 2)
    (func $check (param $errno i32)
      (if (local.get $errno) (then (call $exit (local.get $errno)))))
    (func (export \"_start\") (local $any i32)
      (loop $connection
        (call $check (call $accept (i32.const 3) (i32.const 0) (i32.const 0)))
        (local.set $any (i32.const 0))
        (loop $more
          (i32.store (i32.const 16) (i32.const 65536))
          (i32.store (i32.const 20) (i32.const 65536))
          (call $check (call $recv (i32.load (i32.const 0)) (i32.const 16) (i32.const 1) (i32.const 0)
            (i32.const 20) (i32.const 24)))
          (if (i32.load (i32.const 20)) (then
            (local.set $any (i32.const 1))
            (call $check (call $send (i32.load (i32.const 0)) (i32.const 16) (i32.const 1) (i32.const 0)
              (i32.const 24)))
            (br $more))))
        (call $check (call $shutdown (i32.load (i32.const 0)) (i32.const 2)))
        (call $check (call $close (i32.load (i32.const 0))))
        (br_if $connection (local.get $any)))))";

/// What descriptors 3 and 4 are: prints the 32 bits of `fd_prestat_get`'s result (or 1000 plus the
/// errno), then the filetype of `fd_fdstat_get`, for each.
const NUMBERS: &str = "(module
    (import \"wasi_snapshot_preview1\" \"fd_prestat_get\" (func $prestat (param i32 i32) (result i32)))
    (import \"wasi_snapshot_preview1\" \"fd_fdstat_get\" (func $fdstat (param i32 i32) (result i32)))
    (import \"wasi_snapshot_preview1\" \"sock_accept\" (func (param i32 i32 i32) (result i32)))
    (memory (export \"memory\") 1)
    (func (export \"what\") (param $fd i32) (result i32 i32) (local $errno i32)
      (local.set $errno (call $prestat (local.get $fd) (i32.const 0)))
      (select (i32.add (i32.const 1000) (local.get $errno)) (i32.load (i32.const 0)) (local.get $errno))
      (local.set $errno (call $fdstat (local.get $fd) (i32.const 16)))
      (select (i32.add (i32.const 1000) (local.get $errno)) (i32.load8_u (i32.const 16))
        (local.get $errno))))";

/// A server that has said which port it listens on.
fn start(machine: &Machine, sandbox: &Sandbox, text: &str, args: &[&str]) -> (Child, Vec<u16>) {
    let image = machine.image(sandbox, text, args);
    let mut child = machine
        .command(sandbox, &image)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let listeners = args.iter().filter(|arg| **arg == "--listen").count();
    let ports = (0..listeners).map(|_| {
        let line = lines.next().unwrap().unwrap();
        let port = line.strip_prefix("wasmc: listening on port ");
        port.unwrap_or_else(|| panic!("{line}")).parse().unwrap()
    });
    (child, ports.collect())
}

fn on_both_targets(test: fn(&Machine)) {
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, test);
    }
}

/// Sends bytes and closes that half; what came back.
fn exchange(mut stream: TcpStream, bytes: &[u8]) -> Vec<u8> {
    let mut writer = stream.try_clone().unwrap();
    let mut answer = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            writer.write_all(bytes).unwrap();
            writer.shutdown(Shutdown::Write).unwrap();
        });
        stream.read_to_end(&mut answer).unwrap();
    });
    answer
}

#[test]
fn echo() {
    on_both_targets(|machine| {
        for host in ["127.0.0.1", "[::1]"] {
            let sandbox = Sandbox::new();
            let args = ["--listen", &format!("{host}:0")];
            let (mut server, ports) = start(machine, &sandbox, ECHO, &args);
            let address = format!("{host}:{}", ports[0]);
            let large: Vec<u8> = (0..3_000_000u32).map(|n| (n * 7) as u8).collect();
            for bytes in [&b"hello"[..], b"x", &large] {
                let stream = TcpStream::connect(&address).unwrap();
                assert!(exchange(stream, bytes) == bytes, "{} bytes", bytes.len());
            }
            let stream = TcpStream::connect(&address).unwrap();
            assert_eq!(exchange(stream, b""), b"");
            assert!(server.wait().unwrap().success());
        }
    });
}

#[test]
fn client_that_goes_away_ends_no_server() {
    // Sends for ever, until that fails, then accepts again; ends well after the second time.
    let text = "(module
        (import \"wasi_snapshot_preview1\" \"sock_accept\" (func $accept (param i32 i32 i32) (result i32)))
        (import \"wasi_snapshot_preview1\" \"fd_write\" (func $write (param i32 i32 i32 i32) (result i32)))
        (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))
        (memory (export \"memory\") 2)
        (func $serve (local $errno i32)
          (drop (call $accept (i32.const 3) (i32.const 0) (i32.const 0)))
          (i32.store (i32.const 16) (i32.const 1024))
          (i32.store (i32.const 20) (i32.const 65536))
          (loop $again
            (local.set $errno
              (call $write (i32.load (i32.const 0)) (i32.const 16) (i32.const 1) (i32.const 24)))
            (br_if $again (i32.eqz (local.get $errno))))
          ;; PIPE or CONNRESET
          (if (i32.and (i32.ne (local.get $errno) (i32.const 64)) (i32.ne (local.get $errno) (i32.const 15)))
            (then (call $exit (local.get $errno)))))
        (func (export \"_start\") (call $serve) (call $serve)))";
    let sandbox = Sandbox::new();
    let image = sandbox.image(text, &["--listen", "127.0.0.1:0"]);
    let mut child = sandbox
        .command(image)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let port: u16 = line.trim().rsplit(' ').next().unwrap().parse().unwrap();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.read_exact(&mut [0; 1000]).unwrap();
        drop(stream);
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn sockets_come_before_directories() {
    let sandbox = Sandbox::new();
    let what = |args: &[&str], fd: &str| {
        let image = sandbox.image(NUMBERS, &[&["--invoke", "what"], args].concat());
        run(sandbox.command(image).arg(fd)).stdout
    };
    let listen = ["--listen", "127.0.0.1:0"];
    let both = [&["--dir", "."][..], &listen, &listen].concat();
    // A tag that is no directory's and the type of a socket; a directory; nothing.
    assert_eq!(what(&both, "3"), "1\n6\n");
    assert_eq!(what(&both, "4"), "1\n6\n");
    assert_eq!(what(&both, "5"), "0\n3\n");
    assert_eq!(what(&both, "6"), "1008\n1008\n");
    assert_eq!(what(&["--dir", "."], "3"), "0\n3\n");
}

#[test]
fn addresses_that_cannot_be_listened_on() {
    let sandbox = Sandbox::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let image = sandbox.image(ECHO, &[]);
    let with = |address: &str| {
        let mut command = sandbox.command(&image);
        command.env("WASMC_OPTS", format!("--listen {address}"));
        let message = run(command).fails(1);
        assert!(message.starts_with("wasmc: --listen: "), "{message}");
        message
    };
    assert!(with(&taken).contains(&format!("'{taken}': the address is in use")));
    assert!(with("192.0.2.1:80").contains("this machine has no such address"));
    for nonsense in [
        "localhost:80",
        "80",
        ":80",
        "127.0.0.1",
        "127.0.0.1:65536",
        "::1:80",
    ] {
        assert!(with(nonsense).contains("is no ADDR:PORT"), "{nonsense}");
        sandbox.write("echo.wat", ECHO);
        let message = run(sandbox.wasmc(["echo.wat", "--listen", nonsense])).fails(2);
        assert!(message.contains("ADDR:PORT"), "{message}");
    }
    // Twice the same.
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    assert!(with(&format!("{address} --listen {address}")).contains("in use"));
}

#[test]
fn listening_without_accepting_is_noted() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", common::example("hello.wat"));
    let outcome = run(sandbox.wasmc(["hello.wat", "--listen", "127.0.0.1:0"]));
    assert_eq!(outcome.code, Some(0));
    assert!(
        outcome.stderr.contains("--listen has no effect"),
        "{outcome:?}"
    );
    assert_eq!(
        run(sandbox.command(sandbox.path().join("hello"))).success(),
        "Hello, world!\n"
    );
}

#[test]
fn accepting_does_not_wait_where_it_must_not() {
    let text = "(module
        (import \"wasi_snapshot_preview1\" \"fd_fdstat_set_flags\" (func $set (param i32 i32) (result i32)))
        (import \"wasi_snapshot_preview1\" \"sock_accept\" (func $accept (param i32 i32 i32) (result i32)))
        (import \"wasi_snapshot_preview1\" \"poll_oneoff\" (func $poll (param i32 i32 i32 i32) (result i32)))
        (memory (export \"memory\") 1)
        ;; The errno of the first `accept`; that of `poll_oneoff` and its number of events, with a
        ;; timeout of 10 ms; the type of the event.
        (func (export \"run\") (result i32 i32 i32 i32)
          (drop (call $set (i32.const 3) (i32.const 4)))
          (call $accept (i32.const 3) (i32.const 4) (i32.const 0))
          (i64.store (i32.const 64) (i64.const 1))
          (i32.store8 (i32.const 72) (i32.const 1))
          (i32.store (i32.const 80) (i32.const 3))
          (i64.store (i32.const 112) (i64.const 2))
          (i32.store (i32.const 128) (i32.const 1))
          (i64.store (i32.const 136) (i64.const 10000000))
          (call $poll (i32.const 64) (i32.const 256) (i32.const 2) (i32.const 8))
          (i32.load (i32.const 8))
          (i32.load8_u (i32.const 266))))";
    let sandbox = Sandbox::new();
    let image = sandbox.image(text, &["--invoke", "run", "--listen", "127.0.0.1:0"]);
    // AGAIN; one event, of the clock.
    assert_eq!(run(sandbox.command(image)).stdout, "6\n0\n1\n0\n");
}
