//! Changes of bytes that readers are likely to stumble over.

use crate::fuzz::choices::Choices;
use serde_json::Value;

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

/// A few changes of a document that leave it JSON.
pub fn value(document: &mut Value, choices: &mut Choices<'_>) {
    for _ in 0..1 + choices.below(3) {
        one_value(document, choices);
    }
}

/// Changes a part, which may be the whole.
fn one_value(document: &mut Value, choices: &mut Choices<'_>) {
    if choices.once_in(8) {
        *document = other(choices);
        return;
    }
    match document {
        Value::Object(fields) if !fields.is_empty() => {
            let names: Vec<String> = fields.keys().cloned().collect();
            let name = choices.pick(&names).clone();
            match choices.below(8) {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert("unknown".into(), other(choices))),
                _ => one_value(&mut fields[&name], choices),
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let at = choices.below(items.len());
            match choices.below(8) {
                0 => drop(items.remove(at)),
                1 => items.push(items[at].clone()),
                _ => one_value(&mut items[at], choices),
            }
        }
        _ => *document = other(choices),
    }
}

fn other(choices: &mut Choices<'_>) -> Value {
    if choices.below(2) == 0 {
        return (*choices.pick(&NUMBERS)).into();
    }
    // Those that are no JSON stand for themselves.
    let text = *choices.pick(&TEXTS);
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

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
