//! Requests over TLS: whom they trust, whom they do not, and what a server may do.

use crate::common::{Machine, Sandbox, run};
use crate::guest::{
    CONFIGURATION_ERROR, CONNECTION_TERMINATED, CONNECTION_TIMEOUT, Guest, TLS_ALERT_RECEIVED,
    TLS_CERTIFICATE_ERROR, TLS_PROTOCOL_ERROR, on_both_targets,
};
use crate::pki::{HOST, Pki};
use crate::tls_server::{self, Stream, head};
use rustls::version::{TLS12, TLS13};
use rustls::{ALL_VERSIONS, RootCertStore};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

/// Steps of a request without a body whose answer is read.
const READ: &str = "HSGCR";

/// The authority, its certificate in a file, and the guest that trusts it alone.
struct World<'a> {
    pki: Pki,
    file: PathBuf,
    guest: Guest<'a>,
    _sandbox: Sandbox,
}

impl<'a> World<'a> {
    fn new(machine: &'a Machine) -> Self {
        let pki = Pki::new();
        let sandbox = Sandbox::new();
        let file = sandbox.write("ca.pem", pki.pem());
        let option = format!("--ca-certs={}", file.display());
        let guest = Guest::new(machine, &["--http-out", "*:*", &option]);
        World {
            pki,
            file,
            guest,
            _sandbox: sandbox,
        }
    }

    /// What the guest says of a request to a name at a port.
    #[track_caller]
    fn get(&self, host: &str, port: u16, steps: &str) -> String {
        self.guest
            .run(&["GET", "https", &format!("{host}:{port}"), "/", steps])
    }

    /// What it says of a server that answers a handshake with its bytes alone.
    #[track_caller]
    fn get_of_raw(&self, act: impl Fn(&mut TcpStream) + Send + 'static) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for stream in listener.incoming() {
                act(&mut stream.unwrap());
            }
        });
        self.get(HOST, port, "c3000HSG")
    }
}

fn is_error(answer: &str, code: u32) -> bool {
    answer.lines().any(|line| line == format!("failed {code}"))
}

#[test]
fn a_server_whose_certificate_is_good_is_talked_to() {
    on_both_targets(|machine| {
        let world = World::new(machine);
        for versions in [&[&TLS12][..], &[&TLS13], ALL_VERSIONS] {
            let config = tls_server::config(world.pki.good(HOST), versions);
            let answer = world.get(HOST, tls_server::start(config, tls_server::hello), READ);
            assert!(
                answer.contains("200") && answer.contains("hello\n"),
                "{answer}"
            );
        }
        // Fixed images are linked in another way.
        let option = format!("--ca-certs={}", world.file.display());
        let fixed = [
            "--http-out",
            "*:*",
            &option,
            "-C",
            "relocation-model=static",
        ];
        let fixed = Guest::new(machine, &fixed);
        let config = tls_server::config(world.pki.good(HOST), ALL_VERSIONS);
        let authority = format!("{HOST}:{}", tls_server::start(config, tls_server::hello));
        let answer = fixed.run(&["GET", "https", &authority, "/", READ]);
        assert!(answer.contains("hello\n"), "{answer}");
        // A request without a scheme is one of `https`.
        let config = tls_server::config(world.pki.good(HOST), ALL_VERSIONS);
        let authority = format!("{HOST}:{}", tls_server::start(config, tls_server::hello));
        let answer = world.guest.run(&["GET", "-", &authority, "/", READ]);
        assert!(answer.contains("hello\n"), "{answer}");
        // Certificates are for addresses as well.
        let config = tls_server::config(world.pki.good("127.0.0.1"), ALL_VERSIONS);
        let port = tls_server::start(config, tls_server::hello);
        assert!(world.get("127.0.0.1", port, READ).contains("hello\n"));
        if let Ok(listener) = TcpListener::bind("[::1]:0") {
            let address = listener.local_addr().unwrap();
            drop(listener);
            let config = tls_server::config(world.pki.good("::1"), ALL_VERSIONS);
            let port = tls_server::start_on(address, config, tls_server::hello);
            assert!(world.get("[::1]", port, READ).contains("hello\n"));
        }
    });
}

#[test]
fn bad_certificates_are_refused() {
    on_both_targets(|machine| {
        let world = World::new(machine);
        let bad = world.pki.bad();
        assert!(bad.len() >= 7);
        for (what, identity) in bad {
            let config = tls_server::config(identity, ALL_VERSIONS);
            let port = tls_server::start(config, |mut stream| {
                assert!(head(&mut stream).is_none(), "a request was sent");
            });
            let answer = world.get(HOST, port, READ);
            assert!(is_error(&answer, TLS_CERTIFICATE_ERROR), "{what}: {answer}");
        }
    });
}

#[test]
fn whom_an_image_trusts_is_baked_in_or_said_when_it_runs() {
    on_both_targets(|machine| {
        let world = World::new(machine);
        let config = tls_server::config(world.pki.good(HOST), ALL_VERSIONS);
        let port = tls_server::start(config, tls_server::hello);
        let authority = format!("{HOST}:{port}");
        let args = ["GET", "https", &authority, "/", READ];
        let said = |guest: &Guest<'_>, file: &str| {
            let mut command = guest.command(&args);
            if !file.is_empty() {
                command.env("SSL_CERT_FILE", file);
            }
            run(command).success()
        };
        let file = world.file.to_str().unwrap();
        let open = Guest::new(machine, &["--http-out", "*:*"]);
        assert!(said(&open, file).contains("hello\n"));
        // Those of the system, if there are any.
        let answer = said(&open, "");
        assert!(
            is_error(&answer, TLS_CERTIFICATE_ERROR) || is_error(&answer, CONFIGURATION_ERROR),
            "{answer}"
        );
        // Nobody.
        assert!(is_error(&said(&open, "/dev/null"), CONFIGURATION_ERROR));
        let mut missing = open.command(&args);
        missing.env("SSL_CERT_FILE", "/nowhere/at/all");
        let message = run(missing).fails(1);
        assert!(
            message.contains("SSL_CERT_FILE: cannot open '/nowhere/at/all'"),
            "{message}"
        );

        // What was baked in counts alone.
        let other = World::new(machine);
        assert!(is_error(&said(&other.guest, file), TLS_CERTIFICATE_ERROR));
        let locked = Guest::new(machine, &["--http-out", "*:*", "--locked"]);
        assert!(!said(&locked, file).contains("hello\n"));
    });
}

#[test]
fn what_an_image_is_to_trust_has_to_be_certificates() {
    let sandbox = Sandbox::new();
    let good = Pki::new().pem();
    sandbox.write("image.wat", "(module (func (export \"_start\")))");
    let file = |name: &str, text: &[u8]| sandbox.write(name, text).to_str().unwrap().to_string();
    for (file, message) in [
        (
            "missing.pem".to_string(),
            "--ca-certs: cannot read missing.pem",
        ),
        (file("none.pem", b"nothing\n"), "has no certificates"),
        (
            file("cut.pem", &good.as_bytes()[..good.len() / 2]),
            "cannot be read",
        ),
        (
            file("bad.pem", good.replace("MII", "MIJ").as_bytes()),
            "cannot be read",
        ),
        (file("bytes.pem", &[0xff; 100]), "has no certificates"),
        ("/dev/zero".to_string(), "has more than 4194304 bytes"),
    ] {
        let said = run(sandbox.wasmc(["image.wat", &format!("--ca-certs={file}")])).fails(1);
        assert!(said.contains(message), "{file}: {said}");
    }
    let file = file(
        "good.pem",
        format!("a key, say\n{good}\nmore\n{good}").as_bytes(),
    );
    run(sandbox.wasmc(["image.wat", &format!("--ca-certs={file}")])).success();
}

/// An image with TLS says what that is made of.
#[test]
fn the_list_of_packages_has_those_of_tls() {
    crate::common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("app.wat", crate::guest::command());
    for (options, has) in [(&[][..], true), (&["--locked"], false)] {
        let words = ["image", "app.wat", "-o", "app.tar", "--sbom=spdx"];
        run(sandbox.wasmc([&words[..], options].concat())).success();
        let tar = std::fs::read(sandbox.path().join("app.tar")).unwrap();
        let tar = String::from_utf8_lossy(&tar);
        for name in [
            "wasmc-tls",
            "dlmalloc",
            "ring",
            "rustls",
            "rustls-webpki",
            "zeroize",
        ] {
            let entry = format!("\"name\":\"{name}\"");
            assert_eq!(tar.contains(&entry), has, "{name} {options:?}");
        }
    }
}

#[test]
fn bodies_pass_as_they_are() {
    on_both_targets(|machine| {
        let world = World::new(machine);
        let body: String = (0..500_000u32).map(|it| it.to_string()).collect();
        for versions in [&[&TLS12][..], &[&TLS13]] {
            let config = tls_server::config(world.pki.good(HOST), versions);
            // It sends back what it gets.
            let port = tls_server::start(config, |mut stream| {
                let head = head(&mut stream).unwrap();
                let length = head.split("content-length: ").nth(1).unwrap();
                let length: usize = length.split('\r').next().unwrap().parse().unwrap();
                let mut body = vec![0; length];
                stream.read_exact(&mut body).unwrap();
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
                stream.write_all(head.as_bytes()).unwrap();
                stream.write_all(&body).unwrap();
                stream.flush().unwrap();
                // The client is done when it has its bytes.
                let _ = stream.read(&mut [0]);
            });
            let (authority, length) = (format!("{HOST}:{port}"), body.len().to_string());
            let args = [
                "POST",
                "https",
                &authority,
                "/",
                "BHWFSGCR",
                "content-length",
                &length,
            ];
            let answer = crate::common::run_with_input(world.guest.command(&args), body.as_bytes());
            assert!(
                answer.stdout.ends_with(&body),
                "{} bytes came back",
                answer.stdout.len()
            );
        }
    });
}

#[test]
fn servers_that_do_not_keep_to_the_protocol_are_told_apart() {
    on_both_targets(|machine| {
        let world = World::new(machine);
        // It speaks something else.
        let answer = world.get_of_raw(|stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
            let _ = stream.read(&mut [0; 1000]);
        });
        assert!(is_error(&answer, TLS_PROTOCOL_ERROR), "{answer}");
        // It ends the handshake, with an end or a reset.
        for bytes in [1000, 1] {
            let answer = world.get_of_raw(move |stream| {
                let _ = stream.read(&mut vec![0; bytes]);
            });
            assert!(
                is_error(&answer, CONNECTION_TERMINATED),
                "{bytes}: {answer}"
            );
        }
        // It says an alert: `handshake_failure`.
        let answer = world.get_of_raw(|stream| {
            let _ = stream.read(&mut [0; 1000]);
            let _ = stream.write_all(&[21, 3, 3, 0, 2, 2, 40]);
            let _ = stream.read(&mut [0; 1000]);
        });
        assert!(is_error(&answer, TLS_ALERT_RECEIVED), "{answer}");
        // It says nothing.
        let answer = world.get_of_raw(|stream| {
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest);
        });
        assert!(is_error(&answer, CONNECTION_TIMEOUT), "{answer}");
        // A record that is too long, and one of no kind.
        for bytes in [[22, 3, 3, 0xff, 0xff], [99, 3, 3, 0, 1]] {
            let answer = world.get_of_raw(move |stream| {
                let _ = stream.read(&mut [0; 1000]);
                let _ = stream.write_all(&bytes);
                let _ = stream.write_all(&[0; 100]);
                let _ = stream.read(&mut [0; 1000]);
            });
            assert!(is_error(&answer, TLS_PROTOCOL_ERROR), "{answer}");
        }
    });
}

#[test]
fn a_server_that_wants_a_certificate_of_the_client_is_an_alert() {
    on_both_targets(|machine| {
        let world = World::new(machine);
        let mut roots = RootCertStore::empty();
        roots.add(world.pki.good(HOST).chain[1].clone()).unwrap();
        let verifier = rustls::server::WebPkiClientVerifier::builder_with_provider(
            Arc::new(roots),
            Arc::new(rustls::crypto::ring::default_provider()),
        );
        let config = tls_server::config_with(
            world.pki.good(HOST),
            ALL_VERSIONS,
            verifier.build().unwrap(),
        );
        let port = tls_server::start(config, tls_server::hello);
        let answer = world.get(HOST, port, "HSG");
        assert!(is_error(&answer, TLS_ALERT_RECEIVED), "{answer}");
    });
}

/// The end of a body that has no length is the end that the server says, not one that anybody can cause who cuts the
/// connection.
#[test]
fn a_body_without_a_length_that_is_cut_is_not_whole() {
    on_both_targets(|machine| {
        let world = World::new(machine);
        let answer_with = |says_so: bool| {
            move |mut stream: Stream| {
                head(&mut stream).unwrap();
                let text = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello\n";
                stream.write_all(text).unwrap();
                if says_so {
                    stream.conn.send_close_notify();
                }
                stream.flush().unwrap();
            }
        };
        let port = |says_so| {
            let config = tls_server::config(world.pki.good(HOST), ALL_VERSIONS);
            tls_server::start(config, answer_with(says_so))
        };
        let whole = world.get(HOST, port(true), READ);
        assert!(whole.ends_with("hello\n"), "{whole}");
        let cut = world.get(HOST, port(false), READ);
        assert!(
            cut.contains("hello\n") && !cut.ends_with("hello\n"),
            "{cut}"
        );
    });
}

/// Somebody on the way changes bytes, leaves some out, or cuts the connection: the program hears of an error, or gets what the server has
/// sent.
#[test]
fn what_is_changed_on_the_way_is_an_error() {
    Machine::with("x86_64", |machine| {
        let world = World::new(machine);
        let config = tls_server::config(world.pki.good(HOST), ALL_VERSIONS);
        let server = tls_server::start(config, tls_server::hello);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            let mut random = 1u64;
            for (number, stream) in listener.incoming().enumerate() {
                random = random
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                meddle(stream.unwrap(), server, number, (random >> 33) as usize);
            }
        });
        let mut errors = 0;
        for _ in 0..100 {
            let answer = world.get(HOST, port, "c500f500b500HSGCR");
            assert!(!answer.contains("internal error"), "{answer}");
            errors += usize::from(answer.starts_with("failed"));
        }
        assert!(errors > 30, "{errors}");
    });
}

/// Passes bytes on between a client and a server; changes what the server sends.
fn meddle(client: TcpStream, server: u16, number: usize, random: usize) {
    let mut up = TcpStream::connect(("127.0.0.1", server)).unwrap();
    let (mut from, mut to) = (client.try_clone().unwrap(), up.try_clone().unwrap());
    thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Write);
    });
    let mut client = client;
    let place = random % 1800;
    let mut seen = 0;
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = up.read(&mut buffer) {
        let mut bytes = buffer[..count].to_vec();
        if (seen..seen + count).contains(&place) {
            let at = place - seen;
            match number % 4 {
                0 => bytes[at] ^= 1 << (random % 8),
                1 => bytes[at] = random as u8,
                2 => bytes.truncate(at),
                _ => drop(bytes.drain(at..at + (random % 20).min(count - at))),
            }
        }
        seen += count;
        if client.write_all(&bytes).is_err() || (number % 4 == 2 && seen > place) {
            break;
        }
    }
    let _ = client.shutdown(std::net::Shutdown::Both);
    let _ = up.shutdown(std::net::Shutdown::Both);
}
