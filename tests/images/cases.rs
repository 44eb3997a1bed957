//! What every engine must do with an image, on every platform.

use crate::engine::{self, Engine, PIDS, Platform, Spec};
use crate::shop::{LIMIT, Program, Shop};
use crate::{Test, Verdict, ports};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use wasmc_tests::image::{excerpt, run, spawn};
use wasmc_tests::limit::HANG;
use wasmc_tests::{Outcome, echo};

/// A case: its name, what it runs, and how it goes.
struct Case {
    name: &'static str,
    program: Program,
    run: fn(&Setup) -> Result<()>,
}

/// Whom a case asks.
struct Setup<'a> {
    shop: &'a Shop,
    engine: &'a dyn Engine,
    platform: Platform,
}

const CASES: &[Case] = &[
    case("hello", Program::Hello, hello),
    case("exit-code", Program::Probe, exit_code),
    case("trap", Program::Probe, trap),
    case("stdin", Program::Probe, stdin),
    case("environment", Program::Probe, environment),
    case("files", Program::Probe, files),
    case("hardened", Program::Probe, hardened),
    case("user", Program::Probe, user),
    case("sigterm", Program::Probe, sigterm),
    case("echo", Program::Echo, echo_service),
    case("python", Program::Python, python),
];

const fn case(name: &'static str, program: Program, run: fn(&Setup) -> Result<()>) -> Case {
    Case { name, program, run }
}

/// A test for each engine, platform and case.
pub fn tests() -> Vec<Test> {
    let mut tests = Vec::new();
    for index in 0..engine::all().len() {
        for platform in Platform::ALL {
            for case in CASES {
                let engine = engine::all().swap_remove(index);
                tests.push(Test {
                    name: format!("{}/{}/{}", engine.name(), platform.arch(), case.name),
                    run: Box::new(move |shop| verdict(shop, &*engine, platform, case)),
                });
            }
        }
    }
    tests
}

fn verdict(shop: &Shop, engine: &dyn Engine, platform: Platform, case: &Case) -> Result<Verdict> {
    let available = case.program.available();
    if let Err(reason) = available.and_then(|()| engine.available(shop, platform)) {
        return Ok(Verdict::LeftOut(format!("{reason:#}")));
    }
    if let Some(reason) = engine.leaves_out(case.name) {
        return Ok(Verdict::LeftOut(reason.into()));
    }
    (case.run)(&Setup {
        shop,
        engine,
        platform,
    })?;
    Ok(Verdict::Passed)
}

impl Setup<'_> {
    fn spec(&self, program: Program, args: &[&str]) -> Result<Spec> {
        Ok(Spec::new(self.shop.image(program)?, self.platform, args))
    }

    fn run(&self, spec: &Spec) -> Result<Outcome> {
        run(&mut self.engine.command(self.shop, spec)?, LIMIT)
    }

    /// Starts a container that is to be ended by a signal.
    fn start(&self, spec: &Spec) -> Result<Running<'_>> {
        let mut command = self.engine.command(self.shop, spec)?;
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let child = spawn(&mut command)?;
        Ok(Running {
            setup: self,
            name: spec.name.clone(),
            child,
        })
    }
}

/// A container in the background.
struct Running<'a> {
    setup: &'a Setup<'a>,
    name: String,
    child: Child,
}

impl Running<'_> {
    /// Waits until it says that it is ready.
    fn ready(&mut self) -> Result<()> {
        let mut line = String::new();
        let stdout = self.child.stdout.take().context("a pipe")?;
        BufReader::new(stdout).read_line(&mut line)?;
        if line != "ready\n" {
            bail!("it says {line:?}: {}", self.stderr());
        }
        Ok(())
    }

    /// What it wrote to standard error, once it has ended.
    fn stderr(&mut self) -> String {
        let mut text = Vec::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            // What was read before an error is still worth showing.
            let _ = stderr.read_to_end(&mut text);
        }
        excerpt(&text)
    }

    /// Sends SIGTERM: how long it took until the container was gone, and its exit code.
    fn stop(mut self) -> Result<(Duration, Option<i32>)> {
        let Setup { shop, engine, .. } = self.setup;
        let start = Instant::now();
        let mut stop = engine.stop(shop, &self.name)?;
        let stopped = run(&mut stop, LIMIT)?;
        ensure!(stopped.exited_with(0), "stop: {}", stopped.describe());
        while start.elapsed() < HANG {
            if let Some(status) = self.child.try_wait()? {
                return Ok((start.elapsed(), status.code()));
            }
            thread::sleep(Duration::from_millis(5));
        }
        bail!("it does not end");
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // The container of a test that failed; what cannot be ended is the engine's to end.
            if let Ok(mut kill) = self.setup.engine.kill(self.setup.shop, &self.name) {
                let _ = run(&mut kill, LIMIT);
            }
            // The engine removes it, which is more than its end.
            let start = Instant::now();
            while start.elapsed() < Duration::from_secs(5)
                && matches!(self.child.try_wait(), Ok(None))
            {
                thread::sleep(Duration::from_millis(10));
            }
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn hello(setup: &Setup) -> Result<()> {
    let outcome = setup.run(&setup.spec(Program::Hello, &[])?)?;
    setup.shop.expect(&outcome, 0, "Hello, world!\n")
}

fn exit_code(setup: &Setup) -> Result<()> {
    let outcome = setup.run(&setup.spec(Program::Probe, &["say", "first", "exit", "42"])?)?;
    setup.shop.expect(&outcome, 42, "first\n")
}

fn trap(setup: &Setup) -> Result<()> {
    let outcome = setup.run(&setup.spec(Program::Probe, &["trap"])?)?;
    setup.shop.expect(&outcome, 134, "")?;
    let text = String::from_utf8_lossy(&outcome.stderr);
    ensure!(text.contains("unreachable"), "no report: {text}");
    Ok(())
}

fn stdin(setup: &Setup) -> Result<()> {
    let spec = setup.spec(Program::Probe, &["stdin", "say", "end"])?;
    let mut command = setup.engine.command(setup.shop, &spec)?;
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = spawn(&mut command)?;
    let mut input = child.stdin.take().context("a pipe")?;
    input.write_all(b"line 1\nline 2")?;
    // ctr misses an end that comes before its task has been started.
    thread::sleep(Duration::from_secs(2));
    drop(input);
    let output = child.wait_with_output()?;
    let outcome = Outcome {
        status: Some(output.status),
        stdout: output.stdout,
        stderr: output.stderr,
    };
    setup.shop.expect(&outcome, 0, "line 1\nline 2end\n")
}

fn environment(setup: &Setup) -> Result<()> {
    let args = ["env", "OPERATOR", "env", "WASMC_OPTS", "env", "NOT_THERE"];
    let mut spec = setup.spec(Program::Probe, &args)?;
    spec.env = vec!["OPERATOR=an operator".into(), "WASMC_OPTS=".into()];
    let outcome = setup.run(&spec)?;
    let wanted = "OPERATOR=an operator\nWASMC_OPTS=(not set)\nNOT_THERE=(not set)\n";
    setup.shop.expect(&outcome, 0, wanted)
}

/// `/` is granted: what the image has, and what the operator mounts.
fn files(setup: &Setup) -> Result<()> {
    let place = setup.shop.place("mount")?;
    fs::set_permissions(&place, fs::Permissions::from_mode(0o777))?;
    // Other users must get there too: the folder of the tests is root's alone.
    fs::set_permissions(setup.shop.folder(), fs::Permissions::from_mode(0o755))?;
    fs::write(place.join("from-host"), "hello from the host\n")?;
    let mut spec = setup.spec(
        Program::Probe,
        &[
            "show",
            "/data/from-host",
            "write",
            "/data/new",
            "list",
            "/data",
            "write",
            "/tmp/x",
            "list",
            "/tmp",
            "show",
            "/none",
            "write",
            "/etc/passwd",
        ],
    )?;
    spec.mount = Some((place.clone(), "/data".into()));
    let outcome = setup.run(&spec)?;
    let wanted = "hello from the host\nwrite /data/new: ok\n/data: from-host new\n\
                  write /tmp/x: ok\n/tmp: x\n/none: No such file or directory\n\
                  write /etc/passwd: Permission denied\n";
    setup.shop.expect(&outcome, 0, wanted)?;
    let written = fs::read_to_string(place.join("new"))?;
    ensure!(written == "written\n", "the host sees {written:?}");
    Ok(())
}

/// What Kubernetes' profile `restricted` asks for, and little memory.
fn hardened(setup: &Setup) -> Result<()> {
    let args = [
        "say",
        "hi",
        "take",
        "8",
        "write",
        "/tmp/x",
        "show",
        "/etc/passwd",
    ];
    let mut spec = setup.spec(Program::Probe, &args)?;
    spec.hardened = true;
    let outcome = setup.run(&spec)?;
    let text = String::from_utf8_lossy(&outcome.stdout);
    let written = match setup.engine.own_tmp() {
        true => "ok",
        false => "Read-only file system",
    };
    let wanted = format!("hi\n8 MiB: ok\nwrite /tmp/x: {written}\n");
    let same =
        outcome.exited_with(0) && text.starts_with(&wanted) && text.contains(":65532:65532:");
    setup.shop.check(same, || {
        format!("{text:?}, {}; {PIDS} processes allowed", outcome.describe())
    })
}

/// The user is not root unless the command line says so.
fn user(setup: &Setup) -> Result<()> {
    let spec = setup.spec(Program::Probe, &["wait"])?;
    let mut running = setup.start(&spec)?;
    running.ready()?;
    let process = setup.engine.process(setup.shop, &spec.name)?;
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let ids = |key: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(key));
        line.map(|ids| ids.split_whitespace().collect::<Vec<_>>())
    };
    let wanted = Some(vec!["65532"; 4]);
    let same = ids("Uid:") == wanted && ids("Gid:") == wanted;
    let checked = setup.shop.check(same, || status.clone());
    running.stop()?;
    checked
}

/// The program is process 1 of its container: a signal without a handler would not reach it.
fn sigterm(setup: &Setup) -> Result<()> {
    let mut running = setup.start(&setup.spec(Program::Probe, &["wait"])?)?;
    running.ready()?;
    let (time, code) = running.stop()?;
    // An engine that waits in vain takes its 10 seconds; the rest is the engine's own time.
    let most = Duration::from_secs(9);
    setup.shop.check(code == Some(143) && time < most, || {
        format!("exit code {code:?} after {} ms", time.as_millis())
    })
}

fn echo_service(setup: &Setup) -> Result<()> {
    let port = ports::free()?;
    let mut spec = setup.spec(Program::Echo, &[])?;
    spec.host_network = true;
    spec.env = vec![format!("WASMC_OPTS=--listen 127.0.0.1:{port}")];
    let mut running = setup.start(&spec)?;
    if !ports::wait(port, HANG) {
        let _ = running.child.kill();
        bail!("nobody listens: {}", running.stderr());
    }
    let load = echo::Load {
        connections: 20,
        requests: 50,
    };
    let address = (Ipv4Addr::LOCALHOST, port).into();
    let echoed = echo::run(&[address], &load)?;
    let checked = setup
        .shop
        .check(echoed == 1000, || format!("{echoed} of 1000 answers"));
    running.stop()?;
    checked
}

fn python(setup: &Setup) -> Result<()> {
    let script = "import os, json, hashlib; open('/tmp/x', 'w').write('x' * 1000); \
                  print(json.dumps([os.environ['WHO'], os.path.getsize('/tmp/x')]), \
                  hashlib.sha256(b'abc').hexdigest()[:8])";
    let mut spec = setup.spec(Program::Python, &["-c", script])?;
    spec.env = vec!["WHO=me".into()];
    let outcome = setup.run(&spec)?;
    setup.shop.expect(&outcome, 0, "[\"me\", 1000] ba7816bf\n")
}
