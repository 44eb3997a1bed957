//! What reports say: the tables of functions, sites and names ([`wasmc_abi::trap`]).

use super::names;
use crate::machine::{Code, Placed};
use crate::program::{FunctionKind, Program};
use cranelift_entity::EntityRef;
use wasmc_abi::image::{FunctionRecord, NO_NAME, SYNTHETIC};
use wasmc_abi::trap::Trap;

/// The encoded tables.
#[derive(Debug, Default)]
pub struct Reports {
    /// [`FunctionRecord`]s.
    pub functions: Vec<u8>,
    /// Number of records.
    pub count: u32,
    /// The site table.
    pub sites: Vec<u8>,
    /// The names.
    pub names: Vec<u8>,
    /// Whether a site is a division, which some processors trap on by themselves.
    pub divides: bool,
}

/// Encodes the tables: one record for each piece of code, in the order of the text.
pub fn encode(program: &Program<'_>, code: &Code) -> Reports {
    let mut reports = Reports::default();
    reports.add(&code.stub, SYNTHETIC, NO_NAME);
    for (id, placed) in &code.functions {
        let plan = &program.functions[id];
        let module = program.module_of(plan.instance);
        let (index, name) = match plan.kind {
            FunctionKind::Body(body) => {
                let index = module.bodies[body].index;
                (
                    index.index() as u32,
                    names::add(&mut reports.names, program, plan.instance, index),
                )
            }
            _ => (SYNTHETIC, NO_NAME),
        };
        reports.add(placed, index, name);
    }
    reports
}

impl Reports {
    fn add(&mut self, placed: &Placed, index: u32, name: u32) {
        let record = FunctionRecord {
            text_start: placed.start,
            sites: self.sites.len() as u32,
            wasm_offset: placed.wasm_offset,
            index,
            name,
        };
        self.functions.extend_from_slice(&record.to_bytes());
        self.count += 1;
        let (mut pc, mut wasm_offset) = (0, placed.wasm_offset);
        for site in &placed.sites {
            let delta = u64::from(site.pc - pc);
            names::unsigned(&mut self.sites, delta << 1 | u64::from(site.trap.is_some()));
            signed(
                &mut self.sites,
                i64::from(site.wasm_offset) - i64::from(wasm_offset),
            );
            if let Some(trap) = site.trap {
                self.sites.push(trap as u8);
                self.divides |= matches!(trap, Trap::IntegerDivideByZero | Trap::IntegerOverflow);
            }
            (pc, wasm_offset) = (site.pc, site.wasm_offset);
        }
    }
}

/// SLEB128 (DWARF 5, 7.6).
fn signed(bytes: &mut Vec<u8>, mut value: i64) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        let done = (value == 0 && low & 0x40 == 0) || (value == -1 && low & 0x40 != 0);
        bytes.push(if done { low } else { low | 0x80 });
        if done {
            return;
        }
    }
}
