//! Bytes of a function → instructions and data.
//!
//! Jump tables and constants lie between and behind the instructions. What can be reached from the start of a
//! block is an instruction; all else is data.

use super::names::Names;
use crate::machine::Placed;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What reads and prints the instructions of a target.
pub struct Machine {
    /// Reads the instruction at an offset of the text; `None` where there is none.
    pub read: fn(&Names<'_>, u32) -> Option<Inst>,
    /// The text of an instruction.
    pub print: fn(&Names<'_>, &Inst) -> String,
}

/// An instruction. Offsets count from the start of the text.
#[derive(Clone, Copy, Debug)]
pub struct Inst {
    /// Its first byte.
    pub start: u32,
    /// The byte behind it.
    pub end: u32,
    /// What it refers to in the text, if the linker fills in nothing.
    pub target: Option<u32>,
    /// Where it leads.
    pub flow: Flow,
}

/// What runs after an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The next one.
    Next,
    /// The next one, or that at its target.
    Branch,
    /// That at its target, which may be another function.
    Jump,
    /// Another one, or none.
    End,
}

/// A part of a function.
#[derive(Debug)]
pub enum Item {
    /// An instruction.
    Inst(Inst),
    /// A jump table: distances of four bytes from its start.
    Table {
        /// Where it begins.
        start: u32,
        /// Where its entries lead.
        targets: Vec<u32>,
    },
    /// Constants, or what aligns them.
    Bytes(Range<u32>),
}

impl Item {
    /// Where it begins.
    pub fn start(&self) -> u32 {
        match self {
            Item::Inst(inst) => inst.start,
            Item::Table { start, .. } => *start,
            Item::Bytes(range) => range.start,
        }
    }
}

/// The parts of a function, in order and without gaps. Gives labels to what they refer to.
pub fn items(machine: &Machine, names: &mut Names<'_>, placed: &Placed) -> Vec<Item> {
    let range = placed.start..placed.start + placed.len;
    let blocks = placed.places.blocks.iter().map(|block| range.start + block);
    let insts = reachable(machine, names, blocks.collect(), &range);
    let mut referred: BTreeSet<u32> = insts.values().filter_map(|inst| inst.target).collect();
    let mut items = Vec::with_capacity(insts.len());
    let mut end = range.start;
    for inst in insts.values().filter(|inst| inst.end <= range.end) {
        // Code that overlaps with other code is none of ours.
        if inst.start < end {
            continue;
        }
        data(names, end..inst.start, &insts, &mut referred, &mut items);
        items.push(Item::Inst(*inst));
        end = inst.end;
    }
    data(names, end..range.end, &insts, &mut referred, &mut items);
    // The function itself has a name.
    let begins = items.iter().skip(1).map(Item::start);
    names.set_labels(begins.filter(|start| referred.contains(start)));
    items
}

/// The instructions that can be reached, by their starts.
fn reachable(
    machine: &Machine,
    names: &Names<'_>,
    blocks: Vec<u32>,
    range: &Range<u32>,
) -> BTreeMap<u32, Inst> {
    let mut insts = BTreeMap::new();
    let mut open = blocks;
    open.push(range.start);
    while let Some(mut at) = open.pop() {
        while range.contains(&at) && !insts.contains_key(&at) {
            let Some(inst) = (machine.read)(names, at) else {
                break;
            };
            insts.insert(at, inst);
            if matches!(inst.flow, Flow::Branch | Flow::Jump) {
                open.extend(inst.target);
            }
            if matches!(inst.flow, Flow::Jump | Flow::End) {
                break;
            }
            at = inst.end;
        }
    }
    insts
}

/// Adds what lies between instructions: jump tables, then constants, each where something refers to it.
fn data(
    names: &Names<'_>,
    range: Range<u32>,
    insts: &BTreeMap<u32, Inst>,
    referred: &mut BTreeSet<u32>,
    items: &mut Vec<Item>,
) {
    let mut start = range.start;
    while start < range.end {
        let next = referred.range(start + 1..range.end).next();
        let end = next.copied().unwrap_or(range.end);
        let targets = match referred.contains(&start) {
            true => table(names, start..end, insts),
            false => Vec::new(),
        };
        if targets.is_empty() {
            items.push(Item::Bytes(start..end));
            start = end;
        } else {
            let table = start;
            start += 4 * targets.len() as u32;
            referred.extend(&targets);
            items.push(Item::Table {
                start: table,
                targets,
            });
        }
    }
}

/// The entries at the start of a range that lead to instructions.
fn table(names: &Names<'_>, range: Range<u32>, insts: &BTreeMap<u32, Inst>) -> Vec<u32> {
    let target = |entry: &[u8]| {
        let distance = i32::from_le_bytes(entry.try_into().ok()?);
        let target = range.start.checked_add_signed(distance)?;
        insts.contains_key(&target).then_some(target)
    };
    let entries = names.bytes(range.clone()).chunks_exact(4);
    entries.map_while(target).collect()
}
