//! What tests share: images that are built once, daemons that are started once, and how things are
//! compared.

use crate::binfmt::Binfmt;
use crate::engine::containerd::Containerd;
use crate::engine::docker::Docker;
use crate::engine::podman::Podman;
use crate::registry::Registry;
use anyhow::{Context, Result, anyhow, bail, ensure};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;
use tempfile::TempDir;
use wasmc_tests::image::run;
use wasmc_tests::limit::HANG;
use wasmc_tests::{Outcome, clang, corpus};

/// The longest that a command may take: arm64 is emulated, and CPython takes seconds to compile.
pub const LIMIT: Duration = HANG;

/// Programs that images are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Program {
    /// `examples/hello.wat`
    Hello,
    /// `tests/images/probe.c`
    Probe,
    /// `examples/echo/echo.c`
    Echo,
    /// CPython, of the corpus
    Python,
}

impl Program {
    /// The last part of the image's name.
    pub fn name(self) -> &'static str {
        match self {
            Program::Hello => "hello",
            Program::Probe => "probe",
            Program::Echo => "echo",
            Program::Python => "python",
        }
    }

    /// Whether its module can be made here, else why not.
    ///
    /// # Errors
    /// What is missing.
    pub fn available(self) -> Result<()> {
        match self {
            Program::Hello => Ok(()),
            Program::Probe | Program::Echo => clang::available(),
            Program::Python if corpus::folder().is_some() => Ok(()),
            Program::Python => bail!(corpus::MISSING),
        }
    }
}

/// An image on the disk.
pub struct Built {
    /// Its name.
    pub reference: String,
    /// `-o`
    pub tar: PathBuf,
    /// Its digest, as it was printed.
    pub digest: String,
}

/// Where tests get everything from. Dropped, it leaves nothing behind.
pub struct Shop {
    /// Every expectation is turned into a wrong one.
    pub negative_control: bool,
    modules: RefCell<BTreeMap<Program, PathBuf>>,
    images: RefCell<BTreeMap<Program, Rc<Built>>>,
    // Dropped in this order: engines end before what they stand on.
    docker: Lazy<Docker>,
    podman: Lazy<Podman>,
    containerd: Lazy<Containerd>,
    registry: Lazy<Registry>,
    binfmt: Lazy<Binfmt>,
    folder: Folder,
}

/// Where everything is.
struct Folder(TempDir);

impl Folder {
    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Folder {
    /// Engines leave mounts behind, by which the folder could not be removed.
    fn drop(&mut self) {
        let table = fs::read_to_string("/proc/mounts").unwrap_or_default();
        let places = table.lines().filter_map(|line| line.split(' ').nth(1));
        let mut places: Vec<&str> = places
            .filter(|place| Path::new(place).starts_with(self.path()))
            .collect();
        places.sort_unstable();
        for place in places.iter().rev() {
            // What stays mounted stays on the disk, which harms nobody.
            let _ = Command::new("umount").arg(place).status();
        }
    }
}

/// What is started when it is needed for the first time; the reason where it cannot be.
type Lazy<T> = OnceCell<Result<T, String>>;

fn get<T>(lazy: &Lazy<T>, start: impl FnOnce() -> Result<T>) -> Result<&T> {
    let result = lazy.get_or_init(|| start().map_err(|error| format!("{error:#}")));
    result.as_ref().map_err(|reason| anyhow!(reason.clone()))
}

impl Shop {
    /// An empty one.
    ///
    /// # Errors
    /// The file system's.
    pub fn new(negative_control: bool) -> Result<Shop> {
        Ok(Shop {
            negative_control,
            modules: RefCell::default(),
            images: RefCell::default(),
            docker: OnceCell::new(),
            podman: OnceCell::new(),
            containerd: OnceCell::new(),
            registry: OnceCell::new(),
            binfmt: OnceCell::new(),
            folder: Folder(tempfile::Builder::new().prefix("images-").tempdir()?),
        })
    }

    /// Where everything is that goes away in the end.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// An empty folder of its own for whoever asks, kept until the end.
    ///
    /// # Errors
    /// The file system's.
    pub fn place(&self, name: &str) -> Result<PathBuf> {
        let prefix = format!("{name}-");
        let place = tempfile::Builder::new()
            .prefix(&prefix)
            .tempdir_in(self.folder.path())?;
        Ok(place.keep())
    }

    /// Compares; under the negative control what holds does not.
    ///
    /// # Errors
    /// It does not hold.
    pub fn check(&self, holds: bool, otherwise: impl FnOnce() -> String) -> Result<()> {
        ensure!(holds != self.negative_control, otherwise());
        Ok(())
    }

    /// Checks exit code and output of a container.
    ///
    /// # Errors
    /// They are others.
    pub fn expect(&self, outcome: &Outcome, code: i32, stdout: &str) -> Result<()> {
        let same = outcome.exited_with(code) && outcome.stdout == stdout.as_bytes();
        self.check(same, || {
            format!(
                "expected exit code {code} and {stdout:?}; got {:?} and {}",
                String::from_utf8_lossy(&outcome.stdout),
                outcome.describe()
            )
        })
    }

    /// The command under test.
    pub fn wasmc(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wasmc"));
        // No settings of whoever runs the tests: neither credentials nor a time.
        command
            .env_remove("SOURCE_DATE_EPOCH")
            .env_remove("REGISTRY_AUTH_FILE")
            .env("DOCKER_CONFIG", self.folder.path().join("no-docker"))
            .env("HOME", self.folder.path().join("no-home"))
            .env("XDG_RUNTIME_DIR", self.folder.path().join("no-run"));
        command
    }

    /// The module of a program.
    ///
    /// # Errors
    /// It does not compile.
    pub fn module(&self, program: Program) -> Result<PathBuf> {
        if let Some(path) = self.modules.borrow().get(&program) {
            return Ok(path.clone());
        }
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let path = self
            .folder
            .path()
            .join(program.name())
            .with_extension("wasm");
        match program {
            Program::Hello => {
                fs::write(&path, wat::parse_file(project.join("examples/hello.wat"))?)?;
            }
            Program::Probe => fs::write(
                &path,
                clang::compile(&project.join("tests/images/probe.c"))?,
            )?,
            Program::Echo => fs::write(
                &path,
                clang::compile(&project.join("examples/echo/echo.c"))?,
            )?,
            Program::Python => {
                let folder = corpus::folder().context(corpus::MISSING)?;
                fs::copy(folder.join("apps/python-3.12.0.wasm"), &path)?;
            }
        }
        self.modules.borrow_mut().insert(program, path.clone());
        Ok(path)
    }

    /// The image of a program for both platforms, with the options that `wasmc image` has where
    /// nothing is said.
    ///
    /// # Errors
    /// `wasmc` says no.
    pub fn image(&self, program: Program) -> Result<Rc<Built>> {
        if let Some(built) = self.images.borrow().get(&program) {
            return Ok(built.clone());
        }
        let built = Rc::new(self.build(program, program.name(), &[])?);
        self.images.borrow_mut().insert(program, built.clone());
        Ok(built)
    }

    /// An image of a program with further options, under a name that no other test uses.
    ///
    /// # Errors
    /// `wasmc` says no.
    pub fn build(&self, program: Program, name: &str, options: &[&str]) -> Result<Built> {
        let tar = self.folder.path().join(name).with_extension("tar");
        let reference = format!("registry.example/me/{name}:1.0");
        let mut command = self.wasmc();
        command
            .arg("image")
            .arg(self.module(program)?)
            .args(options)
            .args(["-t", &reference, "-o"])
            .arg(&tar);
        let printed = text(&done(run(&mut command, LIMIT)?)?);
        let digest = printed
            .strip_prefix("registry.example/me/")
            .and_then(|rest| rest.strip_prefix(name)?.strip_prefix('@'))
            .with_context(|| format!("it prints {printed:?}, not NAME@DIGEST"))?
            .to_string();
        Ok(Built {
            reference,
            tar,
            digest,
        })
    }

    /// The registry without encryption.
    ///
    /// # Errors
    /// It does not start.
    pub fn registry(&self) -> Result<&Registry> {
        get(&self.registry, || Registry::plain(self))
    }

    /// dockerd.
    ///
    /// # Errors
    /// It does not start.
    pub fn docker(&self) -> Result<&Docker> {
        get(&self.docker, || Docker::start(self))
    }

    /// podman.
    ///
    /// # Errors
    /// It cannot be used.
    pub fn podman(&self) -> Result<&Podman> {
        get(&self.podman, || Podman::new(self))
    }

    /// containerd.
    ///
    /// # Errors
    /// It does not start.
    pub fn containerd(&self) -> Result<&Containerd> {
        get(&self.containerd, || Containerd::start(self))
    }

    /// Sees to it that images for arm64 run.
    ///
    /// # Errors
    /// They cannot.
    pub fn arm64(&self) -> Result<()> {
        get(&self.binfmt, Binfmt::new).map(|_| ())
    }
}

/// A command that must not fail.
///
/// # Errors
/// It did.
pub fn done(outcome: Outcome) -> Result<Outcome> {
    ensure!(outcome.exited_with(0), "{}", outcome.describe());
    Ok(outcome)
}

/// Standard output, without the end of its last line.
pub fn text(outcome: &Outcome) -> String {
    String::from_utf8_lossy(&outcome.stdout).trim_end().into()
}

/// Whether programs are installed.
///
/// # Errors
/// One is not: which.
pub fn installed(programs: &[&str]) -> Result<()> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    for program in programs {
        let found = folders.iter().any(|folder| folder.join(program).is_file());
        ensure!(found, "there is no {program}");
    }
    Ok(())
}

/// Whether this process is root's.
///
/// # Errors
/// It is not.
pub fn root() -> Result<()> {
    let outcome = run(Command::new("id").arg("-u"), LIMIT)?;
    ensure!(text(&outcome) == "0", "it needs root");
    Ok(())
}
