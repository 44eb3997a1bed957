//! The example `examples/echo/echo.c`: a service on sockets that it was granted.

use crate::group::{Context, Group, Module, Test};
use anyhow::{Context as _, Result, bail, ensure};
use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use wasmc_compiler::target::Target;
use wasmc_tests::echo::{Load, run};
use wasmc_tests::image::spawn;
use wasmc_tests::limit::HANG;

const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

/// The tests.
pub fn group() -> Group {
    let test = |name: &str, run: fn(&Context, &Path) -> Result<()>| Test {
        name: format!("echo/{name}"),
        run: Box::new(run),
    };
    Group {
        module: Module::C("examples/echo/echo.c"),
        tests: vec![
            test("100-connections-v4", |context, image| {
                serve(context, image, &[V4], 100, 1000)
            }),
            test("100-connections-v6", |context, image| {
                serve(context, image, &[V6], 100, 100)
            }),
            test("100-connections-both", |context, image| {
                serve(context, image, &[V4, V6], 100, 100)
            }),
            // More than it serves at a time: the others wait until one of those is over.
            test("400-connections", |context, image| {
                serve(context, image, &[V4], 400, 5)
            }),
            test("ends-by-sigterm", ends_by_sigterm),
            test("no-socket", no_socket),
        ],
    }
}

/// A service that was started.
struct Service {
    child: Child,
    addresses: Vec<SocketAddr>,
}

impl Service {
    /// Starts it, and waits until it listens everywhere.
    fn start(context: &Context, image: &Path, hosts: &[IpAddr]) -> Result<Service> {
        let mut addresses = Vec::new();
        for &host in hosts {
            // Free once the listener is closed, which no other process is told of.
            let listener = TcpListener::bind((host, 0))?;
            addresses.push(listener.local_addr()?);
        }
        let options: Vec<String> = addresses
            .iter()
            .map(|address| format!("--listen {address}"))
            .collect();
        let mut command = context.machine.command(image);
        command
            .env("WASMC_OPTS", options.join(" "))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let child = spawn(&mut command)?;
        let mut service = Service { child, addresses };
        let start = Instant::now();
        while !service.listens() {
            if let Some(status) = service.child.try_wait()? {
                bail!("it ended with {status}: {}", service.stderr());
            }
            ensure!(start.elapsed() < HANG, "nobody listens");
            thread::sleep(Duration::from_millis(5));
        }
        Ok(service)
    }

    fn listens(&self) -> bool {
        let connects = |address: &SocketAddr| TcpStream::connect(address).is_ok();
        self.addresses.iter().all(connects)
    }

    /// What it wrote to standard error, once it has ended.
    fn stderr(&mut self) -> String {
        let mut text = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            // What was read before an error is still worth showing.
            let _ = stderr.read_to_string(&mut text);
        }
        text
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(
    context: &Context,
    image: &Path,
    hosts: &[IpAddr],
    connections: usize,
    requests: usize,
) -> Result<()> {
    let emulated = context.machine.target() != Target::host();
    let requests = if emulated { requests / 5 } else { requests };
    let mut service = Service::start(context, image, hosts)?;
    let load = Load {
        connections,
        requests,
    };
    let answers = run(&service.addresses, &load)?;
    // One that it is still there for: nothing was lost on the way but connections that were over.
    let one_more = Load {
        connections: 1,
        requests: 1,
    };
    let last = run(&service.addresses, &one_more)?;
    ensure!(service.child.try_wait()?.is_none(), "it has ended");
    let wanted = (
        connections * requests + usize::from(context.negative_control),
        1,
    );
    ensure!(
        (answers, last) == wanted,
        "{answers} answers, and {last} afterwards"
    );
    Ok(())
}

fn ends_by_sigterm(context: &Context, image: &Path) -> Result<()> {
    let mut service = Service::start(context, image, &[V4])?;
    let _client = TcpStream::connect(service.addresses[0])?;
    let id = service.child.id().to_string();
    let sent = std::process::Command::new("kill").arg(&id).status()?;
    ensure!(sent.success(), "kill: {sent}");
    let start = Instant::now();
    let status = loop {
        if let Some(status) = service.child.try_wait()? {
            break status;
        }
        ensure!(start.elapsed() < HANG, "it does not end");
        thread::sleep(Duration::from_millis(1));
    };
    // Either form is an end by this signal: an exit code, or the signal itself.
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    let ended = status.code() == Some(143) || signal == Some(15);
    ensure!(ended != context.negative_control, "it ended with {status}");
    Ok(())
}

fn no_socket(context: &Context, image: &Path) -> Result<()> {
    let mut command = context.machine.command(image);
    let outcome = wasmc_tests::image::run(&mut command, HANG)?;
    ensure!(outcome.exited_with(1), "it {}", outcome.describe());
    let message = String::from_utf8(outcome.stderr).context("it writes no text")?;
    context.compare(
        message.as_bytes(),
        "echo: there is no socket to listen on; grant one: --listen 0.0.0.0:7777",
    )
}
