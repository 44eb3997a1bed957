//! Shorter instructions, and loops that begin where the processor reads them in the fewest steps
//! (x86-64).
//!
//! Cranelift gives each jump a distance of 32 bits, and cannot align a block. Here the finished code
//! of a function is read again: jumps to what is near and constants that fit get one byte, and short
//! loops that take one window more than they need are moved to the next window. [`dispatch`] copies indirect jumps. Code that is not
//! what [`decode`] knows stays as it is.
//!
//! Processors fetch instructions, keep decoded ones, and predict branches by aligned windows. A short loop that
//! begins late in one takes a window more for each iteration, which can double its time.
//!
//! Needs a function's code, what the linker fills in, and the start of its blocks. Gives the new code,
//! and the way from old offsets to new ones.

mod decode;
mod dispatch;
mod layout;

use super::loops;
use crate::options::{OptLevel, Options, Pass};
use crate::target::Target;
use cranelift_codegen::binemit::CodeOffset;
pub use decode::Facts;
use decode::{Decoded, Inst, Kind};
use layout::Layout;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relax {
    /// Nothing.
    Nothing,
    /// Instructions become shorter.
    Shorten,
    /// Short loops are aligned, too.
    ShortenAndAlign,
    /// Jumps to an indirect jump become copies of it, too.
    All,
}

impl Relax {
    /// What these options ask for.
    pub fn of(options: &Options) -> Relax {
        if options.without.contains(&Pass::Relax) {
            return Relax::Nothing;
        }
        match (options.target, options.opt_level) {
            (Target::X86_64, OptLevel::O2 | OptLevel::O3) => {
                match options.without.contains(&Pass::Dispatch) {
                    true => Relax::ShortenAndAlign,
                    false => Relax::All,
                }
            }
            (Target::X86_64, OptLevel::Size) => Relax::Shorten,
            (Target::X86_64, OptLevel::O0 | OptLevel::O1) | (Target::Aarch64, _) => Relax::Nothing,
        }
    }
}

/// New code of a function.
pub struct Relaxed {
    /// The instructions, with the constants behind them.
    pub bytes: Vec<u8>,
    /// The alignment that it needs beside that of its constants, in bytes.
    pub align: u32,
    /// How offsets have moved.
    pub moved: Moved,
}

/// The way from offsets in the code that Cranelift made to those in the relaxed code.
#[derive(Default)]
pub struct Moved {
    /// Where each run of bytes begins that moved as one, before and after; sorted.
    starts: Vec<(CodeOffset, CodeOffset)>,
    /// Instructions that were copied: where each begins, and where a copy begins; sorted.
    copies: Vec<(CodeOffset, CodeOffset)>,
}

impl Moved {
    /// Where an instruction, or a field inside of it, begins.
    pub fn start(&self, old: CodeOffset) -> CodeOffset {
        self.at(old, old)
    }

    /// Where an instruction that refers to nothing in its function ends, which is before what was inserted in front of the next.
    pub fn end(&self, old: CodeOffset) -> CodeOffset {
        self.at(old.saturating_sub(1), old)
    }

    /// Where an instruction ends that may have become shorter or longer, which is before what was inserted in front of
    /// the next.
    pub fn end_of_run(&self, old: CodeOffset) -> CodeOffset {
        self.end(old).min(self.start(old))
    }

    /// Where an instruction begins, and where its copies begin.
    pub fn all_starts(&self, old: CodeOffset) -> impl Iterator<Item = CodeOffset> {
        let copies = self
            .copies
            .iter()
            .filter(move |&&(copied, _)| copied == old);
        std::iter::once(self.start(old)).chain(copies.map(|&(_, new)| new))
    }

    /// Whether instructions were copied.
    pub fn has_copies(&self) -> bool {
        !self.copies.is_empty()
    }

    /// The new place of an offset in the run of bytes that `inside` is in, or at its end.
    fn at(&self, inside: CodeOffset, offset: CodeOffset) -> CodeOffset {
        let next = self.starts.partition_point(|&(old, _)| old <= inside);
        let run = next.checked_sub(1).map(|index| self.starts[index]);
        let (old, new) = run.unwrap_or_default();
        new + (offset - old)
    }
}

/// Makes the code shorter. `None` if it stays as it is.
pub fn relax(bytes: &[u8], facts: &Facts<'_>, what: Relax) -> Option<Relaxed> {
    if what == Relax::Nothing {
        return None;
    }
    let mut decoded = decode::decode(bytes, facts)?;
    if what == Relax::All {
        dispatch::duplicate(&mut decoded);
    }
    let has_data = (decoded.data as usize) < bytes.len();
    let mut layout = Layout::of(&decoded, if has_data { facts.align } else { 1 });
    let has_loops = facts.edges.iter().any(|&(from, to)| to <= from);
    if what != Relax::Shorten && has_loops {
        let block = |old| layout.place(&decoded, old);
        let blocks: Option<Vec<_>> = facts.blocks.iter().map(|&old| block(old)).collect();
        let edges = facts
            .edges
            .iter()
            .map(|&(from, to)| Some((block(from)?, block(to)?)));
        let edges: Option<Vec<_>> = edges.collect();
        let loops = loops::find(&blocks?, &edges?, layout.code_end());
        layout.align(&loops);
    }
    emit(bytes, &decoded, &layout)
}

/// Writes the code anew. `None` if a distance does not fit, which [`Layout`] excludes.
fn emit(bytes: &[u8], decoded: &Decoded, layout: &Layout) -> Option<Relaxed> {
    let mut writer = Writer {
        old: bytes,
        decoded,
        layout,
        out: Vec::with_capacity(bytes.len()),
    };
    let mut moved = Moved::default();
    for (index, inst) in decoded.insts.iter().enumerate() {
        let new = layout.start(index);
        pad(&mut writer.out, new);
        let distance = |(old, new): (u32, u32)| new.wrapping_sub(old);
        let last = moved.starts.last().copied();
        if last.is_none_or(|last| distance(last) != distance((inst.start, new))) {
            moved.starts.push((inst.start, new));
        }
        match inst.kind {
            Kind::Copy { first, count } => {
                for copied in &decoded.insts[first..first + count] {
                    moved.copies.push((copied.start, writer.out.len() as u32));
                    writer.write(copied, false)?;
                }
            }
            _ => writer.write(inst, layout.is_short(index))?,
        }
    }
    moved.copies.sort_unstable();
    let mut out = writer.out;
    let data = layout.data_start();
    out.resize(data as usize, 0);
    moved.starts.push((decoded.data, data));
    out.extend_from_slice(&bytes[decoded.data as usize..]);
    Some(Relaxed {
        bytes: out,
        align: layout.alignment(),
        moved,
    })
}

/// Writes instructions one behind the other.
struct Writer<'a> {
    old: &'a [u8],
    decoded: &'a Decoded,
    layout: &'a Layout,
    out: Vec<u8>,
}

impl Writer<'_> {
    /// Writes an instruction; a jump with one byte for its distance if `short`.
    fn write(&mut self, inst: &Inst, short: bool) -> Option<()> {
        let out = &mut self.out;
        let start = out.len() as CodeOffset;
        let old = &self.old[inst.range()];
        let place = |target| self.layout.place(self.decoded, target);
        match inst.kind {
            Kind::Plain | Kind::Fixed | Kind::IndirectJump => out.extend_from_slice(old),
            Kind::Jump { condition, target } => {
                write_jump(out, condition, place(target)?, short)?;
            }
            Kind::ShortJump { target } => {
                let distance = place(target)?.wrapping_sub(start + inst.len) as i32;
                out.push(old[0]);
                out.push(i8::try_from(distance).ok()? as u8);
            }
            Kind::Relative { field, target } => {
                let distance = place(target)?.wrapping_sub(start + inst.len);
                out.extend_from_slice(old);
                let at = start as usize + usize::from(field);
                out.get_mut(at..at + 4)?
                    .copy_from_slice(&distance.to_le_bytes());
            }
            Kind::Immediate { opcode, field } => {
                let (opcode, field) = (usize::from(opcode), usize::from(field));
                out.extend_from_slice(&old[..opcode]);
                out.push(decode::SHORT_IMMEDIATE);
                out.extend_from_slice(&old[opcode + 1..=field]);
            }
            Kind::Sum => out.extend_from_slice(&decode::without_displacement(old)?),
            Kind::Table => {
                for entry in old.chunks_exact(4) {
                    let target = decode::table_target(inst.start, entry)?;
                    out.extend_from_slice(&place(target)?.wrapping_sub(start).to_le_bytes());
                }
            }
            // Copies have no jumps in them.
            Kind::Copy { .. } => return None,
        }
        Some(())
    }
}

/// Writes a jump (Intel SDM, volume 2, `JMP` and `Jcc`) to an offset in `out`.
fn write_jump(
    out: &mut Vec<u8>,
    condition: Option<u8>,
    target: CodeOffset,
    short: bool,
) -> Option<()> {
    match (condition, short) {
        (None, true) => out.push(0xeb),
        (Some(condition), true) => out.push(0x70 | condition),
        (None, false) => out.push(0xe9),
        (Some(condition), false) => out.extend_from_slice(&[0x0f, 0x80 | condition]),
    }
    let field = if short { 1 } else { 4 };
    let distance = i64::from(target) - (out.len() as i64 + field);
    match short {
        true => out.push(i8::try_from(distance).ok()? as u8),
        false => out.extend_from_slice(&i32::try_from(distance).ok()?.to_le_bytes()),
    }
    Some(())
}

/// Instructions that do nothing, by their length (Intel SDM, volume 2, `NOP`).
const NOPS: [&[u8]; 9] = [
    &[0x90],
    &[0x66, 0x90],
    &[0x0f, 0x1f, 0x00],
    &[0x0f, 0x1f, 0x40, 0x00],
    &[0x0f, 0x1f, 0x44, 0x00, 0x00],
    &[0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00],
    &[0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00],
    &[0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
    &[0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
];

/// Does nothing up to an offset.
fn pad(out: &mut Vec<u8>, to: CodeOffset) {
    let mut left = to as usize - out.len();
    while left > 0 {
        let nop = NOPS[left.min(NOPS.len()) - 1];
        out.extend_from_slice(nop);
        left -= nop.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relaxes code that has these blocks and no other facts.
    fn relaxed(
        bytes: &[u8],
        blocks: &[CodeOffset],
        edges: &[(CodeOffset, CodeOffset)],
    ) -> Option<Relaxed> {
        let facts = Facts {
            blocks,
            edges,
            fields: &[],
            align: 16,
        };
        relax(bytes, &facts, Relax::All)
    }

    /// `je` over this many bytes, to a `ret`.
    fn jump_over(bytes: usize) -> Vec<u8> {
        let mut code = vec![0x0f, 0x84];
        code.extend_from_slice(&(bytes as u32).to_le_bytes());
        code.extend(std::iter::repeat_n(0x90, bytes));
        code.push(0xc3);
        code
    }

    #[test]
    fn jumps_get_one_byte_as_far_as_it_reaches() {
        let short = relaxed(&jump_over(127), &[0, 6, 133], &[]).expect("it is relaxed");
        assert_eq!(short.bytes[..2], [0x74, 127]);
        assert_eq!(short.bytes.len(), 130);
        assert_eq!((short.moved.start(133), short.moved.start(6)), (129, 2));
        let long = relaxed(&jump_over(128), &[0, 6, 134], &[]).expect("it is read");
        assert_eq!(long.bytes, jump_over(128));
    }

    #[test]
    fn jumps_backward_count_their_own_bytes() {
        for (between, short) in [(126, true), (127, false)] {
            let mut code = vec![0x90; between];
            code.push(0xe9);
            code.extend_from_slice(&(-(between as i32) - 5).to_le_bytes());
            let relaxed = relaxed(&code, &[0], &[]).expect("it is read");
            assert_eq!(relaxed.bytes.len(), between + if short { 2 } else { 5 });
        }
    }

    #[test]
    fn small_constants_get_one_byte() {
        // add ecx, 1; add r9, -128; add ecx, 128; ret
        let code = [
            0x81, 0xc1, 1, 0, 0, 0, 0x49, 0x81, 0xc1, 0x80, 0xff, 0xff, 0xff, 0x81, 0xc1, 128, 0,
            0, 0, 0xc3,
        ];
        let relaxed = relaxed(&code, &[0], &[]).expect("it is relaxed");
        let expected = [
            0x83, 0xc1, 1, 0x49, 0x83, 0xc1, 0x80, 0x81, 0xc1, 128, 0, 0, 0, 0xc3,
        ];
        assert_eq!(relaxed.bytes, expected);
    }

    #[test]
    fn sums_need_no_displacement() {
        // lea edi, [r13 + r10 + 0]; lea rax, [r13 + r12 + 0]; lea r8, [rbp + rcx + 0]
        let code = [
            0x43, 0x8d, 0x7c, 0x15, 0, 0x4b, 0x8d, 0x44, 0x25, 0, 0x4c, 0x8d, 0x44, 0x0d, 0, 0xc3,
        ];
        let relaxed = relaxed(&code, &[0], &[]).expect("it is relaxed");
        // lea edi, [r10 + r13]; lea rax, [r12 + r13]; lea r8, [rcx + rbp]
        let expected = [
            0x43, 0x8d, 0x3c, 0x2a, 0x4b, 0x8d, 0x04, 0x2c, 0x4c, 0x8d, 0x04, 0x29, 0xc3,
        ];
        assert_eq!(relaxed.bytes, expected);
    }

    #[test]
    fn other_addresses_keep_their_order() {
        // lea edi, [r13 + r10 * 2 + 0]; lea edi, [r13 + r10 + 4]; lea edi, [r13 + 0]; lea edi, [r13 + rbp + 0];
        // mov edi, [r13 + r10 + 0]
        let code = [
            0x43, 0x8d, 0x7c, 0x55, 0, 0x43, 0x8d, 0x7c, 0x15, 4, 0x41, 0x8d, 0x7c, 0x25, 0, 0x41,
            0x8d, 0x7c, 0x2d, 0, 0x43, 0x8b, 0x7c, 0x15, 0, 0xc3,
        ];
        assert!(relaxed(&code, &[0], &[]).is_none());
    }

    #[test]
    fn what_the_linker_fills_in_stays() {
        let code = [0x81, 0xc1, 0, 0, 0, 0, 0xe9, 0, 0, 0, 0];
        let facts = Facts {
            blocks: &[0],
            edges: &[],
            fields: &[2, 7],
            align: 1,
        };
        assert!(relax(&code, &facts, Relax::Shorten).is_none());
    }

    #[test]
    fn constants_stay_aligned() {
        // jmp over nothing; movaps xmm0, [rip + 0x13] (the constant at 32); ret
        let mut code = vec![0xe9, 0, 0, 0, 0, 0x0f, 0x28, 0x05, 20, 0, 0, 0, 0xc3];
        code.resize(32, 0);
        code.extend_from_slice(&[7; 16]);
        let relaxed = relaxed(&code, &[0, 5], &[]).expect("it is relaxed");
        assert_eq!(relaxed.bytes[..9], [0xeb, 0, 0x0f, 0x28, 0x05, 7, 0, 0, 0]);
        assert_eq!(relaxed.bytes[16..], [7; 16]);
    }

    #[test]
    fn jump_tables_lead_to_the_same_blocks() {
        // lea rax, [rip + 2] (the table); jmp rax; the table: two blocks; je to the second; the blocks.
        let code = [
            0x48, 0x8d, 0x05, 2, 0, 0, 0, 0xff, 0xe0, 8, 0, 0, 0, 15, 0, 0, 0, 0x0f, 0x84, 1, 0, 0,
            0, 0xc3, 0xc3,
        ];
        let relaxed = relaxed(&code, &[0, 17, 23, 24], &[]).expect("it is relaxed");
        assert_eq!(relaxed.bytes[9..17], [8, 0, 0, 0, 11, 0, 0, 0]);
        assert_eq!(relaxed.bytes[17..], [0x74, 1, 0xc3, 0xc3]);
    }

    #[test]
    fn each_jump_to_a_dispatch_becomes_one() {
        // 0: lea rax, [rip + 2] (the table); jmp rax; the table: the block behind, twice; 17: idiv ecx; jmp 0
        let code = [
            0x48, 0x8d, 0x05, 2, 0, 0, 0, 0xff, 0xe0, 8, 0, 0, 0, 8, 0, 0, 0, 0xf7, 0xf9, 0xe9,
            0xe8, 0xff, 0xff, 0xff,
        ];
        let relaxed = relaxed(&code, &[0, 17], &[]).expect("it is relaxed");
        let expected = [
            0xf7, 0xf9, 0x48, 0x8d, 0x05, 0xef, 0xff, 0xff, 0xff, 0xff, 0xe0,
        ];
        assert_eq!(relaxed.bytes[17..], expected);
        assert_eq!(relaxed.moved.all_starts(7).collect::<Vec<_>>(), [7, 26]);
        assert_eq!(relaxed.moved.all_starts(17).collect::<Vec<_>>(), [17]);
    }

    #[test]
    fn loops_that_take_a_window_too_many_move() {
        // 50 bytes; a loop of 20 bytes and a jump; ret
        let mut code = vec![0x90; 70];
        code.extend_from_slice(&[0x0f, 0x85]);
        code.extend_from_slice(&(-26i32).to_le_bytes());
        code.push(0xc3);
        let relaxed = relaxed(&code, &[0, 50, 76], &[(50, 50), (50, 76)]).expect("it is relaxed");
        assert_eq!((relaxed.align, relaxed.moved.start(50)), (64, 64));
        // What ends in front of the padding is a return address there.
        assert_eq!(relaxed.moved.end(50), 50);
        assert_eq!(relaxed.bytes[84..], [0x75, 234, 0xc3]);
        assert_eq!(relaxed.bytes[50..59], *NOPS[8]);
    }

    #[test]
    fn code_that_is_not_known_stays() {
        let mut into_the_middle = jump_over(3);
        into_the_middle.splice(6..9, [0x0f, 0x1f, 0x00]);
        into_the_middle[2] = 1;
        assert!(relaxed(&into_the_middle, &[0], &[]).is_none());
        // Not an instruction.
        assert!(relaxed(&[0x06, 0x06], &[0], &[]).is_none());
        // Nothing refers to what would be a table.
        let no_table = [0x0f, 0x84, 6, 0, 0, 0, 0xff, 0xe0, 4, 0, 0, 0, 0xc3];
        assert!(relaxed(&no_table, &[0, 6, 12], &[]).is_none());
        // Nothing says where the table ends.
        assert!(relaxed(&[0xff, 0xe0, 0, 0, 0, 0, 0, 0], &[0], &[]).is_none());
    }
}
