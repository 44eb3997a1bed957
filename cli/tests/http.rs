//! Servers: components that export `wasi:http/incoming-handler`.

mod common;

use common::oci::Image;
use common::server::{Server, children, on_both_targets, split};
use common::{Machine, Sandbox, run};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

const GUEST: &str = include_str!("components/http.wat");

#[test]
fn every_request_sees_the_state_after_instantiation() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let server = Server::start(machine, &sandbox, GUEST);
        for _ in 0..5 {
            assert_eq!(server.get("/"), (200, "request 1".into()));
            assert_eq!(server.get("/before"), (200, "request 1".into()));
            // One that grows its memory and writes to its new end.
            assert_eq!(server.get("/grow"), (200, "1".into()));
        }
    });
}

#[test]
fn a_state_is_seen_as_often_as_it_is_said() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let options = ["--workers", "1", "--max-instance-reuse-count", "4"];
        let server = Server::with(machine, &sandbox, GUEST, &options);
        let one = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        let last = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        let answer = server.all((one.repeat(9) + last).as_bytes());
        let numbers = (1..=4).chain(1..=4).chain(1..=2);
        let expected: Vec<_> = numbers.map(|it| (200, format!("request {it}"))).collect();
        assert_eq!(split(&answer), expected);
        // What one has written before it answered is not the next one's.
        for number in 3..=4 {
            assert_eq!(server.get("/before"), (200, format!("request {number}")));
        }
        // A trap ends the state at once.
        assert_eq!(server.get("/trap").0, 500);
        assert_eq!(server.get("/"), (200, "request 1".into()));
    });
}

#[test]
fn a_state_ends_before_its_tables_are_full() {
    Machine::with("x86_64", |machine| {
        let sandbox = Sandbox::new();
        let options = ["--workers", "1", "--max-instance-reuse-count", "1000000"];
        let server = Server::with(machine, &sandbox, GUEST, &options);
        // More headers than the 16 MiB that there are for them, and more bodies than the table has room for.
        let filler = "x".repeat(12_000);
        let one = format!("GET /length HTTP/1.1\r\nHost: a\r\nX: {filler}\r\n\r\n");
        for _ in 0..20 {
            let last = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            let answers = split(&server.all((one.repeat(100) + last).as_bytes()));
            assert_eq!(answers.len(), 101);
            assert!(answers.iter().all(|(status, _)| *status == 200));
        }
    });
}

/// By strace, where it is installed.
#[test]
fn states_are_restored_with_the_kernels_help_and_without() {
    if Command::new("strace").arg("--version").output().is_err() {
        eprintln!("left out: strace is not installed");
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("server.wat", GUEST);
    run(sandbox.wasmc(["server.wat", "--http-listen", "127.0.0.1:0"])).success();
    let log = sandbox.path().join("log");
    for helps in [true, false] {
        let mut command = sandbox.command("strace");
        command.args(["-f", "-qq", "-e", "trace=userfaultfd,ioctl", "-o"]);
        command.arg(&log);
        if !helps {
            command.args(["-e", "inject=userfaultfd:error=EPERM"]);
        }
        command.arg(sandbox.path().join("server"));
        let mut server = Server::run(command);
        for _ in 0..20 {
            assert_eq!(server.get("/"), (200, "request 1".into()));
            assert_eq!(server.get("/grow"), (200, "1".into()));
        }
        for child in children(server.process.id()) {
            let child = child.to_string();
            assert!(Command::new("kill").arg(child).status().unwrap().success());
        }
        server.process.wait().unwrap();
        let calls = std::fs::read_to_string(&log).unwrap();
        // The number of `PAGEMAP_SCAN`, which strace may not know by its name.
        let scans = |line: &&str| line.contains("0x10, 0x60") || line.contains("PAGEMAP_SCAN");
        let scans = calls.lines().filter(scans).count();
        let watches = calls.contains("userfaultfd(")
            && !calls.contains("userfaultfd(UFFD_USER_MODE_ONLY|O_NONBLOCK|O_CLOEXEC) = -1");
        match (helps, watches) {
            (true, false) => {
                eprintln!("left out: the kernel does not tell which pages were written to")
            }
            (true, true) => assert!(scans > 40, "{calls}"),
            (false, _) => assert_eq!(scans, 0, "{calls}"),
        }
    }
}

/// Workers may do less than their parent: the kernel counts the filters of a process.
#[test]
fn workers_have_a_filter_more_than_their_parent() {
    let sandbox = Sandbox::new();
    sandbox.write("server.wat", GUEST);
    run(sandbox.wasmc(["server.wat", "--http-listen", "127.0.0.1:0"])).success();
    let server = Server::run(sandbox.command(sandbox.path().join("server")));
    assert_eq!(server.get("/"), (200, "request 1".into()));
    let filters = |process: u32| -> u32 {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let line = status
            .lines()
            .find_map(|it| it.strip_prefix("Seccomp_filters:"));
        line.map_or(0, |it| it.trim().parse().unwrap())
    };
    let own = filters(server.process.id());
    if own == 0 {
        eprintln!("left out: the kernel does not count filters");
        return;
    }
    let workers = children(server.process.id());
    assert!(!workers.is_empty());
    // The one that has answered has confined itself; others may be about to.
    assert!(workers.into_iter().any(|it| filters(it) == own + 1));
}

#[test]
fn a_server_is_told_at_run_time() {
    let sandbox = Sandbox::new();
    sandbox.write("server.wat", GUEST);
    run(sandbox.wasmc(["server.wat", "-o", "server"])).success();
    let with = |words: &str| {
        let mut command = sandbox.command(sandbox.path().join("server"));
        command.env("WASMC_OPTS", words);
        command
    };
    for (words, message) in [
        (
            "--http-listen here",
            "--http-listen: 'here' is no ADDR:PORT",
        ),
        ("--workers 0", "'0' is no number of workers: 1 to 1024"),
        ("--workers 1025", "'1025' is no number of workers"),
        (
            "--max-instance-reuse-count 0",
            "'0' is no number of requests",
        ),
    ] {
        let error = run(with(&format!("--http-listen 127.0.0.1:0 {words}"))).fails(1);
        assert!(error.contains(message), "{error}");
    }
    // The last address counts.
    let mut process = with("--http-listen 127.0.0.1:1 --http-listen 127.0.0.1:0 --workers 2")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut stderr = BufReader::new(process.stderr.take().unwrap());
    stderr.read_line(&mut line).unwrap();
    assert!(line.starts_with("wasmc: listening on port "), "{line}");
    // Only ends a hang.
    for _ in 0..10_000 {
        if children(process.id()).len() == 2 {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(children(process.id()).len(), 2);
    process.kill().unwrap();
    process.wait().unwrap();
}

#[test]
fn a_server_listens_on_all_addresses_of_its_container() {
    let sandbox = Sandbox::new();
    sandbox.write("server.wat", GUEST);
    sandbox.write("hello.wat", common::example("hello.wat"));
    let build = |file: &str, options: &[&str]| {
        let words = ["image", file, "-o", "app.tar", "--platform", "linux/amd64"];
        run(sandbox.wasmc([&words[..], options].concat())).success();
        Image::read(&std::fs::read(sandbox.path().join("app.tar")).unwrap())
    };
    for (options, port) in [(&[][..], "8080"), (&["--http-listen", "[::]:80"], "80")] {
        let image = build("server.wat", options);
        let (_, config) = image.variant("amd64");
        let ports = serde_json::json!({ format!("{port}/tcp"): {} });
        assert_eq!(config["config"]["ExposedPorts"], ports);
        let inspect = run(sandbox.wasmc(["inspect", "app.tar"])).success();
        let word = match options {
            [_, address] => format!("--http-listen={address}"),
            _ => "--http-listen=0.0.0.0:8080".into(),
        };
        assert!(inspect.contains(&word), "{inspect}");
    }
    // A program that is none gets no address.
    let image = build("hello.wat", &[]);
    let (_, config) = image.variant("amd64");
    assert_eq!(config["config"]["ExposedPorts"], serde_json::Value::Null);
}

#[test]
fn options_of_servers_are_noted_where_there_is_none() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", common::example("hello.wat"));
    for words in [["--http-listen", "127.0.0.1:0"], ["--workers", "1"]] {
        let outcome = run(sandbox.wasmc([&["hello.wat"], &words[..]].concat()));
        assert_eq!(outcome.code, Some(0));
        let note = format!("{} has no effect", words[0]);
        assert!(outcome.stderr.contains(&note), "{outcome:?}");
    }
}

#[test]
fn a_connection_is_used_again_and_requests_may_come_at_once() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let server = Server::start(machine, &sandbox, GUEST);
        let one = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        let last = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        let answer = server.all((one.repeat(20) + last).as_bytes());
        let expected = vec![(200, String::from("request 1")); 21];
        assert_eq!(split(&answer), expected);
    });
}

#[test]
fn bodies_of_each_form_come_and_go() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let server = Server::start(machine, &sandbox, GUEST);
        let large = "0123456789abcdef".repeat(20_000);
        for body in ["", "x", "hello", &large] {
            let head = "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
            let length = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
            assert_eq!(split(&server.all(length.as_bytes())), [(200, body.into())]);
            let mut chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n");
            for chunk in body.as_bytes().chunks(7001) {
                let chunk = std::str::from_utf8(chunk).unwrap();
                chunked += &format!("{:X};a=b\r\n{chunk}\r\n", chunk.len());
            }
            chunked += "0\r\nTrailer: x\r\n\r\n";
            assert_eq!(split(&server.all(chunked.as_bytes())), [(200, body.into())]);
        }
        let old = server.all(b"GET / HTTP/1.0\r\n\r\n");
        assert!(old.starts_with("HTTP/1.0 200 OK\r\n"), "{old}");
        assert!(old.ends_with("\r\n\r\nrequest 1"), "{old}");
        let head = server.all(b"HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert!(head.ends_with("\r\n\r\n"), "{head}");
    });
}

#[test]
fn a_client_that_waits_before_its_body_hears_from_the_server() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let server = Server::start(machine, &sandbox, GUEST);
        let mut stream = server.connect();
        let head = b"POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\
                     Expect: 100-continue\r\n\r\n";
        stream.write_all(head).unwrap();
        // The guest answers before it reads: the answer's head tells as much as `100 Continue` would.
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
        stream.write_all(b"hello").unwrap();
        let mut answer = String::from_utf8(head).unwrap();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(split(&answer), [(200, "hello".into())]);
    });
}

#[test]
fn what_goes_wrong_in_the_program_hurts_one_request() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let server = Server::start(machine, &sandbox, GUEST);
        for _ in 0..2 {
            assert_eq!(server.get("/trap"), (500, "".into()));
            assert_eq!(server.get("/"), (200, "request 1".into()));
            assert_eq!(server.get("/none"), (500, "".into()));
            assert_eq!(server.get("/length"), (200, "abc".into()));
            // Nothing of an answer was sent when it failed.
            assert_eq!(server.get("/short"), (500, "".into()));
            assert_eq!(server.get("/late"), (500, "".into()));
            assert_eq!(server.get("/"), (200, "request 1".into()));
        }
    });
}

#[test]
fn what_two_servers_may_read_in_two_ways_is_refused() {
    Machine::with("x86_64", |machine| {
        let sandbox = Sandbox::new();
        let server = Server::start(machine, &sandbox, GUEST);
        let smuggled = "GET /trap HTTP/1.1\r\nHost: a\r\n\r\n";
        for (status, head) in [
            (
                400,
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            ),
            (
                400,
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n",
            ),
            (
                400,
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\n",
            ),
            (
                400,
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\n",
            ),
            (
                400,
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\n",
            ),
            (
                400,
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n",
            ),
            (
                400,
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
            ),
            (
                400,
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
            ),
            (
                400,
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
            ),
            (
                400,
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            ),
            (
                400,
                "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            ),
            (
                400,
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\n",
            ),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n folded\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
            (400, "GET / HTTP/1.1\nHost: a\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\n\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\rY: b\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\0\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\n\r\n"),
            (400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
            (400, "GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n"),
            (505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
            (501, "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
            (417, "GET / HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n"),
        ] {
            let answer = server.all(format!("{head}{smuggled}").as_bytes());
            assert_eq!(split(&answer), [(status, "".into())], "{head:?}");
        }
        // What comes behind a body that is none is not read.
        for body in [
            "xyz\r\n",
            "-1\r\nabc\r\n",
            "3\r\nabcd\r\n",
            "3\nabc\r\n",
            "1000000000000000\r\n",
            "3 3\r\nabc\r\n",
        ] {
            let head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
            let answer = server.all(format!("{head}{body}0\r\n\r\n{smuggled}").as_bytes());
            assert_eq!(split(&answer).len(), 1, "{body:?}: {answer}");
        }
        let long = format!(
            "GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n",
            "x".repeat(20_000)
        );
        assert_eq!(split(&server.all(long.as_bytes()))[0].0, 431);
        let many = format!(
            "GET / HTTP/1.1\r\nHost: a\r\n{}\r\n",
            "X: y\r\n".repeat(101)
        );
        assert_eq!(split(&server.all(many.as_bytes()))[0].0, 431);
        assert_eq!(server.get("/"), (200, "request 1".into()));
    });
}

#[test]
fn slow_clients_hold_no_worker() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let server = Server::start(machine, &sandbox, GUEST);
        let slow: Vec<_> = (0..50)
            .map(|index| {
                let mut stream = server.connect();
                let head: &[u8] = match index % 3 {
                    0 => b"GET",
                    1 => b"GET / HTTP/1.1\r\nHost: a\r\n",
                    _ => b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello",
                };
                stream.write_all(head).unwrap();
                stream
            })
            .collect();
        for _ in 0..20 {
            assert_eq!(server.get("/"), (200, "request 1".into()));
        }
        drop(slow);
    });
}

#[test]
fn a_signal_ends_the_server_when_its_requests_are_answered() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let mut server = Server::start(machine, &sandbox, GUEST);
        assert_eq!(server.get("/"), (200, "request 1".into()));
        let idle = server.connect();
        let mut stream = server.connect();
        stream
            .write_all(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            .unwrap();
        std::thread::sleep(Duration::from_millis(300));
        let id = server.process.id().to_string();
        assert!(Command::new("kill").arg(&id).status().unwrap().success());
        std::thread::sleep(Duration::from_millis(300));
        stream.write_all(b"world").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(split(&answer), [(200, "helloworld".into())]);
        assert_eq!(server.process.wait().unwrap().code(), Some(0));
        drop(idle);
    });
}

/// The text of a server that needs more functions of `wasi:http/types` than the usual one.
fn trailers_guest() -> String {
    let (imports, _) = GUEST.split_once("  (core module $memory").unwrap();
    let more = r#"(export "future-trailers" (type $future (sub resource)))
    (export "[static]incoming-body.finish" (func (param "this" (own $incoming-body)) (result (own $future))))
    (export "[method]future-trailers.get" (func
      (param "self" (borrow $future))
      (result (option (result (result (option (own $fields)) (error $error-code)))))))
    "#;
    let first = "(export \"[constructor]fields\"";
    assert_eq!(imports.matches(first).count(), 1);
    let imports = imports.replace(first, &format!("{more}{first}"));
    imports + include_str!("components/trailers.wat")
}

#[test]
fn trailers_come_and_go() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let server = Server::start(machine, &sandbox, &trailers_guest());
        let head = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
        let chunks = "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n";
        let answer = server.all(format!("{head}{chunks}X-Sum: 42\r\nY: z\r\n\r\n").as_bytes());
        assert!(
            answer.ends_with("\r\n\r\n00000008\r\ntrailers\r\n0\r\nx-sum: 42\r\ny: z\r\n\r\n"),
            "{answer}"
        );
        for body in [
            format!("{chunks}\r\n"),
            "Content-Length: 3\r\n\r\nabc".into(),
        ] {
            let answer = server.all(format!("{head}{body}").as_bytes());
            assert!(
                answer.ends_with("\r\n00000004\r\nnone\r\n0\r\n\r\n"),
                "{answer}"
            );
        }
    });
}
