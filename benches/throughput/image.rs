//! A program as an executable: an image of `wasmc`, or what another compiler makes of it.

use crate::programs::Program;
use crate::times::Times;
use anyhow::{Context, Result, ensure};
use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use wait4::Wait4;
use wasmc_compiler::options::{MemoryBase, OptLevel, Pass, Seccomp};
use wasmc_compiler::target::March;
use wasmc_compiler::{Compiled, Composition, Input, Options};

/// An executable on the disk.
pub struct Image {
    path: PathBuf,
    arguments: Vec<OsString>,
    folder: PathBuf,
}

impl Image {
    /// Compiles with the options that `wasmc` has where nothing is said, apart from these, and without a pass.
    pub fn compile(
        program: &Program,
        march: Option<&str>,
        level: OptLevel,
        without: Option<Pass>,
        place: &Path,
    ) -> Result<Image> {
        let options = Options {
            without: without.into_iter().collect(),
            ..options(march, level)?
        };
        Image::write(program, &options, &format!("{without:?}.image"), place)
    }

    /// The same for valgrind, which lies where the memory would, and makes system calls of its own.
    pub fn for_valgrind(
        program: &Program,
        march: Option<&str>,
        level: OptLevel,
        place: &Path,
    ) -> Result<Image> {
        let options = Options {
            memory_base: Some(MemoryBase::Register),
            seccomp: Some(Seccomp::Off),
            landlock: false,
            ..options(march, level)?
        };
        Image::write(program, &options, "valgrind.image", place)
    }

    fn write(program: &Program, options: &Options, suffix: &str, place: &Path) -> Result<Image> {
        let compiled = compile(program, options)?;
        let path = place.join(format!("{}.{suffix}", program.name));
        fs::write(&path, compiled.bytes)?;
        fs::set_permissions(&path, Permissions::from_mode(0o755))?;
        Ok(Image::run_by(path, Vec::new(), program))
    }

    /// What clang made of the program's source, where there is one.
    pub fn native(program: &Program) -> Option<Image> {
        Some(Image::run_by(program.native.clone()?, Vec::new(), program))
    }

    /// An executable with arguments, in the program's folder.
    pub fn run_by(path: PathBuf, arguments: Vec<OsString>, program: &Program) -> Image {
        Image {
            path,
            arguments,
            folder: program.folder.clone(),
        }
    }

    /// A command that runs it, without input and without messages.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command
            .args(&self.arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Runs it, and returns what it printed.
    pub fn output(&self) -> Result<Vec<u8>> {
        let output = self.command().output().context("cannot run the image")?;
        ensure!(
            output.status.success(),
            "the image ended with {}",
            output.status
        );
        Ok(output.stdout)
    }

    /// What a run takes of the processor, from `fork` until it has been waited for.
    pub fn run(&self) -> Result<Times> {
        let child = self
            .command()
            .stdout(Stdio::null())
            .spawn()
            .context("cannot run the image")?;
        let used = child.wait4().context("cannot wait for the image")?;
        ensure!(
            used.status.success(),
            "the image ended with {}",
            used.status
        );
        Ok(Times {
            user: used.rusage.utime,
            system: used.rusage.stime,
        })
    }
}

fn options(march: Option<&str>, level: OptLevel) -> Result<Options> {
    let mut options = Options::default();
    if let Some(name) = march {
        options.march = March::parse(name, options.target)?;
    }
    Ok(Options {
        opt_level: level,
        policy: vec!["--dir=.".into()],
        runtime: wasmc::runtime::archive(options.target),
        ..options
    })
}

/// Compiles a program, with the module that it imports.
pub fn compile(program: &Program, options: &Options) -> Result<Compiled> {
    let mut composition = Composition::default();
    let mut imports = Vec::new();
    if let Some(bench) = &program.bench {
        let bench = composition.add(Input {
            name: "bench".into(),
            bytes: bench.clone(),
        });
        let bench = composition.instantiate(bench, Vec::new());
        imports.push(("bench".into(), bench));
    }
    let main = composition.add(Input {
        name: program.name.clone(),
        bytes: program.wasm.clone(),
    });
    composition.instantiate(main, imports);
    Ok(wasmc_compiler::compile(&composition, options)?)
}
