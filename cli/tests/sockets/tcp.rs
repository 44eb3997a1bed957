//! TCP.

use crate::net::{BOTH, RECEIVE, SEND, at, bytes, on_both, start};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use wasmc_tests::remote::{PAYLOAD, raise_descriptors};

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
