//! UDP.

use crate::net::{at, bytes, on_both, receive, send, start, udp_bind, udp_streams};
use std::net::UdpSocket;

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
