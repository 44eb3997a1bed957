//! Servers that tests talk to.

use super::{Machine, Sandbox};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A server that listens. What it says on stderr is read, so that it can go on.
pub struct Server {
    /// Its parent.
    pub process: Child,
    /// Where it listens.
    pub port: u16,
    said: Arc<Mutex<String>>,
}

impl Server {
    /// One of this text.
    pub fn start(machine: &Machine, sandbox: &Sandbox, text: &str) -> Server {
        Server::with(machine, sandbox, text, &[])
    }

    /// One with options.
    pub fn with(machine: &Machine, sandbox: &Sandbox, text: &str, options: &[&str]) -> Server {
        let options = [&["--http-listen", "127.0.0.1:0"], options].concat();
        let image = machine.image(sandbox, text, &options);
        Server::run(machine.command(sandbox, &image))
    }

    /// One that this command starts.
    pub fn run(mut command: Command) -> Server {
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        let port = line.strip_prefix("wasmc: listening on port ");
        let port = port.unwrap_or_else(|| panic!("{line}")).parse().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let heard = said.clone();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                *heard.lock().unwrap() += &(line + "\n");
            }
        });
        Server {
            process,
            port,
            said,
        }
    }

    /// What it has said on stderr since it listens, as soon as the text is there after a text.
    pub fn said(&self, text: &str, after: &str) -> String {
        // Only ends a hang.
        for _ in 0..10_000 {
            let said = self.said.lock().unwrap().clone();
            if said
                .rsplit_once(text)
                .is_some_and(|it| it.1.contains(after))
            {
                return said;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        panic!("{}", self.said.lock().unwrap())
    }

    /// A connection.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        // Only ends a hang.
        stream
            .set_read_timeout(Some(Duration::from_secs(100)))
            .unwrap();
        stream
    }

    /// Everything that comes back until the server closes the connection.
    pub fn all(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        let mut answer = Vec::new();
        // A server that refuses may reset the connection behind its answer.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8(answer).unwrap()
    }

    /// Status and body of the one answer to a request for a path.
    pub fn get(&self, path: &str) -> (u16, String) {
        let answer = self
            .all(format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").as_bytes());
        let mut answers = split(&answer);
        assert_eq!(answers.len(), 1, "{answer}");
        answers.remove(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After it was waited for, another process may have its number.
        if matches!(self.process.try_wait(), Ok(None)) {
            // strace that is killed lets go of the server, which goes on.
            let all = descendants(self.process.id());
            let _ = self.process.kill();
            let _ = self.process.wait();
            let mut kill = Command::new("kill");
            // Those that have ended with their parent are no failure.
            kill.arg("-KILL").args(all.iter().map(u32::to_string));
            let _ = kill.stderr(Stdio::null()).status();
        }
    }
}

/// Status and body of each answer. An answer that ends too early has what came as its body, and `!` behind it.
pub fn split(mut text: &str) -> Vec<(u16, String)> {
    let mut answers = Vec::new();
    while !text.is_empty() {
        let (head, mut rest) = text.split_once("\r\n\r\n").expect(text);
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(": "));
            lines.find(|(it, _)| *it == name).map(|(_, value)| value)
        };
        let mut body = String::new();
        if header("transfer-encoding") == Some("chunked") {
            loop {
                let Some((size, more)) = rest.split_once("\r\n") else {
                    body += "!";
                    break;
                };
                let size = usize::from_str_radix(size, 16).unwrap();
                body += &more[..size];
                rest = &more[size + 2..];
                if size == 0 {
                    break;
                }
            }
        } else if let Some(length) = header("content-length") {
            let length: usize = length.parse().unwrap();
            if rest.len() < length {
                body = format!("{rest}!");
                rest = "";
            } else {
                body = rest[..length].into();
                rest = &rest[length..];
            }
        }
        answers.push((status, body));
        text = rest;
    }
    answers
}

/// Runs a test with images of each target.
pub fn on_both_targets(test: fn(&Machine)) {
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, test);
    }
}

/// The processes that one has made; none if it has ended.
pub fn children(process: u32) -> Vec<u32> {
    let list = std::fs::read_to_string(format!("/proc/{process}/task/{process}/children"));
    let list = list.unwrap_or_default();
    list.split_whitespace()
        .map(|it| it.parse().unwrap())
        .collect()
}

/// Its children, their children, and so on.
fn descendants(process: u32) -> Vec<u32> {
    let mut all = children(process);
    let mut next = 0;
    while let Some(&process) = all.get(next) {
        all.extend(children(process));
        next += 1;
    }
    all
}
