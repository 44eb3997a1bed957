//! A component with sockets that does what it is told.

use crate::common::{Machine, Sandbox};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::Command;
use wasmc_tests::remote::{Answer, Guest, PAYLOAD, Remote};

/// `error-code`, by number.
pub const CODES: &[&str] = &[
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

pub const RECEIVE: u64 = 0;
pub const SEND: u64 = 1;
pub const BOTH: u64 = 2;

/// Everything that the tests call.
pub fn remote() -> Remote {
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
pub type Said<T = ()> = Result<T, &'static str>;

/// The two streams of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Streams {
    pub input: u64,
    pub output: u64,
}

/// A component with sockets that does what it is told.
pub struct Net {
    pub guest: Guest,
    pub network: u64,
    // Lives as long as the image that runs.
    pub _sandbox: Sandbox,
}

pub fn start(machine: &Machine, words: &str) -> Net {
    let sandbox = Sandbox::new();
    let image = machine.image(&sandbox, &remote().text(), &[]);
    let mut command = machine.command(&sandbox, &image);
    command.env("WASMC_OPTS", words);
    Net::new(sandbox, &mut command)
}

impl Net {
    pub fn new(sandbox: Sandbox, command: &mut Command) -> Self {
        let mut guest = remote().start(command).unwrap();
        let network = guest.call("instance-network", &[], &[]).unwrap().value;
        Self {
            guest,
            network,
            _sandbox: sandbox,
        }
    }

    pub fn ask(&mut self, name: &str, args: &[u64]) -> Answer {
        self.guest.call(name, args, &[]).unwrap()
    }

    /// A call that returns nothing but an error, which has the offset of its payload.
    pub fn act(&mut self, name: &str, args: &[u64]) -> Said {
        said(&self.ask(name, args), 1).map(drop)
    }

    /// A call that returns a handle, or several.
    pub fn make(&mut self, name: &str, args: &[u64]) -> Said<[u64; 3]> {
        let answer = self.ask(name, args);
        said(&answer, 4)?;
        Ok([4, 8, 12].map(|at| answer.word(at).into()))
    }

    pub fn tcp(&mut self, family: u64) -> u64 {
        self.make("create-tcp-socket", &[family]).unwrap()[0]
    }

    pub fn bind(&mut self, socket: u64, to: SocketAddr) -> Said {
        let args = [&[socket, self.network][..], &flat(to)].concat();
        self.act("tcp-socket.start-bind", &args)?;
        self.act("tcp-socket.finish-bind", &[socket])
    }

    /// A socket that listens, and where.
    pub fn listen(&mut self, at: SocketAddr) -> (u64, SocketAddr) {
        let socket = self.tcp(at.is_ipv6().into());
        self.bind(socket, at).unwrap();
        self.act("tcp-socket.start-listen", &[socket]).unwrap();
        self.act("tcp-socket.finish-listen", &[socket]).unwrap();
        let at = self.address("tcp-socket.local-address", socket).unwrap();
        (socket, at)
    }

    pub fn address(&mut self, name: &str, socket: u64) -> Said<SocketAddr> {
        let answer = self.ask(name, &[socket]);
        said(&answer, 4)?;
        Ok(address(&answer.area[4..]))
    }

    /// Waits until something happens to a socket or a stream.
    pub fn wait(&mut self, resource: &str, handle: u64) {
        let name = format!("{resource}.subscribe");
        let pollable = self.ask(&name, &[handle]).value;
        self.ask("pollable.block", &[pollable]);
        self.guest.drop("pollable", pollable as u32).unwrap();
    }

    pub fn is_ready(&mut self, resource: &str, handle: u64) -> bool {
        let name = format!("{resource}.subscribe");
        let pollable = self.ask(&name, &[handle]).value;
        let ready = self.ask("pollable.ready", &[pollable]).value;
        self.guest.drop("pollable", pollable as u32).unwrap();
        ready != 0
    }

    pub fn accept(&mut self, socket: u64) -> (u64, Streams) {
        self.wait("tcp-socket", socket);
        let [accepted, input, output] = self.make("tcp-socket.accept", &[socket]).unwrap();
        (accepted, Streams { input, output })
    }

    pub fn start_connect(&mut self, socket: u64, to: SocketAddr) -> Said {
        let args = [&[socket, self.network][..], &flat(to)].concat();
        self.act("tcp-socket.start-connect", &args)
    }

    pub fn connect(&mut self, socket: u64, to: SocketAddr) -> Said<Streams> {
        self.start_connect(socket, to)?;
        self.wait("tcp-socket", socket);
        let [input, output, _] = self.make("tcp-socket.finish-connect", &[socket])?;
        Ok(Streams { input, output })
    }

    /// Reads what is there; `None` at the end.
    pub fn read(&mut self, input: u64, blocking: bool) -> Option<Vec<u8>> {
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

    pub fn read_all(&mut self, input: u64) -> Vec<u8> {
        let mut all = Vec::new();
        while let Some(part) = self.read(input, true) {
            all.extend(part);
        }
        all
    }

    pub fn check_write(&mut self, output: u64) -> Said<u64> {
        let answer = self.ask("output-stream.check-write", &[output]);
        stream_said(&answer, 8)?;
        Ok(u64::from_le_bytes(answer.area[8..16].try_into().unwrap()))
    }

    pub fn write(&mut self, output: u64, bytes: &[u8]) -> Said {
        let args = [output, PAYLOAD.into(), bytes.len() as u64];
        let answer = self.guest.call("output-stream.write", &args, bytes);
        stream_said(&answer.unwrap(), 4)
    }

    /// Writes all bytes, as much at a time as the stream permits.
    pub fn write_all(&mut self, output: u64, mut bytes: &[u8]) -> Said {
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
    pub fn close(&mut self, socket: u64, streams: Streams) {
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
pub fn said(answer: &Answer, offset: usize) -> Said<()> {
    match answer.area[0] {
        0 => Ok(()),
        _ => Err(CODES[usize::from(answer.area[offset])]),
    }
}

/// The same for a stream's error.
pub fn stream_said(answer: &Answer, offset: usize) -> Said<()> {
    match (answer.area[0], answer.area[offset]) {
        (0, _) => Ok(()),
        (_, 0) => Err("failed"),
        _ => Err("closed"),
    }
}

/// The flat values of an `ip-socket-address`.
pub fn flat(address: SocketAddr) -> [u64; 12] {
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
pub fn address(bytes: &[u8]) -> SocketAddr {
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

pub fn at(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

pub fn on_both(test: fn(&Machine)) {
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, test);
    }
}

/// Bytes that are easy to tell from others.
pub fn bytes(count: u32) -> Vec<u8> {
    (0..count)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect()
}

pub fn udp_bind(net: &mut Net, socket: u64, to: SocketAddr) -> Said {
    let args = [&[socket, net.network][..], &flat(to)].concat();
    net.act("udp-socket.start-bind", &args)?;
    net.act("udp-socket.finish-bind", &[socket])
}

/// The streams of a socket, which has an address.
pub fn udp_streams(net: &mut Net, socket: u64, remote: Option<SocketAddr>) -> Said<Streams> {
    let flat = remote.map_or([0; 12], flat);
    let args = [&[socket, remote.is_some().into()][..], &flat].concat();
    let [input, output, _] = net.make("udp-socket.stream", &args)?;
    Ok(Streams { input, output })
}

/// An `outgoing-datagram` in memory; its data is behind `count` of them.
pub fn outgoing(list: &[(&[u8], Option<SocketAddr>)]) -> Vec<u8> {
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

pub fn send(net: &mut Net, output: u64, list: &[(&[u8], Option<SocketAddr>)]) -> Said<u64> {
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

pub fn receive(net: &mut Net, input: u64, most: u64) -> Said<Vec<(Vec<u8>, SocketAddr)>> {
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
