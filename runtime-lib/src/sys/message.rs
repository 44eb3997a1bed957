//! Messages on stderr, without `core::fmt`.
#![allow(unsafe_code)]

use rustix::io::Errno;

/// A message for stderr, part by part; written at once where it fits.
pub struct Message {
    buffer: [u8; 512],
    used: usize,
}

impl Message {
    /// An empty message.
    #[inline(never)]
    pub fn new() -> Self {
        Message {
            buffer: [0; 512],
            used: 0,
        }
    }

    /// Appends bytes.
    // Not inlined: many places print messages, and few of them are reached in a run.
    #[inline(never)]
    pub fn push(&mut self, part: &[u8]) {
        for &byte in part {
            self.push_byte(byte);
        }
    }

    /// Appends a byte.
    #[inline(never)]
    pub fn push_byte(&mut self, byte: u8) {
        if self.used == self.buffer.len() {
            self.write();
        }
        if let Some(slot) = self.buffer.get_mut(self.used) {
            *slot = byte;
            self.used += 1;
        }
    }

    /// Appends the digits of a number.
    #[inline(never)]
    fn push_digits(&mut self, mut value: u64, base: u64) {
        // 64 bits have at most 20 decimal digits.
        let mut digits = [0; 20];
        let mut first = digits.len();
        for slot in digits.iter_mut().rev() {
            let digit = (value % base) as u8;
            *slot = if digit < 10 {
                b'0' + digit
            } else {
                b'a' - 10 + digit
            };
            value /= base;
            first -= 1;
            if value == 0 {
                break;
            }
        }
        self.push(digits.get(first..).unwrap_or_default());
    }

    /// Writes the message; what the kernel does not take is lost.
    #[inline(never)]
    pub fn write(&mut self) {
        let mut bytes = self.buffer.get(..self.used).unwrap_or_default();
        self.used = 0;
        while !bytes.is_empty() {
            // SAFETY: descriptor 2 is only written to; EBADF if it is closed.
            let stderr = unsafe { rustix::stdio::stderr() };
            match rustix::io::write(stderr, bytes) {
                Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
                Err(Errno::INTR) => {}
                Err(_) => return,
            }
        }
    }
}

/// A part of a message.
pub trait Part {
    /// Appends the part.
    fn add(self, message: &mut Message);
}

impl Part for &[u8] {
    fn add(self, message: &mut Message) {
        message.push(self);
    }
}

impl<const N: usize> Part for &[u8; N] {
    fn add(self, message: &mut Message) {
        message.push(self);
    }
}

/// A number in decimal.
pub struct Decimal(pub u64);

impl Part for Decimal {
    fn add(self, message: &mut Message) {
        message.push_digits(self.0, 10);
    }
}

/// A number in hexadecimal.
pub struct Hex(pub u64);

impl Part for Hex {
    fn add(self, message: &mut Message) {
        message.push_digits(self.0, 16);
    }
}

/// The names, each with a space behind it, of the bits that are set, lowest first.
pub struct Names {
    /// Bits; those without a name are not shown.
    pub bits: u32,
    /// The names of the lowest bits.
    pub names: &'static [u8],
    /// What stands between two of them.
    pub between: u8,
}

impl Part for Names {
    #[inline(never)]
    fn add(self, message: &mut Message) {
        let mut bits = self.bits;
        for &byte in self.names {
            if byte == b' ' {
                let shown = bits & 1 != 0;
                bits >>= 1;
                if shown && bits != 0 {
                    message.push_byte(self.between);
                }
            } else if bits & 1 != 0 {
                message.push_byte(byte);
            }
        }
    }
}

/// Writes the parts to stderr as one message. A macro, because an array of constant parts would be
/// a table of addresses, which a position-independent image has to relocate at start.
macro_rules! stderr {
    ($($part:expr),* $(,)?) => {{
        let mut message = $crate::sys::message::Message::new();
        $($crate::sys::message::Part::add($part, &mut message);)*
        message.write();
    }};
}
pub(crate) use stderr;

/// Ends the process with `wasmc: ` and the parts on stderr, exit code 1.
macro_rules! fail {
    ($($part:expr),* $(,)?) => {{
        $crate::sys::message::stderr!(b"wasmc: ", $($part,)* b"\n");
        $crate::sys::exit::exit(1)
    }};
}
pub(crate) use fail;
