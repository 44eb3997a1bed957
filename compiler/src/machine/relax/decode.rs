//! Code → instructions, as far as their length and what they refer to.

use cranelift_codegen::binemit::CodeOffset;
use iced_x86::{Code, ConstantOffsets, Decoder, DecoderOptions, Instruction, Mnemonic, OpKind};
use std::ops::Range;

/// Opcode of an addition (a comparison, …) of a constant of four bytes, and of one byte (Intel SDM, volume 2,
/// `ADD`).
const LONG_IMMEDIATE: u8 = 0x81;
/// See [`LONG_IMMEDIATE`].
pub const SHORT_IMMEDIATE: u8 = 0x83;
/// Opcode of `LEA`, and the bytes around it that compute the sum of two registers, and of 0 in one byte (Intel
/// SDM, volume 2, 2.1.5).
const LEA: u8 = 0x8d;
/// The mode of the second byte, with a byte for the displacement.
const WITH_DISPLACEMENT: u8 = 0b01_000_100;

/// What is known of a function's code beside its bytes.
pub struct Facts<'a> {
    /// Offsets of the blocks.
    pub blocks: &'a [CodeOffset],
    /// Offsets of the blocks that an edge connects.
    pub edges: &'a [(CodeOffset, CodeOffset)],
    /// Offsets of the fields that the linker fills in, sorted.
    pub fields: &'a [CodeOffset],
    /// Alignment of the constants behind the code, in bytes.
    pub align: u32,
}

/// The code of a function.
pub struct Decoded {
    /// The instructions and jump tables, in the order of the code, without gaps.
    pub insts: Vec<Inst>,
    /// Where the constants begin.
    pub data: CodeOffset,
}

/// An instruction, or a jump table.
#[derive(Clone, Copy, Debug)]
pub struct Inst {
    /// Where it begins.
    pub start: CodeOffset,
    /// Its size in bytes.
    pub len: u32,
    /// What it is.
    pub kind: Kind,
}

impl Inst {
    /// The bytes that it takes.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

/// What an instruction refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing in its function: it can be copied.
    Plain,
    /// Nothing in its function, but others refer to it: the linker fills in a field, or a call returns behind it.
    Fixed,
    /// The target of a register: a jump.
    IndirectJump,
    /// A jump that has four bytes for its distance.
    Jump {
        /// The condition, as in its opcode.
        condition: Option<u8>,
        /// Offset of its target.
        target: CodeOffset,
    },
    /// A jump that has one byte.
    ShortJump {
        /// Offset of its target.
        target: CodeOffset,
    },
    /// It has an operand in memory, relative to its end.
    Relative {
        /// Where in the instruction the distance is.
        field: u8,
        /// Offset of the operand.
        target: CodeOffset,
    },
    /// It has a constant in four bytes that fits in one.
    Immediate {
        /// Where in the instruction the opcode is.
        opcode: u8,
        /// Where the constant is.
        field: u8,
    },
    /// It computes the sum of two registers, and of a displacement of 0 that it has because of their order.
    Sum,
    /// A jump table: distances of four bytes from its start.
    Table,
    /// It was a jump; now it is a copy of the instructions at its target.
    Copy {
        /// Position of the first of them.
        first: usize,
        /// Their number.
        count: usize,
    },
}

/// Reads the code of a function. `None` if there is something in it that is not known here, or nothing
/// to be gained.
pub fn decode(bytes: &[u8], facts: &Facts<'_>) -> Option<Decoded> {
    let mut decoder = Decoder::with_ip(64, bytes, 0, DecoderOptions::NONE);
    let mut insts = Vec::with_capacity(bytes.len() / 4);
    let mut fields = facts.fields.iter().copied().peekable();
    let mut blocks = facts.blocks.to_vec();
    blocks.sort_unstable();
    let mut blocks = blocks.into_iter().peekable();
    // The last target so far: behind the blocks lie traps, which earlier code jumps to.
    let mut furthest = 0;
    // What an instruction referred to last: a jump through a table computes its address from that of the table.
    let mut referred = None;
    let mut inst = Instruction::default();
    while decoder.can_decode() {
        let start = decoder.position();
        decoder.decode_out(&mut inst);
        let end = decoder.position();
        if inst.is_invalid() {
            return None;
        }
        let mut linked = false;
        while fields.next_if(|&field| (field as usize) < end).is_some() {
            linked = true;
        }
        let kind = match linked {
            true => Kind::Fixed,
            false => kind(&inst, &decoder, &bytes[start..end])?,
        };
        if let Kind::Jump { target, .. } | Kind::ShortJump { target } = kind {
            furthest = furthest.max(target);
        }
        if let Kind::Relative { target, .. } = kind {
            referred = Some(target);
        }
        let (start, end) = (start as CodeOffset, end as CodeOffset);
        insts.push(Inst {
            start,
            len: end - start,
            kind,
        });
        while blocks.next_if(|&block| block < end).is_some() {}
        let next = blocks.peek().copied();
        let is_branch = inst.op0_kind() == OpKind::NearBranch64;
        match inst.mnemonic() {
            // What follows is its table.
            Mnemonic::Jmp if !is_branch && next.is_some_and(|next| next > end) => {
                let next = next.filter(|_| referred == Some(end))?;
                insts.push(table(bytes, end, next)?);
                decoder.set_position(next as usize).ok()?;
                decoder.set_ip(next.into());
            }
            // Nothing says where its table ends.
            Mnemonic::Jmp if !is_branch && next.is_none() && end as usize != bytes.len() => {
                return None;
            }
            Mnemonic::Jmp | Mnemonic::Ret | Mnemonic::Ud2 if next.is_none() && furthest < end => {
                return finish(insts, end);
            }
            _ => {}
        }
    }
    finish(insts, bytes.len() as CodeOffset)
}

/// Checks that all that code refers to is the start of an instruction, or a constant. `end` is where the
/// code ends.
fn finish(insts: Vec<Inst>, end: CodeOffset) -> Option<Decoded> {
    // Between the two lies what aligns the constants.
    let constants = insts.iter().filter_map(|inst| match inst.kind {
        Kind::Relative { target, .. } if target >= end => Some(target),
        _ => None,
    });
    let data = constants.min().unwrap_or(end);
    let decoded = Decoded { insts, data };
    let is_code = |target| decoded.index_of(target).is_some();
    let mut gains = false;
    for inst in &decoded.insts {
        let known = match inst.kind {
            Kind::Plain
            | Kind::Fixed
            | Kind::IndirectJump
            | Kind::Immediate { .. }
            | Kind::Sum
            | Kind::Table
            | Kind::Copy { .. } => true,
            Kind::Jump { target, .. } | Kind::ShortJump { target } => is_code(target),
            Kind::Relative { target, .. } => target >= data || is_code(target),
        };
        if !known {
            return None;
        }
        gains |= matches!(
            inst.kind,
            Kind::Jump { .. } | Kind::Immediate { .. } | Kind::Sum
        );
    }
    gains.then_some(decoded)
}

impl Decoded {
    /// The position of the instruction that begins there.
    pub fn index_of(&self, offset: CodeOffset) -> Option<usize> {
        self.insts
            .binary_search_by_key(&offset, |inst| inst.start)
            .ok()
    }
}

/// What an instruction is in which the linker fills in nothing.
fn kind(inst: &Instruction, decoder: &Decoder<'_>, bytes: &[u8]) -> Option<Kind> {
    if inst.op0_kind() == OpKind::NearBranch64 {
        let target = CodeOffset::try_from(inst.near_branch_target()).ok()?;
        return match *bytes {
            [0xe9, _, _, _, _] => Some(Kind::Jump {
                condition: None,
                target,
            }),
            [0x0f, opcode @ 0x80..=0x8f, _, _, _, _] => Some(Kind::Jump {
                condition: Some(opcode & 0xf),
                target,
            }),
            [0xeb | 0x70..=0x7f, _] => Some(Kind::ShortJump { target }),
            _ => None,
        };
    }
    if inst.is_ip_rel_memory_operand() {
        if matches!(inst.mnemonic(), Mnemonic::Call | Mnemonic::Jmp) {
            return None;
        }
        let offsets = decoder.get_constant_offsets(inst);
        return (offsets.displacement_size() == 4).then_some(Kind::Relative {
            field: offsets.displacement_offset() as u8,
            target: CodeOffset::try_from(inst.ip_rel_memory_address()).ok()?,
        });
    }
    match inst.mnemonic() {
        Mnemonic::Call => return Some(Kind::Fixed),
        Mnemonic::Jmp => return Some(Kind::IndirectJump),
        Mnemonic::Lea if without_displacement(bytes).is_some() => return Some(Kind::Sum),
        _ => {}
    }
    let immediate = has_long_immediate(inst.code())
        .then(|| immediate(&decoder.get_constant_offsets(inst), bytes));
    Some(immediate.flatten().unwrap_or(Kind::Plain))
}

/// Whether an instruction has a constant in four bytes, and a form that has it in one.
fn has_long_immediate(code: Code) -> bool {
    matches!(
        code,
        Code::Add_rm32_imm32
            | Code::Or_rm32_imm32
            | Code::Adc_rm32_imm32
            | Code::Sbb_rm32_imm32
            | Code::And_rm32_imm32
            | Code::Sub_rm32_imm32
            | Code::Xor_rm32_imm32
            | Code::Cmp_rm32_imm32
            | Code::Add_rm64_imm32
            | Code::Or_rm64_imm32
            | Code::Adc_rm64_imm32
            | Code::Sbb_rm64_imm32
            | Code::And_rm64_imm32
            | Code::Sub_rm64_imm32
            | Code::Xor_rm64_imm32
            | Code::Cmp_rm64_imm32
    )
}

/// A constant of four bytes that fits in one.
fn immediate(offsets: &ConstantOffsets, bytes: &[u8]) -> Option<Kind> {
    let field = offsets.immediate_offset();
    let value = i32::from_le_bytes(bytes.get(field..field + 4)?.try_into().ok()?);
    if i8::try_from(value).is_err() {
        return None;
    }
    // Behind a REX prefix, or first.
    let opcode = bytes.iter().position(|&byte| byte == LONG_IMMEDIATE)?;
    let plain = opcode == 0 || opcode == 1 && bytes[0] & 0xf0 == 0x40;
    plain.then_some(Kind::Immediate {
        opcode: opcode as u8,
        field: field as u8,
    })
}

/// The other order of the registers whose sum a `lea` computes, which needs no displacement. A first
/// register `r13` needs one, and three operands take the processor longer than two.
pub fn without_displacement(bytes: &[u8]) -> Option<[u8; 4]> {
    let &[prefix, LEA, mode, registers, 0] = bytes else {
        return None;
    };
    let [first, second] = [registers & 7, registers >> 3 & 7];
    let [first_high, second_high] = [prefix & 1, prefix >> 1 & 1];
    let is_sum =
        prefix & 0xf0 == 0x40 && mode & 0b11_000_111 == WITH_DISPLACEMENT && registers < 0x40;
    // `rbp` and `r13` need a displacement, and `rsp` in second place is none.
    let swaps = first == 5 && second != 5 && (second, second_high) != (4, 0);
    (is_sum && swaps).then_some([
        prefix & !3 | first_high << 1 | second_high,
        LEA,
        mode & 0b00_111_111,
        first << 3 | second,
    ])
}

/// A jump table, all of whose entries lead to code.
fn table(bytes: &[u8], start: CodeOffset, end: CodeOffset) -> Option<Inst> {
    let entries = bytes.get(start as usize..end as usize)?;
    (entries.len() % 4 == 0).then_some(Inst {
        start,
        len: end - start,
        kind: Kind::Table,
    })
}

/// Where an entry of a jump table leads, which begins at `table`.
pub fn table_target(table: CodeOffset, entry: &[u8]) -> Option<CodeOffset> {
    let distance = i32::from_le_bytes(entry.try_into().ok()?);
    table.checked_add_signed(distance)
}
