//! How to find the caller of a frame, at every instruction of a function: a program of call frame
//! instructions (DWARF 5, 6.4.2), as a frame description entry holds it.
//!
//! Cranelift describes prologues only. Its epilogues are told by their instructions here. Where a
//! function moves its frame, because it makes a tail call with more arguments on the stack, the description
//! does not hold for the instructions that move it.

use super::function::FunctionCode;
use crate::error::{Error, Result};
use cranelift_codegen::binemit::CodeOffset;
use cranelift_codegen::gimli::constants;
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::isa::unwind::UnwindInst;
use std::ops::Range;
use target_lexicon::Architecture;

/// Bytes of the saved frame pointer and the return address, on both targets: the canonical frame address lies
/// above them.
const SAVED: u32 = 16;
/// Bytes that offsets in frames are multiples of.
const SLOT: u32 = 8;

/// What differs between the targets.
struct Machine {
    /// Bytes that code offsets are multiples of.
    unit: u32,
    /// DWARF number of the stack pointer.
    stack: u8,
    /// That of the frame pointer.
    frame: u8,
    /// That of the register with the return address, if it is saved by the function.
    link: Option<u8>,
    /// The stack pointer minus the canonical frame address, behind an epilogue's last load.
    returning: u8,
    /// The first epilogue at or behind an offset: the code in which the frame is gone.
    epilogue: fn(&[u8], usize) -> Option<Range<usize>>,
}

const X86_64: Machine = Machine {
    unit: 1,
    stack: 7,
    frame: 6,
    link: None,
    returning: 8,
    epilogue: x86_64_epilogue,
};

const AARCH64: Machine = Machine {
    unit: 4,
    stack: 31,
    frame: 29,
    link: Some(30),
    returning: 0,
    epilogue: aarch64_epilogue,
};

/// The program for a function. `place` says where an offset of the prologue's description is in the code.
///
/// # Errors
/// [`Error::Internal`] where Cranelift saves a register that DWARF does not know.
pub fn encode(
    prologue: &[(CodeOffset, UnwindInst)],
    code: &FunctionCode,
    place: impl Fn(CodeOffset) -> CodeOffset,
    isa: &dyn TargetIsa,
) -> Result<Vec<u8>> {
    let machine = match isa.triple().architecture {
        Architecture::X86_64 => X86_64,
        _ => AARCH64,
    };
    let mut program = Program::default();
    let mut clobbers = None;
    for (offset, instruction) in prologue {
        program.advance(place(*offset), machine.unit);
        match *instruction {
            UnwindInst::PushFrameRegs { .. } => {
                program.op(constants::DW_CFA_def_cfa_offset, &[SAVED]);
                program.saved(machine.frame.into(), SAVED);
                if let Some(link) = machine.link {
                    program.saved(link.into(), SAVED - SLOT);
                }
            }
            UnwindInst::DefineNewFrame {
                offset_downward_to_clobbers,
                ..
            } => {
                program.op(constants::DW_CFA_def_cfa_register, &[machine.frame.into()]);
                clobbers = Some(offset_downward_to_clobbers);
            }
            UnwindInst::SaveReg {
                clobber_offset,
                reg,
            } => {
                let register = isa
                    .map_regalloc_reg_to_dwarf(reg.into())
                    .map_err(|error| Error::Internal(error.to_string()))?;
                let below = SAVED + clobbers.unwrap_or_default();
                program.saved(register, below - clobber_offset);
            }
            UnwindInst::Aarch64SetPointerAuth { .. } => {
                program.op(constants::DW_CFA_AARCH64_negate_ra_state, &[]);
            }
            // The frame pointer tells where the frame is.
            UnwindInst::StackAlloc { .. } | UnwindInst::RegStackOffset { .. } => {}
        }
    }
    if clobbers.is_some() {
        program.epilogues(&code.bytes, &machine);
    }
    Ok(program.bytes)
}

/// A program under construction.
#[derive(Default)]
struct Program {
    bytes: Vec<u8>,
    /// The code offset that it has come to.
    at: CodeOffset,
}

impl Program {
    /// Goes on to a code offset.
    fn advance(&mut self, to: CodeOffset, unit: u32) {
        let units = (to - self.at) / unit;
        self.at = to;
        match units {
            0 => {}
            1..64 => self
                .bytes
                .push(constants::DW_CFA_advance_loc.0 | units as u8),
            64..256 => self
                .bytes
                .extend([constants::DW_CFA_advance_loc1.0, units as u8]),
            256..65536 => {
                self.bytes.push(constants::DW_CFA_advance_loc2.0);
                self.bytes.extend((units as u16).to_le_bytes());
            }
            _ => {
                self.bytes.push(constants::DW_CFA_advance_loc4.0);
                self.bytes.extend(units.to_le_bytes());
            }
        }
    }

    /// Adds an instruction with its operands.
    fn op(&mut self, op: constants::DwCfa, operands: &[u32]) {
        self.bytes.push(op.0);
        operands.iter().for_each(|&it| self.unsigned(it));
    }

    /// A register is saved so many bytes below the canonical frame address.
    fn saved(&mut self, register: u16, below: u32) {
        let slots = below / SLOT;
        match u8::try_from(register) {
            Ok(register) if register < 64 => {
                self.bytes.push(constants::DW_CFA_offset.0 | register);
                self.unsigned(slots);
            }
            _ => self.op(constants::DW_CFA_offset_extended, &[register.into(), slots]),
        }
    }

    fn epilogues(&mut self, code: &[u8], machine: &Machine) {
        while let Some(gone) = (machine.epilogue)(code, self.at as usize) {
            self.advance(gone.start as CodeOffset, machine.unit);
            self.op(constants::DW_CFA_remember_state, &[]);
            let operands = [machine.stack.into(), machine.returning.into()];
            self.op(constants::DW_CFA_def_cfa, &operands);
            for register in [Some(machine.frame), machine.link].into_iter().flatten() {
                self.bytes.push(constants::DW_CFA_restore.0 | register);
            }
            if let Some(authenticated) = aarch64_authenticated(code, &gone, machine) {
                self.advance(authenticated as CodeOffset, machine.unit);
                self.op(constants::DW_CFA_AARCH64_negate_ra_state, &[]);
            }
            self.advance(gone.end as CodeOffset, machine.unit);
            self.op(constants::DW_CFA_restore_state, &[]);
        }
    }

    /// ULEB128 (DWARF 5, 7.6).
    fn unsigned(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }
}

/// `mov rsp, rbp; pop rbp`, and a return or a jump behind it.
fn x86_64_epilogue(code: &[u8], from: usize) -> Option<Range<usize>> {
    const LEAVE: [u8; 4] = [0x48, 0x89, 0xec, 0x5d];
    let mut at = from;
    loop {
        let rest = code.get(at..)?;
        let start = at + rest.windows(LEAVE.len()).position(|it| it == LEAVE)? + LEAVE.len();
        let bytes = match code.get(start..)? {
            [0xc3, ..] => 1,
            [0xc2, ..] => 3,
            [0xe9, ..] => 5,
            [0xff, 0xe0..=0xe7, ..] => 2,
            [0x41, 0xff, 0xe0..=0xe7, ..] => 3,
            _ => {
                at = start;
                continue;
            }
        };
        return Some(start..start + bytes);
    }
}

/// `autiasp` (Arm ARM, C6.2).
const AUTIASP: u32 = 0xd503_23bf;

/// `ldp x29, x30, [sp], #16`, and behind it a return or a jump, with `autiasp` between them where the return
/// address is signed (Arm ARM, C6.2).
fn aarch64_epilogue(code: &[u8], from: usize) -> Option<Range<usize>> {
    const LEAVE: u32 = 0xa8c1_7bfd;
    let words = code.get(from..)?.chunks_exact(4);
    let mut words = words.map(|it| u32::from_le_bytes([it[0], it[1], it[2], it[3]]));
    let start = from + 4 * (words.position(|it| it == LEAVE)? + 1);
    let leaves = |word: u32| {
        // `ret` and `br` of any register, `retaa`, `braa` and their kin, and `b`.
        word & 0xffff_fc1f == 0xd65f_0000
            || word & 0xffff_fc1f == 0xd61f_0000
            || word & 0xfe1f_f800 == 0xd61f_0800
            || word & 0xfc00_0000 == 0x1400_0000
    };
    // Behind what takes the stack arguments away.
    let end = start + 4 * (words.take(4).position(leaves)? + 1);
    Some(start..end)
}

/// Where the return address of an epilogue is no longer signed.
fn aarch64_authenticated(code: &[u8], gone: &Range<usize>, machine: &Machine) -> Option<usize> {
    machine.link?;
    let words = code.get(gone.clone())?.chunks_exact(4);
    let mut words = words.map(|it| u32::from_le_bytes([it[0], it[1], it[2], it[3]]));
    Some(gone.start + 4 * (words.position(|it| it == AUTIASP)? + 1))
}
