//! Containers of one executable, run by runc or crun.

use crate::common::output;
use anyhow::{Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Where a machine with both versions of cgroups has the second one. crun refuses to run there.
const UNIFIED: &str = "/sys/fs/cgroup/unified";

/// An engine.
pub struct Runner {
    program: &'static str,
    folder: PathBuf,
}

impl Runner {
    /// An engine of this name.
    pub fn new(program: &'static str, folder: &Path) -> Result<Runner> {
        output(Command::new(program).arg("--version"))?;
        ensure!(
            output(Command::new("id").arg("-u"))?.trim() == "0",
            "it needs root"
        );
        Ok(Runner {
            program,
            folder: folder.join(program),
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.program
    }

    /// Makes a bundle: the engine's own default configuration, without a terminal.
    pub fn bundle(&self, executable: &Path) -> Result<PathBuf> {
        let name = executable.file_name().unwrap_or_default();
        let bundle = self.folder.join(name);
        fs::create_dir_all(bundle.join("rootfs"))?;
        fs::copy(executable, bundle.join("rootfs/app"))?;
        output(Command::new(self.program).arg("spec").current_dir(&bundle))?;
        let file = bundle.join("config.json");
        let config = fs::read_to_string(&file)?;
        let config = config
            .replace("\"terminal\": true", "\"terminal\": false")
            .replace("\"sh\"", "\"/app\"");
        fs::write(&file, config)?;
        Ok(bundle)
    }

    /// How long a container takes, from the start of the engine until it has ended.
    pub fn run(&self, bundle: &Path) -> Result<Duration> {
        let mut command = self.command();
        command
            .args(["run", "-b"])
            .arg(bundle)
            .arg(format!("bench-{}", std::process::id()))
            .stdin(Stdio::null())
            .stderr(Stdio::inherit());
        let start = Instant::now();
        let ran = command.output()?;
        let time = start.elapsed();
        ensure!(
            ran.status.success() && ran.stdout == b"Hello, world!\n",
            "{}: {}",
            self.program,
            ran.status
        );
        Ok(time)
    }

    fn command(&self) -> Command {
        if self.program != "crun" || !Path::new(UNIFIED).exists() {
            return Command::new(self.program);
        }
        let script = format!("umount {UNIFIED}; exec crun \"$@\"");
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-c", &script, "sh"]);
        command
    }
}
