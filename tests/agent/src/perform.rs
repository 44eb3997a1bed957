//! Does what a plan says.

use crate::wrap;
use anyhow::{Context, Result, bail, ensure};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::fs::chown;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;
use wasmc_agent::attacks;
use wasmc_agent::driver::{Driver, Slot};
use wasmc_agent::echo::{self, Load};
use wasmc_agent::guest::Image;
use wasmc_agent::limit::HANG_OF_PROGRAM;
use wasmc_agent::paths::WAYS;
use wasmc_agent::plan::{Action, Bytes, Ended, Exchange, Outcome, Run};
use wasmc_agent::process::{Launch, Native, run, spawn};
use wasmc_agent::tree::copy_tree;

/// Does it; `negative` turns expectations into wrong ones.
pub fn perform(action: &Action, negative: bool) -> Outcome {
    let result = match action {
        Action::Run(how) => run_image(how).map(Outcome::Ended),
        Action::SignalFirst { image, signal } => signal_first(image, *signal).map(Outcome::Ended),
        Action::Attacks {
            image,
            calls,
            way,
            every,
        } => attack(image, calls, *way, *every, negative),
        Action::Script { image, exchanges } => script(image, exchanges, negative),
        Action::Echo {
            image,
            connections,
            requests,
        } => echo(image, *connections, *requests, negative),
    };
    result.unwrap_or_else(|error| Outcome::Failed(format!("{error:#}")))
}

fn held() -> Outcome {
    Outcome::Counted {
        passed: 1,
        failures: Vec::new(),
    }
}

/// Runs an image in a folder of its own.
fn run_image(how: &Run) -> Result<Ended> {
    let place = tempfile::tempdir()?;
    let folder = place.path();
    if let Some(from) = &how.folder {
        copy_tree(Path::new(from), folder)?;
    }
    if let Some(user) = how.user {
        chown(folder, Some(user), Some(user))?;
    }
    let image = Path::new(&how.image);
    let mut command = match how.address_space {
        Some(bytes) => {
            let mut command = Native.command(&std::env::current_exe()?);
            command.args([wrap::LIMITED, &bytes.to_string(), &how.image]);
            command
        }
        None => Native.command(image),
    };
    command.args(&how.args).envs(&how.env).current_dir(folder);
    if let Some(user) = how.user {
        command.uid(user).gid(user);
    }
    let outcome = run(&mut command, HANG_OF_PROGRAM)?;
    let mut ended = ended(outcome)?;
    for name in &how.files {
        if let Ok(bytes) = fs::read(folder.join(name)) {
            ended.files.insert(name.clone(), Bytes(bytes));
        }
    }
    Ok(ended)
}

fn ended(outcome: wasmc_agent::process::Outcome) -> Result<Ended> {
    let status = outcome.status.context("it ran for too long")?;
    Ok(Ended {
        code: status.code(),
        signal: status.signal(),
        stdout: Bytes(outcome.stdout),
        stderr: Bytes(outcome.stderr),
        files: BTreeMap::new(),
    })
}

fn signal_first(image: &str, signal: i32) -> Result<Ended> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args([wrap::FIRST, &signal.to_string(), image]);
    ended(run(&mut command, HANG_OF_PROGRAM)?)
}

fn attack(
    image: &str,
    calls: &HashMap<String, usize>,
    way: usize,
    every: usize,
    negative: bool,
) -> Result<Outcome> {
    let way = WAYS.get(way).context("no such way")?;
    let image = Image::new(Native, fs::read(image)?, calls.clone());
    let mut number = 0;
    let mut cases = attacks::all();
    cases.retain(|_| {
        number += 1;
        number % every == 0
    });
    let (mut passed, mut failures) = (0, Vec::new());
    attacks::run(
        &image,
        way.words,
        &cases,
        negative,
        |case, result| match result {
            Ok(()) => passed += 1,
            Err(error) => failures.push(format!("{}: {error:#}", case.name)),
        },
    )?;
    Ok(Outcome::Counted { passed, failures })
}

fn script(image: &str, exchanges: &str, negative: bool) -> Result<Outcome> {
    let exchanges: Vec<Exchange> = serde_json::from_slice(&fs::read(exchanges)?)?;
    let mut driver = Driver::start(&Native, &fs::read(image)?, HANG_OF_PROGRAM)?;
    for (number, exchange) in exchanges.iter().enumerate() {
        let (slots, _) = exchange.before.0.as_chunks();
        let mut slots: Vec<Slot> = slots.to_vec();
        let status = driver.call(exchange.call, &mut slots)?;
        let expected = exchange.status ^ u32::from(negative);
        ensure!(
            status == expected,
            "call {number}: status {status}, not {expected}"
        );
        ensure!(
            status != 0 || slots.as_flattened() == exchange.after.0,
            "call {number}: other results than under an emulator of user mode"
        );
    }
    driver.finish()?;
    Ok(held())
}

/// The service of the example, on a port of its own.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn echo(image: &str, connections: usize, requests: usize, negative: bool) -> Result<Outcome> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 7007));
    let mut command = Native.command(Path::new(image));
    command
        .env("WASMC_OPTS", format!("--listen {address}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let mut service = Service(spawn(&mut command)?);
    let start = Instant::now();
    while TcpStream::connect(address).is_err() {
        if let Some(status) = service.0.try_wait()? {
            bail!("the service ended with {status}");
        }
        ensure!(start.elapsed() < HANG_OF_PROGRAM, "nobody listens");
        thread::sleep(std::time::Duration::from_millis(10));
    }
    let load = Load {
        connections,
        requests,
    };
    let answers = echo::run(&[address], &load)?;
    let expected = connections * requests + usize::from(negative);
    ensure!(answers == expected, "{answers} answers, not {expected}");
    Ok(held())
}
