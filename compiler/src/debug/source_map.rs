//! Source maps (ECMA-426): JSON, with a list of numbers in base 64. Of modules, line 1 is all there is, and a
//! column is an offset in the file, in bytes.

use super::unusable::Unusable;
use serde::Deserialize;

/// Largest number of a line or column: debuggers have 32 bits for it.
const MOST: i64 = i32::MAX as i64;

/// What a source map says.
pub struct SourceMap {
    /// Paths of the source files.
    pub sources: Vec<String>,
    /// Sorted by offset, one for each.
    pub segments: Vec<Segment>,
}

/// The code from an offset on, up to the next segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Offset in the module file, in bytes.
    pub offset: u64,
    /// Where the code came from; `None`: from no source file.
    pub source: Option<Place>,
}

/// A place in a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Position of the file in the list.
    pub file: usize,
    /// Line, from 1 on.
    pub line: u64,
    /// Column, from 1 on.
    pub column: u64,
}

/// The fields that are read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Json {
    version: u32,
    #[serde(default)]
    source_root: Option<String>,
    sources: Vec<Option<String>>,
    mappings: String,
}

impl SourceMap {
    /// The segments that begin in a range of the module file.
    pub fn within(&self, range: &std::ops::Range<u64>) -> &[Segment] {
        let at = |offset| {
            self.segments
                .partition_point(|segment| segment.offset < offset)
        };
        &self.segments[at(range.start)..at(range.end)]
    }
}

/// Reads a source map.
pub fn read(text: &[u8]) -> Result<SourceMap, Unusable> {
    let json: Json =
        serde_json::from_slice(text).map_err(|error| Unusable::new(error.to_string()))?;
    if json.version != 3 {
        let version = json.version;
        return Err(Unusable::new(format!("version {version} is not supported")));
    }
    // A relative root is one for browsers: AssemblyScript names it after the module.
    let root = json.source_root.filter(|root| root.starts_with('/'));
    let root = root.map_or_else(String::new, |root| {
        format!("{}/", root.trim_end_matches('/'))
    });
    let source = |source: Option<String>| match source {
        Some(source) if !source.is_empty() => format!("{root}{source}").replace('\0', "?"),
        _ => "?".into(),
    };
    let sources: Vec<_> = json.sources.into_iter().map(source).collect();
    let segments = segments(&json.mappings, sources.len())?;
    Ok(SourceMap { sources, segments })
}

/// The segments of line 1.
fn segments(mappings: &str, sources: usize) -> Result<Vec<Segment>, Unusable> {
    let first_line = mappings.split(';').next().unwrap_or_default();
    let mut segments: Vec<Segment> = Vec::new();
    // Each number is the difference from the last one of its kind.
    let [mut offset, mut file, mut line, mut column] = [0; 4];
    for text in first_line.split(',').filter(|text| !text.is_empty()) {
        let mut numbers = Numbers(text.bytes());
        step(&mut offset, numbers.next()?, MOST)?;
        let source = match numbers.next()? {
            None => None,
            by => {
                step(&mut file, by, MOST)?;
                step(&mut line, numbers.next()?, MOST - 1)?;
                step(&mut column, numbers.next()?, MOST - 1)?;
                Some(Place {
                    file: usize::try_from(file).map_err(|_| broken())?,
                    line: line as u64 + 1,
                    column: column as u64 + 1,
                })
            }
        };
        if source.is_some_and(|place| place.file >= sources) {
            return Err(Unusable::new(
                "it names a source file that it does not list",
            ));
        }
        segments.push(Segment {
            offset: offset as u64,
            source,
        });
    }
    segments.sort_by_key(|segment| segment.offset);
    // Of several at one offset, the last one is that of its code.
    segments.reverse();
    segments.dedup_by_key(|segment| segment.offset);
    segments.reverse();
    Ok(segments)
}

fn step(number: &mut i64, by: Option<i64>, most: i64) -> Result<(), Unusable> {
    *number += by.ok_or_else(broken)?;
    match (0..=most).contains(number) {
        true => Ok(()),
        false => Err(broken()),
    }
}

fn broken() -> Unusable {
    Unusable::new("its list of mappings is broken")
}

/// The numbers of a segment: digits of five bits in base 64, lowest first, of which the lowest bit is the sign.
struct Numbers<'a>(std::str::Bytes<'a>);

impl Numbers<'_> {
    fn next(&mut self) -> Result<Option<i64>, Unusable> {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let Some(byte) = self.0.next() else {
                return if shift == 0 { Ok(None) } else { Err(broken()) };
            };
            let digit = digit(byte).ok_or_else(broken)?;
            number |= (digit & 31) << shift;
            if digit & 32 == 0 {
                break;
            }
            shift += 5;
            if shift > 30 {
                return Err(broken());
            }
        }
        let magnitude = number >> 1;
        Ok(Some(if number & 1 == 0 {
            magnitude
        } else {
            -magnitude
        }))
    }
}

fn digit(byte: u8) -> Option<i64> {
    let digit = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(digit.into())
}

#[cfg(test)]
mod tests {
    use super::{Place, Segment, read};

    fn of(mappings: &str) -> Result<Vec<Segment>, String> {
        let json = format!(r#"{{"version":3,"sources":["a.ts","b.ts"],"mappings":"{mappings}"}}"#);
        let map = read(json.as_bytes()).map_err(|error| error.to_string())?;
        Ok(map.segments)
    }

    fn segment(offset: u64, source: Option<(usize, u64, u64)>) -> Segment {
        let place = |(file, line, column)| Place { file, line, column };
        Segment {
            offset,
            source: source.map(place),
        }
    }

    #[test]
    fn numbers_are_differences() {
        let segments = of("kHCSgB,EAAI,D,GADqB;AAAA").unwrap();
        let expected = [
            // Sorted.
            segment(114, Some((1, 10, 17))),
            segment(115, None),
            segment(116, Some((1, 10, 21))),
            segment(118, Some((1, 9, 42))),
        ];
        assert_eq!(segments, expected);
        let last_of_an_offset = of("KAAA,ACCC").unwrap();
        assert_eq!(last_of_an_offset, [segment(5, Some((1, 2, 2)))]);
    }

    #[test]
    fn broken_maps_are_refused() {
        for mappings in [
            "!",
            "g",
            "gggggggggE",
            "DAAA",
            "AEAA",
            "AADA",
            "AAAD",
            "AA",
            "AAA",
            "+/////HAAA",
        ] {
            assert!(of(mappings).is_err(), "{mappings}");
        }
        for json in [
            "",
            "{}",
            "[]",
            r#"{"version":2,"sources":[],"mappings":""}"#,
        ] {
            assert!(read(json.as_bytes()).is_err(), "{json}");
        }
    }
}
