//! A server of the domain name system that says what a test wants.

use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::sync::{Arc, Mutex};
use std::thread;

pub const A: u16 = 1;
pub const CNAME: u16 = 5;
pub const AAAA: u16 = 28;

/// A question that came in.
#[derive(Clone, Debug)]
pub struct Question {
    pub id: u16,
    pub name: String,
    pub kind: u16,
    /// Whether it came by TCP.
    pub stream: bool,
    pub from: SocketAddr,
    /// The bytes of the question.
    pub bytes: Vec<u8>,
}

/// What is sent to a question, in parts: each is a datagram, or a piece of a stream.
pub type Parts = Vec<Vec<u8>>;

/// A server, and what it was asked.
pub struct Server {
    asked: Arc<Mutex<Vec<Question>>>,
}

impl Question {
    fn read(message: &[u8], stream: bool, from: SocketAddr) -> Self {
        assert_eq!(&message[2..12], [1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        let mut at = 12;
        let mut labels = Vec::new();
        while message[at] != 0 {
            let end = at + 1 + usize::from(message[at]);
            labels.push(String::from_utf8(message[at + 1..end].to_vec()).unwrap());
            at = end;
        }
        let number = |at: usize| u16::from_be_bytes([message[at], message[at + 1]]);
        assert_eq!((number(at + 3), message.len()), (1, at + 5));
        Self {
            id: number(0),
            name: labels.join("."),
            kind: number(at + 1),
            stream,
            from,
            bytes: message[12..].to_vec(),
        }
    }

    /// An answer with flags, without records.
    pub fn answer(&self, flags: u16) -> Answer {
        let mut bytes = self.id.to_be_bytes().to_vec();
        bytes.extend((0x8180 | flags).to_be_bytes());
        bytes.extend([0, 1, 0, 0, 0, 0, 0, 0]);
        bytes.extend(&self.bytes);
        Answer(bytes)
    }

    /// The answer with addresses, which belong to the name itself.
    pub fn addresses(&self, addresses: &[&str]) -> Answer {
        let own = &[0xc0, 12];
        addresses
            .iter()
            .fold(self.answer(0), |answer, text| match text.parse().unwrap() {
                IpAddr::V4(it) if self.kind == A => answer.record(own, A, &it.octets()),
                IpAddr::V6(it) if self.kind == AAAA => answer.record(own, AAAA, &it.octets()),
                _ => answer,
            })
    }
}

/// A message that is being made.
#[derive(Clone)]
pub struct Answer(pub Vec<u8>);

impl Answer {
    /// Adds a record: its owner as it is in the message.
    pub fn record(mut self, owner: &[u8], kind: u16, data: &[u8]) -> Self {
        self.0.extend(owner);
        self.0.extend(kind.to_be_bytes());
        self.0.extend([0, 1, 0, 0, 0, 60]);
        self.0.extend((data.len() as u16).to_be_bytes());
        self.0.extend(data);
        let count = u16::from_be_bytes([self.0[6], self.0[7]]) + 1;
        self.0[6..8].copy_from_slice(&count.to_be_bytes());
        self
    }

    /// With another number.
    pub fn id(mut self, id: u16) -> Self {
        self.0[..2].copy_from_slice(&id.to_be_bytes());
        self
    }

    /// As it is in a stream.
    pub fn stream(&self) -> Vec<u8> {
        [&(self.0.len() as u16).to_be_bytes(), &self.0[..]].concat()
    }
}

/// A name as it is in a message.
pub fn encoded(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for label in name.split('.') {
        bytes.push(label.len() as u8);
        bytes.extend(label.as_bytes());
    }
    bytes.push(0);
    bytes
}

impl Server {
    /// One on an address of this machine.
    pub fn start(
        address: &str,
        answer: impl Fn(&Question) -> Parts + Send + Sync + 'static,
    ) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(answer);
        let address: IpAddr = address.parse().unwrap();
        let socket = UdpSocket::bind((address, 53)).unwrap();
        let listener = TcpListener::bind((address, 53)).unwrap();
        let (log, answers) = (asked.clone(), answer.clone());
        thread::spawn(move || {
            let mut buffer = [0; 1024];
            while let Ok((len, from)) = socket.recv_from(&mut buffer) {
                let question = Question::read(&buffer[..len], false, from);
                log.lock().unwrap().push(question.clone());
                for part in answers(&question) {
                    socket.send_to(&part, from).unwrap();
                }
            }
        });
        let log = asked.clone();
        thread::spawn(move || {
            for connection in listener.incoming() {
                let mut connection = connection.unwrap();
                let mut len = [0; 2];
                connection.read_exact(&mut len).unwrap();
                let mut message = vec![0; u16::from_be_bytes(len).into()];
                connection.read_exact(&mut message).unwrap();
                let from = connection.peer_addr().unwrap();
                let question = Question::read(&message, true, from);
                log.lock().unwrap().push(question.clone());
                for part in answer(&question) {
                    // The other side may have enough.
                    if connection.write_all(&part).is_err() {
                        break;
                    }
                    thread::sleep(std::time::Duration::from_millis(20));
                }
            }
        });
        Self { asked }
    }

    /// What it was asked since this was last asked.
    pub fn asked(&self) -> Vec<Question> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    /// The names that it was asked for IPv4 addresses of.
    pub fn names(&self) -> Vec<String> {
        let mut asked = self.asked();
        asked.retain(|it| it.kind == A);
        asked.into_iter().map(|it| it.name).collect()
    }
}
