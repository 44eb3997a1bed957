//! `wasi:sockets`: TCP and UDP, what is granted, what is denied, and what wasmtime says to the same calls.

mod common;

use common::{Machine, Sandbox, left_out, run};
use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{
    IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket,
};
use std::process::{Command, Stdio};
use wasmc_tests::packages;
use wasmc_tests::remote::raise_descriptors;
use wasmc_tests::remote::{Answer, Guest, PAYLOAD, Remote};

/// `error-code`, by number.
const CODES: &[&str] = &[
    "unknown",
    "access-denied",
    "not-supported",
    "invalid-argument",
    "out-of-memory",
    "timeout",
    "concurrency-conflict",
    "not-in-progress",
    "would-block",
    "invalid-state",
    "new-socket-limit",
    "address-not-bindable",
    "address-in-use",
    "remote-unreachable",
    "connection-refused",
    "connection-reset",
    "connection-aborted",
    "datagram-too-large",
    "name-unresolvable",
    "temporary-resolver-failure",
    "permanent-resolver-failure",
];

const RECEIVE: u64 = 0;
const SEND: u64 = 1;
const BOTH: u64 = 2;

/// Everything that the tests call.
fn remote() -> Remote {
    Remote::of(
        &[
            "wasi:io/poll",
            "wasi:io/streams",
            "wasi:sockets/instance-network",
            "wasi:sockets/tcp",
            "wasi:sockets/tcp-create-socket",
            "wasi:sockets/udp",
            "wasi:sockets/udp-create-socket",
        ],
        &[
            "wasi:io/poll/pollable",
            "wasi:io/streams/input-stream",
            "wasi:io/streams/output-stream",
            "wasi:sockets/tcp/tcp-socket",
            "wasi:sockets/udp/udp-socket",
            "wasi:sockets/udp/incoming-datagram-stream",
            "wasi:sockets/udp/outgoing-datagram-stream",
        ],
    )
}

/// What a call has said: a value, or the name of an error.
type Said<T = ()> = Result<T, &'static str>;

/// The two streams of a connection.
#[derive(Clone, Copy, Debug)]
struct Streams {
    input: u64,
    output: u64,
}

/// A component with sockets that does what it is told.
struct Net {
    guest: Guest,
    network: u64,
    // Lives as long as the image that runs.
    _sandbox: Sandbox,
}

fn start(machine: &Machine, words: &str) -> Net {
    let sandbox = Sandbox::new();
    let image = machine.image(&sandbox, &remote().text(), &[]);
    let mut command = machine.command(&sandbox, &image);
    command.env("WASMC_OPTS", words);
    Net::new(sandbox, &mut command)
}

impl Net {
    fn new(sandbox: Sandbox, command: &mut Command) -> Self {
        let mut guest = remote().start(command).unwrap();
        let network = guest.call("instance-network", &[], &[]).unwrap().value;
        Self {
            guest,
            network,
            _sandbox: sandbox,
        }
    }

    fn ask(&mut self, name: &str, args: &[u64]) -> Answer {
        self.guest.call(name, args, &[]).unwrap()
    }

    /// A call that returns nothing but an error, which has the offset of its payload.
    fn act(&mut self, name: &str, args: &[u64]) -> Said {
        said(&self.ask(name, args), 1).map(drop)
    }

    /// A call that returns a handle, or several.
    fn make(&mut self, name: &str, args: &[u64]) -> Said<[u64; 3]> {
        let answer = self.ask(name, args);
        said(&answer, 4)?;
        Ok([4, 8, 12].map(|at| answer.word(at).into()))
    }

    fn tcp(&mut self, family: u64) -> u64 {
        self.make("create-tcp-socket", &[family]).unwrap()[0]
    }

    fn bind(&mut self, socket: u64, to: SocketAddr) -> Said {
        let args = [&[socket, self.network][..], &flat(to)].concat();
        self.act("tcp-socket.start-bind", &args)?;
        self.act("tcp-socket.finish-bind", &[socket])
    }

    /// A socket that listens, and where.
    fn listen(&mut self, at: SocketAddr) -> (u64, SocketAddr) {
        let socket = self.tcp(at.is_ipv6().into());
        self.bind(socket, at).unwrap();
        self.act("tcp-socket.start-listen", &[socket]).unwrap();
        self.act("tcp-socket.finish-listen", &[socket]).unwrap();
        let at = self.address("tcp-socket.local-address", socket).unwrap();
        (socket, at)
    }

    fn address(&mut self, name: &str, socket: u64) -> Said<SocketAddr> {
        let answer = self.ask(name, &[socket]);
        said(&answer, 4)?;
        Ok(address(&answer.area[4..]))
    }

    /// Waits until something happens to a socket or a stream.
    fn wait(&mut self, resource: &str, handle: u64) {
        let name = format!("{resource}.subscribe");
        let pollable = self.ask(&name, &[handle]).value;
        self.ask("pollable.block", &[pollable]);
        self.guest.drop("pollable", pollable as u32).unwrap();
    }

    fn is_ready(&mut self, resource: &str, handle: u64) -> bool {
        let name = format!("{resource}.subscribe");
        let pollable = self.ask(&name, &[handle]).value;
        let ready = self.ask("pollable.ready", &[pollable]).value;
        self.guest.drop("pollable", pollable as u32).unwrap();
        ready != 0
    }

    fn accept(&mut self, socket: u64) -> (u64, Streams) {
        self.wait("tcp-socket", socket);
        let [accepted, input, output] = self.make("tcp-socket.accept", &[socket]).unwrap();
        (accepted, Streams { input, output })
    }

    fn start_connect(&mut self, socket: u64, to: SocketAddr) -> Said {
        let args = [&[socket, self.network][..], &flat(to)].concat();
        self.act("tcp-socket.start-connect", &args)
    }

    fn connect(&mut self, socket: u64, to: SocketAddr) -> Said<Streams> {
        self.start_connect(socket, to)?;
        self.wait("tcp-socket", socket);
        let [input, output, _] = self.make("tcp-socket.finish-connect", &[socket])?;
        Ok(Streams { input, output })
    }

    /// Reads what is there; `None` at the end.
    fn read(&mut self, input: u64, blocking: bool) -> Option<Vec<u8>> {
        let name = match blocking {
            true => "input-stream.blocking-read",
            false => "input-stream.read",
        };
        let answer = self.ask(name, &[input, 65536]);
        match (answer.area[0], answer.area[4]) {
            (0, _) => Some(answer.list(4).to_vec()),
            (1, 1) => None,
            _ => panic!("{answer:?}"),
        }
    }

    fn read_all(&mut self, input: u64) -> Vec<u8> {
        let mut all = Vec::new();
        while let Some(part) = self.read(input, true) {
            all.extend(part);
        }
        all
    }

    fn check_write(&mut self, output: u64) -> Said<u64> {
        let answer = self.ask("output-stream.check-write", &[output]);
        stream_said(&answer, 8)?;
        Ok(u64::from_le_bytes(answer.area[8..16].try_into().unwrap()))
    }

    fn write(&mut self, output: u64, bytes: &[u8]) -> Said {
        let args = [output, PAYLOAD.into(), bytes.len() as u64];
        let answer = self.guest.call("output-stream.write", &args, bytes);
        stream_said(&answer.unwrap(), 4)
    }

    /// Writes all bytes, as much at a time as the stream permits.
    fn write_all(&mut self, output: u64, mut bytes: &[u8]) -> Said {
        while !bytes.is_empty() {
            let permit = self.check_write(output)?;
            if permit == 0 {
                self.wait("output-stream", output);
                continue;
            }
            let (part, rest) = bytes.split_at((permit as usize).min(bytes.len()).min(60_000));
            self.write(output, part)?;
            bytes = rest;
        }
        Ok(())
    }

    /// Drops a connection.
    fn close(&mut self, socket: u64, streams: Streams) {
        self.guest
            .drop("input-stream", streams.input as u32)
            .unwrap();
        self.guest
            .drop("output-stream", streams.output as u32)
            .unwrap();
        self.guest.drop("tcp-socket", socket as u32).unwrap();
    }
}

/// What a result has in memory: its case, and an error at an offset.
fn said(answer: &Answer, offset: usize) -> Said<()> {
    match answer.area[0] {
        0 => Ok(()),
        _ => Err(CODES[usize::from(answer.area[offset])]),
    }
}

/// The same for a stream's error.
fn stream_said(answer: &Answer, offset: usize) -> Said<()> {
    match (answer.area[0], answer.area[offset]) {
        (0, _) => Ok(()),
        (_, 0) => Err("failed"),
        _ => Err("closed"),
    }
}

/// The flat values of an `ip-socket-address`.
fn flat(address: SocketAddr) -> [u64; 12] {
    let mut flat = [0; 12];
    flat[0] = address.is_ipv6().into();
    flat[1] = address.port().into();
    match address {
        SocketAddr::V4(it) => {
            for (slot, byte) in flat[2..].iter_mut().zip(it.ip().octets()) {
                *slot = byte.into();
            }
        }
        SocketAddr::V6(it) => {
            flat[2] = it.flowinfo().into();
            for (slot, part) in flat[3..].iter_mut().zip(it.ip().segments()) {
                *slot = part.into();
            }
            flat[11] = it.scope_id().into();
        }
    }
    flat
}

/// An `ip-socket-address` in memory.
fn address(bytes: &[u8]) -> SocketAddr {
    let port = u16::from_le_bytes([bytes[4], bytes[5]]);
    let ip = match bytes[0] {
        0 => IpAddr::V4(Ipv4Addr::new(bytes[6], bytes[7], bytes[8], bytes[9])),
        _ => {
            let part = |at: usize| u16::from_le_bytes([bytes[12 + 2 * at], bytes[13 + 2 * at]]);
            IpAddr::V6(Ipv6Addr::from([0, 1, 2, 3, 4, 5, 6, 7].map(part)))
        }
    };
    SocketAddr::new(ip, port)
}

fn at(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn on_both(test: fn(&Machine)) {
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, test);
    }
}

/// Bytes that are easy to tell from others.
fn bytes(count: u32) -> Vec<u8> {
    (0..count)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect()
}

#[test]
fn server_and_client() {
    on_both(|machine| {
        for any in ["127.0.0.1:0", "[::1]:0"] {
            let mut net = start(
                machine,
                "--tcp-listen *:0 --tcp-connect 127.0.0.1:* --tcp-connect [::1]:*",
            );
            let (server, at) = net.listen(at(any));
            assert_eq!(net.ask("tcp-socket.is-listening", &[server]).value, 1);
            // From outside.
            let mut client = TcpStream::connect(at).unwrap();
            client.write_all(b"hello").unwrap();
            let (accepted, streams) = net.accept(server);
            let peer = net.address("tcp-socket.remote-address", accepted);
            assert_eq!(peer, Ok(client.local_addr().unwrap()));
            assert_eq!(net.read(streams.input, true).unwrap(), b"hello");
            assert_eq!(net.read(streams.input, false).unwrap(), b"");
            net.write_all(streams.output, b"and you").unwrap();
            net.close(accepted, streams);
            let mut answer = Vec::new();
            client.read_to_end(&mut answer).unwrap();
            assert_eq!(answer, b"and you");
            // From inside.
            let other = net.tcp(at.is_ipv6().into());
            let here = net.connect(other, at).unwrap();
            let (accepted, there) = net.accept(server);
            let local = net.address("tcp-socket.local-address", other);
            assert_eq!(net.address("tcp-socket.remote-address", accepted), local);
            assert_eq!(net.address("tcp-socket.remote-address", other), Ok(at));
            net.write_all(there.output, b"in here").unwrap();
            assert_eq!(net.read(here.input, true).unwrap(), b"in here");
            net.close(accepted, there);
            assert_eq!(net.read(here.input, true), None);
            net.close(other, here);
            net.guest.drop("tcp-socket", server as u32).unwrap();
            assert!(net.guest.end().unwrap().success());
        }
    });
}

/// Much more than fits into the buffers of both ends, while nobody reads at first.
#[test]
fn large_transfers_wait_for_the_other_end() {
    on_both(|machine| {
        let mut net = start(machine, "--tcp-listen 127.0.0.1:0");
        let (server, at) = net.listen(at("127.0.0.1:0"));
        let mut client = TcpStream::connect(at).unwrap();
        let (accepted, streams) = net.accept(server);
        let all = bytes(20_000_000);
        let mut sent = 0;
        // Until no more is taken.
        loop {
            let permit = net.check_write(streams.output).unwrap() as usize;
            if permit == 0 {
                break;
            }
            let part = &all[sent..][..permit.min(60_000)];
            net.write(streams.output, part).unwrap();
            sent += part.len();
        }
        assert!(sent < all.len(), "all of it was taken");
        assert!(!net.is_ready("output-stream", streams.output));
        let total = all.len();
        let reader = std::thread::spawn(move || {
            let mut got = vec![0; total];
            client.read_exact(&mut got).unwrap();
            client.write_all(&got).unwrap();
            client.shutdown(Shutdown::Write).unwrap();
            got
        });
        net.wait("output-stream", streams.output);
        net.write_all(streams.output, &all[sent..]).unwrap();
        let back = net.read_all(streams.input);
        assert!(back == all, "{} bytes came back", back.len());
        assert!(reader.join().unwrap() == all);
        net.close(accepted, streams);
    });
}

#[test]
fn half_of_a_connection_ends() {
    on_both(|machine| {
        let mut net = start(machine, "--tcp-listen 127.0.0.1:0");
        let (server, at) = net.listen(at("127.0.0.1:0"));
        let mut client = TcpStream::connect(at).unwrap();
        let (accepted, streams) = net.accept(server);
        net.act("tcp-socket.shutdown", &[accepted, SEND]).unwrap();
        assert_eq!(net.check_write(streams.output), Err("closed"));
        assert_eq!(net.write(streams.output, b"x"), Err("closed"));
        assert!(net.is_ready("output-stream", streams.output));
        let mut rest = Vec::new();
        client.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, b"");
        client.write_all(b"still there").unwrap();
        assert_eq!(net.read(streams.input, true).unwrap(), b"still there");
        net.act("tcp-socket.shutdown", &[accepted, RECEIVE])
            .unwrap();
        assert_eq!(net.read(streams.input, true), None);
        assert!(net.is_ready("input-stream", streams.input));
        net.act("tcp-socket.shutdown", &[accepted, BOTH]).unwrap();
    });
}

/// A peer that resets the connection ends streams, and no process.
#[test]
fn peers_that_go_away() {
    on_both(|machine| {
        let mut net = start(machine, "--tcp-listen 127.0.0.1:0");
        let (server, at) = net.listen(at("127.0.0.1:0"));
        let mut client = TcpStream::connect(at).unwrap();
        let (accepted, streams) = net.accept(server);
        net.write_all(streams.output, b"unread").unwrap();
        client.read_exact(&mut [0]).unwrap();
        // What is unread makes this a reset.
        drop(client);
        let answer = net.ask("input-stream.blocking-read", &[streams.input, 10]);
        assert_eq!((answer.area[0], answer.area[4]), (1, 0), "{answer:?}");
        assert_eq!(net.read(streams.input, true), None);
        // The kernel may take the first bytes.
        let end = (0..100).find_map(|_| net.write(streams.output, b"x").err());
        assert_eq!(end, Some("closed"));
        net.close(accepted, streams);
        assert_eq!(net.ask("tcp-socket.is-listening", &[server]).value, 1);
    });
}

#[test]
fn a_thousand_connections_at_once() {
    on_both(|machine| {
        // The test has as many as the guest.
        raise_descriptors().unwrap();
        let mut net = start(machine, "--tcp-listen 127.0.0.1:0");
        let (server, at) = net.listen(at("127.0.0.1:0"));
        let mut clients = Vec::new();
        let mut connections = Vec::new();
        for number in 0..1000u32 {
            let mut client = TcpStream::connect(at).unwrap();
            client.write_all(&number.to_le_bytes()).unwrap();
            clients.push(client);
            connections.push(net.accept(server));
        }
        let pollables: Vec<u64> = connections
            .iter()
            .map(|(_, streams)| net.ask("input-stream.subscribe", &[streams.input]).value)
            .collect();
        let handles: Vec<u8> = pollables
            .iter()
            .flat_map(|it| (*it as u32).to_le_bytes())
            .collect();
        let args = [PAYLOAD.into(), pollables.len() as u64];
        let answer = net.guest.call("poll", &args, &handles).unwrap();
        assert_eq!(answer.word(4), 1000);
        for (number, (_, streams)) in connections.iter().enumerate() {
            let got = net.read(streams.input, false).unwrap();
            assert_eq!(got, (number as u32).to_le_bytes());
            net.write_all(streams.output, &got).unwrap();
        }
        for (number, client) in clients.iter_mut().enumerate() {
            let mut got = [0; 4];
            client.read_exact(&mut got).unwrap();
            assert_eq!(got, (number as u32).to_le_bytes());
        }
        // Of all that wait, the one to which something happens is named.
        clients[777].write_all(b"me").unwrap();
        let answer = net.guest.call("poll", &args, &handles).unwrap();
        let start = answer.word(0);
        assert_eq!(
            (answer.word(4), &answer.heap_at(start)[..4]),
            (1, &777u32.to_le_bytes()[..])
        );
    });
}

#[test]
fn descriptors_are_limited() {
    on_both(|machine| {
        let mut net = start(machine, "--tcp-listen 127.0.0.1:0 --udp --max-fds 5");
        let socket = net.tcp(0);
        let other = net.make("create-udp-socket", &[0]).unwrap()[0];
        let limit = Err("new-socket-limit");
        assert_eq!(net.make("create-tcp-socket", &[0]), limit);
        assert_eq!(net.make("create-udp-socket", &[1]), limit);
        net.guest.drop("udp-socket", other as u32).unwrap();
        net.guest.drop("tcp-socket", socket as u32).unwrap();
        let (server, at) = net.listen(at("127.0.0.1:0"));
        let _clients = [
            TcpStream::connect(at).unwrap(),
            TcpStream::connect(at).unwrap(),
        ];
        let (accepted, streams) = net.accept(server);
        net.wait("tcp-socket", server);
        assert_eq!(net.make("tcp-socket.accept", &[server]), limit);
        net.close(accepted, streams);
        net.make("tcp-socket.accept", &[server]).unwrap();
    });
}

fn udp_bind(net: &mut Net, socket: u64, to: SocketAddr) -> Said {
    let args = [&[socket, net.network][..], &flat(to)].concat();
    net.act("udp-socket.start-bind", &args)?;
    net.act("udp-socket.finish-bind", &[socket])
}

/// The streams of a socket, which has an address.
fn udp_streams(net: &mut Net, socket: u64, remote: Option<SocketAddr>) -> Said<Streams> {
    let flat = remote.map_or([0; 12], flat);
    let args = [&[socket, remote.is_some().into()][..], &flat].concat();
    let [input, output, _] = net.make("udp-socket.stream", &args)?;
    Ok(Streams { input, output })
}

/// An `outgoing-datagram` in memory; its data is behind `count` of them.
fn outgoing(list: &[(&[u8], Option<SocketAddr>)]) -> Vec<u8> {
    let mut records: Vec<u8> = Vec::new();
    let mut data: Vec<u8> = Vec::new();
    for (bytes, to) in list {
        let mut record = [0u8; 44];
        let start = PAYLOAD + 44 * list.len() as u32 + data.len() as u32;
        record[..4].copy_from_slice(&start.to_le_bytes());
        record[4..8].copy_from_slice(&(bytes.len() as u32).to_le_bytes());
        if let Some(to) = to {
            record[8] = 1;
            record[12] = to.is_ipv6().into();
            record[16..18].copy_from_slice(&to.port().to_le_bytes());
            match to.ip() {
                IpAddr::V4(ip) => record[18..22].copy_from_slice(&ip.octets()),
                IpAddr::V6(ip) => {
                    for (slot, part) in record[24..40].chunks_mut(2).zip(ip.segments()) {
                        slot.copy_from_slice(&part.to_le_bytes());
                    }
                }
            }
        }
        records.extend(record);
        data.extend(*bytes);
    }
    records.extend(data);
    records
}

fn send(net: &mut Net, output: u64, list: &[(&[u8], Option<SocketAddr>)]) -> Said<u64> {
    let answer = net.ask("outgoing-datagram-stream.check-send", &[output]);
    said(&answer, 8)?;
    let args = [output, PAYLOAD.into(), list.len() as u64];
    let payload = outgoing(list);
    let answer = net
        .guest
        .call("outgoing-datagram-stream.send", &args, &payload);
    let answer = answer.unwrap();
    said(&answer, 8)?;
    Ok(u64::from_le_bytes(answer.area[8..16].try_into().unwrap()))
}

fn receive(net: &mut Net, input: u64, most: u64) -> Said<Vec<(Vec<u8>, SocketAddr)>> {
    let answer = net.ask("incoming-datagram-stream.receive", &[input, most]);
    said(&answer, 4)?;
    let (start, count) = (answer.word(4), answer.word(8));
    let records = answer.heap_at(start);
    let word = |bytes: &[u8]| u32::from_le_bytes(bytes[..4].try_into().unwrap());
    Ok((0..count as usize)
        .map(|index| {
            let record = &records[40 * index..];
            let data = answer.heap_at(word(record));
            let data = data[..word(&record[4..]) as usize].to_vec();
            (data, address(&record[8..]))
        })
        .collect())
}

#[test]
fn datagrams() {
    on_both(|machine| {
        for any in ["127.0.0.1:0", "[::1]:0"] {
            let mut net = start(machine, "--udp");
            let any = at(any);
            let socket = net
                .make("create-udp-socket", &[any.is_ipv6().into()])
                .unwrap()[0];
            udp_bind(&mut net, socket, any).unwrap();
            let here = net.address("udp-socket.local-address", socket).unwrap();
            let streams = udp_streams(&mut net, socket, None).unwrap();
            assert_eq!(receive(&mut net, streams.input, 10), Ok(vec![]));
            assert!(!net.is_ready("incoming-datagram-stream", streams.input));
            let peer = UdpSocket::bind(any).unwrap();
            let there = peer.local_addr().unwrap();
            for text in ["one", "", "three"] {
                peer.send_to(text.as_bytes(), here).unwrap();
            }
            net.wait("incoming-datagram-stream", streams.input);
            let first = receive(&mut net, streams.input, 1).unwrap();
            assert_eq!(first, [(b"one".to_vec(), there)]);
            let others = receive(&mut net, streams.input, 9).unwrap();
            assert_eq!(others, [(vec![], there), (b"three".to_vec(), there)]);
            let large = bytes(60_000);
            let list = [
                (&b"a"[..], Some(there)),
                (&b""[..], Some(there)),
                (&large[..], Some(there)),
            ];
            assert_eq!(send(&mut net, streams.output, &list), Ok(3));
            let mut room = vec![0; 70_000];
            for (data, _) in list {
                assert_eq!(peer.recv_from(&mut room).unwrap(), (data.len(), here));
                assert!(room[..data.len()] == *data);
            }
            // Connected to one, it hears no other.
            net.guest
                .drop("incoming-datagram-stream", streams.input as u32)
                .unwrap();
            net.guest
                .drop("outgoing-datagram-stream", streams.output as u32)
                .unwrap();
            let stranger = UdpSocket::bind(any).unwrap();
            let streams = udp_streams(&mut net, socket, Some(there)).unwrap();
            assert_eq!(net.address("udp-socket.remote-address", socket), Ok(there));
            stranger.send_to(b"hey", here).unwrap();
            peer.send_to(b"ho", here).unwrap();
            net.wait("incoming-datagram-stream", streams.input);
            assert_eq!(
                receive(&mut net, streams.input, 9),
                Ok(vec![(b"ho".to_vec(), there)])
            );
            assert_eq!(send(&mut net, streams.output, &[(b"x", None)]), Ok(1));
            assert_eq!(peer.recv_from(&mut room).unwrap(), (1, here));
            let other = stranger.local_addr().unwrap();
            let refused = send(&mut net, streams.output, &[(b"x", Some(other))]);
            assert_eq!(refused, Err("invalid-argument"));
            let too_large = vec![0; 65_000];
            let large = send(
                &mut net,
                streams.output,
                &[(&too_large, None), (&too_large, None)],
            );
            assert_eq!(large, Ok(2));
        }
    });
}

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

#[test]
fn what_traps() {
    on_both(|machine| {
        let traps: [(&str, fn(&mut Net)); 4] = [
            ("resource has children", |net| {
                let socket = net.tcp(0);
                net.ask("tcp-socket.subscribe", &[socket]);
                let _ = net.guest.drop("tcp-socket", socket as u32);
            }),
            ("resource has children", |net| {
                let socket = net.make("create-udp-socket", &[0]).unwrap()[0];
                udp_bind(net, socket, at("127.0.0.1:0")).unwrap();
                udp_streams(net, socket, None).unwrap();
                let _ = net.guest.drop("udp-socket", socket as u32);
            }),
            (
                "invalid arguments: the socket's streams have not been dropped",
                |net| {
                    let socket = net.make("create-udp-socket", &[0]).unwrap()[0];
                    udp_bind(net, socket, at("127.0.0.1:0")).unwrap();
                    udp_streams(net, socket, None).unwrap();
                    let _ = net.guest.call("udp-socket.stream", &[socket], &[]);
                },
            ),
            (
                "invalid arguments: more datagrams than check-send has permitted",
                |net| {
                    let socket = net.make("create-udp-socket", &[0]).unwrap()[0];
                    udp_bind(net, socket, at("127.0.0.1:0")).unwrap();
                    let streams = udp_streams(net, socket, None).unwrap();
                    let args = [streams.output, PAYLOAD.into(), 1];
                    let payload = outgoing(&[(b"x", None)]);
                    let _ = net
                        .guest
                        .call("outgoing-datagram-stream.send", &args, &payload);
                },
            ),
        ];
        for (message, cause) in traps {
            let sandbox = Sandbox::new();
            let image = machine.image(&sandbox, &remote().text(), &[]);
            let mut command = machine.command(&sandbox, &image);
            command
                .env("WASMC_OPTS", "--tcp-listen *:* --udp")
                .stderr(Stdio::piped());
            let mut net = Net::new(sandbox, &mut command);
            cause(&mut net);
            let mut text = String::new();
            let mut stderr = net.guest.child.stderr.take().unwrap();
            stderr.read_to_string(&mut text).unwrap();
            let first = text.lines().next().unwrap_or_default();
            assert_eq!(first, format!("wasm trap: {message}"));
            assert_eq!(net.guest.end().unwrap().code(), Some(134));
        }
    });
}

/// Calls in any order, with handles and addresses of any kind: each returns or traps.
#[test]
fn calls_of_any_kind() {
    on_both(|machine| {
        let sandbox = Sandbox::new();
        let image = machine.image(&sandbox, &remote().text(), &[]);
        let functions: Vec<_> = remote().functions().collect();
        let mut seed = 1u64;
        let mut random = move |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % below
        };
        let addresses = [
            "127.0.0.1:0",
            "127.0.0.1:1",
            "[::1]:0",
            "[::1]:1",
            "0.0.0.0:0",
            "10.0.0.1:80",
        ];
        let (mut calls, mut traps) = (0, 0);
        for _ in 0..100 {
            let mut command = machine.command(&sandbox, &image);
            let words =
                "--tcp-listen 127.0.0.1:0 --tcp-listen [::1]:0 --tcp-connect 127.0.0.1:* --udp";
            command.env("WASMC_OPTS", words).stderr(Stdio::piped());
            let mut net = Net::new(Sandbox::new(), &mut command);
            // Handles of each resource.
            let mut handles: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
            let mut pending = vec![
                "create-tcp-socket",
                "create-udp-socket",
                "create-tcp-socket",
            ];
            for _ in 0..400 {
                let (name, params) = match pending.pop() {
                    Some(name) => (name, 2),
                    None => functions[random(functions.len())],
                };
                // They may wait for ever.
                if name.contains("block") || name == "poll" {
                    continue;
                }
                let mut args: Vec<u64> = (0..params)
                    .map(|_| match random(40) {
                        0 => u64::MAX,
                        1 => random(1 << 30) as u64,
                        2 => 65_536 * random(5) as u64,
                        _ => random(10) as u64,
                    })
                    .collect();
                let own = name.split_once('.').map(|(resource, _)| resource);
                if let Some(list) = own.and_then(|own| handles.get(own))
                    && random(100) != 0
                {
                    args[0] = list[random(list.len())];
                } else if own.is_some() && random(50) != 0 {
                    continue;
                }
                if name.starts_with("create") {
                    args[0] = random(2) as u64;
                }
                if params > 12 && random(50) != 0 {
                    args[1] = if name.ends_with("stream") {
                        1
                    } else {
                        net.network
                    };
                    args[2..14].copy_from_slice(&flat(at(addresses[random(addresses.len())])));
                }
                if name.ends_with("shutdown") {
                    args[1] %= 3;
                }
                if params > 1 && random(100) != 0 {
                    args[params - 1] = 512;
                }
                calls += 1;
                let payload: Vec<u8> = (0..random(200)).map(|_| random(4) as u8).collect();
                let Ok(answer) = net.guest.call(name, &args, &payload) else {
                    let mut text = String::new();
                    let mut stderr = net.guest.child.stderr.take().unwrap();
                    stderr.read_to_string(&mut text).unwrap();
                    assert!(text.starts_with("wasm trap: "), "{name}{args:?}: {text}");
                    assert_eq!(net.guest.child.wait().unwrap().code(), Some(134), "{text}");
                    traps += 1;
                    break;
                };
                let made: &[&str] = match name.rsplit('.').next().unwrap() {
                    "create-tcp-socket" => &["tcp-socket"],
                    "create-udp-socket" => &["udp-socket"],
                    "accept" => &["tcp-socket", "input-stream", "output-stream"],
                    "finish-connect" => &["input-stream", "output-stream"],
                    "stream" => &["incoming-datagram-stream", "outgoing-datagram-stream"],
                    "subscribe" => {
                        handles.entry("pollable").or_default().push(answer.value);
                        continue;
                    }
                    _ => continue,
                };
                if answer.area[0] == 0 {
                    for (place, resource) in made.iter().enumerate() {
                        let handle = answer.word(4 + 4 * place).into();
                        handles.entry(resource).or_default().push(handle);
                    }
                }
            }
        }
        assert!(calls > 1000 && traps > 50, "{calls} calls, {traps} traps");
    });
}
