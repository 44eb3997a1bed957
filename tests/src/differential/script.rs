//! The calls of a comparison as a script (WebAssembly's `.wast`) that expects what the image returned: another
//! runtime can say who is wrong.

use super::generate::{Signature, Type};
use super::oracle::Ended;
use crate::packages;
use anyhow::{Context, Result};
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What writing to a string is.
const INFALLIBLE: &str = "a string takes everything";

/// A script under construction.
pub struct Script(String);

impl Script {
    /// One that instantiates a module.
    pub fn new(wasm: &[u8]) -> Script {
        let bytes: String = wasm.iter().map(|byte| format!("\\{byte:02x}")).collect();
        Script(format!("(module binary \"{bytes}\")\n"))
    }

    /// Adds a call.
    pub fn call(&mut self, name: &str, arguments: &[u64], signature: &Signature, ended: &Ended) {
        let invoke = format!(
            "(invoke \"{name}\"{})",
            constants(arguments, &signature.params)
        );
        let text = &mut self.0;
        match ended {
            Ended::Results(bits) => {
                let results = constants(bits, &signature.results);
                writeln!(text, "(assert_return {invoke}{results})")
            }
            Ended::Trap(trap) => writeln!(text, "(assert_trap {invoke} \"{}\")", trap.message()),
            Ended::Undecided => writeln!(text, "{invoke}"),
        }
        .expect(INFALLIBLE);
    }

    /// Whether wasmtime returns the same; `None` where there is neither such a command nor the file that
    /// `.ci/packages` gets.
    ///
    /// # Errors
    /// The script cannot be written.
    pub fn holds_under_wasmtime(&self, path: &Path) -> Result<Option<bool>> {
        std::fs::write(path, &self.0)
            .with_context(|| format!("cannot write {}", path.display()))?;
        let command = packages::file("wasmtime").unwrap_or_else(|_| "wasmtime".into());
        let status = Command::new(command)
            .args(["wast", "-W", "all-proposals=y"])
            .arg(path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        Ok(status.ok().map(|status| status.success()))
    }
}

/// Constants of these types, each with a space in front.
fn constants(bits: &[u64], types: &[Type]) -> String {
    let one = |(&bits, ty): (&u64, &Type)| match ty {
        Type::I32 => format!(" (i32.const {:#x})", bits as u32),
        Type::I64 => format!(" (i64.const {bits:#x})"),
        Type::F32 => float("f32", f64::from(f32::from_bits(bits as u32))),
        Type::F64 => float("f64", f64::from_bits(bits)),
    };
    bits.iter().zip(types).map(one).collect()
}

fn float(ty: &str, value: f64) -> String {
    match value.is_nan() {
        true => format!(" ({ty}.const nan:arithmetic)"),
        false => format!(" ({ty}.const {value:?})"),
    }
}
