//! Instructions of aarch64, in the syntax of the Arm ARM.

use super::flow::{Flow, Inst, Machine};
use super::names::{Names, with_distance};
use cranelift_codegen::binemit::Reloc;
use yaxpeax_arch::{Decoder, U8Reader};
use yaxpeax_arm::armv8::a64::{InstDecoder, Instruction, Opcode, Operand, ShiftStyle, SizeCode};

/// See [`Machine`].
pub const MACHINE: Machine = Machine { read, print };

/// Bytes of an instruction.
const SIZE: u32 = 4;

fn decode(names: &Names<'_>, start: u32) -> Option<Instruction> {
    let bytes = names.bytes(start..start + SIZE);
    InstDecoder::default()
        .decode(&mut U8Reader::new(bytes))
        .ok()
}

/// An instruction that the decoder does not know takes no jump, as far as Cranelift's are concerned.
fn read(names: &Names<'_>, start: u32) -> Option<Inst> {
    let end = start + SIZE;
    (names.bytes(start..end).len() == SIZE as usize).then_some(())?;
    let decoded = decode(names, start);
    let target = decoded
        .filter(|_| names.linked(start..end).is_none())
        .and_then(|decoded| distance(&decoded))
        .and_then(|distance| u32::try_from(i64::from(start) + distance).ok());
    let flow = match decoded.map(|decoded| decoded.opcode) {
        Some(Opcode::B) => Flow::Jump,
        Some(Opcode::Bcc(_) | Opcode::CBZ | Opcode::CBNZ | Opcode::TBZ | Opcode::TBNZ) => {
            Flow::Branch
        }
        Some(
            Opcode::BR
            | Opcode::BRAA
            | Opcode::BRAAZ
            | Opcode::BRAB
            | Opcode::BRABZ
            | Opcode::RET
            | Opcode::RETAA
            | Opcode::RETAB
            | Opcode::UDF,
        ) => Flow::End,
        _ => Flow::Next,
    };
    Some(Inst {
        start,
        end,
        target,
        flow,
    })
}

/// The distance of what an instruction refers to, which is always its last operand.
fn distance(inst: &Instruction) -> Option<i64> {
    inst.operands.iter().find_map(|operand| match operand {
        Operand::PCOffset(distance) => Some(*distance),
        _ => None,
    })
}

fn print(names: &Names<'_>, inst: &Inst) -> String {
    let Some(decoded) = decode(names, inst.start) else {
        let bytes = names.bytes(inst.start..inst.end);
        let word = bytes
            .iter()
            .rev()
            .fold(0, |word, &byte| word << 8 | u32::from(byte));
        return format!(".inst {word:#010x}");
    };
    let mut text = corrected(&decoded);
    let name = match names.linked(inst.start..inst.end) {
        Some(reloc) => {
            let name = with_distance(names.symbol(reloc), reloc.addend);
            match reloc.kind {
                Reloc::Aarch64AddAbsLo12Nc => format!(":lo12:{name}"),
                _ => name,
            }
        }
        None => match inst.target {
            Some(target) => names.place(target),
            None => return text,
        },
    };
    if let Some(last) = text.rfind([' ', ',']) {
        text.truncate(last + 1);
    }
    let space = if text.ends_with(' ') { "" } else { " " };
    format!("{text}{space}{name}")
}

/// The decoder's text, with what it leaves out.
fn corrected(inst: &Instruction) -> String {
    let text = inst.to_string();
    // Landing pads (Arm ARM, C6.2, `BTI`).
    let landing_pad = match text.as_str() {
        "hint #0x20" => Some("bti"),
        "hint #0x22" => Some("bti c"),
        "hint #0x24" => Some("bti j"),
        "hint #0x26" => Some("bti jc"),
        _ => None,
    };
    if let Some(landing_pad) = landing_pad {
        return landing_pad.to_string();
    }
    // Of 32 bits, an operand of 64 is an extension, whether it is shifted or not.
    let [first, middle, second, _] = inst.operands;
    let is_wide = matches!(
        first,
        Operand::Register(SizeCode::X, _) | Operand::RegisterOrSP(SizeCode::X, _)
    );
    // A lane for every lane.
    let is_copied = matches!(
        (first, middle),
        (
            Operand::SIMDRegisterElements(..),
            Operand::SIMDRegisterElementsLane(..)
        )
    );
    match second {
        _ if is_copied => text.replace("mov ", "dup "),
        Operand::RegShift(ShiftStyle::LSL, 0, SizeCode::W, _) if is_wide => {
            format!("{text}, uxtw")
        }
        Operand::RegShift(ShiftStyle::LSL, _, SizeCode::W, _) if is_wide => {
            text.replace(", lsl #", ", uxtw #")
        }
        _ => text,
    }
}
