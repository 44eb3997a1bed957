//! The code that does eight rounds at once.

use super::shape::{Access, Body, ByteLoop, CHUNK, Invariant, Linear};
use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    Block, BlockArg, Function, Inst, InstBuilder, InstructionData, MemFlagsData, Value, types,
};

/// The smallest page of a machine, less one.
const PAGE_MASK: i64 = 4095;
/// A byte times this is eight of them.
const EACH_BYTE: i64 = 0x0101_0101_0101_0101;

/// Puts the code in front of a loop.
pub fn write(function: &mut Function, it: &ByteLoop) {
    let first = function.dfg.make_block();
    enter(function, it.header, first);
    function.layout.insert_block(first, it.header);
    let parameters = parameters(function, it.header, first);
    let mut writer = Writer {
        cursor: FuncCursor::new(function).at_bottom(first),
        it,
        first,
        parameters,
    };
    writer.check_rounds();
    match &it.body {
        Body::Copy { load, store } => writer.copy(load, store),
        Body::Set { store, byte } => writer.set(store, *byte),
        Body::Compare(loads) => writer.compare(loads),
    }
}

/// Lets all branches to a block go to another one.
fn enter(function: &mut Function, header: Block, first: Block) {
    for branch in crate::optimize::values::terminators(function) {
        let dfg = &mut function.dfg;
        let (tables, exceptions) = (&mut dfg.jump_tables, &mut dfg.exception_tables);
        for target in dfg.insts[branch].branch_destination_mut(tables, exceptions) {
            if target.block(&dfg.value_lists) == header {
                target.set_block(first, &mut dfg.value_lists);
            }
        }
    }
}

/// Gives the new block the parameters of the old one; debuggers see the same variables in them.
fn parameters(function: &mut Function, header: Block, first: Block) -> Vec<Value> {
    let dfg = &mut function.dfg;
    let old = dfg.block_params(header).to_vec();
    let add = |old: Value| {
        let new = dfg.append_block_param(first, dfg.value_type(old));
        if let Some(labels) = &mut dfg.values_labels
            && let Some(of_old) = labels.get(&old).cloned()
        {
            labels.insert(new, of_old);
        }
        new
    };
    old.into_iter().map(add).collect()
}

struct Writer<'a> {
    cursor: FuncCursor<'a>,
    it: &'a ByteLoop,
    first: Block,
    parameters: Vec<Value>,
}

impl Writer<'_> {
    /// Goes on in a new block if a condition holds, and in the loop otherwise.
    fn check(&mut self, condition: IntCC, value: Value, limit: i64) {
        let ty = self.cursor.func.dfg.value_type(value);
        let limit = self.cursor.ins().iconst(ty, limit);
        let holds = self.cursor.ins().icmp(condition, value, limit);
        let next = self.block();
        let same = arguments(&self.parameters);
        self.cursor
            .ins()
            .brif(holds, next, &[], self.it.header, &same);
        self.cursor.goto_bottom(next);
    }

    /// A new block in front of the loop.
    fn block(&mut self) -> Block {
        let block = self.cursor.func.dfg.make_block();
        self.cursor.func.layout.insert_block(block, self.it.header);
        block
    }

    fn invariant(&mut self, value: Invariant) -> Value {
        match value {
            Invariant::Constant(ty, bits) => self.cursor.ins().iconst(ty, bits),
            Invariant::Parameter(position) => self.parameters[position],
            Invariant::Value(value) => value,
        }
    }

    fn linear(&mut self, value: Linear) -> Value {
        let parameter = self.parameters[value.position];
        self.plus(parameter, value.offset)
    }

    fn plus(&mut self, value: Value, addend: i64) -> Value {
        if addend == 0 {
            return value;
        }
        let addend = self.integer(value, addend);
        self.cursor.ins().iadd(value, addend)
    }

    /// A constant of the type of a value.
    fn integer(&mut self, like: Value, value: i64) -> Value {
        let ty = self.cursor.func.dfg.value_type(like);
        // `iconst` holds what fits in the type, without a sign.
        let value = if ty == types::I32 {
            i64::from(value as u32)
        } else {
            value
        };
        self.cursor.ins().iconst(ty, value)
    }

    /// Whether the loop runs eight more rounds.
    fn check_rounds(&mut self) {
        let count = &self.it.count;
        let counter = self.linear(count.counter);
        let end = self.invariant(count.end);
        let left = match self.it.steps[count.counter.position] {
            1 => self.cursor.ins().isub(end, counter),
            _ => self.cursor.ins().isub(counter, end),
        };
        self.check(IntCC::UnsignedGreaterThanOrEqual, left, CHUNK);
    }

    /// The address of a byte, after the check that those of the next rounds lie in its page.
    fn address(&mut self, access: &Access) -> Value {
        let start = self.invariant(access.start);
        let index = self.linear(access.index);
        let index = self.cursor.ins().uextend(types::I64, index);
        let address = self.cursor.ins().iadd(index, start);
        let mask = self.cursor.ins().iconst(types::I64, PAGE_MASK);
        let in_page = self.cursor.ins().band(address, mask);
        match self.it.direction {
            1 => self.check(
                IntCC::UnsignedLessThanOrEqual,
                in_page,
                PAGE_MASK + 1 - CHUNK,
            ),
            _ => self.check(IntCC::UnsignedGreaterThanOrEqual, in_page, CHUNK - 1),
        }
        address
    }

    /// The first of the bytes, where the loop begins with this one.
    fn lowest(&mut self, address: Value) -> Value {
        match self.it.direction {
            1 => address,
            _ => self.plus(address, 1 - CHUNK),
        }
    }

    fn copy(&mut self, load: &Access, store: &Access) {
        let from = self.address(load);
        let to = self.address(store);
        // How far what is written lies behind what is read, in the direction of the loop.
        let ahead = match self.it.direction {
            1 => self.cursor.ins().isub(to, from),
            _ => self.cursor.ins().isub(from, to),
        };
        self.check(IntCC::UnsignedGreaterThanOrEqual, ahead, CHUNK);
        let value = self.load(load.inst, from);
        self.store(store.inst, value, to);
        self.again();
    }

    fn set(&mut self, store: &Access, byte: Invariant) {
        let to = self.address(store);
        let byte = self.invariant(byte);
        let byte = self.cursor.ins().ireduce(types::I8, byte);
        let byte = self.cursor.ins().uextend(types::I64, byte);
        let each = self.cursor.ins().iconst(types::I64, EACH_BYTE);
        let value = self.cursor.ins().imul(byte, each);
        self.store(store.inst, value, to);
        self.again();
    }

    fn compare(&mut self, loads: &[Access; 2]) {
        let [left, right] = [&loads[0], &loads[1]].map(|it| self.address(it));
        let left = self.load(loads[0].inst, left);
        let right = self.load(loads[1].inst, right);
        let difference = self.cursor.ins().bxor(left, right);
        let [different, same] = [self.block(), self.block()];
        self.cursor
            .ins()
            .brif(difference, different, &[], same, &[]);
        self.cursor.goto_bottom(same);
        self.again();
        // The loop goes on where the bytes differ.
        self.cursor.goto_bottom(different);
        let equal = match self.it.direction {
            1 => self.cursor.ins().ctz(difference),
            _ => self.cursor.ins().clz(difference),
        };
        let equal = self.cursor.ins().ushr_imm_u(equal, 3);
        let passed: Vec<Value> = (0..self.parameters.len())
            .map(|position| self.after_rounds(position, equal))
            .collect();
        let header = self.it.header;
        self.cursor.ins().jump(header, &arguments(&passed));
    }

    /// A parameter after so many rounds.
    fn after_rounds(&mut self, position: usize, rounds: Value) -> Value {
        let parameter = self.parameters[position];
        let step = self.it.steps[position];
        if step == 0 {
            return parameter;
        }
        let rounds = match self.cursor.func.dfg.value_type(parameter) {
            types::I32 => self.cursor.ins().ireduce(types::I32, rounds),
            _ => rounds,
        };
        let step = self.integer(parameter, step);
        let added = self.cursor.ins().imul(rounds, step);
        self.cursor.ins().iadd(parameter, added)
    }

    /// Asks again after eight rounds.
    fn again(&mut self) {
        let passed: Vec<Value> = (0..self.parameters.len())
            .map(|position| {
                let step = self.it.steps[position].wrapping_mul(CHUNK);
                self.plus(self.parameters[position], step)
            })
            .collect();
        let first = self.first;
        self.cursor.ins().jump(first, &arguments(&passed));
    }

    fn load(&mut self, like: Inst, address: Value) -> Value {
        let flags = self.flags(like);
        let address = self.lowest(address);
        self.cursor.use_srcloc(like);
        self.cursor.ins().load(types::I64, flags, address, 0)
    }

    fn store(&mut self, like: Inst, value: Value, address: Value) {
        let flags = self.flags(like);
        let address = self.lowest(address);
        self.cursor.use_srcloc(like);
        self.cursor.ins().store(flags, value, address, 0);
    }

    /// How an access is made: it traps as that of a byte does.
    fn flags(&self, access: Inst) -> MemFlagsData {
        let dfg = &self.cursor.func.dfg;
        match dfg.insts[access] {
            InstructionData::Load { flags, .. } | InstructionData::Store { flags, .. } => {
                dfg.mem_flags[flags]
            }
            _ => MemFlagsData::new(),
        }
    }
}

fn arguments(values: &[Value]) -> Vec<BlockArg> {
    values.iter().map(|&it| BlockArg::Value(it)).collect()
}
