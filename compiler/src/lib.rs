//! WebAssembly modules to static Linux executables.
//!
//! ```text
//! bytes ─decode→ Module ─program→ Program ─lower→ CLIF ─machine→ code ─object→ ELF .o ─link→ static ELF
//! ```
//!
//! One stage, one folder, one output type; no stage reaches back. This file is the only one that
//! calls several of them.

pub mod decode;
pub mod error;
pub mod info;
mod link;
mod lower;
mod machine;
mod object;
pub mod options;
pub mod program;
pub mod progress;
pub mod target;
pub mod timing;

pub use error::{Error, Result};
pub use options::Options;
pub use program::{ScriptCall, ScriptItem};

use program::Program;
use timing::Timing;
use wasmc_abi::wasi::WasiFunction;

/// A module to compile.
#[derive(Clone, Debug)]
pub struct Input {
    /// How messages call it: a file name, or the name it is preloaded under.
    pub name: String,
    /// The binary format.
    pub bytes: Vec<u8>,
    /// Which earlier input each module name of its imports means: names, with positions in the list
    /// of inputs. Where a name is given twice, the last one counts.
    pub links: Vec<(String, usize)>,
}

/// What the compiler writes.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The executable, the object file, or the text of a dump, as [`Options::emit`] says.
    pub bytes: Vec<u8>,
    /// What a script can call, in the order of the calls' numbers ([`wasmc_abi::script`]).
    pub script: Vec<ScriptCall>,
    /// The WASI functions that the modules import, each once, sorted by symbol.
    pub wasi: Vec<&'static WasiFunction>,
    /// Time and bytes of each stage.
    pub timing: Timing,
}

/// Compiles modules, in instantiation order, into one image. The last one is the main module.
///
/// # Errors
/// See [`Error`]. Nothing is written anywhere.
pub fn compile(inputs: &[Input], options: &Options) -> Result<Compiled> {
    options.check()?;
    let mut timing = Timing::start();

    // Bytes to valid modules: structure first, then every body in parallel.
    let modules = inputs
        .iter()
        .map(decode::decode)
        .collect::<Result<Vec<_>>>()?;
    timing.stage("decode", inputs.iter().map(|input| input.bytes.len()).sum());

    // What every index means in this image: imports, constants, initial contents, entry.
    let program = program::build(modules, inputs, options)?;
    let mut wasi: Vec<_> = program.wasi_imports().collect();
    wasi.sort_by_key(|function| function.symbol);
    wasi.dedup_by_key(|function| function.symbol);
    timing.stage("program", 0);

    // Each function to CLIF, and from there to code, in parallel; no CLIF outlives its function.
    let isa = machine::isa(options)?;
    if options.emit.is_dump() {
        let bytes = machine::dump(&program, &*isa, options)?;
        timing.stage("dump", bytes.len());
        return Ok(Compiled {
            bytes,
            script: program.script,
            wasi,
            timing,
        });
    }
    let code = machine::compile(&program, &*isa, options)?;
    timing.stage("compile", code.text.len());

    // Code and data to one relocatable object file.
    let bytes = object::write(&program, inputs, &code, options)?;
    drop(code);
    timing.stage("object", bytes.len());

    // With the runtime archive to an executable.
    let bytes = match options.emit {
        options::Emit::Obj => bytes,
        _ => {
            let bytes = link::link(bytes, options)?;
            timing.stage("link", bytes.len());
            link::verify(&bytes, options)?;
            timing.stage("verify", 0);
            bytes
        }
    };
    Ok(Compiled {
        bytes,
        script: program.script,
        wasi,
        timing,
    })
}

/// Does everything up to the resolution of imports: whether [`compile`] would accept the modules,
/// apart from what no module can cause.
///
/// # Errors
/// The same as [`compile`]'s.
pub fn check(inputs: &[Input], options: &Options) -> Result<()> {
    let modules = inputs
        .iter()
        .map(decode::decode)
        .collect::<Result<Vec<_>>>()?;
    program::build(modules, inputs, options).map(drop)
}

/// Names of the exported functions of a module, with their types as text.
///
/// # Errors
/// The same as [`compile`]'s.
pub fn exported_functions(input: &Input) -> Result<Vec<(String, String)>> {
    let module = decode::decode(input)?;
    Ok(Program::exported_functions(&module))
}
