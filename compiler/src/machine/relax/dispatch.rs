//! Jumps to an indirect jump: the code up to it takes the place of the jump.
//!
//! The loop of an interpreter reads an instruction, and jumps through a table to the code for it, which
//! jumps back. So the processor predicts all instructions by one indirect jump. Here each of these jumps back becomes a
//! copy of what follows at its target, up to the indirect jump: each instruction's code has an
//! indirect jump of its own, which is easier to predict, and there is a jump less. Copies use the same table. The registers
//! hold the same in both places, so nothing else changes.

use super::decode::{Decoded, Kind};

/// The most bytes of a copy, before its constants become shorter.
const MOST_BYTES: u32 = 80;
/// The most bytes that all copies of a function add.
const MOST_GROWTH: u32 = 16 << 10;

/// Turns jumps into [`Kind::Copy`].
pub fn duplicate(decoded: &mut Decoded) {
    let mut left = MOST_GROWTH;
    // The dispatch that was found last, which most jumps share.
    let mut known = (usize::MAX, None);
    for index in 0..decoded.insts.len() {
        let Kind::Jump {
            condition: None,
            target,
        } = decoded.insts[index].kind
        else {
            continue;
        };
        let Some(first) = decoded.index_of(target) else {
            continue;
        };
        if known.0 != first {
            known = (first, dispatch(decoded, first));
        }
        let Some((count, bytes)) = known.1 else {
            continue;
        };
        if bytes <= left {
            left -= bytes;
            decoded.insts[index].kind = Kind::Copy { first, count };
        }
    }
}

/// The number of instructions from one to an indirect jump through a table, and their bytes, if nothing else
/// is among them but what can be copied.
fn dispatch(decoded: &Decoded, first: usize) -> Option<(usize, u32)> {
    let mut bytes = 0;
    for (count, inst) in decoded.insts[first..].iter().enumerate() {
        bytes += inst.len;
        match inst.kind {
            _ if bytes > MOST_BYTES => return None,
            Kind::Plain | Kind::Relative { .. } | Kind::Immediate { .. } | Kind::Sum => {}
            Kind::IndirectJump => {
                let next = decoded.insts.get(first + count + 1)?;
                return (next.kind == Kind::Table).then_some((count + 1, bytes));
            }
            Kind::Fixed
            | Kind::Jump { .. }
            | Kind::ShortJump { .. }
            | Kind::Copy { .. }
            | Kind::Table => return None,
        }
    }
    None
}
