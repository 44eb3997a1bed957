//! Components in Rust, Python and JavaScript that handle requests of HTTP: what an image answers is what `wasmtime serve`
//! answers to the same requests.

use crate::group::{Context, Group, Module, Test};
use anyhow::{Context as _, Result, bail, ensure};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use wasmc_tests::image::{Launch, run, spawn};
use wasmc_tests::limit::{HANG, HANG_OF_PROGRAM};
use wasmc_tests::{Machine, packages};

/// The tests. Only what Rust has made is quick enough to be emulated.
pub fn groups(machine: &Machine) -> Vec<Group> {
    let languages = ["rust", "python", "javascript"];
    let wanted = languages
        .into_iter()
        .filter(|it| *it == "rust" || !machine.emulated());
    wanted.map(group).collect()
}

fn group(language: &'static str) -> Group {
    let component = match language {
        "rust" => "components/http-rust.wasm",
        "python" => "components/http-python.wasm",
        _ => "components/http-javascript.wasm",
    };
    Group {
        module: Module::Component(component),
        tests: vec![Test {
            name: format!("http/{language}"),
            run: Box::new(move |context, image| {
                same_answers(context, image, component)
                    .with_context(|| format!("{language}, and wasmtime"))
            }),
        }],
    }
}

/// A server that listens. It ends when this is dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts one by a command that `listen` tells an address, and waits until it listens.
    pub fn start(command: &mut Command, listen: impl Fn(&mut Command, SocketAddr)) -> Result<Self> {
        // Free once the listener is closed, which no other process is told of.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        listen(command, address);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = spawn(command)?;
        let mut server = Self { child, address };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended with {status}");
            }
            ensure!(start.elapsed() < HANG, "nobody listens");
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server ends its workers when it is told to end. This fails only if it has ended already.
        let id = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let _ = self.child.wait();
    }
}

/// What is sent for each of the requests that are compared.
fn requests() -> Vec<(&'static str, Vec<u8>)> {
    let request = |line: &str, headers: &str, body: &[u8]| {
        let head = format!("{line} HTTP/1.1\r\nHost: example.test\r\n{headers}\r\n");
        [head.as_bytes(), body].concat()
    };
    let sized = |line: &str, headers: &str, body: &[u8]| {
        let length = format!("{headers}Content-Length: {}\r\n", body.len());
        request(line, &length, body)
    };
    let chunked = |line: &str, headers: &str, body: &str| {
        let coding = format!("{headers}Transfer-Encoding: chunked\r\n");
        request(line, &coding, body.as_bytes())
    };
    let long: Vec<u8> = (0..300_000u32)
        .map(|it| (it.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    vec![
        (
            "query",
            request("GET /report?a=1&b=%20x&a=%C3%BC&c", "", b""),
        ),
        (
            "headers",
            request(
                "GET /report",
                "X-One: 1\r\nx-two: a, b\r\nX-ONE: 2\r\nAccept:  */*  \r\nCookie: a=b; c=d\r\nX-Empty:\r\n",
                b"",
            ),
        ),
        (
            "post",
            sized(
                "POST /report",
                "Content-Type: text/plain\r\n",
                b"some bytes",
            ),
        ),
        ("put", sized("PUT /report?x", "", &long)),
        ("patch", sized("PATCH /report", "", b"")),
        ("delete", request("DELETE /report/", "", b"")),
        ("delete-with-body", sized("DELETE /report", "", b"x")),
        (
            "options",
            request("OPTIONS /report", "Origin: http://a.test\r\n", b""),
        ),
        ("other-method", request("BREW /report", "", b"")),
        (
            "chunks",
            chunked("POST /report", "", "3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\n"),
        ),
        (
            "trailers",
            chunked(
                "POST /report",
                "Trailer: x-sum\r\n",
                "3\r\nabc\r\n0\r\nX-Sum: 1\r\nx-b: 2\r\n\r\n",
            ),
        ),
        (
            "echo",
            sized(
                "POST /echo",
                "TE: trailers\r\nContent-Type: a/b\r\n",
                b"echo this",
            ),
        ),
        ("echo-long", sized("POST /echo", "TE: trailers\r\n", &long)),
        (
            "echo-chunks",
            chunked(
                "POST /echo",
                "TE: trailers\r\n",
                "5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n",
            ),
        ),
        ("echo-nothing", sized("POST /echo", "TE: trailers\r\n", b"")),
        ("large", request("GET /large", "", b"")),
        ("head", request("HEAD /large", "", b"")),
        ("teapot", request("GET /status?418", "", b"")),
        ("created", request("GET /status?201", "", b"")),
        ("error", request("GET /status?503", "", b"")),
        ("not-found", request("GET /nowhere", "", b"")),
        (
            "http-1.0",
            b"GET /report HTTP/1.0\r\nHost: example.test\r\n\r\n".to_vec(),
        ),
    ]
}

/// What is compared of an answer.
#[derive(PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// In order of their names; without those of the time and the connection.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    trailers: Vec<String>,
}

/// The answer to a request behind which nothing follows.
pub fn ask(address: SocketAddr, request: &[u8]) -> Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(HANG_OF_PROGRAM))?;
    // Not behind the head of one that is streamed back: both ends would wait.
    let mut sender = stream.try_clone()?;
    let request = request.to_vec();
    let is_head = request.starts_with(b"HEAD ");
    let sending = std::thread::spawn(move || sender.write_all(&request));
    let answer = receive(&mut stream, is_head);
    sending.join().expect("it does not panic")?;
    answer
}

/// Reads an answer as it comes, for the connection stays open.
fn receive(stream: &mut TcpStream, is_head: bool) -> Result<Answer> {
    let mut got = Vec::new();
    let head = loop {
        if let Some(end) = find(&got, b"\r\n\r\n") {
            break end + 4;
        }
        more(stream, &mut got)?;
    };
    let mut rest = got.split_off(head);
    let head = String::from_utf8(got)?;
    let mut lines = head.lines();
    let status = lines.next().and_then(|it| it.split(' ').nth(1));
    let status = status.context("no status")?.parse()?;
    let mut headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .filter(|(name, _)| name != "date" && name != "connection")
        .collect();
    headers.sort();
    let value = |name: &str| {
        let found = headers.iter().find(|(it, _)| it == name);
        found.map(|(_, value)| value.as_str())
    };
    let (mut body, mut trailers) = (Vec::new(), Vec::new());
    if is_head || status == 204 || status == 304 {
    } else if value("transfer-encoding") == Some("chunked") {
        loop {
            let line = line(stream, &mut rest)?;
            let size = usize::from_str_radix(&line, 16)?;
            if size == 0 {
                break;
            }
            take(stream, &mut rest, size, &mut body)?;
            take(stream, &mut rest, 2, &mut Vec::new())?;
        }
        loop {
            let line = line(stream, &mut rest)?;
            if line.is_empty() {
                break;
            }
            trailers.push(line);
        }
    } else if let Some(length) = value("content-length") {
        take(stream, &mut rest, length.parse()?, &mut body)?;
    } else {
        stream.read_to_end(&mut rest)?;
        body.append(&mut rest);
    }
    ensure!(rest.is_empty(), "{} bytes behind the answer", rest.len());
    Ok(Answer {
        status,
        headers,
        body,
        trailers,
    })
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|it| it == what)
}

fn more(stream: &mut TcpStream, to: &mut Vec<u8>) -> Result<()> {
    let mut buffer = vec![0; 64 << 10];
    let count = stream.read(&mut buffer)?;
    ensure!(count != 0, "the answer ends too early");
    to.extend(&buffer[..count]);
    Ok(())
}

fn take(stream: &mut TcpStream, rest: &mut Vec<u8>, count: usize, to: &mut Vec<u8>) -> Result<()> {
    while rest.len() < count {
        more(stream, rest)?;
    }
    to.extend(rest.drain(..count));
    Ok(())
}

fn line(stream: &mut TcpStream, rest: &mut Vec<u8>) -> Result<String> {
    let end = loop {
        if let Some(end) = find(rest, b"\r\n") {
            break end;
        }
        more(stream, rest)?;
    };
    let line = rest.drain(..end).collect();
    rest.drain(..2);
    Ok(String::from_utf8(line)?)
}

impl Answer {
    fn describe(&self) -> String {
        let body = self.body.escape_ascii().to_string();
        let body = &body[..body.len().min(1000)];
        let (headers, trailers) = (&self.headers, &self.trailers);
        let (status, len) = (self.status, self.body.len());
        format!("{status} {headers:?}, {len} bytes: {body}, {trailers:?}")
    }
}

/// `wasmtime serve` with a component, compiled into a folder.
fn oracle(component: &str, folder: &Path) -> Result<Server> {
    let wasmtime = packages::file("wasmtime")?;
    let compiled = folder.join("compiled");
    let mut compile = Command::new(&wasmtime);
    compile.arg("compile").arg(packages::file(component)?);
    let outcome = run(compile.arg("-o").arg(&compiled), HANG_OF_PROGRAM)?;
    ensure!(outcome.exited_with(0), "{}", outcome.describe());
    let mut command = Command::new(&wasmtime);
    command.args(["serve", "-S", "cli", "--allow-precompiled"]);
    Server::start(&mut command, |command, address| {
        command.arg(format!("--addr={address}")).arg(&compiled);
    })
}

fn same_answers(context: &Context, image: &Path, component: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let wasmtime = oracle(component, folder.path())?;
    let server = Server::start(&mut context.machine.command(image), |command, address| {
        command.env("WASMC_OPTS", format!("--http-listen {address}"));
    })?;
    let mut wrong = Vec::new();
    for (name, request) in requests() {
        let mut expected = ask(wasmtime.address, &request).with_context(|| name.to_owned())?;
        if context.negative_control {
            expected.status += 1;
        }
        match ask(server.address, &request) {
            Ok(answer) if answer == expected => {}
            Ok(answer) => wrong.push(format!(
                "{name}: {}\n  expected: {}",
                answer.describe(),
                expected.describe()
            )),
            Err(error) => wrong.push(format!("{name}: {error:#}")),
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
