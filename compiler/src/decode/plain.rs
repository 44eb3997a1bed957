//! Operators of the first version of WebAssembly, told by their bytes alone (core spec 5.4): most of every body.

/// What follows the byte of an operator.
#[derive(Clone, Copy)]
enum Immediates {
    /// It is none of these operators, or not always.
    Other,
    /// Nothing.
    None,
    /// A number in LEB128.
    Number,
    /// Two of them: alignment and offset.
    Memory,
    /// So many bytes.
    Bytes(u8),
    /// The type of a block.
    Block,
}

const IMMEDIATES: [Immediates; 256] = {
    let mut table = [Immediates::Other; 256];
    let mut opcode = 0;
    while opcode < table.len() {
        table[opcode] = match opcode as u8 {
            // unreachable, nop, else, end, return, drop, select
            0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b => Immediates::None,
            // block, loop, if
            0x02..=0x04 => Immediates::Block,
            // br, br_if, call
            0x0c | 0x0d | 0x10 => Immediates::Number,
            // locals and globals
            0x20..=0x24 => Immediates::Number,
            // loads and stores
            0x28..=0x3e => Immediates::Memory,
            // memory.size, memory.grow, i32.const, i64.const
            0x3f..=0x42 => Immediates::Number,
            0x43 => Immediates::Bytes(4),
            0x44 => Immediates::Bytes(8),
            // comparisons, arithmetic, conversions
            0x45..=0xbf => Immediates::None,
            _ => Immediates::Other,
        };
        opcode += 1;
    }
    table
};

/// Bytes of the plain operators that the code begins with. It may stop before one whose immediates are unusual.
pub fn prefix(code: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&opcode) = code.get(at) {
        let next = at + 1;
        let end = match IMMEDIATES[usize::from(opcode)] {
            Immediates::Other => None,
            Immediates::None => Some(next),
            Immediates::Number => number(code, next),
            // From 0x40 on, the index of a memory follows.
            Immediates::Memory if code.get(next).is_some_and(|&align| align < 0x40) => {
                number(code, next + 1)
            }
            Immediates::Memory => None,
            Immediates::Bytes(count) => Some(next + usize::from(count)),
            // Nothing, or a number type.
            Immediates::Block => {
                let is_plain = |&ty| matches!(ty, 0x40 | 0x7c..=0x7f);
                code.get(next).is_some_and(is_plain).then_some(next + 1)
            }
        };
        match end {
            Some(end) if end <= code.len() => at = end,
            _ => break,
        }
    }
    at
}

/// The end of a number that begins at a position. One of more than four bytes may be malformed.
fn number(code: &[u8], start: usize) -> Option<usize> {
    let bytes = code.get(start..)?.iter().take(4);
    let last = bytes.take_while(|&&byte| byte >= 0x80).count();
    let end = start + last + 1;
    (last < 4 && end <= code.len()).then_some(end)
}
