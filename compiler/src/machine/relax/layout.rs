//! Where instructions lie when they are as short as they can be.

use super::decode::{Decoded, Inst, Kind};
use crate::machine::loops::Loop;
use cranelift_codegen::binemit::CodeOffset;

/// Bytes of a window: the processors of today read, and predict the branches of, as many at once.
const WINDOW: u32 = 64;
/// Bytes of a jump that has one byte for its distance.
const SHORT_JUMP: u32 = 2;
/// Bytes that a constant of one byte saves.
const SHORT_IMMEDIATE_SAVES: u32 = 3;
/// How often jumps are looked at because others became shorter.
const ROUNDS: usize = 4;
/// Loops are aligned if they need no more windows: in longer ones, one more counts little.
const MOST_WINDOWS: u32 = 4;

/// The new place of each instruction.
pub struct Layout {
    /// Where each begins.
    starts: Vec<CodeOffset>,
    /// The size of each.
    lens: Vec<u32>,
    /// The jumps.
    jumps: Vec<Jump>,
    /// Where the code ends.
    code_end: CodeOffset,
    /// Alignment of the constants in bytes.
    data_align: u32,
    /// Where the constants began.
    old_data: CodeOffset,
    /// Whether loops were placed.
    has_loops: bool,
}

impl Layout {
    /// The layout with the shortest instructions. Constants keep their alignment.
    pub fn of(decoded: &Decoded, data_align: u32) -> Layout {
        let insts = decoded.insts.iter();
        let lens = insts.map(|inst| match inst.kind {
            Kind::Copy { first, count } => {
                let copied = &decoded.insts[first..first + count];
                copied.iter().map(shortest).sum()
            }
            _ => shortest(inst),
        });
        let jumps = decoded.insts.iter().enumerate();
        let jumps = jumps.filter_map(|(index, inst)| match inst.kind {
            Kind::Jump { target, .. } => Some(Jump {
                index,
                target: decoded.index_of(target)?,
                len: inst.len,
            }),
            _ => None,
        });
        let mut layout = Layout {
            starts: vec![0; decoded.insts.len()],
            lens: lens.collect(),
            jumps: jumps.collect(),
            code_end: 0,
            data_align: data_align.max(1),
            old_data: decoded.data,
            has_loops: false,
        };
        layout.place_all(&[]);
        for _ in 0..ROUNDS {
            if !layout.shorten() {
                break;
            }
            layout.place_all(&[]);
        }
        layout
    }

    /// Moves the loops that take a window too many. Their headers are offsets in this layout.
    pub fn align(&mut self, loops: &[Loop]) {
        let mut headers: Vec<(usize, u32)> = loops
            .iter()
            .filter(|it| it.bytes.div_ceil(WINDOW) <= MOST_WINDOWS)
            .filter_map(|it| Some((self.starts.binary_search(&it.header).ok()?, it.bytes)))
            .collect();
        headers.sort_unstable();
        if headers.is_empty() {
            return;
        }
        self.has_loops = true;
        self.place_all(&headers);
        // A jump that grows again may put others out of reach, but no jump is shortened any more.
        while self.lengthen() {
            self.place_all(&headers);
        }
    }

    /// Places each instruction behind the one before, and the loops that begin at these instructions, with
    /// their sizes, where they take the fewest windows.
    fn place_all(&mut self, headers: &[(usize, u32)]) {
        let mut headers = headers.iter().peekable();
        let mut at = 0;
        for (index, (start, len)) in self.starts.iter_mut().zip(&self.lens).enumerate() {
            if let Some(&(_, bytes)) = headers.next_if(|&&(header, _)| header == index) {
                let taken = (at % WINDOW + bytes).div_ceil(WINDOW);
                if taken > bytes.div_ceil(WINDOW) {
                    at = at.next_multiple_of(WINDOW);
                }
            }
            *start = at;
            at += len;
        }
        self.code_end = at;
    }

    /// Gives one byte to jumps that reach their targets with it: as others get shorter, targets only come
    /// nearer.
    fn shorten(&mut self) -> bool {
        let mut changed = false;
        for position in 0..self.jumps.len() {
            let jump = self.jumps[position];
            if !self.is_short(jump.index) && self.reaches(jump) {
                self.lens[jump.index] = SHORT_JUMP;
                changed = true;
            }
        }
        changed
    }

    /// Gives four bytes to short jumps that do not reach their targets any more.
    fn lengthen(&mut self) -> bool {
        let mut changed = false;
        for position in 0..self.jumps.len() {
            let jump = self.jumps[position];
            if self.is_short(jump.index) && !self.reaches(jump) {
                self.lens[jump.index] = jump.len;
                changed = true;
            }
        }
        changed
    }

    /// Whether one byte is enough for the distance of a jump.
    fn reaches(&self, jump: Jump) -> bool {
        let start = self.starts[jump.index];
        let target = self.starts[jump.target];
        // A target behind the jump comes nearer with it.
        let end = match jump.target > jump.index {
            true => start + self.lens[jump.index],
            false => start + SHORT_JUMP,
        };
        i8::try_from(i64::from(target) - i64::from(end)).is_ok()
    }

    /// Whether a jump has one byte for its distance.
    pub fn is_short(&self, index: usize) -> bool {
        self.lens[index] == SHORT_JUMP
    }

    /// Where an instruction begins.
    pub fn start(&self, index: usize) -> CodeOffset {
        self.starts[index]
    }

    /// The alignment that the function needs beside that of its constants, in bytes.
    pub fn alignment(&self) -> u32 {
        if self.has_loops { WINDOW } else { 1 }
    }

    /// Where the code ends.
    pub fn code_end(&self) -> CodeOffset {
        self.code_end
    }

    /// Where the constants begin.
    pub fn data_start(&self) -> CodeOffset {
        let missing = self.old_data.wrapping_sub(self.code_end) % self.data_align;
        self.code_end + missing
    }

    /// The new place of an instruction or a constant that was at an offset.
    pub fn place(&self, decoded: &Decoded, old: CodeOffset) -> Option<CodeOffset> {
        match old.checked_sub(decoded.data) {
            Some(inside) => Some(self.data_start() + inside),
            None => Some(self.starts[decoded.index_of(old)?]),
        }
    }
}

/// The size of an instruction in its shortest form. Jumps are left to [`Layout::shorten`].
pub fn shortest(inst: &Inst) -> u32 {
    match inst.kind {
        Kind::Immediate { .. } => inst.len - SHORT_IMMEDIATE_SAVES,
        Kind::Sum => inst.len - 1,
        _ => inst.len,
    }
}

/// A jump that may have one byte for its distance.
#[derive(Clone, Copy)]
struct Jump {
    /// Its position in the list of instructions.
    index: usize,
    /// That of its target.
    target: usize,
    /// Its size with four bytes for the distance.
    len: u32,
}
