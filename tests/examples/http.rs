//! The services of `examples/http`: what they answer as container images, and what their manifests say of them.

use crate::kubernetes;
use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use wasmc_tests::image::{excerpt, spawn};
use wasmc_tests::limit::{HANG, HANG_OF_PROGRAM};
use wasmc_tests::packages;

/// A service, and what it is asked.
pub struct Service {
    /// Its folder.
    pub name: &'static str,
    component: &'static str,
    /// The most memory that its manifest may ask for.
    memory: u64,
    /// Method, path, body; status and body of the answer.
    requests: &'static [(&'static str, &'static str, &'static str, u16, &'static str)],
}

/// All of them.
pub const SERVICES: &[Service] = &[
    Service {
        name: "rust",
        component: "components/count.wasm",
        memory: 16 << 20,
        requests: &[
            ("GET", "/ready", "", 200, "ready\n"),
            (
                "POST",
                "/",
                "two words\nand three more",
                200,
                "{\"bytes\":24,\"lines\":1,\"words\":5}\n",
            ),
            (
                "POST",
                "/",
                "",
                200,
                "{\"bytes\":0,\"lines\":0,\"words\":0}\n",
            ),
            ("GET", "/", "", 405, "POST / or GET /ready\n"),
            ("GET", "/other", "", 404, "there is only /\n"),
        ],
    },
    Service {
        name: "python",
        component: "components/format.wasm",
        memory: 256 << 20,
        requests: &[
            ("GET", "/ready", "", 200, "ready\n"),
            (
                "POST",
                "/",
                "name,size\r\nä,1\r\n\"b, c\",2\r\n",
                200,
                "[{\"name\": \"ä\", \"size\": \"1\"}, {\"name\": \"b, c\", \"size\": \"2\"}]\n",
            ),
            ("POST", "/", "a\n\"b", 400, "unexpected end of data\n"),
            ("PUT", "/", "a", 405, "POST / or GET /ready\n"),
        ],
    },
];

impl Service {
    /// The component, if it could be made.
    ///
    /// # Errors
    /// Why it could not.
    pub fn component(&self) -> Result<PathBuf> {
        let wasmc = wasmc()?;
        ensure!(wasmc.exists(), "there is no {}", wasmc.display());
        packages::file(self.component)
    }

    /// Makes an image as the documentation says, checks the manifest against it, and asks what it runs.
    ///
    /// # Errors
    /// What is wrong.
    pub fn test(&self, component: &Path, negative_control: bool) -> Result<()> {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/http");
        let manifest = fs::read_to_string(examples.join(self.name).join("kubernetes.yaml"))?;
        let place = tempfile::tempdir()?;
        let archive = place.path().join("image.tar");
        // For this machine alone, else as the documentation has it.
        let architecture = match std::env::consts::ARCH {
            "aarch64" => "linux/arm64",
            _ => "linux/amd64",
        };
        let wasmc = wasmc()?;
        let tag = manifest
            .lines()
            .find_map(|line| line.trim().strip_prefix("image: "))
            .context("the manifest names no image")?;
        let mut command = Command::new(&wasmc);
        command.arg("image").arg(component).args(["-t", tag, "-o"]);
        command.arg(&archive).args(["--platform", architecture]);
        output(&mut command)?;
        let mut command = Command::new(&wasmc);
        let report = output(command.args(["inspect", "--json"]).arg(&archive))?;
        let report: Value = serde_json::from_slice(&report)?;
        let variant = &report["image"]["variants"][0];
        let ports = variant["config"]["ExposedPorts"].as_object();
        let port = ports.and_then(|it| it.keys().next()?.strip_suffix("/tcp"));
        let image = kubernetes::Image {
            port: port.context("no port is exposed")?.parse()?,
            memory: self.memory,
        };
        kubernetes::check(&manifest, image)?;
        let app = place.path().join("app");
        unpack(&archive, variant, &app)?;
        let server = Server::start(&app)?;
        for (method, path, body, status, expected) in self.requests {
            let answer = server.ask(method, path, body)?;
            let wanted = (
                *status + u16::from(negative_control),
                (*expected).to_owned(),
            );
            ensure!(
                answer == wanted,
                "{method} {path}: {answer:?}, not {wanted:?}"
            );
        }
        server.end()
    }
}

/// The command, which cargo puts above the folder of the tests.
fn wasmc() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test.ancestors().nth(2).context("no folder")?;
    Ok(folder.join("wasmc"))
}

fn output(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.output()?;
    ensure!(output.status.success(), "{}", excerpt(&output.stderr));
    Ok(output.stdout)
}

/// Takes the program out of the last layer.
fn unpack(archive: &Path, variant: &Value, to: &Path) -> Result<()> {
    let layers = variant["layers"].as_array().context("no layers")?;
    let digest = layers.last().and_then(|it| it["digest"].as_str());
    let digest = digest.context("no layer")?.replace(':', "/");
    let mut image = tar::Archive::new(fs::File::open(archive)?);
    for entry in image.entries()? {
        let entry = entry?;
        if entry.path()?.ends_with(&digest) {
            let mut layer = tar::Archive::new(GzDecoder::new(entry));
            for entry in layer.entries()? {
                let mut entry = entry?;
                if entry.path()?.ends_with("app") {
                    entry.unpack(to)?;
                    return Ok(());
                }
            }
        }
    }
    anyhow::bail!("no /app in {digest}")
}

/// A service that runs, at an address of its own.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(app: &Path) -> Result<Server> {
        // Free once the listener is closed, which no other process is told of.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new(app);
        command
            .env("WASMC_OPTS", format!("--http-listen {address}"))
            .stdin(Stdio::null());
        let child = spawn(&mut command)?;
        let server = Server { child, address };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            ensure!(start.elapsed() < HANG, "nobody listens");
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Result<(u16, String)> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(HANG_OF_PROGRAM))?;
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("no head")?;
        let status = head.split(' ').nth(1).context("no status")?;
        Ok((status.parse()?, body.to_owned()))
    }

    /// It ends when it is told to, and says that all is well.
    fn end(mut self) -> Result<()> {
        let id = self.child.id().to_string();
        let told = Command::new("kill").arg(&id).status()?;
        ensure!(told.success(), "kill: {told}");
        let status = self.child.wait()?;
        ensure!(status.success(), "it ended with {status}");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
