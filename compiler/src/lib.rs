//! WebAssembly modules to static Linux executables.
//!
//! ```text
//! bytes ─decode→ Module ─program→ Program ─lower→ CLIF ─optimize→ CLIF ─machine→ code ─object→ ELF .o ─link→ static ELF
//! ```
//!
//! One stage, one folder, one output type; no stage reaches back. This file calls them in order, and
//! `codegen` those that work on one function at a time: `lower`, `optimize` and `machine`.

mod codegen;
pub mod component;
pub mod composition;
pub mod debug;
pub mod decode;
pub mod error;
pub mod info;
mod inline;
mod link;
mod listing;
mod lower;
mod machine;
mod object;
mod optimize;
pub mod options;
pub mod program;
pub mod progress;
pub mod sources;
pub mod target;
pub mod timing;

pub use composition::{Composition, Input, InstanceId, Instantiation, ModuleId};
pub use error::{Error, Result};
pub use options::Options;
pub use program::{ScriptCall, ScriptItem};

use cranelift_entity::PrimaryMap;
use decode::Structure;
use decode::module::{Module, Types};
use timing::Timing;
use wasmc_abi::wasi::{Needs, WasiFunction};

/// What the compiler writes.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The executable, the object file, or the text of a dump, as [`Options::emit`] says.
    pub bytes: Vec<u8>,
    /// What a script can call, in the order of the calls' numbers ([`wasmc_abi::script`]).
    pub script: Vec<ScriptCall>,
    /// The WASI functions that the modules import, each once, sorted by symbol.
    pub wasi: Vec<&'static WasiFunction>,
    /// Whether a component makes sockets.
    pub makes_sockets: bool,
    /// Whether a component sends requests of HTTP.
    pub sends_requests: bool,
    /// Whether the image is a server.
    pub serves: bool,
    /// The functions that would have taken too long to optimise, by their names.
    pub cheap: Vec<String>,
    /// The modules whose DWARF was asked for but cannot be read, by their names.
    pub unreadable_dwarf: Vec<String>,
    /// Time and bytes of each stage.
    pub timing: Timing,
}

/// Compiles modules into one image, in which they are instantiated as the composition says.
///
/// # Errors
/// See [`Error`]. Nothing is written anywhere.
pub fn compile(composition: &Composition, options: &Options) -> Result<Compiled> {
    options.check()?;
    let mut timing = Timing::start();

    // What no body has to be read for.
    program::refuse_unknown_imports(composition, options)?;

    // Bytes to valid modules: structure first, then every body in parallel.
    let (structures, types) = decode_all(composition, options)?;
    if let Some(main) = composition.main()
        && composition.component.is_none()
    {
        let main = structures[composition.instances[main].module].module();
        program::check_entry(main, &types, &options.entry)?;
    }
    let bodies = |it: &Instantiation| structures[it.module].body_bytes();
    let total = composition.instances.values().map(bodies).sum();
    options.progress.start(total);
    let modules = finish_all(structures)?;
    let inputs = composition.modules.values();
    timing.stage("decode", inputs.map(|input| input.bytes.len()).sum());

    // What every index means in this image: imports, constants, initial contents, entry.
    let program = program::build(modules, types, composition, options)?;
    let mut wasi: Vec<_> = program.wasi_imports().collect();
    wasi.sort_by_key(|function| function.symbol);
    wasi.dedup_by_key(|function| function.symbol);
    timing.stage("program", 0);

    // Which calls are inlined.
    let inlining = inline::plan(&program, options);
    timing.stage("inline", 0);

    // Each function to CLIF, and from there to code, in parallel.
    let isas = codegen::Isas::new(options)?;
    let generator = |isa| machine::Cranelift::new(isa, options);
    let makes_sockets = program.needs(Needs::Network);
    let sends_requests = program.needs(Needs::HttpOut);
    let text = |bytes: Vec<u8>, wasi, mut timing: Timing| {
        timing.stage("dump", bytes.len());
        Ok(Compiled {
            bytes,
            script: program.script_calls().to_vec(),
            wasi,
            makes_sockets,
            sends_requests,
            serves: program.serves(),
            cheap: Vec::new(),
            unreadable_dwarf: Vec::new(),
            timing,
        })
    };
    if let options::Emit::Clif(stage) = options.emit {
        let bytes = codegen::dump(&program, &inlining, &isas, generator, stage, options)?;
        return text(bytes, wasi, timing);
    }
    let (code, cheap) = codegen::compile(&program, &inlining, &isas, generator, options)?;
    let cheap = cheap.into_iter().map(|id| program.function_name(id));
    let cheap = cheap.collect();
    timing.stage("compile", code.text.len());
    if options.emit == options::Emit::Asm {
        let bytes = listing::write(&program, composition, &code, options);
        return text(bytes, wasi, timing);
    }

    // Code and data to one relocatable object file.
    let object::Object {
        bytes,
        unreadable_dwarf,
    } = object::write(&program, composition, &code, options)?;
    drop(code);
    let module = |&id: &InstanceId| program.module_of(id).name.clone();
    let unreadable_dwarf = unreadable_dwarf.iter().map(module).collect();
    timing.stage("object", bytes.len());

    // The runtime archive is linked with the object.
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
        script: program.script_calls().to_vec(),
        wasi,
        makes_sockets,
        sends_requests,
        serves: program.serves(),
        cheap,
        unreadable_dwarf,
        timing,
    })
}

/// Does everything up to the resolution of imports: whether [`compile`] would accept the modules,
/// apart from what no module can cause.
///
/// # Errors
/// The same as [`compile`]'s. A module that is invalid and has unknown imports is called invalid here.
pub fn check(composition: &Composition, options: &Options) -> Result<()> {
    let (structures, types) = decode_all(composition, options)?;
    let modules = finish_all(structures)?;
    program::refuse_unknown_imports(composition, options)?;
    program::build(modules, types, composition, options).map(drop)
}

/// File, line and column of an offset in a module file, in bytes, as the DWARF of the module has it. The bodies of
/// the module need not be valid.
pub fn source_place(input: &Input, offset: usize) -> Option<(String, u64, u64)> {
    let structure = decode::decode(input, Options::default().wasm, &mut Types::default()).ok()?;
    object::dwarf::place(structure.module(), offset)
}

fn decode_all<'data>(
    composition: &'data Composition,
    options: &Options,
) -> Result<(PrimaryMap<ModuleId, Structure<'data>>, Types)> {
    let mut types = Types::default();
    let inputs = composition.modules.iter();
    let structures = inputs.map(|(id, input)| {
        let mut structure = decode::decode(input, options.wasm, &mut types)?;
        structure.add_dwarf(&composition.debug[id]);
        Ok(structure)
    });
    Ok((structures.collect::<Result<_>>()?, types))
}

fn finish_all(
    structures: PrimaryMap<ModuleId, Structure<'_>>,
) -> Result<PrimaryMap<ModuleId, Module<'_>>> {
    let structures = structures.into_iter().map(|(_, structure)| structure);
    structures.map(Structure::finish).collect()
}
