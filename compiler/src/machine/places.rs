//! Where the code of a function came from, instruction by instruction, and where the values of its locals are.

use super::relax::Moved;
use super::traps::{self, SiteKind};
use crate::inline::{CopyId, Labelled, Origin, Origins, local};
use cranelift_codegen::binemit::CodeOffset;
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::{CompiledCode, LabelValueLoc};
use std::ops::Range;
use target_lexicon::Architecture;

/// What debuggers are told of a function; empty where nobody asked for it. Offsets count from its start.
#[derive(Debug, Default)]
pub struct Places {
    /// Runs of instructions with one origin, in code order.
    pub spans: Vec<Span>,
    /// Where values are, by their locals and in code order.
    pub values: Vec<ValueRange>,
    /// Accesses to memories.
    pub accesses: Vec<Access>,
    /// Where blocks begin, for listings only.
    pub blocks: Vec<CodeOffset>,
}

/// An access to a memory.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// The instruction.
    pub pc: CodeOffset,
    /// The copy that it is in.
    pub copy: Option<CopyId>,
    /// Offset in the module file, in bytes; `None` where it became part of an instruction of another copy.
    pub offset: Option<u32>,
}

/// A run of instructions.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Its first byte.
    pub start: CodeOffset,
    /// The byte behind it.
    pub end: CodeOffset,
    /// Where it came from.
    pub origin: Origin,
}

/// Where the value of a local is in a part of the code.
#[derive(Clone, Debug)]
pub struct ValueRange {
    /// The local.
    pub local: u32,
    /// The part of the code.
    pub code: Range<CodeOffset>,
    /// Where it is.
    pub place: ValuePlace,
}

/// Where a value is. What is wider than the value has it in its low bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ValuePlace {
    /// In a register, by its number in DWARF.
    Register(u16),
    /// In memory, at this distance from the canonical frame address.
    Frame(i64),
}

impl Places {
    /// What Cranelift knows, with offsets as they are after `moved`.
    pub fn of(
        code: &CompiledCode,
        origins: &Origins,
        moved: &Moved,
        isa: &dyn TargetIsa,
    ) -> Places {
        let located = code.buffer.get_srclocs_sorted().iter();
        let spans = located
            .filter(|range| !range.loc.is_default() && range.start < range.end)
            .map(|range| Span {
                start: moved.start(range.start),
                end: moved.end_of_run(range.end),
                origin: origins.origin(range.loc.bits()),
            });
        // Behind a copied instruction, registers hold what they held behind the original.
        let values = match moved.has_copies() {
            true => Vec::new(),
            false => values(code, moved, isa),
        };
        Places {
            spans: spans.collect(),
            values,
            accesses: accesses(code, origins, moved),
            blocks: Vec::new(),
        }
    }

    /// Moves everything.
    pub fn move_by(&mut self, bytes: CodeOffset) {
        for span in &mut self.spans {
            span.start += bytes;
            span.end += bytes;
        }
        for access in &mut self.accesses {
            access.pc += bytes;
        }
        for block in &mut self.blocks {
            *block += bytes;
        }
        for value in &mut self.values {
            value.code = value.code.start + bytes..value.code.end + bytes;
        }
    }
}

fn accesses(code: &CompiledCode, origins: &Origins, moved: &Moved) -> Vec<Access> {
    let located = code.buffer.get_srclocs_sorted();
    let mut accesses = Vec::new();
    for trap in code.buffer.traps() {
        let copy = match traps::from_clif(trap.code) {
            None => None,
            Some(SiteKind::Access(copy)) => Some(copy),
            Some(_) => continue,
        };
        let next = located.partition_point(|range| range.start <= trap.offset);
        let range = next.checked_sub(1).map(|at| &located[at]);
        let range = range.filter(|range| trap.offset < range.end && !range.loc.is_default());
        let origin = range.map(|range| origins.origin(range.loc.bits()));
        let origin = origin.filter(|origin| origin.copy == copy);
        accesses.extend(moved.all_starts(trap.offset).map(|pc| Access {
            pc,
            copy,
            offset: origin.map(|origin| origin.offset),
        }));
    }
    accesses
}

fn values(code: &CompiledCode, moved: &Moved, isa: &dyn TargetIsa) -> Vec<ValueRange> {
    // System V psABI for x86-64, 3.2.1: rbx, r12 to r15. AAPCS64, 6.1.1: x19 to x28. The other convention of wasm
    // functions has the same.
    let survives_calls = |register| match isa.triple().architecture {
        Architecture::X86_64 => register == 3 || (12..=15).contains(&register),
        _ => (19..=28).contains(&register),
    };
    let single_pass = isa.flags().regalloc_algorithm()
        == cranelift_codegen::settings::RegallocAlgorithm::SinglePass;
    let calls: Vec<_> = code.buffer.call_sites().map(|call| call.ret_addr).collect();
    let mut values = Vec::new();
    for (&label, ranges) in &code.value_labels_ranges {
        let Some((local, labelled)) = local(label) else {
            continue;
        };
        if single_pass != (labelled == Labelled::ValueUpToWide) {
            continue;
        }
        for range in ranges {
            let mut end = range.end;
            let place = match range.loc {
                LabelValueLoc::CFAOffset(offset) => ValuePlace::Frame(offset),
                // This allocator moves values, and knows only the last place.
                LabelValueLoc::Reg(_) if single_pass => continue,
                LabelValueLoc::Reg(register) => {
                    let Ok(register) = isa.map_regalloc_reg_to_dwarf(register) else {
                        continue;
                    };
                    // Debuggers look for the values of a caller at the last byte of the call.
                    let next_call = calls.partition_point(|&call| call <= range.start);
                    if let Some(&call) = calls.get(next_call)
                        && !survives_calls(register)
                    {
                        end = end.min(call - 1);
                    }
                    ValuePlace::Register(register)
                }
            };
            let code = moved.start(range.start)..moved.end_of_run(end);
            if code.start < code.end {
                values.push(ValueRange { local, code, place });
            }
        }
    }
    values.sort_by_key(|value| (value.local, value.code.start, value.code.end, value.place));
    // Where a value and its extension are both alive, one of them suffices.
    values.dedup_by(|next, last| {
        let overlap = next.local == last.local && next.code.start < last.code.end;
        if overlap {
            next.code.start = last.code.end;
        }
        next.code.start >= next.code.end
    });
    values
}
