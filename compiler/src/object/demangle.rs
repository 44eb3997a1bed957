//! Names as their language writes them: those of Rust and C++ come mangled.

use cpp_demangle::{DemangleOptions, ParseOptions};
use std::fmt::{Error, Result, Write};

/// Longest name that is demangled, in bytes. A parser may look at a part of a name several times.
const MAX_MANGLED: usize = 2048;
/// Most levels that a name may have.
const MAX_DEPTH: u32 = 96;

/// The name without its mangling, of at most about `limit` bytes; `None`: it has none that is known.
/// Names of C++ keep their parameters, which tell overloads apart.
pub fn demangle(name: &str, limit: usize) -> Option<String> {
    if name.len() > MAX_MANGLED {
        return None;
    }
    let mut text = Limited {
        text: String::new(),
        left: limit,
    };
    if let Ok(rust) = rustc_demangle::try_demangle(name) {
        // Without the hash of names from before the current mangling.
        let whole = write!(text, "{rust:#}");
        return text.finish(whole);
    }
    if !name.starts_with("_Z") {
        return None;
    }
    let parse = ParseOptions::default().recursion_limit(MAX_DEPTH);
    let symbol = cpp_demangle::Symbol::new_with_options(name, &parse).ok()?;
    let options = DemangleOptions::new()
        .no_return_type()
        .recursion_limit(MAX_DEPTH);
    let whole = symbol.structured_demangle(&mut text, &options);
    text.finish(whole)
}

/// Text that takes so many more bytes: a short mangled name may stand for an endless one.
struct Limited {
    text: String,
    left: usize,
}

impl Limited {
    /// The text, also where it reached the limit; `None` for any other error, and where there is none.
    fn finish(self, written: Result) -> Option<String> {
        let complete = written.is_ok() || self.left == 0;
        (complete && !self.text.is_empty()).then_some(self.text)
    }
}

impl Write for Limited {
    fn write_str(&mut self, part: &str) -> Result {
        if part.len() > self.left {
            self.text
                .push_str(&part[..part.floor_char_boundary(self.left)]);
            self.left = 0;
            return Err(Error);
        }
        self.left -= part.len();
        self.text.push_str(part);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_MANGLED, demangle};

    #[track_caller]
    fn is(mangled: &str, name: &str) {
        assert_eq!(demangle(mangled, 1000).as_deref(), Some(name));
    }

    #[test]
    fn rust_of_both_manglings() {
        is(
            "_ZN4core3fmt9Formatter9write_str17h0123456789abcdefE",
            "core::fmt::Formatter::write_str",
        );
        is("_RNvCskwGfYPst2Cb_3foo4main", "foo::main");
        is(
            "_RINvNtC3std3mem8align_ofjdE",
            "std::mem::align_of::<usize, f64>",
        );
    }

    #[test]
    fn cpp_with_its_parameters() {
        is("_ZN2ns3addEii", "ns::add(int, int)");
        is(
            "_ZNSt6vectorIiSaIiEE9push_backERKi",
            "std::vector<int, std::allocator<int> >::push_back(int const&)",
        );
        // The type that a function template returns is no part of its name.
        is("_Z3maxIiET_S0_S0_", "max<int>(int, int)");
    }

    #[test]
    fn other_names_are_left_alone() {
        for name in [
            "",
            "main",
            "_start",
            "__wasm_call_ctors",
            "_Z",
            "_ZN3foo",
            "$func",
            "_R",
        ] {
            assert_eq!(demangle(name, 1000), None, "{name}");
        }
        let long = format!("_ZN{}{}E", MAX_MANGLED, "a".repeat(MAX_MANGLED));
        assert_eq!(demangle(&long, 1000), None);
    }

    #[test]
    fn names_end_at_the_limit() {
        assert_eq!(demangle("_ZN2ns3addEii", 7).as_deref(), Some("ns::add"));
        // Each parameter is twice as long as the one before.
        let mut doubling = String::from("_Z1fI1aE1PIS0_S0_E");
        for parameter in 1..30 {
            let number = char::from_digit(parameter, 36)
                .unwrap()
                .to_ascii_uppercase();
            doubling.push_str(&format!("1PIS{number}_S{number}_E"));
        }
        let name = demangle(&doubling, 1000);
        assert!(name.is_none_or(|name| name.len() <= 1000));
    }
}
