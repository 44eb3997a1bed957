//! What reports say: the tables of functions, sites and names ([`wasmc_abi::trap`]).

use super::names;
use crate::inline::Copy;
use crate::machine::{Code, Placed, SiteKind};
use crate::program::{ConstValue, FuncId, FunctionKind, Program, StateOffset};
use cranelift_entity::EntityRef;
use wasmc_abi::image::{FunctionRecord, NO_NAME, STACK_USED_UP, SYNTHETIC};
use wasmc_abi::trap::{Trap, site};

/// What a report says where the stack in the memory is used up.
const STACK_HINT: &[u8] =
    b"    hint: the stack that the program keeps in its memory is used up: endless recursion, or \
    a larger one is needed (wasm-ld -z stack-size=BYTES)\n";

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
    /// The hint for a stack that is used up, see [`wasmc_abi::image::ImageHeader::stack_hint`].
    pub stack_hint: u32,
    /// What it is about: an offset in the state.
    pub stack_pointer: u32,
    /// Whether a site is a division, which some processors trap on by themselves.
    pub divides: bool,
}

/// Encodes the tables: one record for each piece of code, in the order of the text.
pub fn encode(program: &Program<'_>, code: &Code) -> Reports {
    let mut reports = Reports {
        stack_hint: NO_NAME,
        ..Reports::default()
    };
    if let Some(offset) = stack_pointer(program) {
        reports.stack_pointer = offset as u32;
        reports.stack_hint = reports.names.len() as u32;
        names::add_bytes(&mut reports.names, STACK_HINT);
    }
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

/// Where the pointer to the stack in the memory of the main module lies in the state. Compilers of the LLVM family
/// make it the first global.
fn stack_pointer(program: &Program<'_>) -> Option<usize> {
    let module = program.module_of(program.main);
    let globals = &program.instances[program.main].globals;
    let first = || {
        globals
            .keys()
            .find(|it| it.index() == module.imported_globals())
    };
    let id = *globals.get(module.stack_pointer.or_else(first)?)?;
    let plan = &program.globals[id];
    let is_pointer = match plan.value {
        ConstValue::I32(start) => start > STACK_USED_UP && start % 16 == 0,
        _ => false,
    };
    let offset = program.layout.globals[id].filter(|_| is_pointer && !module.memories.is_empty());
    offset.map(StateOffset::bytes)
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
        for copy in placed.copies.values() {
            self.add_copy(copy);
        }
        let (mut pc, mut wasm_offset) = (0, placed.wasm_offset);
        for site in &placed.sites {
            let (kind, copy, offset) = match site.kind {
                SiteKind::Call => (site::CALL, site.origin.copy, site.origin.offset),
                SiteKind::Trap(trap) => (trap as u8, site.origin.copy, site.origin.offset),
                // Reports give the offset of the function.
                SiteKind::Access(copy) => (site::ACCESS, Some(copy), wasm_offset),
            };
            let plain = kind == site::CALL && copy.is_none();
            let delta = u64::from(site.pc - pc);
            names::unsigned(&mut self.sites, delta << 1 | u64::from(!plain));
            signed(&mut self.sites, i64::from(offset) - i64::from(wasm_offset));
            if !plain {
                let inlined = copy.map_or(0, |_| site::INLINED);
                self.sites.push(kind | inlined);
            }
            if let Some(copy) = copy {
                names::unsigned(&mut self.sites, u64::from(copy.as_u32()));
            }
            if let SiteKind::Trap(trap) = site.kind {
                self.divides |= matches!(trap, Trap::IntegerDivideByZero | Trap::IntegerOverflow);
            }
            (pc, wasm_offset) = (site.pc, offset);
        }
    }

    /// Encodes an inlined body.
    fn add_copy(&mut self, copy: &Copy) {
        let caller = copy.caller.map_or(0, |caller| caller.as_u32() + 1);
        names::unsigned(&mut self.sites, 1);
        signed(&mut self.sites, i64::from(copy.call_offset));
        self.sites.push(site::COPY);
        names::unsigned(&mut self.sites, u64::from(caller));
        names::unsigned(&mut self.sites, record_of(copy.function));
    }
}

/// Position of a function's record; that of the stub is the first.
fn record_of(id: FuncId) -> u64 {
    id.index() as u64 + 1
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
