//! The values of options.

use crate::sys;

/// `--dir HOST[::GUEST][::ro]`.
#[derive(Clone, Copy)]
pub struct Dir {
    /// Path on the host; a relative one is taken from the working directory.
    pub host: &'static [u8],
    /// Name that the guest sees.
    pub guest: &'static [u8],
    /// Whether nothing may be changed through it.
    pub read_only: bool,
}

/// Reads `HOST[::GUEST][::ro]`.
pub fn dir(text: &'static [u8]) -> Dir {
    let (rest, read_only) = match text.strip_suffix(b"::ro") {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let (host, guest) = match rest.windows(2).position(|pair| pair == b"::") {
        None => (rest, rest),
        Some(at) => (
            rest.get(..at).unwrap_or_default(),
            rest.get(at + 2..).unwrap_or_default(),
        ),
    };
    if host.is_empty() || guest.is_empty() {
        refuse(text, b"is no HOST[::GUEST][::ro]");
    }
    Dir {
        host,
        guest,
        read_only,
    }
}

/// Reads a number in front of a suffix.
fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    let mut total = 0u64;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        total = total.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    Some(total)
}

/// Reads a number of bytes with an optional suffix K, M or G.
pub fn size(text: &'static [u8]) -> u64 {
    let read = || {
        let (digits, shift) = match text.split_last()? {
            (b'K' | b'k', digits) => (digits, 10),
            (b'M' | b'm', digits) => (digits, 20),
            (b'G' | b'g', digits) => (digits, 30),
            _ => (text, 0),
        };
        number(digits)?.checked_mul(1 << shift)
    };
    let Some(bytes) = read() else {
        refuse(
            text,
            b"is no size: a number of bytes, or one with K, M or G behind it",
        )
    };
    bytes
}

/// Reads a number of seconds, or one with a suffix ms, s, m or h; gives milliseconds, of which
/// there is at least one.
pub fn duration(text: &'static [u8]) -> u64 {
    let read = || {
        let at = text.iter().position(|byte| !byte.is_ascii_digit());
        let (digits, suffix) = text.split_at_checked(at.unwrap_or(text.len()))?;
        let unit = match suffix {
            b"ms" => 1,
            b"" | b"s" => 1000,
            b"m" => 60_000,
            b"h" => 3_600_000,
            _ => return None,
        };
        number(digits)?.checked_mul(unit).filter(|&time| time > 0)
    };
    let Some(milliseconds) = read() else {
        refuse(
            text,
            b"is no duration: a number of seconds above 0, or one with ms, s, m or h behind it",
        )
    };
    milliseconds
}

/// Reads a number of descriptors.
pub fn count(text: &'static [u8]) -> u64 {
    let Some(count) = number(text) else {
        refuse(text, b"is no number")
    };
    count
}

/// Ends the process with a message about a word.
pub fn refuse(word: &[u8], why: &[u8]) -> ! {
    refuse_with(word, why, b"")
}

/// The same, with something that is named.
#[cold]
#[inline(never)]
pub fn refuse_with(word: &[u8], why: &[u8], name: &[u8]) -> ! {
    sys::fail!(b"options: '", word, b"' ", why, name)
}
