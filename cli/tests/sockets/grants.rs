//! What is granted and what is denied.

use crate::common::{self, Sandbox, left_out, run};
use crate::net::{Net, Said, at, on_both, remote, start};
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};

/// Grants of some and their refusals. Nothing is asked of the kernel that is not granted.
#[test]
fn what_is_not_granted_is_denied() {
    on_both(|machine| {
        let denied: Said = Err("access-denied");
        let mut net = start(machine, "");
        assert_eq!(net.make("create-tcp-socket", &[0]).map(drop), denied);
        assert_eq!(net.make("create-udp-socket", &[1]).map(drop), denied);
        let mut net = start(machine, "--tcp-connect 127.0.0.1:1-9");
        assert_eq!(net.make("create-udp-socket", &[0]).map(drop), denied);
        let socket = net.tcp(0);
        assert_eq!(net.bind(socket, at("127.0.0.1:1")), denied);
        assert_eq!(net.connect(socket, at("127.0.0.1:10")).map(drop), denied);
        for (words, to, result) in [
            (
                "--tcp-connect 127.0.0.1:1-9",
                "127.0.0.1:9",
                Err("connection-refused"),
            ),
            ("--tcp-connect 127.0.0.1:1-9", "127.0.0.2:9", denied),
            (
                "--tcp-connect *:9",
                "127.0.0.2:9",
                Err("connection-refused"),
            ),
            ("--tcp-connect *:9", "127.0.0.1:8", denied),
            (
                "--tcp-connect [::1]:*",
                "[::1]:8",
                Err("connection-refused"),
            ),
            ("--tcp-connect [::1]:*", "[2001:db8::1]:8", denied),
            ("--tcp-connect localhost:8", "127.0.0.1:8", denied),
            ("--tcp-listen *:*", "127.0.0.1:8", denied),
        ] {
            let mut net = start(machine, words);
            let socket = net.tcp(at(to).is_ipv6().into());
            let said = net.connect(socket, at(to)).map(drop);
            assert_eq!(said, result, "{words}: {to}");
        }
        let port = |at: &str| format!("{at}:{}", free_port());
        for (words, to, granted) in [
            (port("127.0.0.1"), "127.0.0.1", true),
            (port("0.0.0.0"), "127.0.0.1", true),
            (port("0.0.0.0"), "0.0.0.0", true),
            (port("127.0.0.1"), "0.0.0.0", false),
            (port("127.0.0.1"), "127.0.0.2", false),
            (port("*"), "[::1]", true),
            (port("[::]"), "[::1]", true),
            (port("[::]"), "127.0.0.1", false),
        ] {
            let (_, number) = words.rsplit_once(':').unwrap();
            let mut net = start(machine, &format!("--tcp-listen {words}"));
            let to = at(&format!("{to}:{number}"));
            let socket = net.tcp(to.is_ipv6().into());
            let result = if granted { Ok(()) } else { denied };
            assert_eq!(net.bind(socket, to), result, "{words}: {to}");
            // Nor any other port.
            let socket = net.tcp(to.is_ipv6().into());
            let other = SocketAddr::new(to.ip(), 0);
            assert_eq!(net.bind(socket, other), denied, "{words}: {other}");
        }
        // Who may only connect may have an address, and not listen there.
        let mut net = start(machine, "--tcp-connect *:*");
        let socket = net.tcp(0);
        net.bind(socket, at("127.0.0.1:0")).unwrap();
        assert_eq!(net.act("tcp-socket.start-listen", &[socket]), denied);
    });
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// By strace, where it is installed: the refusals above are the image's, not the kernel's.
#[test]
fn what_is_denied_makes_no_system_call() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(&remote().text(), &[]);
    let traced = |words: &str, calls: &dyn Fn(&mut Net)| {
        let sandbox = Sandbox::new();
        let log = sandbox.path().join("log");
        let mut command = sandbox.command("strace");
        command
            .arg("-f")
            .arg("-e")
            .arg("trace=network")
            .arg("-o")
            .arg(&log);
        command.arg(&image).env("WASMC_OPTS", words);
        if let Err(error) = Command::new("strace")
            .arg("-V")
            .stdout(Stdio::null())
            .status()
            && error.kind() == ErrorKind::NotFound
        {
            return left_out("strace is not installed");
        }
        let mut net = Net::new(sandbox, &mut command);
        calls(&mut net);
        let Net {
            guest, _sandbox, ..
        } = net;
        assert!(guest.end().unwrap().success());
        Some(std::fs::read_to_string(log).unwrap())
    };
    let all = |net: &mut Net| {
        for family in [0, 1] {
            net.make("create-tcp-socket", &[family]).unwrap_err();
            net.make("create-udp-socket", &[family]).unwrap_err();
        }
    };
    let Some(log) = traced("--max-fds 100", &all) else {
        return;
    };
    assert!(!log.contains('('), "{log}");
    let some = |net: &mut Net| {
        let socket = net.tcp(0);
        net.bind(socket, at("127.0.0.1:2")).unwrap_err();
        net.connect(socket, at("127.0.0.1:2")).unwrap_err();
    };
    let log = traced("--tcp-connect 127.0.0.1:1", &some).unwrap();
    let calls = log.lines().filter(|line| line.contains('('));
    let calls: Vec<_> = calls.collect();
    assert!(calls.len() == 1 && calls[0].contains("socket("), "{log}");
    // It would be seen.
    let granted = |net: &mut Net| {
        let socket = net.tcp(0);
        net.connect(socket, at("127.0.0.1:2")).unwrap_err();
    };
    let log = traced("--tcp-connect 127.0.0.1:2", &granted).unwrap();
    assert!(log.contains("connect("), "{log}");
}

#[test]
fn grants_that_make_no_sense() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(&remote().text(), &[]);
    for (option, value) in [
        ("--tcp-listen", "80"),
        ("--tcp-listen", "localhost:80"),
        ("--tcp-listen", "127.0.0.1:80-79"),
        ("--tcp-listen", "::1:80"),
        ("--tcp-connect", "example.com"),
        ("--tcp-connect", "http://example.com:80"),
        ("--tcp-connect", "*:65536"),
        ("--tcp-connect", "1.2.3:80"),
    ] {
        let message = run(sandbox
            .command(&image)
            .env("WASMC_OPTS", format!("{option}={value}")))
        .fails(1);
        assert!(
            message.starts_with(&format!("wasmc: options: '{value}' is no ")),
            "{message}"
        );
        let message = run(sandbox.wasmc(["image.wat", option, value])).fails(2);
        assert!(
            message.contains(value) && message.contains(option),
            "{message}"
        );
    }
    let message = run(sandbox.wasmc(["image.wat", "--tcp-connect", "0.0.0.0:80"])).fails(2);
    assert!(message.contains("`*`"), "{message}");
}

#[test]
fn grants_are_baked_in() {
    let sandbox = Sandbox::new();
    let options = ["--tcp-connect", "127.0.0.1:9", "--udp", "--locked"];
    let image = sandbox.image(&remote().text(), &options);
    let mut command = sandbox.command(&image);
    command.env("WASMC_OPTS", "--tcp-listen *:* --tcp-connect *:*");
    let mut net = Net::new(Sandbox::new(), &mut command);
    let socket = net.tcp(0);
    assert_eq!(net.bind(socket, at("127.0.0.1:1")), Err("access-denied"));
    assert_eq!(
        net.connect(socket, at("127.0.0.1:8")).map(drop),
        Err("access-denied")
    );
    net.make("create-udp-socket", &[0]).unwrap();
    let report = run(sandbox.wasmc(["inspect", "image"])).success();
    for word in ["--tcp-connect=127.0.0.1:9", "--udp"] {
        assert!(report.contains(word), "{report}");
    }
}

#[test]
fn programs_without_sockets_are_noted() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", common::example("hello.wat"));
    for words in [&["--tcp-listen", "*:80"][..], &["--udp"]] {
        let outcome = run(sandbox.wasmc([&["hello.wat", "-o", "hello"], words].concat()));
        assert_eq!(outcome.code, Some(0));
        let note = format!("{} has no effect", words[0]);
        assert!(outcome.stderr.contains(&note), "{}", outcome.stderr);
    }
    // At run time the words may be for all programs of a machine.
    let mut command = sandbox.command(sandbox.path().join("hello"));
    command.env(
        "WASMC_OPTS",
        "--tcp-listen *:80 --udp --dns --tcp-connect=nonsense",
    );
    run(command).success();
}

/// Where the kernel has rules for TCP, it refuses what is not granted of ports; ranges are too large for that.
#[test]
fn the_kernel_is_told_the_ports() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(&remote().text(), &[]);
    let log = sandbox.path().join("log");
    // How many ports it is told, and whether it is told anything.
    for (words, ports, confined) in [
        ("", 0, true),
        ("--udp", 0, true),
        ("--tcp-listen 127.0.0.1:8080", 1, true),
        // Who connects may be bound to a port that the system chooses.
        ("--tcp-connect *:80 --tcp-connect [::1]:7-9", 5, true),
        ("--tcp-listen *:0 --tcp-connect localhost:443", 4, true),
        ("--dns", 1, true),
        ("--tcp-listen *:1024-65535", 0, true),
        ("--tcp-connect *:*", 1, true),
        ("--tcp-listen *:* --tcp-connect 10.0.0.1:*", 0, false),
    ] {
        let mut command = sandbox.command("strace");
        command.args(["-f", "-e", "trace=/landlock_.*", "-o"]);
        command.arg(&log).arg(&image).env("WASMC_OPTS", words);
        if Command::new("strace").arg("-V").output().is_err() {
            left_out::<()>("strace is not installed");
            return;
        }
        let net = Net::new(Sandbox::new(), &mut command);
        assert!(net.guest.end().unwrap().success());
        let log = std::fs::read_to_string(&log).unwrap();
        let version = log.lines().find(|it| it.contains("_VERSION) = "));
        let version = version.and_then(|it| it.rsplit(' ').next()?.parse::<i32>().ok());
        if confined && version.is_none_or(|it| it < 4) {
            left_out::<()>("this kernel has no rules for TCP");
            return;
        }
        assert_eq!(
            log.matches("landlock_add_rule(").count(),
            ports,
            "{words}: {log}"
        );
        assert_eq!(
            log.contains("landlock_restrict_self("),
            confined,
            "{words}: {log}"
        );
    }
}

/// Ports that are named work behind the kernel's rules.
#[test]
fn ports_that_are_named_can_be_used() {
    on_both(|machine| {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let words = format!("--tcp-listen {address} --tcp-connect {address}");
        let mut net = start(machine, &words);
        let (server, at) = net.listen(address);
        let socket = net.tcp(0);
        let streams = net.connect(socket, at).unwrap();
        let (accepted, _) = net.accept(server);
        net.write_all(streams.output, b"hello").unwrap();
        let peer = net.address("tcp-socket.remote-address", accepted);
        assert_eq!(peer, net.address("tcp-socket.local-address", socket));
    });
}
