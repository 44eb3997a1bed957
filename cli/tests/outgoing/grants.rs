//! Where requests may go: `--http-out`.

use crate::common::{Machine, Sandbox, run};
use crate::guest::{DENIED, Guest, command, on_both_targets};
use crate::server::Server;
use std::process::Command;

const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
const GOOD: &str = "status 200\ncontent-length: 0\n";

#[test]
fn requests_go_where_they_are_granted() {
    on_both_targets(|machine| {
        let server = Server::answering(ANSWER);
        let guest = Guest::new(machine, &[]);
        let port = server.port;
        let denied = format!("denied {DENIED}\n");
        for (grants, host, good) in [
            ("", "127.0.0.1", false),
            ("--http-out 127.0.0.1:*", "127.0.0.1", true),
            (&format!("--http-out 127.0.0.1:{port}"), "127.0.0.1", true),
            (&format!("--http-out 127.0.0.1:1-{port}"), "127.0.0.1", true),
            (
                &format!("--http-out 127.0.0.1:1-{}", port - 1),
                "127.0.0.1",
                false,
            ),
            ("--http-out 127.0.0.1", "127.0.0.1", false),
            ("--http-out *", "127.0.0.1", false),
            ("--http-out *:*", "127.0.0.1", true),
            ("--http-out 127.0.0.2:*", "127.0.0.1", false),
            ("--http-out localhost:*", "127.0.0.1", false),
            ("--http-out 127.0.0.1:*", "localhost", false),
            ("--http-out LocalHost.:*", "localhost", true),
            ("--http-out *.localhost:*", "localhost", false),
            ("--http-out *.localhost:*", "a.localhost", true),
            ("--http-out *.localhost:*", "user@a.localhost", false),
            (
                "--http-out b.localhost:* --http-out a.localhost:*",
                "a.localhost",
                true,
            ),
            // What sockets may do is something else.
            ("--tcp-connect *:* --dns", "127.0.0.1", false),
        ] {
            let authority = format!("{host}:{port}");
            let mut command = guest.command(&["GET", "http", &authority, "/", "HSG"]);
            command.env("WASMC_OPTS", grants);
            let said = run(command).success();
            let expected = if good { GOOD } else { &denied };
            assert_eq!(said, expected, "{grants} {authority}");
            if good {
                server.next();
            }
        }
        // Without a port, it is the one of the scheme.
        for (scheme, authority, good) in [
            ("http", "127.0.0.1", true),
            ("http", "127.0.0.1:80", true),
            ("http", "127.0.0.1:443", false),
            ("https", "127.0.0.1:443", true),
            ("https", "127.0.0.1", true),
            ("https", "127.0.0.1:80", false),
        ] {
            let mut command = guest.command(&["GET", scheme, authority, "/", "HX"]);
            command.env("WASMC_OPTS", "--http-out *");
            let said = run(command).success();
            let expected = if good { "" } else { &denied };
            assert_eq!(said, expected, "{scheme} {authority}");
        }
    });
}

#[test]
fn grants_are_made_when_the_image_is() {
    on_both_targets(|machine| {
        let server = Server::answering(ANSWER);
        let guest = Guest::new(machine, &["--http-out", "localhost:*", "--locked"]);
        let authority = format!("localhost:{}", server.port);
        assert_eq!(guest.run(&["GET", "http", &authority, "/", "HSG"]), GOOD);
        let authority = format!("127.0.0.1:{}", server.port);
        let mut locked = guest.command(&["GET", "http", &authority, "/", "HSG"]);
        locked.env("WASMC_OPTS", "--http-out *:*");
        assert_eq!(run(locked).success(), format!("denied {DENIED}\n"));
    });
}

#[test]
fn words_that_make_no_sense() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(&command(), &[]);
    for word in [
        "http://example.com",
        "a:",
        "a:0x1",
        "*.*",
        "[::1",
        "a b",
        "*.1.2.3.4",
    ] {
        let mut command = sandbox.command(&image);
        command.env("WASMC_OPTS", format!("'--http-out={word}'"));
        let message = run(command).fails(1);
        let expected = format!("'{word}' is no HOST[:PORT], such as example.com");
        assert!(message.contains(&expected), "{message}");
        let message = run(sandbox.wasmc(["image.wat", "--http-out", word])).fails(2);
        assert!(message.contains("it is written HOST[:PORT]"), "{message}");
    }
    let message = run(sandbox.wasmc(["image.wat", "--http-out", "0.0.0.0"])).fails(2);
    assert!(message.contains("any host is written `*`"), "{message}");
    // For a program that sends none, there is a notice.
    sandbox.write("none.wat", "(module (func (export \"_start\")))");
    let outcome = run(sandbox.wasmc(["none.wat", "--http-out", "example.com"]));
    let expected = "sends no requests (it does not import wasi:http/outgoing-handler): --http-out has no effect";
    assert!(outcome.stderr.contains(expected), "{outcome:?}");
}

/// By strace, where it is installed.
#[test]
fn what_is_denied_makes_no_system_call() {
    if Command::new("strace").arg("--version").output().is_err() {
        return crate::common::left_out("strace is not installed").unwrap_or(());
    }
    Machine::with(std::env::consts::ARCH, |_| {
        let sandbox = Sandbox::new();
        let image = sandbox.image(&command(), &[]);
        let log = sandbox.path().join("log");
        let traced = |grants: &str, authority: &str| {
            let mut strace = sandbox.command("strace");
            strace.args(["-f", "-qq", "-e", "trace=%network,openat", "-o"]);
            strace.arg(&log).arg(&image);
            strace.args(["GET", "http", authority, "/", "HSG"]);
            strace.env("WASMC_OPTS", grants);
            let said = run(strace).success();
            (said, std::fs::read_to_string(&log).unwrap())
        };
        let denied = format!("denied {DENIED}\n");
        for grants in ["", "--http-out example.com", "--tcp-connect *:* --dns"] {
            let (said, log) = traced(grants, "127.0.0.1:80");
            assert_eq!(said, denied, "{grants}");
            assert!(!log.contains("socket("), "{log}");
            assert_eq!(
                log.contains("/etc/hosts"),
                grants.contains("example"),
                "{log}"
            );
        }
        // The log shows what is granted.
        let server = Server::answering(ANSWER);
        let (said, log) = traced("--http-out *:*", &format!("127.0.0.1:{}", server.port));
        assert_eq!(said, GOOD);
        assert!(log.contains("socket("), "{log}");
    });
}
