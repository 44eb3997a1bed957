//! Each pass does something, and can be left out (`-C without=PASS`).

use anyhow::{Result, ensure};
use std::fs;
use std::path::Path;
use wasmc_compiler::options::{Emit, EntryPoint, Pass};
use wasmc_compiler::target::{March, Target};
use wasmc_compiler::{Input, Options, compile};

/// A golden test whose module each pass changes.
fn module(pass: Pass) -> &'static str {
    match pass {
        Pass::Inline => "inline-leaf",
        Pass::WideProduct => "wide-product",
        Pass::NarrowProduct => "narrow-product",
        Pass::Bytes => "bytes",
        Pass::HighProduct => "high-product",
        Pass::Latch => "latch",
        Pass::Address => "address",
        Pass::Widen => "widen",
        Pass::Schedule => "schedule",
        Pass::Relax | Pass::Dispatch => "interpreter",
    }
}

/// Compiles a pass's module with and without it.
///
/// # Errors
/// The code is the same, unless `same` asks for that.
pub fn test(folder: &Path, pass: Pass, same: bool) -> Result<()> {
    let name = module(pass);
    let bytes = wat::parse_str(fs::read_to_string(folder.join(format!("{name}.wat")))?)?;
    let object = |without| {
        let input = Input {
            name: "module".into(),
            bytes: bytes.clone(),
        };
        let target = Target::X86_64;
        let options = Options {
            emit: Emit::Obj,
            entry: EntryPoint::Script,
            target,
            march: March::default_for(target),
            without,
            ..Options::default()
        };
        Ok::<_, wasmc_compiler::Error>(compile(&input.into(), &options)?.bytes)
    };
    let differs = object(Vec::new())? != object(vec![pass])?;
    ensure!(differs != same, "{name}: the code is the same without it");
    Ok(())
}
