//! What wasmtime says to the same calls, in right and in wrong order.

use crate::common::{Sandbox, left_out};
use crate::net::{
    BOTH, Net, RECEIVE, SEND, Said, at, flat, receive, remote, said, send, udp_bind, udp_streams,
};
use wasmc_tests::packages;

/// Calls in an order, and what each says.
type Scenario = fn(&mut Net) -> Vec<String>;

/// Says what a call has said.
fn note<T: std::fmt::Debug>(notes: &mut Vec<String>, name: &str, said: Said<T>) {
    notes.push(format!("{name}: {:?}", said.map(drop)));
}

/// Every function of a socket of TCP that does not need more.
fn ask_all(net: &mut Net, notes: &mut Vec<String>, socket: u64) {
    for name in [
        "finish-bind",
        "finish-connect",
        "finish-listen",
        "accept",
        "start-listen",
        "local-address",
        "remote-address",
        "keep-alive-enabled",
        "keep-alive-idle-time",
        "keep-alive-interval",
        "keep-alive-count",
        "hop-limit",
        "receive-buffer-size",
        "send-buffer-size",
    ] {
        let function = wasmc_tests::component_text::function(
            "wasi:sockets/tcp",
            &format!("[method]tcp-socket.{name}"),
        );
        let answer = net.ask(&format!("tcp-socket.{name}"), &[socket]);
        let offset = match function.ty {
            ty if ty.contains("u64") => 8,
            ty if ty.contains("own<") || ty.contains("u32") || ty.contains("variant") => 4,
            _ => 1,
        };
        note(notes, name, said(&answer, offset));
    }
    let listening = net.ask("tcp-socket.is-listening", &[socket]).value;
    let family = net.ask("tcp-socket.address-family", &[socket]).value;
    notes.push(format!("listening {listening}, family {family}"));
    for how in [RECEIVE, SEND, BOTH] {
        note(
            notes,
            "shutdown",
            net.act("tcp-socket.shutdown", &[socket, how]),
        );
    }
    note(
        notes,
        "backlog",
        net.act("tcp-socket.set-listen-backlog-size", &[socket, 5]),
    );
    notes.push(format!("ready {}", net.is_ready("tcp-socket", socket)));
    let nowhere = at(if family == 0 {
        "127.0.0.1:0"
    } else {
        "[::1]:0"
    });
    note(notes, "bind", net.bind(socket, nowhere));
    note(notes, "connect", net.start_connect(socket, nowhere));
}

const SCENARIOS: &[(&str, Scenario)] = &[
    ("a new socket", |net| {
        let mut notes = Vec::new();
        for family in [0, 1] {
            let socket = net.tcp(family);
            ask_all(net, &mut notes, socket);
            note(
                &mut notes,
                "listen again",
                net.act("tcp-socket.start-listen", &[socket]),
            );
            ask_all(net, &mut notes, socket);
        }
        notes
    }),
    ("binding", |net| {
        let mut notes = Vec::new();
        for (family, to) in [
            (0, "127.0.0.1:0"),
            (0, "[::1]:0"),
            (0, "224.0.0.1:0"),
            (0, "255.255.255.255:0"),
            (0, "192.0.2.1:0"),
            (1, "[::1]:0"),
            (1, "127.0.0.1:0"),
            (1, "[::ffff:127.0.0.1]:0"),
            (1, "[::127.0.0.1]:0"),
            (1, "[ff02::1]:0"),
            (1, "[2001:db8::1]:0"),
            (1, "[::]:0"),
        ] {
            let socket = net.tcp(family);
            let args = [&[socket, net.network][..], &flat(at(to))].concat();
            note(&mut notes, to, net.act("tcp-socket.start-bind", &args));
            note(&mut notes, "again", net.act("tcp-socket.start-bind", &args));
            ask_all(net, &mut notes, socket);
        }
        notes
    }),
    ("an address in use", |net| {
        let mut notes = Vec::new();
        let (_, here) = net.listen(at("127.0.0.1:0"));
        let socket = net.tcp(0);
        note(&mut notes, "bind", net.bind(socket, here));
        ask_all(net, &mut notes, socket);
        notes
    }),
    ("listening", |net| {
        let mut notes = Vec::new();
        let socket = net.tcp(0);
        net.bind(socket, at("127.0.0.1:0")).unwrap();
        note(
            &mut notes,
            "backlog",
            net.act("tcp-socket.set-listen-backlog-size", &[socket, 0]),
        );
        note(
            &mut notes,
            "listen",
            net.act("tcp-socket.start-listen", &[socket]),
        );
        note(
            &mut notes,
            "again",
            net.act("tcp-socket.start-listen", &[socket]),
        );
        note(
            &mut notes,
            "accept",
            net.make("tcp-socket.accept", &[socket]),
        );
        ask_all(net, &mut notes, socket);
        ask_all(net, &mut notes, socket);
        notes
    }),
    ("connecting", |net| {
        let mut notes = Vec::new();
        for (family, to) in [
            (0, "0.0.0.0:80"),
            (0, "127.0.0.1:0"),
            (0, "224.0.0.1:80"),
            (0, "[::1]:80"),
            (1, "[::]:80"),
            (1, "[::ffff:127.0.0.1]:80"),
            (1, "[::127.0.0.1]:80"),
            (1, "[ff02::1]:80"),
            (0, "127.0.0.1:1"),
            (1, "[::1]:1"),
        ] {
            let socket = net.tcp(family);
            note(&mut notes, to, net.start_connect(socket, at(to)));
            note(&mut notes, "again", net.start_connect(socket, at(to)));
            net.wait("tcp-socket", socket);
            note(
                &mut notes,
                "finish",
                net.make("tcp-socket.finish-connect", &[socket]),
            );
            ask_all(net, &mut notes, socket);
        }
        notes
    }),
    ("connected", |net| {
        let mut notes = Vec::new();
        for any in ["127.0.0.1:0", "[::1]:0"] {
            let (server, here) = net.listen(at(any));
            let socket = net.tcp(here.is_ipv6().into());
            let streams = net.connect(socket, here).unwrap();
            let (accepted, others) = net.accept(server);
            for (socket, streams) in [(socket, streams), (accepted, others)] {
                ask_all(net, &mut notes, socket);
                let read = net.read(streams.input, false);
                let write = net.check_write(streams.output);
                let bytes = net.write(streams.output, b"x");
                notes.push(format!("{read:?} {write:?} {bytes:?}"));
            }
        }
        notes
    }),
    ("a client that has an address", |net| {
        let mut notes = Vec::new();
        let (_, here) = net.listen(at("127.0.0.1:0"));
        let socket = net.tcp(0);
        note(&mut notes, "bind", net.bind(socket, at("127.0.0.1:0")));
        note(&mut notes, "connect", net.connect(socket, here));
        note(&mut notes, "connect again", net.connect(socket, here));
        notes
    }),
    ("options", |net| {
        let mut notes = Vec::new();
        for family in [0, 1] {
            let socket = net.tcp(family);
            for (name, values) in [
                ("keep-alive-enabled", &[0, 1][..]),
                (
                    "keep-alive-idle-time",
                    &[0, 1, 1_500_000_000, 7_000_000_000, u64::MAX],
                ),
                (
                    "keep-alive-interval",
                    &[0, 1, 1_500_000_000, 7_000_000_000, u64::MAX],
                ),
                ("keep-alive-count", &[0, 1, 7, 200, 0xffff_ffff]),
                ("hop-limit", &[0, 1, 77, 255]),
                ("receive-buffer-size", &[0, 1, 8192, u64::MAX]),
                ("send-buffer-size", &[0, 1, 8192, u64::MAX]),
            ] {
                for value in values {
                    note(
                        &mut notes,
                        name,
                        net.act(&format!("tcp-socket.set-{name}"), &[socket, *value]),
                    );
                    let answer = net.ask(&format!("tcp-socket.{name}"), &[socket]);
                    notes.push(format!("{name} {value}: {:?}", &answer.area[..16]));
                }
            }
        }
        notes
    }),
    ("datagrams", |net| {
        let mut notes = Vec::new();
        for (family, any, others) in [(0, "127.0.0.1:0", "[::1]:9"), (1, "[::1]:0", "127.0.0.1:9")]
        {
            let socket = net.make("create-udp-socket", &[family]).unwrap()[0];
            note(
                &mut notes,
                "finish",
                net.act("udp-socket.finish-bind", &[socket]),
            );
            note(&mut notes, "stream", udp_streams(net, socket, None));
            note(
                &mut notes,
                "local",
                net.address("udp-socket.local-address", socket),
            );
            note(
                &mut notes,
                "remote",
                net.address("udp-socket.remote-address", socket),
            );
            note(&mut notes, "bind", udp_bind(net, socket, at(others)));
            note(
                &mut notes,
                "mapped",
                udp_bind(net, socket, at("[::ffff:127.0.0.1]:0")),
            );
            note(&mut notes, "bind", udp_bind(net, socket, at(any)));
            note(&mut notes, "bind", udp_bind(net, socket, at(any)));
            notes.push(format!("ready {}", net.is_ready("udp-socket", socket)));
            for to in [others, any, "0.0.0.0:9", "[::]:9", "[::ffff:127.0.0.1]:9"] {
                note(&mut notes, to, udp_streams(net, socket, Some(at(to))));
            }
            let streams = udp_streams(net, socket, None).unwrap();
            note(&mut notes, "bind", udp_bind(net, socket, at(any)));
            note(
                &mut notes,
                "remote",
                net.address("udp-socket.remote-address", socket),
            );
            for to in [others, any, "0.0.0.0:9", "[::]:9"] {
                let said = send(net, streams.output, &[(b"x", Some(at(to)))]);
                note(&mut notes, to, said);
            }
            note(
                &mut notes,
                "nobody",
                send(net, streams.output, &[(b"x", None)]),
            );
            note(&mut notes, "none", send(net, streams.output, &[]));
            note(&mut notes, "receive", receive(net, streams.input, 0));
            note(&mut notes, "receive", receive(net, streams.input, 1));
            for name in ["hop", "receive-buffer-size", "send-buffer-size"] {
                let name = if name == "hop" {
                    "unicast-hop-limit"
                } else {
                    name
                };
                for value in [0, 1, 77] {
                    note(
                        &mut notes,
                        name,
                        net.act(&format!("udp-socket.set-{name}"), &[socket, value]),
                    );
                    let answer = net.ask(&format!("udp-socket.{name}"), &[socket]);
                    notes.push(format!("{name} {value}: {:?}", &answer.area[..16]));
                }
            }
            let family = net.ask("udp-socket.address-family", &[socket]).value;
            notes.push(format!("family {family}"));
        }
        notes
    }),
];

/// Where wasmtime is installed, it says the same to the same calls.
#[test]
fn wasmtime_says_the_same() {
    let everything = "--tcp-listen *:* --tcp-connect *:* --udp";
    let wasmtime =
        packages::file("wasmtime").or_else(|error| left_out(&error.to_string()).ok_or(()));
    let Ok(wasmtime) = wasmtime else { return };
    for (name, scenario) in SCENARIOS {
        let sandbox = Sandbox::new();
        sandbox.write("guest.wat", remote().text());
        let mut command = sandbox.command(&wasmtime);
        command.args(["run", "-Sinherit-network", "guest.wat"]);
        let wanted = scenario(&mut Net::new(sandbox, &mut command));
        let sandbox = Sandbox::new();
        let image = sandbox.image(&remote().text(), &[]);
        let mut command = sandbox.command(&image);
        command.env("WASMC_OPTS", everything);
        let said = scenario(&mut Net::new(sandbox, &mut command));
        for (place, (said, wanted)) in said.iter().zip(&wanted).enumerate() {
            assert_eq!(said, wanted, "{name}, call {place}");
        }
        assert_eq!(said.len(), wanted.len(), "{name}");
    }
}
