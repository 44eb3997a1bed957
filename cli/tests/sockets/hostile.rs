//! Calls that make no sense.

use crate::common::Sandbox;
use crate::net::{Net, at, flat, on_both, outgoing, remote, udp_bind, udp_streams};
use std::collections::BTreeMap;
use std::io::Read;
use std::process::Stdio;
use wasmc_tests::remote::PAYLOAD;

/// A message, and the calls after which an image ends with it.
type Cause = (&'static str, fn(&mut Net));

#[test]
fn what_traps() {
    on_both(|machine| {
        let traps: [Cause; 4] = [
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
