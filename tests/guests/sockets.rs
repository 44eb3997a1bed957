//! A service in Rust on `wasi:sockets`: it sends back what it gets.

use crate::group::{Context, Group, Module, Test};
use anyhow::{Result, bail, ensure};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use wasmc_tests::echo::{Load, run};
use wasmc_tests::image::spawn;
use wasmc_tests::limit::HANG;
use wasmc_tests::remote::raise_descriptors;

/// Clients at the same time, over all addresses.
const CLIENTS: usize = 1000;

/// The tests.
pub fn group() -> Group {
    let test = |name: &str, hosts: &'static [IpAddr]| Test {
        name: format!("sockets/rust/{name}"),
        run: Box::new(move |context, image| serve(context, image, hosts)),
    };
    const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);
    Group {
        module: Module::Component("components/sockets-rust.wasm"),
        tests: vec![
            test("v4", &[V4]),
            test("v6", &[V6]),
            test("both", &[V4, V6]),
        ],
    }
}

/// A service that was started.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(context: &Context, image: &Path, hosts: &[IpAddr]) -> Result<()> {
    // The clients have as many as the service.
    raise_descriptors()?;
    let mut addresses: Vec<SocketAddr> = Vec::new();
    let mut command = context.machine.command(image);
    let mut words = String::new();
    for &host in hosts {
        // Free once the listener is closed, which no other process is told of.
        let address = TcpListener::bind((host, 0))?.local_addr()?;
        let family = if host.is_ipv4() { 4 } else { 6 };
        command.arg(format!("{family}:{}", address.port()));
        words += &format!(" --tcp-listen {address}");
        addresses.push(address);
    }
    command
        .env("WASMC_OPTS", words)
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    let mut service = Service(spawn(&mut command)?);
    let start = Instant::now();
    while !addresses.iter().all(|it| TcpStream::connect(it).is_ok()) {
        if let Some(status) = service.0.try_wait()? {
            bail!("it ended with {status}");
        }
        ensure!(start.elapsed() < HANG, "nobody listens");
        std::thread::sleep(Duration::from_millis(5));
    }
    let load = Load {
        connections: CLIENTS,
        requests: 3,
    };
    let answers = run(&addresses, &load)?;
    let wanted = CLIENTS * load.requests + usize::from(context.negative_control);
    ensure!(answers == wanted, "{answers} answers");
    // It ends when its input does.
    drop(service.0.stdin.take());
    let status = service.0.wait()?;
    ensure!(status.success(), "it ended with {status}");
    Ok(())
}
