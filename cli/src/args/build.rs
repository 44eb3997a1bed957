//! The options that say what an executable is: those of a plain build and of `wasmc image`.

use super::values::{
    self, Codegen, DebugArg, MessageFormat, OptArg, Preload, SeccompArg, SwitchArg,
};
use crate::embed;
use crate::runtime;
use crate::stdout;
use clap::Args;
use clap::error::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use wasmc_abi::options as words;
use wasmc_compiler::Options;
use wasmc_compiler::options::{EntryPoint, Seccomp};
use wasmc_compiler::target::{March, Target};

const CODEGEN_HELP: &str = "\
Code generation: KEY=VALUE, may be repeated
  wasm=2.0|3.0                    what modules may use: WebAssembly 2.0, or all that `wasmc features`
                                  lists as supported [3.0]
  relocation-model=pie|static     load the image anywhere, or at one address [pie]
  memory-base=low|register        address of memory 0: in each instruction, or in a
                                  register [low on x86_64, register on aarch64]
  memory=guard|checked            keep accesses inside by unmapped address space, or by
                                  comparing each address [guard]
  spectre-mitigations=on|off      harden indirect calls and br_table [off]
  relaxed-simd=deterministic|native
                                  one result on every target, or what is fastest on this
                                  one [deterministic]
  branch-protection=standard|bti|pac-ret|none
                                  on aarch64: indirect branches reach landing pads only,
                                  return addresses are signed, or both [standard]
  stack-size=SIZE                 stack of the wasm functions: bytes, or with a suffix
                                  K, M or G [8M]
  without=PASS                    leave out a pass of the level: inline, wide-product,
                                  narrow-product, bytes, high-product, latch, address, widen,
                                  schedule, relax or dispatch";

/// What to compile, how, and what it may do.
#[derive(Clone, Debug, Args)]
pub struct BuildArgs {
    /// Module to compile: binary or text, told apart by its content; `-` is standard input
    ///
    /// Or a Wasm artifact: oci://NAME in a registry, oci-layout:FOLDER[:TAG] or
    /// oci-archive:FILE[:TAG].
    #[arg(value_name = "INPUT")]
    pub input: PathBuf,

    /// First arguments of the export that --invoke names (a `--` in front, if one starts with `-`)
    #[arg(value_name = "ARGS", allow_negative_numbers = true)]
    pub invoke_args: Vec<String>,

    /// Print time and bytes of each stage, and the peak memory
    #[arg(short, long, help_heading = "Output", overrides_with_all = ["quiet", "verbose"])]
    pub verbose: bool,

    /// Say nothing unless something is wrong
    #[arg(short, long, help_heading = "Output", overrides_with_all = ["quiet", "verbose"])]
    pub quiet: bool,

    /// Processors that the image is for; `list` prints the names (also -march=CPU)
    #[arg(long, value_name = "CPU", add = values::marches(), help_heading = "Compilation")]
    pub march: Option<String>,

    /// How much to optimise: 0, 1, 2, 3, or s for size
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
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..), help_heading = "Compilation")]
    pub threads: Option<u16>,

    /// Memory that the compile may take: bytes, or with a suffix K, M or G [default: 1G and 64 times
    /// the size of the modules]
    #[arg(long, value_name = "SIZE", value_parser = values::size, help_heading = "Compilation")]
    pub max_compile_memory: Option<u64>,

    /// Link another module in, whose exports the later ones can import as NAME; may be repeated
    #[arg(long, value_name = "NAME=FILE", value_parser = Preload::from_str, help_heading = "Linking")]
    pub preload: Vec<Preload>,

    /// Plug another component in, whose exports the later ones and INPUT can import; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Linking")]
    pub plug: Vec<PathBuf>,

    /// Run this export instead of `_start`; arguments that ARGS does not give come from the command
    /// line of the image. Of a component: 'NAME(VALUE, ...)'
    #[arg(long, value_name = "NAME", help_heading = "Linking")]
    pub invoke: Option<String>,

    /// Turn functions that nothing provides into traps that name them
    #[arg(long, help_heading = "Linking")]
    pub allow_unknown_imports: bool,

    /// Grant a directory; a relative one is taken from the working directory at run time; may be
    /// repeated
    #[arg(long, value_name = "HOST[::GUEST][::ro]", value_parser = values::dir, help_heading = "Permissions")]
    pub dir: Vec<String>,

    /// Put a directory of this machine into the image, for reading only; may be repeated
    #[arg(long, value_name = "HOST[::GUEST]", value_parser = embed::parse, help_heading = "Permissions")]
    pub embed: Vec<String>,

    /// Set an environment variable, or pass on the one that is set at run time; may be repeated
    #[arg(long, value_name = "NAME[=VALUE]", value_parser = values::env, help_heading = "Permissions")]
    pub env: Vec<String>,

    /// Pass all environment variables on
    #[arg(long, help_heading = "Permissions")]
    pub inherit_env: bool,

    /// What the program sees as its own name
    #[arg(long, value_name = "NAME", help_heading = "Permissions")]
    pub argv0: Option<String>,

    /// Open a listening socket, from descriptor 3 on; port 0: any, which the image prints; may be
    /// repeated
    #[arg(long, value_name = "ADDR:PORT", value_parser = values::listen, help_heading = "Permissions")]
    pub listen: Vec<String>,

    /// Let a component listen at this address with TCP: PORT is a number, a range such as 8000-8100,
    /// or `*`; ADDR an address or `*`; may be repeated
    #[arg(long, value_name = "ADDR:PORT", value_parser = values::tcp_listen, help_heading = "Permissions")]
    pub tcp_listen: Vec<String>,

    /// Let a component connect with TCP: HOST is an address, `*`, or a name, which it may then look
    /// up; may be repeated
    #[arg(long, value_name = "HOST:PORT", value_parser = values::tcp_connect, help_heading = "Permissions")]
    pub tcp_connect: Vec<String>,

    /// Let a component send and receive datagrams with UDP
    #[arg(long, help_heading = "Permissions")]
    pub udp: bool,

    /// Let a component look up any name
    #[arg(long, help_heading = "Permissions")]
    pub dns: bool,

    /// Let a component send requests of HTTP: HOST is a name, `*.` and a name for those below it, an
    /// address, or `*`; without PORT it is the one of the scheme, else as above; may be repeated
    #[arg(long, value_name = "HOST[:PORT]", value_parser = values::http_out, help_heading = "Permissions")]
    pub http_out: Vec<String>,

    /// Put certificates (PEM) into the image, whose requests of HTTPS trust them instead of those of the
    /// system; a container image has them at /etc/ssl/certs/ca-certificates.crt [default FILE: those of
    /// this machine]
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        require_equals = true,
        help_heading = "Permissions"
    )]
    pub ca_certs: Option<Option<PathBuf>>,

    /// Where a server (a component that exports wasi:http/incoming-handler) listens; port 0: any,
    /// which the image prints [default: 127.0.0.1:8080, in container images 0.0.0.0:8080]
    #[arg(long, value_name = "ADDR:PORT", value_parser = values::listen, help_heading = "Servers")]
    pub http_listen: Option<String>,

    /// How many processes of a server answer requests [default: one per CPU]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(words::MOST_WORKERS)), help_heading = "Servers")]
    pub workers: Option<u32>,

    /// How many requests, one after the other, may see the same state of a server [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Servers")]
    pub max_instance_reuse_count: Option<u64>,

    /// Limit of all memories and tables together: bytes, or with a suffix K, M or G
    #[arg(long, value_name = "SIZE", value_parser = values::size, help_heading = "Permissions")]
    pub max_memory: Option<u64>,

    /// Descriptors that can be open at once, the three standard streams included
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(3..=i64::from(words::MOST_FDS)), help_heading = "Permissions")]
    pub max_fds: Option<u32>,

    /// End after so long, with exit code 124: seconds, or with a suffix ms, s, m or h
    #[arg(long, value_name = "DURATION", value_parser = values::duration, help_heading = "Permissions")]
    pub timeout: Option<String>,

    /// Show each WASI call on standard error
    #[arg(long, help_heading = "Permissions")]
    pub trace_wasi: bool,

    /// End a trap by SIGABRT, which leaves a core for debuggers where the system keeps cores
    #[arg(long, help_heading = "Permissions")]
    pub core: bool,

    /// Resolve paths component by component, as on kernels without openat2
    #[arg(long, hide = true, help_heading = "Permissions")]
    pub no_openat2: bool,

    /// What becomes of system calls that the image has no function for: they end it, are made, or are
    /// made and logged by the kernel [default: on where the module opens files or sockets]
    #[arg(long, value_name = "WHAT", value_enum, help_heading = "Permissions")]
    pub seccomp: Option<SeccompArg>,

    /// Have the kernel keep the image within the directories that are granted, where it can
    #[arg(
        long,
        value_name = "ON",
        value_enum,
        default_value = "on",
        help_heading = "Permissions"
    )]
    pub landlock: SwitchArg,

    /// Do not run on kernels that cannot do that
    #[arg(long, help_heading = "Permissions")]
    pub require_landlock: bool,

    /// Speak plain HTTP with registries that do not speak HTTPS; those on this machine may anyway
    #[arg(long, help_heading = "Registries")]
    pub insecure_registry: bool,

    /// What to write for debuggers and profilers beside the names of functions: 0 nothing, 1 unwind
    /// tables, 2 also the modules' DWARF [default: 0; 2 for a plain -g]
    #[arg(short = 'g', value_name = "LEVEL", value_enum, default_value = "0", default_missing_value = "2", num_args = 0..=1, require_equals = true, hide_default_value = true, help_heading = "Output")]
    pub debug: DebugArg,

    /// How errors and notes are written: as text, or as a line of JSON each
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t = MessageFormat::Text,
        hide_possible_values = false,
        help_heading = "Output"
    )]
    pub message_format: MessageFormat,

    /// Leave the symbol table out: debuggers and profilers then show addresses instead of names
    #[arg(long, help_heading = "Output")]
    pub strip: bool,

    /// Ignore WASMC_OPTS at run time: nothing can be granted later
    #[arg(long, help_heading = "Permissions")]
    pub locked: bool,
}

impl BuildArgs {
    /// The modules that are read, apart from standard input.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        let preloads = self.preload.iter().map(|preload| &*preload.file);
        let plugs = self.plug.iter().map(PathBuf::as_path);
        let all = preloads.chain(plugs).chain([&*self.input]);
        all.filter(|file| !stdout::is_named(file))
    }

    /// Refuses words behind INPUT that no export takes.
    ///
    /// # Errors
    /// There are any.
    fn without_surplus(&self) -> Result<(), clap::Error> {
        match self.invoke_args.first() {
            Some(word) if self.invoke.is_none() => Err(clap::Error::raw(
                ErrorKind::UnknownArgument,
                format!(
                    "unexpected argument `{word}`\n  The program gets its arguments when it runs: \
                     `wasmc run {} {word}`.\n  Those that are given here are for the export that \
                     --invoke names.",
                    self.input.display()
                ),
            )),
            _ => Ok(()),
        }
    }

    /// What the compiler is asked to do for a machine.
    ///
    /// # Errors
    /// The options contradict each other.
    pub fn options(&self, target: Target) -> Result<Options, clap::Error> {
        self.without_surplus()?;
        let march = match &self.march {
            None => March::default_for(target),
            Some(name) => March::parse(name, target)
                .map_err(|error| clap::Error::raw(ErrorKind::InvalidValue, error))?,
        };
        let mut options = Options {
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
            debug: self.debug.into(),
            strip: self.strip,
            seccomp: self.seccomp.map(Seccomp::from),
            landlock: self.landlock == SwitchArg::On,
            runtime: runtime::archive(target),
            ..Options::default()
        };
        for setting in &self.codegen {
            match *setting {
                Codegen::RelocationModel(model) => options.relocation_model = model,
                Codegen::MemoryBase(base) => options.memory_base = Some(base),
                Codegen::Memory(check) => options.memory_check = check,
                Codegen::SpectreMitigations(on) => options.spectre_mitigations = on,
                Codegen::Wasm(version) => options.wasm = version,
                Codegen::RelaxedSimd(kind) => options.relaxed_simd = kind,
                Codegen::BranchProtection(kind) => options.branch_protection = Some(kind),
                Codegen::StackSize(bytes) => options.stack_bytes = bytes,
                Codegen::Without(pass) => options.without.push(pass),
            }
        }
        Ok(options)
    }

    /// The permissions, as the runtime reads them.
    fn policy(&self) -> Vec<String> {
        let mut policy = Vec::new();
        let mut value = |word: &str, value: &str| policy.push(format!("{word}={value}"));
        self.dir.iter().for_each(|dir| value(words::DIR, dir));
        self.env
            .iter()
            .for_each(|variable| value(words::ENV, variable));
        self.argv0.iter().for_each(|name| value(words::ARGV0, name));
        self.listen
            .iter()
            .for_each(|address| value(words::LISTEN, address));
        for (given, word) in [
            (&self.tcp_listen, words::TCP_LISTEN),
            (&self.tcp_connect, words::TCP_CONNECT),
            (&self.http_out, words::HTTP_OUT),
        ] {
            given.iter().for_each(|pattern| value(word, pattern));
        }
        if let Some(address) = &self.http_listen {
            value(words::HTTP_LISTEN, address);
        }
        if let Some(count) = self.workers {
            value(words::WORKERS, &count.to_string());
        }
        if let Some(count) = self.max_instance_reuse_count {
            value(words::MAX_INSTANCE_REUSE_COUNT, &count.to_string());
        }
        self.max_memory
            .iter()
            .for_each(|bytes| value(words::MAX_MEMORY, &bytes.to_string()));
        self.max_fds
            .iter()
            .for_each(|count| value(words::MAX_FDS, &count.to_string()));
        self.timeout
            .iter()
            .for_each(|time| value(words::TIMEOUT, time));
        for (given, word) in [
            (self.udp, words::UDP),
            (self.dns, words::DNS),
            (self.inherit_env, words::INHERIT_ENV),
            (self.trace_wasi, words::TRACE_WASI),
            (self.core, words::CORE),
            (self.no_openat2, words::NO_OPENAT2),
            (self.require_landlock, words::REQUIRE_LANDLOCK),
        ] {
            if given {
                policy.push(word.into());
            }
        }
        policy
    }
}
