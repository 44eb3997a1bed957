//! Flags of code generation, as the command line of `wasmc` has them.

use anyhow::{Context, Result, bail};
use wasmc_compiler::Options;
use wasmc_compiler::options::{
    BranchProtection, MemoryBase, MemoryCheck, OptLevel, Pass, RelaxedSimd, RelocationModel,
    WasmVersion,
};
use wasmc_compiler::target::March;

/// Applies a flag, whose value is the next word where it has one. Returns whether it is a flag of
/// code generation. `--target` comes before `-march`, since the names depend on it.
///
/// # Errors
/// The value is missing or means nothing.
pub fn apply<'a>(
    options: &mut Options,
    word: &str,
    rest: &mut impl Iterator<Item = &'a str>,
) -> Result<bool> {
    let mut value = || rest.next().with_context(|| format!("{word} needs a value"));
    match word {
        "--target" => {
            options.target = value()?.parse()?;
            options.march = March::default_for(options.target);
        }
        "-O0" => options.opt_level = OptLevel::O0,
        "-O1" => options.opt_level = OptLevel::O1,
        "-O2" => options.opt_level = OptLevel::O2,
        "-O3" => options.opt_level = OptLevel::O3,
        "-Os" => options.opt_level = OptLevel::Size,
        "-C" => codegen(options, value()?)?,
        _ => match word.strip_prefix("-march=") {
            Some(name) => options.march = March::parse(name, options.target)?,
            None => return Ok(false),
        },
    }
    Ok(true)
}

fn codegen(options: &mut Options, word: &str) -> Result<()> {
    match word {
        "memory=guard" => options.memory_check = MemoryCheck::Guard,
        "memory=checked" => options.memory_check = MemoryCheck::Checked,
        "memory-base=low" => options.memory_base = Some(MemoryBase::Low),
        "memory-base=register" => options.memory_base = Some(MemoryBase::Register),
        "relocation-model=pie" => options.relocation_model = RelocationModel::Pie,
        "relocation-model=static" => options.relocation_model = RelocationModel::Static,
        "spectre-mitigations=on" => options.spectre_mitigations = true,
        "spectre-mitigations=off" => options.spectre_mitigations = false,
        "wasm=2.0" => options.wasm = WasmVersion::V2,
        "wasm=3.0" => options.wasm = WasmVersion::V3,
        "relaxed-simd=deterministic" => options.relaxed_simd = RelaxedSimd::Deterministic,
        "relaxed-simd=native" => options.relaxed_simd = RelaxedSimd::Native,
        "branch-protection=standard" => {
            options.branch_protection = Some(BranchProtection::Standard);
        }
        "branch-protection=bti" => options.branch_protection = Some(BranchProtection::Bti),
        "branch-protection=pac-ret" => {
            options.branch_protection = Some(BranchProtection::PacRet);
        }
        "branch-protection=none" => options.branch_protection = Some(BranchProtection::None),
        _ => match word.strip_prefix("without=").and_then(Pass::named) {
            Some(pass) => options.without.push(pass),
            None => bail!("unknown flag -C {word}"),
        },
    }
    Ok(())
}
