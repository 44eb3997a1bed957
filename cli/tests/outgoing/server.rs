//! A server on loopback that does what a test says with each connection.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// A server. It ends with the process.
pub struct Server {
    pub port: u16,
    /// What it has seen of each connection.
    pub seen: Receiver<String>,
}

impl Server {
    /// One that calls `act` with each connection; what it returns is seen.
    pub fn new(act: impl Fn(&mut TcpStream) -> String + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        Server::on(listener, act)
    }

    pub fn on(
        listener: TcpListener,
        act: impl Fn(&mut TcpStream) -> String + Send + Sync + 'static,
    ) -> Server {
        let port = listener.local_addr().unwrap().port();
        let (sender, seen): (Sender<String>, _) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                // Only ends a hang.
                stream
                    .set_read_timeout(Some(Duration::from_secs(100)))
                    .unwrap();
                let text = act(&mut stream);
                if sender.send(text).is_err() {
                    return;
                }
            }
        });
        Server { port, seen }
    }

    /// One that reads a request and answers with these bytes.
    pub fn answering(answer: impl Into<Vec<u8>>) -> Server {
        let answer = answer.into();
        Server::new(move |stream| {
            let text = request(stream);
            let _ = stream.write_all(&answer);
            linger(stream);
            text
        })
    }

    /// What it has seen of the next connection.
    pub fn next(&self) -> String {
        self.seen.recv_timeout(Duration::from_secs(100)).unwrap()
    }
}

/// Ends a connection so that the other end reads everything.
pub fn linger(stream: &mut TcpStream) {
    let _ = stream.shutdown(Shutdown::Write);
    let mut rest = [0; 4096];
    while matches!(stream.read(&mut rest), Ok(1..)) {}
}

/// Reads a head up to its empty line.
pub fn head(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
        bytes.push(byte[0]);
    }
    String::from_utf8(bytes).unwrap()
}

/// Reads a request with its body, as its headers say.
pub fn request(stream: &mut TcpStream) -> String {
    let mut text = head(stream);
    let header = |name: &str| {
        let mut lines = text.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(it, _)| *it == name);
        found.map(|(_, value)| value.to_string())
    };
    if let Some(length) = header("content-length") {
        let mut body = vec![0; length.parse().unwrap()];
        match stream.read_exact(&mut body) {
            Ok(()) => text += &String::from_utf8_lossy(&body),
            Err(_) => text += "!",
        }
    } else if header("transfer-encoding").as_deref() == Some("chunked") {
        let mut bytes = Vec::new();
        let mut byte = [0];
        // What the tests send has no empty line in it.
        while !bytes.ends_with(b"\r\n\r\n") {
            match stream.read(&mut byte) {
                Ok(1) => bytes.push(byte[0]),
                _ => {
                    bytes.push(b'!');
                    break;
                }
            }
        }
        text += &String::from_utf8(bytes).unwrap();
    }
    text
}

/// Waits for bytes and leaves them unread: the connection is reset when it is closed.
pub fn leave(stream: &TcpStream) {
    stream.peek(&mut [0]).unwrap();
}
