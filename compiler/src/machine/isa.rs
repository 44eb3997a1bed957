//! Cranelift's settings for a target.

use super::relax::Relax;
use crate::error::{Error, Result};
use crate::options::{DebugLevel, Emit, MemoryBase, OptLevel, Options};
use cranelift_codegen::isa::{self, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};

/// The instruction set that the options ask for.
///
/// # Errors
/// [`Error::Internal`] if Cranelift does not know a setting of ours.
pub fn isa(options: &Options) -> Result<OwnedTargetIsa> {
    let internal = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
    let mut flags = settings::builder();
    let (opt_level, regalloc) = match options.opt_level {
        OptLevel::O0 => ("none", "single_pass"),
        OptLevel::O1 => ("none", "backtracking"),
        OptLevel::O2 | OptLevel::O3 => ("speed", "backtracking"),
        OptLevel::Size => ("speed_and_size", "backtracking"),
    };
    let register = options.memory_base() == MemoryBase::Register;
    let verify = cfg!(debug_assertions);
    let spectre = options.spectre_mitigations;
    for (name, value) in [
        ("opt_level", opt_level),
        ("regalloc_algorithm", regalloc),
        // With `true`, Cranelift would load every address from a GOT. With `false`, it computes the
        // addresses of `colocated` symbols, which all are here, relative to the program counter.
        ("is_pic", "false"),
        // Results that find no register go through memory.
        ("enable_multi_ret_implicit_sret", "true"),
        ("use_colocated_libcalls", "true"),
        ("preserve_frame_pointers", "true"),
        ("unwind_info", bool(options.debug >= DebugLevel::Frames)),
        ("enable_probestack", "true"),
        ("probestack_strategy", "inline"),
        (
            "machine_code_cfg_info",
            bool(Relax::of(options) != Relax::Nothing || options.emit == Emit::Asm),
        ),
        ("enable_verifier", bool(verify)),
        ("enable_pinned_reg", bool(register)),
        ("enable_heap_access_spectre_mitigation", bool(spectre)),
        ("enable_table_access_spectre_mitigation", bool(spectre)),
    ] {
        flags.set(name, value).map_err(|error| internal(&error))?;
    }
    let mut builder = if options.march.native {
        cranelift_native::builder().map_err(|error| internal(&error))?
    } else {
        isa::lookup(options.target.triple()).map_err(|error| internal(&error))?
    };
    let protection = options.branch_protection();
    let protections = [
        (protection.bti(), "use_bti"),
        (protection.pac_ret(), "sign_return_address"),
    ];
    let protections = protections.iter().filter(|(on, _)| *on);
    let features = options.march.features.iter();
    for feature in features.chain(protections.map(|(_, name)| name)) {
        builder.enable(feature).map_err(|error| internal(&error))?;
    }
    builder
        .finish(settings::Flags::new(flags))
        .map_err(|error| internal(&error))
}

fn bool(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
