//! Whether bytes are a PNG file (RFC 2083): its signature, its size and the checksums of its chunks.

use anyhow::{Context, Result, ensure};

/// RFC 2083, 3.1.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Checks a file of a known size in pixels.
///
/// # Errors
/// What is wrong with it.
pub fn check(file: &[u8], width: u32, height: u32) -> Result<()> {
    let mut rest = file.strip_prefix(SIGNATURE).context("no PNG signature")?;
    let mut kinds = Vec::new();
    while !rest.is_empty() {
        // A chunk: length of the data, kind, data, CRC of kind and data (3.2).
        let (length, after) = word(rest)?;
        let covered = after
            .get(..4 + length as usize)
            .context("a chunk is cut off")?;
        let (crc, next) = word(&after[covered.len()..])?;
        let (kind, data) = covered.split_at(4);
        let name = String::from_utf8_lossy(kind).into_owned();
        ensure!(
            crc32(covered) == crc,
            "the chunk {name} has a wrong checksum"
        );
        if kinds.is_empty() {
            ensure!(kind == b"IHDR", "the first chunk is {name}");
            let (got_width, data) = word(data)?;
            let (got_height, _) = word(data)?;
            let size = (got_width, got_height);
            ensure!(
                size == (width, height),
                "the size is {size:?}, not {width} x {height}"
            );
        }
        kinds.push(name);
        rest = next;
    }
    ensure!(
        kinds.iter().any(|kind| kind == "IDAT"),
        "there is no image data: {kinds:?}"
    );
    ensure!(
        kinds.last().is_some_and(|kind| kind == "IEND"),
        "the file does not end: {kinds:?}"
    );
    Ok(())
}

/// A big-endian word, and what follows it.
fn word(bytes: &[u8]) -> Result<(u32, &[u8])> {
    let (word, rest) = bytes.split_first_chunk().context("the file is cut off")?;
    Ok((u32::from_be_bytes(*word), rest))
}

/// The CRC of PNG (3.4), bit by bit: the files are small.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| {
        if crc & 1 == 1 {
            crc >> 1 ^ 0xedb8_8320
        } else {
            crc >> 1
        }
    };
    !bytes
        .iter()
        .fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}
