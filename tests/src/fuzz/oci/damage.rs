//! Changes of bytes that readers are likely to stumble over.

use crate::fuzz::choices::Choices;

/// Numbers at the edges of what formats can hold.
const NUMBERS: [u64; 8] = [
    0,
    1,
    0x7fff_ffff,
    0xffff_ffff,
    1 << 33,
    i64::MAX as u64,
    u64::MAX - 1,
    u64::MAX,
];
/// What may stand in JSON.
const TEXTS: [&str; 16] = [
    "null",
    "-1",
    "1e999",
    "18446744073709551615",
    "18446744073709551616",
    "{}",
    "[]",
    "\"\"",
    "\"\\u0000\"",
    "\"sha256:\"",
    "\"sha512:00\"",
    "\"../../../../etc/passwd\"",
    "\"application/vnd.oci.image.index.v1+json\"",
    "\"application/vnd.oci.image.layer.v1.tar+zstd\"",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ",",
];

/// A few changes of a binary format.
pub fn bytes(bytes: &mut Vec<u8>, choices: &mut Choices<'_>) {
    for _ in 0..1 + choices.below(4) {
        let at = place(bytes, choices);
        let rest = bytes.len() - at;
        match choices.below(7) {
            0 if rest > 0 => bytes[at] ^= 1 << choices.below(8),
            1 if rest > 0 => bytes[at] = choices.byte(),
            2 if rest > 0 => drop(bytes.remove(at)),
            3 => bytes.insert(at, choices.byte()),
            4 => bytes.truncate(at),
            5 => {
                let number = choices.pick(&NUMBERS).to_be_bytes();
                let len = rest.min(*choices.pick(&[1, 2, 4, 8]));
                bytes[at..at + len].copy_from_slice(&number[8 - len..]);
            }
            _ => {
                let part = bytes[at..at + rest.min(choices.below(1024))].to_vec();
                let to = place(bytes, choices);
                bytes.splice(to..to, part);
            }
        }
    }
}

/// A few changes of a text: parts between punctuation are others, twice there, or gone.
pub fn text(text: &mut Vec<u8>, choices: &mut Choices<'_>) {
    for _ in 0..1 + choices.below(3) {
        if choices.once_in(4) {
            bytes(text, choices);
            continue;
        }
        let is_end = |byte: &u8| b",:{}[]".contains(byte);
        let start = place(text, choices);
        let start = start + text[start..].iter().position(is_end).unwrap_or(0);
        let start = (start + 1).min(text.len());
        let len = text[start..].iter().position(is_end).unwrap_or(0);
        let other = match choices.below(4) {
            0 => text[start..start + len].repeat(2),
            1 => Vec::new(),
            _ => choices.pick(&TEXTS).as_bytes().to_vec(),
        };
        text.splice(start..start + len, other);
    }
}

fn place(bytes: &[u8], choices: &mut Choices<'_>) -> usize {
    choices.below((bytes.len() + 1).min(1 << 16))
}
