//! Where variables are: from expressions about a memory and locals of WebAssembly to expressions about the image.

use super::input::{Bytes, Unreadable};
use super::map::{Function, Map};
use super::output::address;
use crate::machine::ValuePlace;
use gimli::Register;
use gimli::constants::{
    DW_OP_and, DW_OP_call_frame_cfa, DW_OP_minus, DW_OP_mul, DW_OP_or, DW_OP_plus, DW_OP_shl,
    DW_OP_stack_value, DW_OP_xor, DwOp,
};
use gimli::read::{self, Operation, UnitRef};
use gimli::write::{Expression, Location, LocationList};
use std::ops::Range;

/// The most entries of a location list: those of hostile modules would grow with the square of their size.
const MAX_ENTRIES: usize = 1000;

/// An operation that is understood.
enum Op {
    /// Pushes an address in the memory.
    Address(u64),
    /// Pushes the value of the local.
    Local,
    /// Pushes the value of the local, which is the frame pointer, and adds to it.
    Frame(i64),
    /// Pushes a constant.
    Unsigned(u64),
    /// Pushes a constant.
    Signed(i64),
    /// Adds a constant.
    PlusConstant(u64),
    /// Arithmetic whose low bits depend on low bits only.
    Plain(DwOp),
    /// Reads bytes of the memory.
    Deref(u8),
    /// What is on the stack is the value, not its address.
    StackValue,
    /// The value is this.
    Implicit(Box<[u8]>),
    /// What was described is a piece of these many bytes.
    Piece(u64),
}

/// An expression that is understood. It knows one local at most.
struct Template {
    ops: Vec<Op>,
    local: Option<u32>,
}

/// The local that is the frame pointer, if an expression says no more than that.
pub fn frame_local(
    expression: read::Expression<Bytes<'_>>,
    unit: UnitRef<'_, Bytes<'_>>,
) -> Option<u32> {
    let template = template(expression, unit, None)?;
    match template.ops[..] {
        [Op::Local] | [Op::Local, Op::StackValue] => template.local,
        _ => None,
    }
}

/// Reads an expression. `None` if it has an operation that has no meaning in the image.
fn template(
    expression: read::Expression<Bytes<'_>>,
    unit: UnitRef<'_, Bytes<'_>>,
    frame: Option<u32>,
) -> Option<Template> {
    let mut read = expression.operations(unit.encoding());
    let mut template = Template {
        ops: Vec::new(),
        local: None,
    };
    while let Some(op) = read.next().ok()? {
        let mut local = None;
        template.ops.push(match op {
            Operation::Address { address } => Op::Address(address),
            Operation::AddressIndex { index } => Op::Address(unit.address(index).ok()?),
            Operation::WasmLocal { index } => {
                local = Some(index);
                Op::Local
            }
            Operation::FrameOffset { offset } => {
                local = Some(frame?);
                Op::Frame(offset)
            }
            Operation::UnsignedConstant { value } => Op::Unsigned(value),
            Operation::SignedConstant { value } => Op::Signed(value),
            Operation::PlusConstant { value } => Op::PlusConstant(value),
            Operation::Plus => Op::Plain(DW_OP_plus),
            Operation::Minus => Op::Plain(DW_OP_minus),
            Operation::Mul => Op::Plain(DW_OP_mul),
            Operation::And => Op::Plain(DW_OP_and),
            Operation::Or => Op::Plain(DW_OP_or),
            Operation::Xor => Op::Plain(DW_OP_xor),
            Operation::Shl => Op::Plain(DW_OP_shl),
            Operation::Deref {
                base_type,
                size,
                space: false,
            } if base_type.0 == 0 => Op::Deref(size),
            Operation::StackValue => Op::StackValue,
            Operation::ImplicitValue { data } => Op::Implicit(data.slice().into()),
            Operation::Piece {
                size_in_bits,
                bit_offset: None,
            } if size_in_bits % 8 == 0 => Op::Piece(size_in_bits / 8),
            _ => return None,
        });
        if local.is_some() && template.local.is_some_and(|other| Some(other) != local) {
            return None;
        }
        template.local = template.local.or(local);
    }
    Some(template)
}

/// What the expression of an attribute becomes.
pub enum Where {
    /// One expression for all code.
    Everywhere(Expression),
    /// An expression for each part of the code.
    InParts(LocationList),
}

/// Where a variable is, by one expression.
pub fn everywhere(
    map: &Map<'_>,
    function: Option<&Function<'_>>,
    frame: Option<u32>,
    expression: read::Expression<Bytes<'_>>,
    unit: UnitRef<'_, Bytes<'_>>,
) -> Result<Option<Where>, Unreadable> {
    let Some(template) = template(expression, unit, frame) else {
        return Ok(None);
    };
    let writer = Writer::of(map, function, &template, unit);
    if template.local.is_none() {
        return Ok(writer.write(&template, None).map(Where::Everywhere));
    }
    let Some(function) = function else {
        return Ok(None);
    };
    let mut parts = Vec::new();
    let whole = std::iter::once(0..function.placed.len);
    add_parts(&mut parts, function, &template, &writer, whole);
    map.spend(parts.len())?;
    Ok(in_parts(function, parts))
}

/// Where a variable is, by a list of address ranges.
pub fn in_ranges(
    map: &Map<'_>,
    function: &Function<'_>,
    frame: Option<u32>,
    mut list: read::LocListIter<Bytes<'_>>,
    unit: UnitRef<'_, Bytes<'_>>,
) -> Result<Option<Where>, Unreadable> {
    let mut parts = Vec::new();
    while let Some(entry) = list.next()? {
        map.spend(1)?;
        if parts.len() > MAX_ENTRIES {
            return Ok(None);
        }
        let Some(template) = template(entry.data, unit, frame) else {
            continue;
        };
        let writer = Writer::of(map, Some(function), &template, unit);
        let code = function.code(map, entry.range.begin..entry.range.end)?;
        match template.local {
            Some(_) => add_parts(&mut parts, function, &template, &writer, code.into_iter()),
            None => {
                if let Some(expression) = writer.write(&template, None) {
                    parts.extend(code.into_iter().map(|code| (code, expression.clone())));
                }
            }
        }
    }
    map.spend(parts.len())?;
    Ok(in_parts(function, parts))
}

/// Adds what the template is in each part of the code in which the value of its local is known.
fn add_parts(
    parts: &mut Vec<(Range<u32>, Expression)>,
    function: &Function<'_>,
    template: &Template,
    writer: &Writer,
    code: impl Iterator<Item = Range<u32>>,
) {
    let values = template
        .local
        .map_or(&[][..], |local| function.values(local));
    for code in code {
        let first = values.partition_point(|value| value.code.end <= code.start);
        for value in values[first..]
            .iter()
            .take_while(|value| value.code.start < code.end)
        {
            let common = code.start.max(value.code.start)..code.end.min(value.code.end);
            if parts.len() > MAX_ENTRIES {
                return;
            }
            if common.is_empty() {
                continue;
            }
            if let Some(expression) = writer.write(template, Some(value.place)) {
                parts.push((common, expression));
            }
        }
    }
}

/// The list of these parts.
fn in_parts(function: &Function<'_>, mut parts: Vec<(Range<u32>, Expression)>) -> Option<Where> {
    if parts.is_empty() || parts.len() > MAX_ENTRIES {
        return None;
    }
    parts.sort_by_key(|(code, _)| (code.start, code.end));
    let mut list = vec![Location::BaseAddress {
        address: address(function.placed.start),
    }];
    list.extend(parts.into_iter().map(|(code, data)| Location::OffsetPair {
        begin: code.start.into(),
        end: code.end.into(),
        data,
    }));
    Some(Where::InParts(LocationList(list)))
}

/// What is needed to write an expression.
struct Writer {
    memory_base: Option<u64>,
    /// Bytes of an address of the module.
    address_bytes: u8,
    /// Bytes of the local; `None`: it is no integer.
    local_bytes: Option<u8>,
}

impl Writer {
    fn of(
        map: &Map<'_>,
        function: Option<&Function<'_>>,
        template: &Template,
        unit: UnitRef<'_, Bytes<'_>>,
    ) -> Writer {
        let local = template.local.map(|local| local as usize);
        let bytes = local.and_then(|local| function?.locals.get(local).copied().flatten());
        Writer {
            memory_base: map.memory_base,
            address_bytes: unit.encoding().address_size,
            local_bytes: bytes,
        }
    }

    /// The expression, with the local at this place.
    fn write(&self, template: &Template, place: Option<ValuePlace>) -> Option<Expression> {
        let mut out = Expression::new();
        let is_piece = |op: &Op| matches!(op, Op::Piece(_));
        for part in template.ops.split_inclusive(is_piece) {
            let (piece, ops) = match part.split_last() {
                Some((&Op::Piece(bytes), ops)) => (Some(bytes), ops),
                _ => (None, part),
            };
            self.write_part(&mut out, ops, place)?;
            if let Some(bytes) = piece {
                out.op_piece(bytes);
            }
        }
        Some(out)
    }

    fn write_part(
        &self,
        out: &mut Expression,
        ops: &[Op],
        place: Option<ValuePlace>,
    ) -> Option<()> {
        match ops {
            [] => {}
            [Op::Implicit(data)] => out.op_implicit_value(data.clone()),
            [Op::Local, Op::StackValue] => match place? {
                ValuePlace::Register(register) => out.op_reg(Register(register)),
                ValuePlace::Frame(offset) => push_frame(out, offset),
            },
            // Older compilers mean the local itself, newer ones what it points to.
            [Op::Local] => return None,
            [ops @ .., Op::StackValue] => {
                self.push(out, ops, place)?;
                out.op(DW_OP_stack_value);
            }
            _ => {
                self.push(out, ops, place)?;
                self.add_base(out, ops)?;
            }
        }
        Some(())
    }

    fn push(&self, out: &mut Expression, ops: &[Op], place: Option<ValuePlace>) -> Option<()> {
        for (index, op) in ops.iter().enumerate() {
            match op {
                Op::Address(address) => out.op_constu(*address),
                Op::Local => self.push_local(out, place?)?,
                Op::Frame(offset) => {
                    self.push_local(out, place?)?;
                    if *offset != 0 {
                        out.op_consts(*offset);
                        out.op(DW_OP_plus);
                    }
                }
                Op::Unsigned(value) => out.op_constu(*value),
                Op::Signed(value) => out.op_consts(*value),
                Op::PlusConstant(value) => out.op_plus_uconst(*value),
                Op::Plain(op) => out.op(*op),
                Op::Deref(bytes) => {
                    self.add_base(out, &ops[..index])?;
                    out.op_deref_size(*bytes);
                }
                Op::StackValue | Op::Implicit(_) | Op::Piece(_) => return None,
            }
        }
        Some(())
    }

    /// Pushes the value of the local.
    fn push_local(&self, out: &mut Expression, place: ValuePlace) -> Option<()> {
        let bytes = self.local_bytes?;
        match place {
            ValuePlace::Register(register) => {
                out.op_breg(Register(register), 0);
                truncate(out, bytes);
            }
            ValuePlace::Frame(offset) => {
                push_frame(out, offset);
                out.op_deref_size(bytes);
            }
        }
        Some(())
    }

    /// Makes an address in the image of one in the memory, which these operations have pushed.
    fn add_base(&self, out: &mut Expression, ops: &[Op]) -> Option<()> {
        // Where nothing can wrap, there is nothing to cut off.
        if !matches!(ops, [Op::Address(_) | Op::Frame(_)]) {
            truncate(out, self.address_bytes);
        }
        out.op_constu(self.memory_base?);
        out.op(DW_OP_plus);
        Some(())
    }
}

/// Pushes an address in the frame.
fn push_frame(out: &mut Expression, offset: i64) {
    out.op(DW_OP_call_frame_cfa);
    out.op_consts(offset);
    out.op(DW_OP_plus);
}

/// Keeps so many bytes of the value on the stack.
fn truncate(out: &mut Expression, bytes: u8) {
    if bytes < 8 {
        out.op_constu((1 << (8 * u32::from(bytes))) - 1);
        out.op(DW_OP_and);
    }
}
