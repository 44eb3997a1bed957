//! The command line, and what it means for the compiler.

use clap::builder::styling::{AnsiColor, Styles};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::LazyLock;
use wasmc::runtime;
use wasmc_compiler::Options;
use wasmc_compiler::options::{
    Emit, EntryPoint, MemoryBase, MemoryCheck, OptLevel, RelocationModel,
};
use wasmc_compiler::target::{March, Target};

/// Bytes of the smallest wasm stack: twice what a runtime function may need of it.
const MIN_STACK: u64 = 2 * wasmc_abi::image::RUNTIME_STACK_ROOM;
/// Bytes of the largest wasm stack: it is address space, of which a process has 128 TiB.
const MAX_STACK: u64 = 1 << 40;
/// The wasm stack is a multiple of this many bytes (`ImageHeader::stack_bytes`).
const STACK_UNIT: u64 = 64 << 10;

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

An image gets its arguments and the three standard streams. Directories and environment
variables have to be granted: here, or in the variable WASMC_OPTS when it runs.

Exit codes: 0 done, 1 the input or the output is at fault, 2 the command line is,
101 wasmc itself is. An image ends with its own exit code, or with 134 after a trap.";

const CODEGEN_HELP: &str = "\
Code generation: KEY=VALUE, may be repeated
  relocation-model=pie|static     load the image anywhere, or at one address [pie]
  memory-base=low|register        address of memory 0: in each instruction, or in a
                                  register [low on x86_64, register on aarch64]
  memory=guard|checked            keep accesses inside by unmapped address space, or by
                                  comparing each address [guard]
  spectre-mitigations=on|off      harden indirect calls and br_table [off]
  stack-size=SIZE                 stack of the wasm functions: bytes, or with a suffix
                                  K, M or G [8M]";

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Compiles a WebAssembly module to a static Linux executable.
///
/// The executable needs no Wasm runtime, no libc and no interpreter where it runs.
#[derive(Debug, Parser)]
#[command(
    name = "wasmc",
    version,
    long_version = LONG_VERSION.as_str(),
    override_usage = "wasmc [OPTIONS] <INPUT> [ARGS]...",
    after_help = EXAMPLES,
    styles = STYLES,
    max_term_width = 100
)]
pub struct Args {
    /// Module to compile: binary or text, told apart by its content; `-` is standard input
    #[arg(value_name = "INPUT")]
    pub input: PathBuf,

    /// First arguments of the export that --invoke names (a `--` in front, if one starts with `-`)
    #[arg(
        value_name = "ARGS",
        requires = "invoke",
        allow_negative_numbers = true
    )]
    pub invoke_args: Vec<String>,

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

    /// Print time and bytes of each stage, and the peak memory
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,

    /// Machine that the image is for: x86_64 or aarch64 (or a triple) [default: this one]
    #[arg(long, value_name = "TARGET", value_parser = Target::from_str, help_heading = "Compilation")]
    pub target: Option<Target>,

    /// Processors that the image is for; `list` prints the names (also -march=CPU)
    #[arg(long, value_name = "CPU", help_heading = "Compilation")]
    pub march: Option<String>,

    /// How much to optimise: 0, 1, 2, or s for size
    #[arg(
        short = 'O',
        value_name = "LEVEL",
        value_enum,
        default_value = "2",
        help_heading = "Compilation"
    )]
    pub opt_level: OptArg,

    #[arg(short = 'C', value_name = "KEY=VALUE", value_parser = Codegen::from_str, help = CODEGEN_HELP, help_heading = "Compilation")]
    pub codegen: Vec<Codegen>,

    /// Compile with so many threads; the image is the same for any number [default: one per CPU]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..), help_heading = "Compilation")]
    pub threads: Option<u16>,

    /// Link another module in, whose exports the later ones can import as NAME; may be repeated
    #[arg(long, value_name = "NAME=FILE", value_parser = Preload::from_str, help_heading = "Linking")]
    pub preload: Vec<Preload>,

    /// Run this export instead of `_start`; arguments that ARGS does not give come from the command
    /// line of the image
    #[arg(long, value_name = "NAME", help_heading = "Linking")]
    pub invoke: Option<String>,

    /// Turn functions that nothing provides into traps that name them
    #[arg(long, help_heading = "Linking")]
    pub allow_unknown_imports: bool,

    /// Grant a directory; a relative one is taken from the working directory at run time; may be
    /// repeated
    #[arg(long, value_name = "HOST[::GUEST][::ro]", value_parser = dir, help_heading = "Permissions")]
    pub dir: Vec<String>,

    /// Set an environment variable, or pass on the one that is set at run time; may be repeated
    #[arg(long, value_name = "NAME[=VALUE]", value_parser = env, help_heading = "Permissions")]
    pub env: Vec<String>,

    /// Pass all environment variables on
    #[arg(long, help_heading = "Permissions")]
    pub inherit_env: bool,

    /// What the program sees as its own name
    #[arg(long, value_name = "NAME", help_heading = "Permissions")]
    pub argv0: Option<String>,

    /// Limit of every memory: bytes, or with a suffix K, M or G
    #[arg(long, value_name = "SIZE", value_parser = size, help_heading = "Permissions")]
    pub max_memory: Option<u64>,

    /// Resolve paths component by component, as on kernels without openat2
    #[arg(long, hide = true, help_heading = "Permissions")]
    pub no_openat2: bool,

    /// Ignore WASMC_OPTS at run time: nothing can be granted later
    #[arg(long, help_heading = "Permissions")]
    pub locked: bool,
}

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

/// `--emit`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EmitArg {
    /// A static executable
    Exe,
    /// A relocatable ELF object file, without the runtime
    Obj,
    /// The Cranelift IR of every function
    Clif,
    /// The machine code of every function
    Asm,
}

impl From<EmitArg> for Emit {
    fn from(emit: EmitArg) -> Emit {
        match emit {
            EmitArg::Exe => Emit::Exe,
            EmitArg::Obj => Emit::Obj,
            EmitArg::Clif => Emit::Clif,
            EmitArg::Asm => Emit::Asm,
        }
    }
}

/// `-O`
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum OptArg {
    /// Compile fast
    #[value(name = "0")]
    O0,
    /// Allocate registers well, and no more
    #[value(name = "1")]
    O1,
    /// Everything
    #[value(name = "2")]
    O2,
    /// Everything, and smaller code where there is a choice
    #[value(name = "s")]
    Size,
}

impl From<OptArg> for OptLevel {
    fn from(level: OptArg) -> OptLevel {
        match level {
            OptArg::O0 => OptLevel::O0,
            OptArg::O1 => OptLevel::O1,
            OptArg::O2 => OptLevel::O2,
            OptArg::Size => OptLevel::Size,
        }
    }
}

/// One `-C KEY=VALUE`.
#[derive(Clone, Copy, Debug)]
pub enum Codegen {
    /// `relocation-model`
    RelocationModel(RelocationModel),
    /// `memory-base`
    MemoryBase(MemoryBase),
    /// `memory`
    Memory(MemoryCheck),
    /// `spectre-mitigations`
    SpectreMitigations(bool),
    /// `stack-size`, in bytes
    StackSize(u64),
}

impl FromStr for Codegen {
    type Err = String;

    fn from_str(text: &str) -> Result<Codegen, String> {
        let Some((key, value)) = text.split_once('=') else {
            return Err("it is written KEY=VALUE; --help lists the keys".into());
        };
        Ok(match (key, value) {
            ("relocation-model", "pie") => Codegen::RelocationModel(RelocationModel::Pie),
            ("relocation-model", "static") => Codegen::RelocationModel(RelocationModel::Static),
            ("relocation-model", _) => return Err("there are `pie` and `static`".into()),
            ("memory-base", "low") => Codegen::MemoryBase(MemoryBase::Low),
            ("memory-base", "register") => Codegen::MemoryBase(MemoryBase::Register),
            ("memory-base", _) => return Err("there are `low` and `register`".into()),
            ("memory", "guard") => Codegen::Memory(MemoryCheck::Guard),
            ("memory", "checked") => Codegen::Memory(MemoryCheck::Checked),
            ("memory", _) => return Err("there are `guard` and `checked`".into()),
            ("spectre-mitigations", "on") => Codegen::SpectreMitigations(true),
            ("spectre-mitigations", "off") => Codegen::SpectreMitigations(false),
            ("spectre-mitigations", _) => return Err("there are `on` and `off`".into()),
            ("stack-size", _) => Codegen::StackSize(stack_size(value)?),
            _ => {
                return Err(format!(
                    "unknown key `{key}`; there are relocation-model, memory-base, memory, \
                     spectre-mitigations and stack-size"
                ));
            }
        })
    }
}

/// `--preload NAME=FILE`
#[derive(Clone, Debug)]
pub struct Preload {
    /// Name that other modules import it by.
    pub name: String,
    /// Its file.
    pub file: PathBuf,
}

impl FromStr for Preload {
    type Err = String;

    fn from_str(text: &str) -> Result<Preload, String> {
        match text.split_once('=') {
            Some((name, file)) if !file.is_empty() => Ok(Preload {
                name: name.into(),
                file: file.into(),
            }),
            _ => Err("it is written NAME=FILE".into()),
        }
    }
}

impl Args {
    /// Reads the command line; ends the process where it makes no sense, or only asks for help.
    pub fn from_command_line() -> Args {
        let words: Vec<_> = with_long_march(std::env::args_os()).collect();
        // Asks for nothing to be compiled, so it needs no INPUT.
        let list = |pair: &[OsString]| pair[0] == "--march" && pair[1] == "list";
        if words.iter().any(|word| word == "--march=list") || words.windows(2).any(list) {
            print_marches();
            std::process::exit(0);
        }
        Args::parse_from(words)
    }

    /// The machine that the image is for.
    pub fn target(&self) -> Target {
        self.target.unwrap_or(Target::host())
    }

    /// What the compiler is asked to do; ends the process where options contradict each other.
    pub fn options(&self) -> Options {
        let target = self.target();
        let march = match &self.march {
            None => March::default_for(target),
            Some(name) => March::parse(name, target)
                .unwrap_or_else(|error| usage_error(ErrorKind::InvalidValue, &error.to_string())),
        };
        let mut options = Options {
            emit: self.emit.into(),
            target,
            march,
            opt_level: self.opt_level.into(),
            entry: match &self.invoke {
                None => EntryPoint::Command,
                Some(name) => EntryPoint::Invoke {
                    name: name.clone(),
                    args: self.invoke_args.clone(),
                },
            },
            allow_unknown_imports: self.allow_unknown_imports,
            policy: self.policy(),
            locked: self.locked,
            runtime: runtime::archive(target),
            ..Options::default()
        };
        for setting in &self.codegen {
            match *setting {
                Codegen::RelocationModel(model) => options.relocation_model = model,
                Codegen::MemoryBase(base) => options.memory_base = Some(base),
                Codegen::Memory(check) => options.memory_check = check,
                Codegen::SpectreMitigations(on) => options.spectre_mitigations = on,
                Codegen::StackSize(bytes) => options.stack_bytes = bytes,
            }
        }
        options
    }

    /// The permissions, as the runtime reads them.
    fn policy(&self) -> Vec<String> {
        use wasmc_abi::options as words;
        let mut policy = Vec::new();
        let mut value = |word: &str, value: &str| policy.push(format!("{word}={value}"));
        self.dir.iter().for_each(|dir| value(words::DIR, dir));
        self.env
            .iter()
            .for_each(|variable| value(words::ENV, variable));
        self.argv0.iter().for_each(|name| value(words::ARGV0, name));
        self.max_memory
            .iter()
            .for_each(|bytes| value(words::MAX_MEMORY, &bytes.to_string()));
        if self.inherit_env {
            policy.push(words::INHERIT_ENV.into());
        }
        if self.no_openat2 {
            policy.push(words::NO_OPENAT2.into());
        }
        policy
    }
}

/// `-march=list`
fn print_marches() {
    let mut text = String::new();
    for target in Target::ALL {
        let names = target.marches();
        text.push_str(&format!("{target}: {} (default)", names[0]));
        names[1..]
            .iter()
            .for_each(|name| text.push_str(&format!(", {name}")));
        text.push('\n');
    }
    // Nobody is left to hear that standard output is closed.
    let _ = std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes());
}

/// Ends the process as clap does for a wrong command line.
fn usage_error(kind: ErrorKind, message: &str) -> ! {
    Args::command().error(kind, message).exit()
}

/// `-march` is written with one dash, as compilers have it; clap knows long options by two.
fn with_long_march(args: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    let mut options = true;
    args.map(move |arg| {
        options &= arg != "--";
        match arg.to_str() {
            Some(text) if options && (text == "-march" || text.starts_with("-march=")) => {
                format!("-{text}").into()
            }
            _ => arg,
        }
    })
}

/// Bytes: a number, with a suffix K, M or G for powers of 1024.
fn size(text: &str) -> Result<u64, String> {
    let wrong = || "a size is a number of bytes, or one with a suffix K, M or G".to_string();
    let (digits, shift) = match text.as_bytes().last() {
        Some(b'K' | b'k') => (&text[..text.len() - 1], 10),
        Some(b'M' | b'm') => (&text[..text.len() - 1], 20),
        Some(b'G' | b'g') => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    number
        .checked_mul(1 << shift)
        .ok_or_else(|| "that is more than 64 bits can say".into())
}

/// `-C stack-size`: rounded up to what the image header can say.
fn stack_size(text: &str) -> Result<u64, String> {
    let bytes = size(text)?;
    if !(MIN_STACK..=MAX_STACK).contains(&bytes) {
        return Err(format!(
            "a wasm stack has at least {}K and at most {}G",
            MIN_STACK >> 10,
            MAX_STACK >> 30
        ));
    }
    Ok(bytes.next_multiple_of(STACK_UNIT))
}

/// `--dir`: the image would refuse it at every start.
fn dir(text: &str) -> Result<String, String> {
    let (host, rest) = text.split_once("::").unwrap_or((text, "ro"));
    let guest = if rest == "ro" {
        host
    } else {
        rest.strip_suffix("::ro").unwrap_or(rest)
    };
    if host.is_empty() || guest.is_empty() {
        return Err("it is written HOST[::GUEST][::ro]".into());
    }
    Ok(text.into())
}

/// `--env`: the image would refuse it at every start.
fn env(text: &str) -> Result<String, String> {
    match text.split('=').next() {
        None | Some("") => Err("it is written NAME or NAME=VALUE".into()),
        Some(_) => Ok(text.into()),
    }
}
