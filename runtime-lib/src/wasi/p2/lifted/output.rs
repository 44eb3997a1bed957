//! Text of values, in a buffer of a fixed size.

use core::fmt::{self, Write};

/// Text that is being written.
pub struct Output {
    buffer: &'static mut [u8],
    len: usize,
    /// Whether it did not fit.
    pub full: bool,
}

impl Output {
    /// Text that goes into a buffer.
    pub fn new(buffer: &'static mut [u8]) -> Self {
        Self {
            buffer,
            len: 0,
            full: false,
        }
    }

    /// How much there is.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Appends bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        let end = self.len + bytes.len();
        match self.buffer.get_mut(self.len..end) {
            Some(room) => {
                room.copy_from_slice(bytes);
                self.len = end;
            }
            None => self.full = true,
        }
    }

    fn format(&mut self, arguments: fmt::Arguments<'_>) {
        // Writing does not fail: what does not fit is noted.
        let _ = self.write_fmt(arguments);
    }

    /// An integer.
    pub fn number(&mut self, value: i128) {
        self.format(format_args!("{value}"));
    }

    /// A float.
    pub fn float32(&mut self, value: f32) {
        match value.is_nan() {
            true => self.bytes(b"nan"),
            false => self.format(format_args!("{value}")),
        }
    }

    /// A float.
    pub fn float64(&mut self, value: f64) {
        match value.is_nan() {
            true => self.bytes(b"nan"),
            false => self.format(format_args!("{value}")),
        }
    }

    /// A character, in quotes.
    pub fn char(&mut self, value: char) {
        match value {
            '\'' => self.bytes(b"'\\''"),
            '"' => self.bytes(b"'\"'"),
            value => self.format(format_args!("'{}'", value.escape_debug())),
        }
    }

    /// A character of a string.
    pub fn char_of_string(&mut self, value: char) {
        match value {
            '\'' => self.bytes(b"'"),
            value => self.format(format_args!("{}", value.escape_debug())),
        }
    }
}

impl Write for Output {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.bytes(text.as_bytes());
        Ok(())
    }
}
