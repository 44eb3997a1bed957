//! Bytes as a sequence of choices, so that a fuzzer which changes a byte changes a choice.

/// The bytes that are left; where none is left, everything is the first choice.
pub struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    /// All of these.
    pub fn new(data: &'a [u8]) -> Self {
        Choices(data)
    }

    /// Whether none is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is left.
    pub fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// One byte.
    pub fn byte(&mut self) -> u8 {
        match self.0 {
            [first, rest @ ..] => {
                self.0 = rest;
                *first
            }
            [] => 0,
        }
    }

    /// A number of eight bytes.
    pub fn u64(&mut self) -> u64 {
        (0..8).fold(0, |sum, _| sum << 8 | u64::from(self.byte()))
    }

    /// A number less than `end`, which is up to 65,536.
    pub fn below(&mut self, end: usize) -> usize {
        let high = if end > 256 {
            usize::from(self.byte())
        } else {
            0
        };
        (high << 8 | usize::from(self.byte())) % end
    }

    /// True once in so many times; never where nothing is left.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of these.
    pub fn pick<'b, T>(&mut self, list: &'b [T]) -> &'b T {
        &list[self.below(list.len())]
    }
}
