//! Where the body of a request ends: by its length, or in chunks (RFC 9112, 6 and 7.1).

/// What is left of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Nothing.
    Done,
    /// So many bytes.
    Length(u64),
    /// The size of a chunk comes next.
    Size,
    /// So many bytes of a chunk.
    Chunk(u64),
    /// The end of a line behind a chunk.
    ChunkEnd,
    /// The trailer section.
    Trailers,
    /// It cannot be read on: the client is gone, or what it sent is no body.
    Broken,
}

/// What comes next in what was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// More has to be received.
    More,
    /// So many bytes of the body.
    Data(usize),
    /// So many bytes that are not of the body; behind them, this is left.
    Skip(usize, Framing),
    /// So many bytes of trailers, with the empty line behind them; nothing is left then.
    Trailers(usize),
}

/// The longest line with the size of a chunk.
const MOST_LINE: usize = 1024;
/// The most bytes of trailers.
const MOST_TRAILERS: usize = 8 << 10;

impl Framing {
    /// What comes next.
    pub fn step(self, bytes: &[u8]) -> Step {
        match self {
            Self::Done | Self::Broken => Step::More,
            Self::Length(left) | Self::Chunk(left) => {
                let count = (bytes.len() as u64).min(left) as usize;
                match count {
                    0 => Step::More,
                    _ => Step::Data(count),
                }
            }
            Self::Size => match line(bytes, MOST_LINE) {
                Found::More => Step::More,
                Found::Bad => Step::Skip(0, Self::Broken),
                Found::Line(text) => {
                    let next = match size(text) {
                        None => Self::Broken,
                        Some(0) => Self::Trailers,
                        Some(size) => Self::Chunk(size),
                    };
                    Step::Skip(text.len() + 2, next)
                }
            },
            Self::ChunkEnd => match bytes {
                [] | [b'\r'] => Step::More,
                [b'\r', b'\n', ..] => Step::Skip(2, Self::Size),
                _ => Step::Skip(0, Self::Broken),
            },
            Self::Trailers => match trailers(bytes) {
                Found::More => Step::More,
                Found::Bad => Step::Skip(0, Self::Broken),
                Found::Line([]) => Step::Skip(2, Self::Done),
                Found::Line(text) => Step::Trailers(text.len()),
            },
        }
    }

    /// What is left behind so many bytes of the body.
    pub fn after(self, bytes: usize) -> Self {
        let bytes = bytes as u64;
        match self {
            Self::Length(left) if left <= bytes => Self::Done,
            Self::Length(left) => Self::Length(left - bytes),
            Self::Chunk(left) if left <= bytes => Self::ChunkEnd,
            Self::Chunk(left) => Self::Chunk(left - bytes),
            other => other,
        }
    }

    /// Whether all of the body is there, or what is there cannot be read.
    pub fn is_whole(mut self, mut bytes: &[u8]) -> bool {
        loop {
            let skipped = match self.step(bytes) {
                _ if self == Self::Done || self == Self::Broken => return true,
                Step::More => return false,
                Step::Trailers(_) => return true,
                Step::Data(count) => {
                    self = self.after(count);
                    count
                }
                Step::Skip(count, next) => {
                    self = next;
                    count
                }
            };
            bytes = bytes.get(skipped..).unwrap_or_default();
        }
    }
}

enum Found<'a> {
    More,
    Bad,
    Line(&'a [u8]),
}

/// The first line, without its end.
fn line(bytes: &[u8], most: usize) -> Found<'_> {
    let end = bytes.iter().position(|&it| it == b'\r' || it == b'\n');
    let Some((text, rest)) = end.and_then(|end| bytes.split_at_checked(end)) else {
        return match bytes.len() > most {
            true => Found::Bad,
            false => Found::More,
        };
    };
    match rest {
        _ if text.len() > most => Found::Bad,
        [b'\r'] => Found::More,
        [b'\r', b'\n', ..] => Found::Line(text),
        _ => Found::Bad,
    }
}

/// The trailer section with the empty line behind it; nothing if it is that line alone.
fn trailers(bytes: &[u8]) -> Found<'_> {
    let mut rest = bytes;
    loop {
        match line(rest, MOST_TRAILERS) {
            Found::Line([]) if rest.len() == bytes.len() => return Found::Line(&[]),
            Found::Line([]) => {
                let len = bytes.len() - rest.len() + 2;
                return Found::Line(bytes.get(..len).unwrap_or_default());
            }
            Found::Line(text) => rest = rest.get(text.len() + 2..).unwrap_or_default(),
            Found::More if bytes.len() <= MOST_TRAILERS => return Found::More,
            Found::More | Found::Bad => return Found::Bad,
        }
    }
}

/// The size of a chunk: hexadecimal digits, and extensions that are not looked at.
fn size(line: &[u8]) -> Option<u64> {
    const MOST_DIGITS: usize = 15;
    let digits = line.iter().take_while(|it| it.is_ascii_hexdigit()).count();
    let (text, rest) = line.split_at_checked(digits)?;
    let extension = rest.trim_ascii_start();
    if digits == 0 || digits > MOST_DIGITS || !(rest.is_empty() || extension.starts_with(b";")) {
        return None;
    }
    u64::from_str_radix(core::str::from_utf8(text).ok()?, 16).ok()
}
