//! A program as a native image.

use crate::corpus::Program;
use anyhow::{Context, Result, ensure};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use wasmc_compiler::target::March;
use wasmc_compiler::{Composition, Input, Options};

/// An executable on the disk.
pub struct Image {
    path: PathBuf,
    folder: PathBuf,
    /// Removed with the image.
    _home: TempDir,
}

impl Image {
    /// Compiles with the options that `wasmc` has where nothing is said, apart from `-march`.
    pub fn compile(program: &Program, march: Option<&str>) -> Result<Image> {
        let mut options = Options::default();
        if let Some(name) = march {
            options.march = March::parse(name, options.target)?;
        }
        let options = Options {
            policy: vec!["--dir=.".into()],
            runtime: wasmc::runtime::archive(options.target),
            ..options
        };
        let mut composition = Composition::default();
        let bench = composition.add(Input {
            name: "bench".into(),
            bytes: program.bench.clone(),
        });
        let bench = composition.instantiate(bench, Vec::new());
        let main = composition.add(Input {
            name: program.name.clone(),
            bytes: program.wasm.clone(),
        });
        composition.instantiate(main, vec![("bench".into(), bench)]);
        let compiled = wasmc_compiler::compile(&composition, &options)?;
        let home = TempDir::new()?;
        let path = home.path().join("image");
        fs::write(&path, compiled.bytes)?;
        fs::set_permissions(&path, Permissions::from_mode(0o755))?;
        Ok(Image {
            path,
            folder: program.folder.clone(),
            _home: home,
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command
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

    /// How long a run takes, from `fork` until it has been waited for.
    pub fn run(&self) -> Result<Duration> {
        let mut command = self.command();
        command.stdout(Stdio::null());
        let start = Instant::now();
        let status = command.status().context("cannot run the image")?;
        let time = start.elapsed();
        ensure!(status.success(), "the image ended with {status}");
        Ok(time)
    }
}
