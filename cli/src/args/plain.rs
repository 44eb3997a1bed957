//! The plain build: `wasmc INPUT`.

use super::build::BuildArgs;
use super::style::STYLES;
use super::values::{self, DebugArg, EmitArg};
use crate::runtime;
use clap::Parser;
use std::path::PathBuf;
use std::sync::LazyLock;
use wasmc_compiler::Options;
use wasmc_compiler::target::Target;

const EXAMPLES: &str = "\
Examples:
  wasmc app.wasm                         write the executable `app`
  wasmc examples/hello.wat -o hello && ./hello
  wasmc app.wasm --dir . --env LANG      the image may use its working directory and $LANG
  WASMC_OPTS='--dir /data::/' ./app      give more to an image that is already built
  wasmc fib.wat --invoke fib -o fib && ./fib 30
  wasmc app.wasm --preload bench=bench.wat
  wasmc - < app.wasm -o app              read from standard input
  wasmc --emit clif app.wasm | less      look at what the compiler makes of it
  wasmc run app.wasm 1 2                 compile to a cache, and run with these arguments
  wasmc image app.wasm -t me/app -o app.tar
                                         a container image; `wasmc image --help` says more

An image gets its arguments and the three standard streams. Directories and environment
variables have to be granted: here, or in the variable WASMC_OPTS when it runs.

Exit codes: 0 success, 1 an error in the input or the output, 2 an error in the command line,
70 a bug of wasmc. An image ends with its own exit code, or with 134 after a trap.";

/// `--version`: also what images this build can make.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut text = format!("{}\ntargets:", env!("CARGO_PKG_VERSION"));
    for target in Target::ALL {
        let runtime = match runtime::archive(target) {
            Ok(_) => "",
            Err(_) => " (only --emit obj, clif and asm: its runtime is not part of this build)",
        };
        text.push_str(&format!("\n  {}{runtime}", target.triple()));
    }
    text
});

/// Compiles a WebAssembly module to a static Linux executable.
///
/// The executable needs no Wasm runtime, no libc and no interpreter where it runs.
#[derive(Debug, Parser)]
#[command(
    name = "wasmc",
    version,
    long_version = LONG_VERSION.as_str(),
    override_usage = "wasmc [OPTIONS] <INPUT>\n       wasmc <COMMAND> [OPTIONS] ...",
    after_help = EXAMPLES,
    styles = STYLES,
    max_term_width = 100
)]
pub struct PlainArgs {
    /// File to write; `-` is standard output
    ///
    /// Without it: the input's name without its suffix, in the working directory (`a.out` where the
    /// input has no suffix or is standard input), with `.o` for --emit obj; dumps go to standard
    /// output.
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// What to write: an executable, a relocatable object file, or a dump
    #[arg(long, value_enum, default_value = "exe", help_heading = "Output")]
    pub emit: EmitArg,

    /// Also write what is between input and executable, beside it: OUT.clif, OUT.asm and OUT.o
    #[arg(long, help_heading = "Output")]
    pub save_temps: bool,

    /// Machine that the image is for: x86_64 or aarch64 (or a triple); `list` prints the names
    /// [default: this one]
    #[arg(long, value_name = "TARGET", alias = "platform", value_parser = values::target, add = values::targets(), help_heading = "Compilation")]
    pub target: Option<Target>,

    #[command(flatten)]
    pub build: BuildArgs,
}

impl PlainArgs {
    /// The machine that the executable is for.
    pub fn target(&self) -> Target {
        self.target.unwrap_or(Target::host())
    }

    /// The debug information that is of use: listings show lines.
    pub fn debug(&self) -> DebugArg {
        match self.emit {
            EmitArg::Asm => DebugArg::Full,
            _ => self.build.debug,
        }
    }

    /// What the compiler is asked to do.
    ///
    /// # Errors
    /// The options contradict each other.
    pub fn options(&self) -> Result<Options, clap::Error> {
        Ok(Options {
            emit: self.emit.into(),
            ..self.build.options(self.target())?
        })
    }
}
