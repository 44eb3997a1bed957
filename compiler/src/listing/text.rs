//! The lines of a module in the text format.

use std::io;
use std::ops::Range;
use wasmprinter::{Config, Print};

/// Bytes that are kept of a line: names can be long, and occur often.
pub const MOST_LINE: usize = 160;

/// Bytes of text that are always printed, and those for each byte of a module: a hostile one may use a long name very
/// often.
const WORK: u64 = 1 << 24;
const WORK_PER_BYTE: u64 = 64;

/// The lines that stand for code.
#[derive(Default)]
pub struct Text {
    /// Offset in the module file, and end in `text`; sorted by the former.
    lines: Vec<(u64, usize)>,
    text: String,
}

impl Text {
    /// Prints the code in a range of a module file. What cannot be printed is left out.
    pub fn of(module: &[u8], code: Range<u64>) -> Text {
        let mut lines = Lines {
            code,
            text: Text::default(),
            offset: None,
            len: 0,
            left: WORK + WORK_PER_BYTE * module.len() as u64,
        };
        let _ = Config::new().indent_text("").print(module, &mut lines);
        lines.start_line(None);
        lines.text
    }

    /// The line that begins at an offset.
    pub fn at(&self, offset: u64) -> Option<&str> {
        let next = self.lines.partition_point(|&(begin, _)| begin <= offset);
        let position = next.checked_sub(1)?;
        let (begin, end) = self.lines[position];
        let start = position.checked_sub(1).map_or(0, |last| self.lines[last].1);
        (begin == offset).then(|| &self.text[start..end])
    }
}

/// Keeps lines that are printed.
struct Lines {
    code: Range<u64>,
    text: Text,
    /// Where the present line is from, if it is to be kept.
    offset: Option<u64>,
    /// Bytes of it so far.
    len: usize,
    /// Bytes that may still be printed.
    left: u64,
}

impl Print for Lines {
    fn write_str(&mut self, text: &str) -> io::Result<()> {
        let left = self.left.checked_sub(text.len() as u64);
        self.left = left.ok_or_else(|| io::Error::other("more than proportional work"))?;
        if self.offset.is_some() && self.len < MOST_LINE {
            self.text
                .text
                .push_str(super::origin::cut(text, MOST_LINE - self.len));
            self.len += text.len();
        }
        Ok(())
    }

    fn newline(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn start_line(&mut self, offset: Option<u64>) {
        if let Some(offset) = self.offset.take() {
            // Of several lines at one offset, the first one is the operator.
            let end = self.text.text.len();
            let is_new = self
                .text
                .lines
                .last()
                .is_none_or(|&(last, _)| last < offset);
            match is_new {
                true => self.text.lines.push((offset, end)),
                false => {
                    let end = self.text.lines.last().map_or(0, |&(_, end)| end);
                    self.text.text.truncate(end);
                }
            }
        }
        self.offset = offset.filter(|offset| self.code.contains(offset));
        self.len = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn a_line_for_each_operator() {
        let module = wat::parse_str("(func $f (param $x i32) block local.get $x drop end)");
        let module = module.expect("it is a module");
        let text = Text::of(&module, 0..u64::MAX);
        // The body is the last thing in front of the names: `local.get` has two bytes.
        let lines = &text.lines;
        let found = |part: &str| {
            let all = lines
                .iter()
                .map(|&(offset, _)| (offset, text.at(offset).unwrap_or_default()));
            let mut found = all.filter(|(_, line)| line.starts_with(part));
            found.next().map(|(offset, _)| offset)
        };
        let get = found("local.get $x").expect("it is there");
        assert_eq!(found("block"), Some(get - 2));
        assert_eq!(found("drop"), Some(get + 2));
        assert_eq!(text.at(get + 1), None);
    }
    #[test]
    fn long_names_cost_no_more_than_proportional_work() {
        let name = "x".repeat(100_000);
        let calls = format!("call ${name}\n");
        let of = |count| {
            let module = wat::parse_str(format!("(func ${name} {})", calls.repeat(count)));
            let lines = Text::of(&module.expect("it is a module"), 0..u64::MAX).lines;
            lines.len()
        };
        assert!(of(100) > 100);
        assert!(of(1000) < 1000);
    }
}
