//! The values of options: what the words on the command line mean.

use clap::ValueEnum;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use wasmc_abi::network::{Host, HttpPattern, Pattern};
use wasmc_compiler::options::{
    BranchProtection, ClifStage, DebugLevel, Emit, MemoryBase, MemoryCheck, OptLevel, Pass,
    RelaxedSimd, RelocationModel, Seccomp, WasmVersion,
};
use wasmc_compiler::target::Target;

/// Bytes of the smallest wasm stack: twice what a runtime function may need of it.
const MIN_STACK: u64 = 2 * wasmc_abi::image::RUNTIME_STACK_ROOM;
/// Bytes of the largest wasm stack: it is address space, of which a process has 128 TiB.
const MAX_STACK: u64 = 1 << 40;
/// The wasm stack is a multiple of this many bytes (`ImageHeader::stack_bytes`).
const STACK_UNIT: u64 = 64 << 10;

/// What a shell offers for `--target`.
pub fn targets() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let names = Target::ALL.into_iter().map(Target::name);
        names.map(CompletionCandidate::new).collect()
    })
}

/// `--target`, also as container engines call platforms: `linux/arm64`.
pub fn target(text: &str) -> Result<Target, String> {
    let name = text.strip_prefix("linux/").unwrap_or(text);
    name.parse()
        .map_err(|error: wasmc_compiler::Error| error.to_string())
}

/// What a shell offers for `-march`.
pub fn marches() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let mut names: Vec<_> = Target::ALL.into_iter().flat_map(Target::marches).collect();
        names.push(&"list");
        names.sort();
        names.dedup();
        names.into_iter().map(CompletionCandidate::new).collect()
    })
}

/// `--emit`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EmitArg {
    /// A static executable
    Exe,
    /// A relocatable ELF object file, without the runtime
    Obj,
    /// The Cranelift IR of every function, before the optimiser (also clif=lowered)
    #[value(alias = "clif=lowered")]
    Clif,
    /// The Cranelift IR of every function, after the optimiser
    #[value(name = "clif=optimized")]
    Optimized,
    /// The machine code of every function, below the lines of the source that it came from
    Asm,
}

impl From<EmitArg> for Emit {
    fn from(emit: EmitArg) -> Emit {
        match emit {
            EmitArg::Exe => Emit::Exe,
            EmitArg::Obj => Emit::Obj,
            EmitArg::Clif => Emit::Clif(ClifStage::Lowered),
            EmitArg::Optimized => Emit::Clif(ClifStage::Optimized),
            EmitArg::Asm => Emit::Asm,
        }
    }
}

/// `--seccomp`
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SeccompArg {
    /// They end the image
    On,
    /// They are made
    Off,
    /// They are made, and the kernel logs them
    Log,
}

impl From<SeccompArg> for Seccomp {
    fn from(seccomp: SeccompArg) -> Seccomp {
        match seccomp {
            SeccompArg::On => Seccomp::On,
            SeccompArg::Off => Seccomp::Off,
            SeccompArg::Log => Seccomp::Log,
        }
    }
}

/// `on` or `off`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SwitchArg {
    /// It is done
    On,
    /// It is not done
    Off,
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
    /// What pays for the time it takes
    #[value(name = "2")]
    O2,
    /// Everything
    #[value(name = "3")]
    O3,
    /// As 2, and smaller code where there is a choice
    #[value(name = "s", alias = "z")]
    Size,
}

impl From<OptArg> for OptLevel {
    fn from(level: OptArg) -> OptLevel {
        match level {
            OptArg::O0 => OptLevel::O0,
            OptArg::O1 => OptLevel::O1,
            OptArg::O2 => OptLevel::O2,
            OptArg::O3 => OptLevel::O3,
            OptArg::Size => OptLevel::Size,
        }
    }
}

/// `-g`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DebugArg {
    /// Nothing
    #[value(name = "0")]
    None,
    /// Unwind tables
    #[value(name = "1")]
    Frames,
    /// Also lines, variables and types, from the DWARF of the modules
    #[value(name = "2")]
    Full,
}

/// `--message-format`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

impl From<DebugArg> for DebugLevel {
    fn from(level: DebugArg) -> DebugLevel {
        match level {
            DebugArg::None => DebugLevel::None,
            DebugArg::Frames => DebugLevel::Frames,
            DebugArg::Full => DebugLevel::Full,
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
    /// `wasm`
    Wasm(WasmVersion),
    /// `relaxed-simd`
    RelaxedSimd(RelaxedSimd),
    /// `branch-protection`
    BranchProtection(BranchProtection),
    /// `stack-size`, in bytes
    StackSize(u64),
    /// `without`
    Without(Pass),
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
            ("wasm", "2.0") => Codegen::Wasm(WasmVersion::V2),
            ("wasm", "3.0") => Codegen::Wasm(WasmVersion::V3),
            ("wasm", _) => return Err("there are `2.0` and `3.0`".into()),
            ("relaxed-simd", "deterministic") => Codegen::RelaxedSimd(RelaxedSimd::Deterministic),
            ("relaxed-simd", "native") => Codegen::RelaxedSimd(RelaxedSimd::Native),
            ("relaxed-simd", _) => return Err("there are `deterministic` and `native`".into()),
            ("branch-protection", _) => Codegen::BranchProtection(branch_protection(value)?),
            ("stack-size", _) => Codegen::StackSize(stack_size(value)?),
            ("without", _) => Codegen::Without(pass(value)?),
            _ => {
                return Err(format!(
                    "unknown key `{key}`; there are wasm, relocation-model, memory-base, memory, \
                     spectre-mitigations, relaxed-simd, branch-protection, stack-size and without"
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

/// Bytes: a number, with a suffix K, M or G for powers of 1024.
pub fn size(text: &str) -> Result<u64, String> {
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

/// `-C without`
fn pass(name: &str) -> Result<Pass, String> {
    Pass::named(name).ok_or_else(|| {
        let names: Vec<_> = Pass::ALL.iter().map(|(known, _)| *known).collect();
        format!("there are {}", names.join(", "))
    })
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
pub fn dir(text: &str) -> Result<String, String> {
    let (host, rest) = text.split_once("::").unwrap_or((text, "ro"));
    let guest = if rest == "ro" {
        host
    } else {
        rest.strip_suffix("::ro").unwrap_or(rest)
    };
    if host.is_empty() || guest.is_empty() {
        return Err("it is written HOST[::GUEST][::ro]".into());
    }
    if let Some((guest, suffix)) = guest.split_once("::").filter(|_| guest != host) {
        return Err(format!(
            "unknown suffix `::{suffix}`; there is only `::ro`: `{host}::{guest}::ro`"
        ));
    }
    // As container engines have it.
    if let Some((outside, inside)) = text.split_once(':').filter(|_| !text.contains("::")) {
        let (inside, read_only) = match inside.split_once(':') {
            Some((inside, "ro")) => (inside, "::ro"),
            Some((inside, _)) => (inside, ""),
            None => (inside, ""),
        };
        return Err(format!(
            "HOST and GUEST are separated by `::`, so write `{outside}::{inside}{read_only}` \
             (and `{text}::{text}` for a directory of that name)"
        ));
    }
    Ok(text.into())
}

/// `--env`: the image would refuse it at every start.
pub fn env(text: &str) -> Result<String, String> {
    match text.split('=').next() {
        None | Some("") => Err("it is written NAME or NAME=VALUE".into()),
        Some(_) => Ok(text.into()),
    }
}

/// The words of `-mbranch-protection` of C compilers.
fn branch_protection(name: &str) -> Result<BranchProtection, String> {
    match name {
        "standard" | "bti+pac-ret" | "pac-ret+bti" => Ok(BranchProtection::Standard),
        "bti" => Ok(BranchProtection::Bti),
        "pac-ret" => Ok(BranchProtection::PacRet),
        "none" => Ok(BranchProtection::None),
        _ => Err("there are `standard`, `bti`, `pac-ret` and `none`".into()),
    }
}

/// `--listen`: the image would refuse it at every start.
pub fn listen(text: &str) -> Result<String, String> {
    match text.parse::<SocketAddr>() {
        Ok(_) => Ok(text.into()),
        Err(_) => {
            Err("it is written ADDR:PORT, in numbers, such as 127.0.0.1:8080 or [::]:80".into())
        }
    }
}

/// `--tcp-listen`: the image would refuse it at every start.
pub fn tcp_listen(text: &str) -> Result<String, String> {
    match Pattern::parse(text.as_bytes()) {
        Some(Pattern {
            host: Host::Any | Host::Address(_),
            ..
        }) => Ok(text.into()),
        _ => Err(
            "it is written ADDR:PORT, such as 127.0.0.1:8080, [::1]:8000-8100, 0.0.0.0:80 or *:*"
                .into(),
        ),
    }
}

/// `--tcp-connect`: the image would refuse it at every start.
pub fn tcp_connect(text: &str) -> Result<String, String> {
    match Pattern::parse(text.as_bytes()) {
        Some(Pattern {
            host: Host::Address(address),
            ..
        }) if address.is_unspecified() => Err(format!(
            "nobody has the address {address}; any address is written `*`"
        )),
        Some(_) => Ok(text.into()),
        None => Err("it is written HOST:PORT, such as example.com:443, 10.0.0.1:8000-8100, [::1]:* or *:443".into()),
    }
}

/// `--http-out`: the image would refuse it at every start.
pub fn http_out(text: &str) -> Result<String, String> {
    match HttpPattern::parse(text.as_bytes()) {
        Some(HttpPattern {
            host: Host::Address(address),
            ..
        }) if address.is_unspecified() => Err(format!(
            "nobody has the address {address}; any host is written `*`"
        )),
        Some(_) => Ok(text.into()),
        None => Err("it is written HOST[:PORT], such as example.com, *.example.com:8080, 10.0.0.1:8000-8100, [::1]:* or *".into()),
    }
}

/// `--timeout`: the image would refuse it at every start.
pub fn duration(text: &str) -> Result<String, String> {
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (digits, suffix) = text.split_at(end.unwrap_or(text.len()));
    let number: u64 = digits.parse().unwrap_or(0);
    let most = u64::MAX / 3_600_000;
    if !["", "ms", "s", "m", "h"].contains(&suffix) || !(1..=most).contains(&number) {
        return Err("a duration is a number of seconds, or one with a suffix ms, s, m or h".into());
    }
    Ok(text.into())
}
