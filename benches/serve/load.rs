//! Clients that ask over and over.

use anyhow::{Context, Result, bail, ensure};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Only ends what hangs.
const LIMIT: Duration = Duration::from_secs(60);

/// The path that all requests name, where it is not `/`.
pub static PATH: OnceLock<String> = OnceLock::new();

fn request() -> String {
    let path = PATH.get().map_or("/", String::as_str);
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")
}

/// How much is asked.
pub struct Load {
    /// For how long.
    pub time: Duration,
    /// How many clients there are, each with one connection.
    pub connections: usize,
}

/// What came of it.
pub struct Done {
    /// From the first request to the last answer.
    pub time: Duration,
    /// The time of each request, sorted.
    pub latencies: Vec<Duration>,
}

impl Done {
    /// The time that so many of a hundred requests took at most.
    pub fn percentile(&self, percent: usize) -> Duration {
        let last = self.latencies.len() - 1;
        self.latencies[last * percent / 100]
    }
}

impl Load {
    /// Asks for the same answer until the time is over.
    pub fn run(&self, server: SocketAddr, expected: &[u8]) -> Result<Done> {
        let begin = Instant::now();
        let end = begin + self.time;
        let all: Result<Vec<Vec<Duration>>> = std::thread::scope(|scope| {
            let clients: Vec<_> = (0..self.connections)
                .map(|_| scope.spawn(|| client(server, expected, end)))
                .collect();
            let joined = clients.into_iter().map(|it| it.join());
            joined.map(|it| it.expect("it does not panic")).collect()
        });
        let mut latencies = all?.concat();
        latencies.sort_unstable();
        ensure!(!latencies.is_empty(), "no request was answered");
        Ok(Done {
            time: begin.elapsed(),
            latencies,
        })
    }
}

/// One request in a connection of its own; the body of the answer.
pub fn ask(server: SocketAddr) -> Result<Vec<u8>> {
    let mut connection = Connection::open(server)?;
    connection.request()
}

fn client(server: SocketAddr, expected: &[u8], end: Instant) -> Result<Vec<Duration>> {
    let mut connection = Connection::open(server)?;
    let mut latencies = Vec::new();
    loop {
        let begin = Instant::now();
        if begin >= end {
            return Ok(latencies);
        }
        let body = connection.request()?;
        ensure!(body == expected, "a request has another answer");
        latencies.push(begin.elapsed());
    }
}

/// A connection that is kept.
struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    fn open(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(LIMIT))?;
        Ok(Self {
            stream,
            read: Vec::new(),
        })
    }

    /// Asks, and returns the body of the answer.
    fn request(&mut self) -> Result<Vec<u8>> {
        self.stream.write_all(request().as_bytes())?;
        let head = self.until(b"\r\n\r\n")?;
        let head = String::from_utf8(head)?.to_ascii_lowercase();
        ensure!(head.starts_with("http/1.1 200 "), "the answer is no 200");
        let field = |name: &str| {
            let mut lines = head.lines();
            lines.find_map(|line| line.strip_prefix(name).map(str::trim))
        };
        if field("transfer-encoding:") == Some("chunked") {
            return self.chunks();
        }
        let Some(len) = field("content-length:") else {
            bail!("the answer does not say how long its body is");
        };
        self.exactly(len.parse()?)
    }

    fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let size = self.until(b"\r\n")?;
            let size = std::str::from_utf8(&size)?.trim_end();
            let size = usize::from_str_radix(size, 16).context("a chunk without a size")?;
            let chunk = self.exactly(size + 2)?;
            if size == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&chunk[..size]);
        }
    }

    /// All bytes up to the end of a text.
    fn until(&mut self, text: &[u8]) -> Result<Vec<u8>> {
        loop {
            let at = self.read.windows(text.len()).position(|it| it == text);
            if let Some(at) = at {
                return self.exactly(at + text.len());
            }
            self.fill()?;
        }
    }

    fn exactly(&mut self, len: usize) -> Result<Vec<u8>> {
        while self.read.len() < len {
            self.fill()?;
        }
        let rest = self.read.split_off(len);
        Ok(std::mem::replace(&mut self.read, rest))
    }

    fn fill(&mut self) -> Result<()> {
        let mut piece = [0; 16 << 10];
        let len = self.stream.read(&mut piece)?;
        ensure!(len != 0, "the server has closed the connection");
        self.read.extend_from_slice(&piece[..len]);
        Ok(())
    }
}
