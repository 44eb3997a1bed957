//! Bytes as a module: they are refused or accepted, and never a bug.

use super::setting::{Setting, plant};
use anyhow::{Result, bail};
use wasmc_compiler::options::EntryPoint;
use wasmc_compiler::{Error, Input, Options, check};

/// Reads a module up to its imports. Every function is validated.
///
/// # Errors
/// It shows a bug of the compiler.
pub fn run(data: &[u8], setting: Setting<'_>) -> Result<()> {
    let input = Input {
        name: "fuzz".into(),
        bytes: data.to_vec(),
    };
    let options = Options {
        // It needs no export.
        entry: EntryPoint::Script,
        ..Options::default()
    };
    let checked = check(&input.into(), &options);
    plant(setting.fault);
    match checked {
        Err(Error::Internal(message)) => bail!("a bug: {message}"),
        Ok(()) | Err(_) => Ok(()),
    }
}
