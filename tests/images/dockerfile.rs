//! The example's Dockerfile, for those who keep one: podman builds it, and runs what comes out.

use crate::Test;
use crate::outputs::permitted;
use crate::shop::{LIMIT, Program, Shop, done, text};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use wasmc_tests::image::{run, spawn};
use wasmc_tests::limit::HANG;

/// The tests.
pub fn tests() -> Vec<Test> {
    vec![Test {
        name: "dockerfile".into(),
        run: Box::new(|shop| {
            let available = Program::Echo.available();
            let available = available.and_then(|()| shop.podman().map(|_| ()));
            permitted(shop, available, dockerfile)
        }),
    }]
}

fn dockerfile(shop: &Shop) -> Result<()> {
    let podman = shop.podman()?;
    let folder = shop.place("context")?;
    let wasmc = Path::new(env!("CARGO_BIN_EXE_wasmc"));
    base(shop, &folder, wasmc)?;
    fs::copy(wasmc, folder.join("wasmc"))?;
    fs::copy(shop.module(Program::Echo)?, folder.join("echo.wasm"))?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/echo/Dockerfile");
    let mut build = podman.command();
    build
        .args(["build", "--isolation", "chroot", "-t", "localhost/echo"])
        .args(["--build-arg", "BASE=localhost/base", "-f"])
        .arg(&file)
        .arg(&folder);
    done(run(&mut build, LIMIT)?).context("podman build")?;

    let mut inspect = podman.command();
    inspect.args(["image", "inspect", "localhost/echo"]);
    let found: Value = serde_json::from_slice(&done(run(&mut inspect, LIMIT)?)?.stdout)?;
    let layers = found[0]["RootFS"]["Layers"].as_array().map(Vec::len);
    ensure!(
        layers == Some(1) && found[0]["Config"]["User"] == "65532:65532",
        "{found}"
    );

    // Its port is its own business where it has a network of its own.
    let name = format!("wasmc-test-{}-dockerfile", std::process::id());
    let mut command = podman.command();
    command
        .args([
            "run",
            "--rm",
            "--name",
            &name,
            "--network",
            "none",
            "--read-only",
        ])
        .args(["--cap-drop", "ALL", "localhost/echo"])
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let mut child = spawn(&mut command)?;
    let runs = || -> Result<bool> {
        let mut state = podman.command();
        state.args(["inspect", "--format", "{{.State.Running}}", &name]);
        Ok(text(&run(&mut state, LIMIT)?) == "true")
    };
    let start = Instant::now();
    while !runs()? {
        ensure!(start.elapsed() < HANG, "it does not start");
        thread::sleep(Duration::from_millis(50));
    }
    let mut stop = podman.command();
    stop.args(["stop", "-t", "10", &name]);
    done(run(&mut stop, LIMIT)?)?;
    let code = child.wait()?.code();
    shop.check(code == Some(143), || format!("exit code {code:?}"))
}

/// An image in which the command runs: nothing but the libraries that it needs, as no registry with
/// more may be in reach.
fn base(shop: &Shop, folder: &Path, program: &Path) -> Result<()> {
    let libraries = text(&done(run(Command::new("ldd").arg(program), LIMIT)?)?);
    let paths = libraries
        .split_whitespace()
        .filter(|word| word.starts_with('/'));
    let tar = folder.join("base.tar");
    let mut pack = Command::new("tar");
    pack.args(["-C", "/", "-chf"]).arg(&tar);
    pack.args(paths.map(|path| path.trim_start_matches('/')));
    done(run(&mut pack, LIMIT)?).context("tar")?;
    let mut import = shop.podman()?.command();
    import.arg("import").arg(&tar).arg("localhost/base");
    done(run(&mut import, LIMIT)?).context("podman import")?;
    fs::remove_file(&tar)?;
    Ok(())
}
