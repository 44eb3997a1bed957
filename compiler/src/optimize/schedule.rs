//! Arithmetic moves up to where its operands end, in blocks that need many registers.
//!
//! Cranelift leaves loads where they are and puts arithmetic in front of its first use. In a block
//! with many loads, whose values are added up and stored at its end, all of them are in registers at
//! once, or spilled. Here an instruction without effects moves up to its last operand, if an operand
//! is not used after it: its result then takes that operand's register. Loads, stores, calls and what
//! traps stay in their order.
//!
//! The time is linear in instructions and operands.

use super::flow::Flow;
use cranelift_codegen::ir::{Block, Function, Inst, InstructionData, Opcode, ValueDef};
use cranelift_codegen::isa::TargetIsa;
use cranelift_entity::packed_option::PackedOption;
use cranelift_entity::{EntityRef, SecondaryMap};
use target_lexicon::Architecture;

/// Blocks are scheduled if more values than this that they compute are alive at once. Both classes of
/// registers count together: it is an estimate, and some registers hold what other blocks compute.
fn few_values(isa: &dyn TargetIsa) -> u32 {
    match isa.triple().architecture {
        Architecture::X86_64 => 8,
        _ => 20,
    }
}

/// How an instruction takes part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It has effects, or may trap, or has no single result: it stays.
    Fixed,
    /// The backends make it part of what uses it. It goes along with that.
    Folded,
    /// It may move up.
    Floating,
}

/// Schedules the blocks of a function.
pub fn run(function: &mut Function, flow: Flow<'_>) {
    let few = few_values(flow.isa);
    let chains = Chains::of(function);
    let mut pressure = Pressure::new(function);
    let mut full = chains.heads.clone();
    full.retain(|&head| pressure.most_alive(function, &chains, head) > few);
    if full.is_empty() {
        return;
    }
    let mut scheduler = Scheduler::new(function, &chains);
    for head in full {
        scheduler.read(function, &chains, head);
        scheduler.schedule();
        scheduler.write(function, &chains, head);
    }
}

/// Blocks that run one after another: each but the last ends in a jump to the next, which has no other
/// predecessor. `lower` ends most functions with a block of their own, so these are common.
struct Chains {
    /// The first blocks.
    heads: Vec<Block>,
    /// The first block of the chain that a block is in.
    head: SecondaryMap<Block, PackedOption<Block>>,
    /// The next block of the chain.
    next: SecondaryMap<Block, PackedOption<Block>>,
    /// The block before in the chain.
    before: SecondaryMap<Block, PackedOption<Block>>,
}

impl Chains {
    fn of(function: &Function) -> Chains {
        let dfg = &function.dfg;
        let mut edges: SecondaryMap<Block, u32> = SecondaryMap::new();
        let mut jumps: SecondaryMap<Block, PackedOption<Block>> = SecondaryMap::new();
        for block in function.layout.blocks() {
            let Some(last) = function.layout.last_inst(block) else {
                continue;
            };
            let last = &dfg.insts[last];
            for branch in last.branch_destination(&dfg.jump_tables, &dfg.exception_tables) {
                edges[branch.block(&dfg.value_lists)] += 1;
            }
            if let InstructionData::Jump { destination, .. } = last {
                jumps[destination.block(&dfg.value_lists)] = block.into();
            }
        }
        let mut chains = Chains {
            heads: Vec::new(),
            head: SecondaryMap::new(),
            next: SecondaryMap::new(),
            before: SecondaryMap::new(),
        };
        for block in function.layout.blocks() {
            // The block before has its chain already where it lies before; elsewhere a new one begins.
            let before = jumps[block].expand().filter(|_| edges[block] == 1);
            let chain = before.and_then(|before| Some((before, chains.head[before].expand()?)));
            if let Some((before, head)) = chain {
                chains.head[block] = head.into();
                chains.next[before] = block.into();
                chains.before[block] = before.into();
            } else {
                chains.head[block] = block.into();
                chains.heads.push(block);
            }
        }
        chains
    }

    /// The instructions of a chain, in order.
    fn insts<'a>(&'a self, function: &'a Function, head: Block) -> impl Iterator<Item = Inst> {
        let blocks = std::iter::successors(Some(head), |&block| self.next[block].expand());
        blocks.flat_map(|block| function.layout.block_insts(block))
    }

    /// The instructions that compute the operands of an instruction, those of its branches included. A
    /// parameter of a block comes from the jump to it, if the block is not the first of its chain.
    fn defining<'a>(&'a self, function: &'a Function, inst: Inst) -> impl Iterator<Item = Inst> {
        let values = function.dfg.inst_values(inst);
        let values = values.map(|value| function.dfg.resolve_aliases(value));
        values.filter_map(|value| match function.dfg.value_def(value) {
            ValueDef::Result(inst, _) => Some(inst),
            ValueDef::Param(block, _) => function.layout.last_inst(self.before[block].expand()?),
            ValueDef::Union(..) => None,
        })
    }

    /// Whether an instruction is in a chain.
    fn has(&self, function: &Function, head: Block, inst: Inst) -> bool {
        let block = function.layout.inst_block(inst);
        block.is_some_and(|block| self.head[block] == head.into())
    }
}

/// How many registers blocks need.
struct Pressure {
    /// For each instruction, the chain that was looked at last in which its result is used.
    used_in: Vec<PackedOption<Block>>,
    insts: Vec<Inst>,
}

impl Pressure {
    fn new(function: &Function) -> Self {
        Pressure {
            used_in: vec![None.into(); function.dfg.num_insts()],
            insts: Vec::new(),
        }
    }

    /// How many values that a chain computes are alive in it at once, at most.
    fn most_alive(&mut self, function: &Function, chains: &Chains, head: Block) -> u32 {
        self.insts.clear();
        self.insts.extend(chains.insts(function, head));
        let (mut alive, mut most) = (0, 0);
        for &inst in self.insts.iter().rev() {
            if self.used_in[inst.index()] == head.into() {
                alive -= 1;
            }
            for operand in chains.defining(function, inst) {
                let used_in = &mut self.used_in[operand.index()];
                if *used_in != head.into()
                    && !is_light(function.dfg.insts[operand].opcode())
                    && chains.has(function, head, operand)
                {
                    *used_in = head.into();
                    alive += 1;
                }
            }
            most = most.max(alive);
        }
        most
    }
}

/// Whether the backends make an instruction part of what uses it.
fn is_light(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::Icmp
            | Opcode::Fcmp
            | Opcode::Uextend
            | Opcode::Iconst
            | Opcode::F32const
            | Opcode::F64const
    )
}

/// A chain of blocks, its instructions numbered in their order. The buffers serve one after another.
struct Scheduler {
    /// Whether a result of an instruction is used in other chains.
    escapes: Vec<bool>,
    /// The number of an instruction in the chain that was read last with it in it.
    number: Vec<u32>,
    insts: Vec<Inst>,
    kinds: Vec<Kind>,
    /// The operands that the chain computes, as numbers of instructions.
    operands: Lists,
    /// The inverse of `operands`.
    users: Lists,
    /// How many operands of instructions that are not placed yet an instruction is.
    uses_left: Vec<u32>,
    placed: Vec<bool>,
    /// The new order.
    order: Vec<u32>,
    /// Instructions that were placed, whose users may follow.
    work: Vec<u32>,
}

impl Scheduler {
    fn new(function: &Function, chains: &Chains) -> Self {
        let mut escapes = vec![false; function.dfg.num_insts()];
        for &head in &chains.heads {
            for inst in chains.insts(function, head) {
                for operand in chains.defining(function, inst) {
                    if !chains.has(function, head, operand) {
                        escapes[operand.index()] = true;
                    }
                }
            }
        }
        Scheduler {
            escapes,
            number: vec![0; function.dfg.num_insts()],
            insts: Vec::new(),
            kinds: Vec::new(),
            operands: Lists::default(),
            users: Lists::default(),
            uses_left: Vec::new(),
            placed: Vec::new(),
            order: Vec::new(),
            work: Vec::new(),
        }
    }

    fn read(&mut self, function: &Function, chains: &Chains, head: Block) {
        self.insts.clear();
        self.operands.clear();
        self.insts.extend(chains.insts(function, head));
        self.uses_left.clear();
        self.uses_left.resize(self.insts.len(), 0);
        for (number, &inst) in self.insts.iter().enumerate() {
            self.number[inst.index()] = number as u32;
            for operand in chains.defining(function, inst) {
                if chains.has(function, head, operand) {
                    let operand = self.number[operand.index()];
                    self.operands.push(operand);
                    self.uses_left[operand as usize] += 1;
                }
            }
            self.operands.end_list();
        }
        self.users.invert(&self.operands, &self.uses_left);
        let mut kinds = std::mem::take(&mut self.kinds);
        kinds.clear();
        let insts = self.insts.iter().enumerate();
        kinds.extend(insts.map(|(number, &inst)| self.kind(function, number, inst)));
        self.kinds = kinds;
    }

    fn kind(&self, function: &Function, number: usize, inst: Inst) -> Kind {
        let opcode = function.dfg.insts[inst].opcode();
        let has_effects = opcode.can_load()
            || opcode.can_store()
            || opcode.can_trap()
            || opcode.is_call()
            || opcode.is_branch()
            || opcode.is_terminator()
            || opcode.is_return()
            || opcode.other_side_effects();
        if has_effects || function.dfg.inst_results(inst).len() != 1 {
            return Kind::Fixed;
        }
        let is_constant =
            self.operands.list(number).is_empty() && function.dfg.inst_args(inst).is_empty();
        let is_folded = match opcode {
            _ if is_light(opcode) => true,
            Opcode::Iadd => !self.escapes[inst.index()] && self.is_address(function, number, inst),
            _ => is_constant,
        };
        match is_folded {
            true => Kind::Folded,
            false => Kind::Floating,
        }
    }

    /// Whether all that uses an instruction are loads and stores, as their address.
    fn is_address(&self, function: &Function, number: usize, inst: Inst) -> bool {
        let value = function.dfg.first_result(inst);
        self.users.list(number).iter().all(|&user| {
            match function.dfg.insts[self.insts[user as usize]] {
                InstructionData::Load { .. } => true,
                InstructionData::Store { args, .. } => args[0] != value,
                _ => false,
            }
        })
    }

    /// Finds the new order.
    fn schedule(&mut self) {
        self.order.clear();
        self.placed.clear();
        self.placed.resize(self.insts.len(), false);
        for number in 0..self.insts.len() as u32 {
            if self.placed[number as usize] {
                continue;
            }
            self.place(number);
            while let Some(done) = self.work.pop() {
                for index in self.users.range(done as usize) {
                    let user = self.users.items[index];
                    if self.is_ready(user) && self.ends_an_operand(user) {
                        self.place(user);
                    }
                }
            }
        }
    }

    /// Appends an instruction to the new order, behind the operands that go along with it.
    fn place(&mut self, number: u32) {
        for index in self.operands.range(number as usize) {
            let operand = self.operands.items[index];
            if !self.placed[operand as usize] {
                self.append(operand);
            }
        }
        self.append(number);
        self.work.push(number);
    }

    fn append(&mut self, number: u32) {
        self.placed[number as usize] = true;
        self.order.push(number);
        for &operand in self.operands.list(number as usize) {
            self.uses_left[operand as usize] -= 1;
        }
    }

    /// Whether an instruction can move to the end of the new order.
    fn is_ready(&self, number: u32) -> bool {
        self.kinds[number as usize] == Kind::Floating
            && !self.placed[number as usize]
            && self
                .operands
                .list(number as usize)
                .iter()
                .all(|&operand| self.placed[operand as usize] || self.goes_along(operand, number))
    }

    /// Whether an operand can be placed together with its user.
    fn goes_along(&self, operand: u32, user: u32) -> bool {
        let operands = self.operands.list(operand as usize);
        self.kinds[operand as usize] == Kind::Folded
            && (operands.is_empty() || self.is_last_user(operand, user))
            && operands.iter().all(|&it| self.placed[it as usize])
    }

    /// Whether an operand of an instruction, or of what goes along with it, is not used after it.
    fn ends_an_operand(&self, number: u32) -> bool {
        self.operands.list(number as usize).iter().any(|&operand| {
            if !self.placed[operand as usize] {
                let mut behind = self.operands.list(operand as usize).iter();
                return behind.any(|&it| self.ends(it, operand));
            }
            self.ends(operand, number)
        })
    }

    fn ends(&self, operand: u32, user: u32) -> bool {
        let is_constant = self.kinds[operand as usize] == Kind::Folded
            && self.operands.list(operand as usize).is_empty();
        !is_constant && self.is_last_user(operand, user)
    }

    /// Whether only one instruction is left that uses an operand.
    fn is_last_user(&self, operand: u32, user: u32) -> bool {
        let operands = self.operands.list(user as usize).iter();
        let uses = operands.filter(|&&it| it == operand).count() as u32;
        let inst = self.insts[operand as usize];
        !self.escapes[inst.index()] && self.uses_left[operand as usize] == uses
    }

    /// Brings the chain into the new order.
    fn write(&self, function: &mut Function, chains: &Chains, head: Block) {
        let mut block = head;
        let mut next = function.layout.first_inst(block);
        for &number in &self.order {
            let inst = self.insts[number as usize];
            if next == Some(inst) {
                next = function.layout.next_inst(inst);
                if let (None, Some(after)) = (next, chains.next[block].expand()) {
                    block = after;
                    next = function.layout.first_inst(block);
                }
            } else if let Some(next) = next {
                function.layout.remove_inst(inst);
                function.layout.insert_inst(inst, next);
            }
        }
    }
}

/// Lists of numbers, one behind another.
#[derive(Default)]
struct Lists {
    /// Where each list ends.
    ends: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    fn clear(&mut self) {
        self.ends.clear();
        self.items.clear();
    }

    fn push(&mut self, item: u32) {
        self.items.push(item);
    }

    fn end_list(&mut self) {
        self.ends.push(self.items.len() as u32);
    }

    fn range(&self, list: usize) -> std::ops::Range<usize> {
        let start = match list {
            0 => 0,
            _ => self.ends[list - 1],
        };
        start as usize..self.ends[list] as usize
    }

    fn list(&self, list: usize) -> &[u32] {
        &self.items[self.range(list)]
    }

    /// Makes these the lists in which each number occurs. `counts` says how often it does.
    fn invert(&mut self, lists: &Lists, counts: &[u32]) {
        self.clear();
        self.items.resize(lists.items.len(), 0);
        // Filled from the back, so that each end becomes a start: the end of the list before.
        let mut end = 0;
        self.ends.extend(counts.iter().map(|count| {
            end += count;
            end
        }));
        for list in (0..lists.ends.len()).rev() {
            for &item in lists.list(list).iter().rev() {
                self.ends[item as usize] -= 1;
                self.items[self.ends[item as usize] as usize] = list as u32;
            }
        }
        for (end, count) in self.ends.iter_mut().zip(counts) {
            *end += count;
        }
    }
}
