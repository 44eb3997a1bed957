//! Program → code: the driver of the stages that work on one function at a time.
//!
//! Functions pass in batches, in the order of the image. A batch is lowered in parallel, then its
//! functions are optimised and compiled in parallel; in between all its CLIF is alive, so that a
//! pass may look at several functions at once. The next batch is lowered while one is compiled: no
//! thread waits for the last function of a batch. The result does not depend on the number of threads.

mod backend;
mod dump;
mod names;

pub use backend::Isas;
pub use dump::dump;

use crate::error::{Error, Result};
use crate::inline::{Inlining, Origins};
use crate::lower::{self, Lowered, env::Env};
use crate::machine::{self, Code, FunctionCode, Generator};
use crate::options::{OptLevel, Options};
use crate::program::{FuncId, FunctionKind, Program};
use backend::Backends;
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::FunctionBuilderContext;
use rayon::prelude::*;

/// Bytes of function bodies in a batch, for each thread. The CLIF of two batches is alive at once: with eight times as many
/// bytes, sqlite3 takes 27 MB more with two threads, and no less time. A function that is larger is a batch of its own.
const BATCH_BYTES: usize = 16 << 10;

/// What a piece of code counts in a batch beside its body: some have none.
const FUNCTION_BYTES: usize = 32;

/// Lowers, optimises and compiles every function, and lays out the text. Returns which functions were not
/// optimised, as they are too large, too. `generator` makes a code generator; threads do not share one.
///
/// # Errors
/// Those of lowering, and [`Error::Internal`] where the generator refuses what `lower` made.
pub fn compile<'a, G: Generator>(
    program: &Program<'_>,
    inlining: &Inlining,
    isas: &'a Isas,
    generator: impl Fn(&'a dyn TargetIsa) -> G + Sync,
    options: &Options,
) -> Result<(Code, Vec<FuncId>)> {
    let isa = isas.usual();
    let ids = with_code(program, inlining);
    options
        .progress
        .start(ids.iter().map(|&id| program.body_bytes(id)).sum());
    let lower = |batch: Option<&[FuncId]>| match batch {
        Some(batch) => lower_batch(program, inlining, batch, isa, options),
        None => Ok(Vec::new()),
    };
    let mut code = Vec::with_capacity(ids.len());
    let mut cheap = Vec::new();
    let mut batches = batches(program, &ids);
    let mut lowered = lower(batches.next())?;
    while !lowered.is_empty() {
        let next = batches.next();
        let (compiled, following) = rayon::join(
            || compile_batch(program, lowered, isas, &generator, options),
            || lower(next),
        );
        for (function, cheaply) in compiled? {
            code.push(function);
            cheap.extend(cheaply);
        }
        lowered = following?;
    }
    let mut stub = lower::null_stub(isa);
    let stub = Backends::new(isas, &generator, options).of(&stub).compile(
        &mut stub,
        &Origins::default(),
        0,
    )?;
    let code = with_dropped(program, inlining, code)?;
    Ok((machine::lay_out(stub, code, isa)?, cheap))
}

/// The functions that the image has code for.
fn with_code(program: &Program<'_>, inlining: &Inlining) -> Vec<FuncId> {
    let ids = program.functions.keys();
    ids.filter(|&id| !inlining.drops(id)).collect()
}

/// Puts in place what is dropped: nothing. So the code of each function has the position of its id.
fn with_dropped(
    program: &Program<'_>,
    inlining: &Inlining,
    code: Vec<FunctionCode>,
) -> Result<Vec<FunctionCode>> {
    let dropped = code
        .iter()
        .flat_map(FunctionCode::functions)
        .find(|&id| inlining.drops(id));
    if let Some(dropped) = dropped {
        let name = program.function_name(dropped);
        return Err(Error::Internal(format!(
            "code refers to {name}, all calls of which are inlined"
        )));
    }
    let mut code = code.into_iter();
    let ids = program.functions.keys();
    let all = ids.filter_map(|id| match inlining.drops(id) {
        true => Some(FunctionCode::empty(wasm_offset(program, id))),
        false => code.next(),
    });
    Ok(all.collect())
}

/// Cuts the functions into runs of about [`BATCH_BYTES`] for each thread.
fn batches<'a>(
    program: &'a Program<'_>,
    mut ids: &'a [FuncId],
) -> impl Iterator<Item = &'a [FuncId]> {
    let most = BATCH_BYTES * rayon::current_num_threads();
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = |id: &&FuncId| {
            bytes += program.body_bytes(**id) + FUNCTION_BYTES;
            bytes <= most
        };
        let count = ids.iter().take_while(fits).count().max(1);
        let batch = ids.get(..count)?;
        ids = &ids[count..];
        Some(batch)
    })
}

fn lower_batch(
    program: &Program<'_>,
    inlining: &Inlining,
    batch: &[FuncId],
    isa: &dyn TargetIsa,
    options: &Options,
) -> Result<Vec<(FuncId, Lowered)>> {
    batch
        .par_iter()
        .map_init(FunctionBuilderContext::new, |context, &id| {
            let lowered = lower_one(program, inlining, id, isa, options, context)?;
            Ok((id, lowered))
        })
        .collect()
}

fn lower_one(
    program: &Program<'_>,
    inlining: &Inlining,
    id: FuncId,
    isa: &dyn TargetIsa,
    options: &Options,
    context: &mut FunctionBuilderContext,
) -> Result<Lowered> {
    // A function that fails leaves its context in the middle: the next one gets a new one.
    let mut taken = std::mem::take(context);
    let env = Env::new(program, inlining, id, isa, options);
    let lowered = lower::lower(&env, id, &mut taken)?;
    *context = taken;
    Ok(lowered)
}

/// The code of each function, and its id if it was compiled cheaply.
fn compile_batch<'a, G: Generator>(
    program: &Program<'_>,
    batch: Vec<(FuncId, Lowered)>,
    isas: &'a Isas,
    generator: &(impl Fn(&'a dyn TargetIsa) -> G + Sync),
    options: &Options,
) -> Result<Vec<(FunctionCode, Option<FuncId>)>> {
    let contexts = || Backends::new(isas, generator, options);
    batch
        .into_par_iter()
        .map_init(contexts, |backends, (id, lowered)| {
            let Lowered {
                mut function,
                origins,
            } = lowered;
            let wasm_offset = wasm_offset(program, id);
            let cheaply = lower::is_costly(&function) && options.opt_level != OptLevel::O0;
            let code = backends
                .of(&function)
                .compile(&mut function, &origins, wasm_offset)
                .map_err(|error| with_clif(error, program, id, &function))?;
            options.progress.add(program.body_bytes(id));
            Ok((code, cheaply.then_some(id)))
        })
        .collect()
}

/// Offset of a body in its module file, in bytes; 0 for code that is in no module.
fn wasm_offset(program: &Program<'_>, id: FuncId) -> u32 {
    let plan = &program.functions[id];
    match plan.kind {
        FunctionKind::Body(body) => {
            program.module_of(plan.instance).bodies[body].range.start as u32
        }
        FunctionKind::Wasi(_)
        | FunctionKind::Canon(_)
        | FunctionKind::Lifted(_)
        | FunctionKind::UnknownImport(_)
        | FunctionKind::Instantiate
        | FunctionKind::Throw
        | FunctionKind::Entry
        | FunctionKind::Trampoline(_)
        | FunctionKind::GlobalGet(_) => 0,
    }
}

/// A bug of ours, with the CLIF that shows it.
fn with_clif(error: Error, program: &Program<'_>, id: FuncId, function: &Function) -> Error {
    match error {
        Error::Internal(message) => Error::Internal(format!(
            "{message}\nin {}:\n{}",
            program.function_name(id),
            names::resolve(&function.to_string(), function, program)
        )),
        error => error,
    }
}
