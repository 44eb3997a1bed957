//! Code and data → one relocatable ELF object file.
//!
//! Needs a [`Program`] and its [`Code`]. Gives the bytes of an object in which every symbol is
//! defined or one of [`wasmc_abi`]'s. Keeps: the site table is sorted, and the bytes depend on
//! nothing else.

mod data;
mod demangle;
pub mod dwarf;
mod exceptions;
mod filter;
mod frames;
mod info;
mod names;
mod property;
mod sections;
mod state;
mod symbols;
mod traps;

use crate::composition::{Composition, InstanceId};
use crate::error::Result;
use crate::machine::Code;
use crate::options::{DebugLevel, Options};
use crate::program::Program;
use sections::Builder;
pub use sections::libcall_name;
use wasmc_abi::property::{SECTION, landing_pads};

/// An object file.
pub struct Object {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The instances whose DWARF cannot be read, and is not in it.
    pub unreadable_dwarf: Vec<InstanceId>,
}

/// Writes the object file.
///
/// # Errors
/// [`Error::Internal`](crate::Error::Internal) where the object writer refuses what we gave it.
pub fn write(
    program: &Program<'_>,
    composition: &Composition,
    code: &Code,
    options: &Options,
) -> Result<Object> {
    let mut builder = Builder::new(options.target);
    let reports = traps::encode(program, code);
    builder.text(code);
    if !options.strip {
        symbols::functions(&mut builder, program, code);
    }
    if options.debug >= DebugLevel::Frames {
        frames::tables(&mut builder, code, options.target)?;
    }
    let unreadable_dwarf = match options.debug >= DebugLevel::Full {
        true => dwarf::add(&mut builder, program, code)?,
        false => Vec::new(),
    };
    if property::holds(program, options) {
        let note: Vec<u8> = landing_pads().collect();
        builder.note(SECTION, &note);
    }
    let lines = match options.debug >= DebugLevel::Full {
        true => dwarf::lines(program, code, &unreadable_dwarf),
        false => dwarf::no_lines(),
    };
    data::tables_of_reports(&mut builder, &reports, &lines);
    data::header(&mut builder, program, &reports, options);
    data::everything_that_code_uses(&mut builder, program, code, options);
    state::state(&mut builder, program, code, options)?;
    data::script_calls(&mut builder, program, code);
    exceptions::table(&mut builder, program, code);
    data::embedded(&mut builder, options);
    builder.info(&info::info(program, composition, code, options));
    builder.relocate_text(program, code)?;
    Ok(Object {
        bytes: builder.finish()?,
        unreadable_dwarf,
    })
}
