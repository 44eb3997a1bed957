//! Text of values (WAVE), in a buffer of a fixed size.

use core::fmt::{self, Write};

/// Text that is being written.
pub struct Output<'a> {
    buffer: &'a mut [u8],
    len: usize,
    /// Takes what is in the buffer when it is full, if anything does.
    drain: Option<fn(&[u8])>,
    /// Whether it did not fit.
    pub full: bool,
}

impl<'a> Output<'a> {
    /// Text that goes into a buffer, and from there to what drains it.
    pub fn new(buffer: &'a mut [u8], drain: Option<fn(&[u8])>) -> Self {
        Self {
            buffer,
            len: 0,
            drain,
            full: false,
        }
    }

    /// How much there is in the buffer.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Appends bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        if self.put(bytes) {
            return;
        }
        match self.drain {
            None => self.full = true,
            Some(drain) => {
                self.flush();
                if !self.put(bytes) {
                    drain(bytes);
                }
            }
        }
    }

    /// Appends bytes if there is room; returns whether there was.
    fn put(&mut self, bytes: &[u8]) -> bool {
        let end = self.len + bytes.len();
        let Some(room) = self.buffer.get_mut(self.len..end) else {
            return false;
        };
        room.copy_from_slice(bytes);
        self.len = end;
        true
    }

    /// Empties the buffer.
    pub fn flush(&mut self) {
        if let Some(drain) = self.drain {
            drain(self.buffer.get(..self.len).unwrap_or_default());
            self.len = 0;
        }
    }

    /// The name of a case, which may be a word that means something else.
    pub fn case(&mut self, name: &[u8]) {
        const KEYWORDS: [&[u8]; 8] = [
            b"true", b"false", b"some", b"none", b"ok", b"err", b"inf", b"nan",
        ];
        if KEYWORDS.contains(&name) {
            self.bytes(b"%");
        }
        self.bytes(name);
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

    /// A character of a string, or between quotes.
    pub fn char(&mut self, value: char) {
        match value {
            '\'' => self.bytes(b"\\'"),
            value if value.is_control() && !matches!(value, '\t' | '\r' | '\n') => {
                self.format(format_args!("{}", value.escape_unicode()));
            }
            value => self.format(format_args!("{}", value.escape_debug())),
        }
    }
}

impl Write for Output<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.bytes(text.as_bytes());
        Ok(())
    }
}
