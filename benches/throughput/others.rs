//! Other ways to make an executable of a program: native code of its source, and what other compilers of
//! WebAssembly make of its module.

use crate::image::Image;
use crate::programs::Program;
use anyhow::{Context, Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with the C sources of wasm2c's runtime (`wasm-rt-impl.c`).
const WASM2C_RUNTIME: &str = "WASM2C_RUNTIME";

/// A way.
pub struct Other {
    /// Its name in the table and behind `--peer`.
    pub name: &'static str,
    /// The programs that it needs.
    needs: &'static [&'static str],
    make: fn(&Program, &Path) -> Result<Image>,
}

/// All of them.
pub const ALL: [Other; 4] = [
    Other {
        name: "native",
        needs: &["clang"],
        make: |program, _| Image::native(program).context("its source is not here"),
    },
    Other {
        name: "wasm2c",
        needs: &["wasm2c", "cc"],
        make: wasm2c,
    },
    Other {
        name: "wamr",
        needs: &["wamrc", "iwasm"],
        make: wamr,
    },
    Other {
        name: "wasmedge",
        needs: &["wasmedge"],
        make: wasmedge,
    },
];

impl Other {
    /// What is missing on this machine.
    pub fn missing(&self) -> Option<String> {
        let paths = env::var_os("PATH").unwrap_or_default();
        let here = |name: &str| env::split_paths(&paths).any(|path| path.join(name).exists());
        let missing = self.needs.iter().find(|name| !here(name));
        match missing {
            Some(name) => Some(format!("{name} is not on PATH")),
            None if self.name == "wasm2c" && env::var_os(WASM2C_RUNTIME).is_none() => Some(
                format!("{WASM2C_RUNTIME} does not say where its runtime is"),
            ),
            None => None,
        }
    }

    /// The executable; `None` for a program that it is not for. Programs that import more than WASI are
    /// none of the others'.
    pub fn make(&self, program: &Program, place: &Path) -> Result<Option<Image>> {
        if program.bench.is_some() || program.native.is_none() {
            return Ok(None);
        }
        (self.make)(program, place).context(self.name).map(Some)
    }
}

/// `wasm2c`, and `cc -O3`.
fn wasm2c(program: &Program, place: &Path) -> Result<Image> {
    let runtime = PathBuf::from(env::var_os(WASM2C_RUNTIME).unwrap_or_default());
    // The names of files are the same for every program: the header is included by its name.
    let folder = place.join(format!("{}.wasm2c", program.name));
    std::fs::create_dir_all(&folder)?;
    let source = folder.join("guest.c");
    let mut translate = Command::new("wasm2c");
    translate.args(["-n", "guest", "-o"]).arg(&source);
    call(translate.arg(module(program, place)?))?;
    let executable = folder.join("guest");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("throughput/wasi.c");
    let mut compile = Command::new("cc");
    compile
        .args(["-O3", "-march=native", "-w", "-I"])
        .arg(&runtime)
        .arg("-I")
        .arg(&folder)
        .arg("-o")
        .arg(&executable)
        .args([source, own])
        .args(["wasm-rt-impl.c", "wasm-rt-mem-impl.c"].map(|name| runtime.join(name)))
        .arg("-lm");
    call(&mut compile)?;
    Ok(Image::run_by(executable, Vec::new(), program))
}

/// WAMR with code compiled ahead of time by LLVM.
fn wamr(program: &Program, place: &Path) -> Result<Image> {
    let code = place.join(format!("{}.aot", program.name));
    let mut compile = Command::new("wamrc");
    compile.args(["--opt-level=3", "-o"]).arg(&code);
    call(compile.arg(module(program, place)?))?;
    Ok(Image::run_by("iwasm".into(), vec![code.into()], program))
}

/// WasmEdge, the same.
fn wasmedge(program: &Program, place: &Path) -> Result<Image> {
    let code = place.join(format!("{}.so", program.name));
    let mut compile = Command::new("wasmedge");
    compile.arg("compile").arg(module(program, place)?);
    call(compile.arg(&code))?;
    Ok(Image::run_by("wasmedge".into(), vec![code.into()], program))
}

/// The module as a file.
fn module(program: &Program, place: &Path) -> Result<PathBuf> {
    let file = place.join(format!("{}.module.wasm", program.name));
    std::fs::write(&file, &program.wasm)?;
    Ok(file)
}

fn call(command: &mut Command) -> Result<()> {
    let output = command.output().context("cannot be run")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
