//! The plain build: modules in, a file out.

use crate::args::{EmitArg, MessageFormat, PlainArgs};
use crate::compile::{compile, start_threads};
use crate::input::Inputs;
use crate::output::Output;
use crate::progress::Progress;
use crate::stdout::ReaderGone;
use crate::verbose::Table;
use crate::{ca_certs, embed, input, memory, notice, pending, report, sources};
use anyhow::Result;
use std::path::{Path, PathBuf};
use wasmc_compiler::Options;
use wasmc_compiler::options::{ClifStage, Emit};

/// Name of an output that has no better one.
const FALLBACK: &str = "a.out";

/// Does what the command line says.
///
/// # Errors
/// The inputs or the place of the output are at fault. The output is unchanged then.
pub fn build(args: &PlainArgs) -> Result<()> {
    report::set_json(args.build.message_format == MessageFormat::Json);
    let mut table = Table::start();
    let mut options = args.options()?;
    pending::install_signal_handlers()?;
    let output = output(args)?;
    let inputs = input::read_all(&args.build, args.debug())?;
    let composition = &inputs.composition;
    if args.emit == EmitArg::Asm || args.save_temps {
        options.sources = sources::of(&inputs, args.build.files());
    }
    options.ca_certs = ca_certs::read(args.build.ca_certs.as_ref())?;
    options.embed = embed::collect(&args.build.embed, output.file())?;
    let modules = composition.modules.values();
    let read = modules.map(|input| input.bytes.len()).sum::<usize>();
    table.stage("read", read + options.embed.len());

    start_threads(args.build.threads)?;
    let compiled = {
        let _limit = memory::limit(args.build.max_compile_memory, read as u64);
        let progress = || Progress::start(composition, options.progress.clone());
        let _progress = (!args.build.quiet).then(progress);
        compile(&inputs, &options)?
    };
    table.add(&compiled.timing.stages);

    table.resume();
    let written = output.write(&compiled.bytes, args.emit == EmitArg::Exe);
    // The reader of a dump may stop early. A program that is cut short is an error.
    match options.emit.is_dump() {
        true => written.map_err(ReaderGone::or)?,
        false => written?,
    }
    table.stage("write", compiled.bytes.len());
    if args.save_temps {
        save_temps(&inputs, &options, &output)?;
        table.stage("save-temps", 0);
    }
    if args.build.verbose {
        report::say(&table.to_string());
    }
    if !options.emit.is_dump() {
        notice::show(&args.build, &compiled);
    }
    Ok(())
}

/// Where the result goes.
///
/// # Errors
/// The place cannot be written to, so there is no need to compile anything.
fn output(args: &PlainArgs) -> Result<Output> {
    let input = &args.build.input;
    let output = match (&args.output, args.emit) {
        (Some(path), _) => Output::named(path)?,
        (None, EmitArg::Clif | EmitArg::Optimized | EmitArg::Asm) => Output::Stdout,
        (None, EmitArg::Exe) => Output::at(&default_name(input, ""))?,
        (None, EmitArg::Obj) => Output::at(&default_name(input, ".o"))?,
    };
    let text = matches!(args.emit, EmitArg::Clif | EmitArg::Optimized | EmitArg::Asm);
    output.check(args.build.files(), (!text).then_some("an executable"))?;
    Ok(output)
}

/// The input's name without its suffix, in the working directory.
fn default_name(input: &Path, suffix: &str) -> PathBuf {
    let mut name = match input.file_stem() {
        Some(stem) if input.extension().is_some() => stem.to_os_string(),
        _ => FALLBACK.into(),
    };
    name.push(suffix);
    name.into()
}

/// Writes the intermediate results. Each needs a compile of its own, so that the compiler does not have
/// to keep them.
fn save_temps(inputs: &Inputs, options: &Options, output: &Output) -> Result<()> {
    for (emit, suffix) in [
        (Emit::Clif(ClifStage::Lowered), ".clif"),
        (Emit::Clif(ClifStage::Optimized), ".optimized.clif"),
        (Emit::Asm, ".asm"),
        (Emit::Obj, ".o"),
    ] {
        let compiled = compile(
            inputs,
            &Options {
                emit,
                ..options.clone()
            },
        )?;
        output.with_suffix(suffix)?.write(&compiled.bytes, false)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::default_name;
    use std::path::Path;

    #[test]
    fn default_names() {
        let name = |input: &str, suffix| default_name(Path::new(input), suffix);
        assert_eq!(name("dir/app.wasm", ""), Path::new("app"));
        assert_eq!(name("app.v2.wat", ".o"), Path::new("app.v2.o"));
        assert_eq!(name("app", ""), Path::new("a.out"));
        assert_eq!(name("-", ""), Path::new("a.out"));
        assert_eq!(name("-", ".o"), Path::new("a.out.o"));
    }
}
