//! Servers as processes, and what they use.

use super::{common, load};
use anyhow::{Context, Result, bail};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Only ends what hangs.
const LIMIT: Duration = Duration::from_secs(60);
/// Between two attempts to reach a server that starts.
const PAUSE: Duration = Duration::from_micros(50);
/// Of processor time, in a second (`sysconf(_SC_CLK_TCK)`, which is 100 on Linux).
const TICKS: u64 = 100;

/// How a server is started.
pub struct Plan {
    /// What the table calls it.
    pub name: &'static str,
    program: PathBuf,
    arguments: Vec<String>,
    /// Whether the address is said in the environment.
    is_image: bool,
}

impl Plan {
    /// An executable that `wasmc` has made.
    pub fn image(executable: &Path) -> Self {
        Self {
            name: "image",
            program: executable.into(),
            arguments: Vec::new(),
            is_image: true,
        }
    }

    /// `wasmtime serve`, with code that was compiled before.
    pub fn wasmtime(
        name: &'static str,
        wasmtime: &Path,
        component: &Path,
        code: &Path,
        pooling: bool,
    ) -> Result<Self> {
        let allocator: &[&str] = match pooling {
            true => &["-O", "pooling-allocator=y"],
            false => &["-O", "pooling-allocator=n"],
        };
        let mut compile = Command::new(wasmtime);
        compile.arg("compile").args(allocator).arg("-o");
        common::output(compile.arg(code).arg(component))?;
        let words = ["serve", "-Scli", "--allow-precompiled"];
        let arguments = words.iter().chain(allocator).map(|&it| it.to_owned());
        let code = code.to_string_lossy().into_owned();
        Ok(Self {
            name,
            program: wasmtime.into(),
            arguments: arguments.chain([code]).collect(),
            is_image: false,
        })
    }
}

/// A server that answers. It ends when this is dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// How long it took from its start to its first answer.
    pub first_answer_after: Duration,
}

impl Server {
    /// Starts one at a port that is free, and waits for its first answer.
    pub fn start(plan: &Plan) -> Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut command = Command::new(&plan.program);
        if plan.is_image {
            command.env("WASMC_OPTS", format!("--http-listen {address}"));
        } else {
            command.args(&plan.arguments[..1]);
            command.args(["--addr", &address.to_string()]);
            command.args(&plan.arguments[1..]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let begin = Instant::now();
        let child = command.stderr(Stdio::null()).spawn();
        let child = child.with_context(|| plan.program.display().to_string())?;
        let mut server = Self {
            child,
            address,
            first_answer_after: Duration::ZERO,
        };
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.child.try_wait()? {
                bail!("the server has ended: {status}");
            }
            if begin.elapsed() > LIMIT {
                bail!("the server does not listen");
            }
            std::thread::sleep(PAUSE);
        }
        load::ask(address)?;
        server.first_answer_after = begin.elapsed();
        Ok(server)
    }

    /// Its process, and those that come from it.
    fn processes(&self) -> Result<Vec<u32>> {
        let mut all = vec![self.child.id()];
        let mut next = 0;
        while let Some(id) = all.get(next) {
            next += 1;
            for task in fs::read_dir(format!("/proc/{id}/task"))? {
                let children = fs::read_to_string(task?.path().join("children"))?;
                let children = children.split_ascii_whitespace();
                all.extend(children.filter_map(|it| it.parse::<u32>().ok()));
            }
        }
        Ok(all)
    }

    /// The processor time of its processes so far, in steps of 10 ms (proc_pid_stat(5)).
    pub fn processor_time(&self) -> Result<Duration> {
        let mut ticks = 0;
        for id in self.processes()? {
            let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
            // Behind the name, which may have anything in it, the first field is the third.
            let (_, fields) = stat.rsplit_once(") ").context("no name")?;
            let fields = fields.split_ascii_whitespace().skip(11).take(2);
            ticks += fields.filter_map(|it| it.parse::<u64>().ok()).sum::<u64>();
        }
        Ok(Duration::from_millis(ticks * 1000 / TICKS))
    }

    /// Resident bytes of its processes; what several of them share counts once (`Pss`, proc_pid_smaps(5)).
    pub fn memory(&self) -> Result<u64> {
        let mut kilobytes = 0;
        for id in self.processes()? {
            let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
            let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
            let number = line.and_then(|it| it.split_ascii_whitespace().next());
            kilobytes += number
                .and_then(|it| it.parse::<u64>().ok())
                .context("Pss")?;
        }
        Ok(kilobytes * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends its workers when it is told to end, which a signal that cannot be handled would not do.
        let id = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let _ = self.child.wait();
    }
}
