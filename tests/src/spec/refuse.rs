//! Assertions about modules that must be refused before anything runs.

use wasmc_compiler::options::{EntryPoint, WasmVersion};
use wasmc_compiler::{Composition, Error, Input, Options, check};
use wast::parser::{self, ParseBuffer};
use wast::{QuoteWat, QuoteWatTest, Wat, lexer::Lexer};

/// Why a module must be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// `assert_malformed`: text or bytes cannot be read.
    Malformed,
    /// `assert_invalid`: validation fails.
    Invalid,
}

/// The binary format of a module of a script.
pub fn encode(module: &mut QuoteWat<'_>) -> Result<Vec<u8>, String> {
    match module.to_test().map_err(|error| error.to_string())? {
        QuoteWatTest::Binary(bytes) => Ok(bytes),
        QuoteWatTest::Text(text) => encode_text(&text),
    }
}

/// Like [`QuoteWat::encode`], but lets through the characters that `wast` refuses only because
/// they confuse readers: refusing those would make a malformed module pass for a wrong reason.
fn encode_text(text: &[u8]) -> Result<Vec<u8>, String> {
    let text = std::str::from_utf8(text).map_err(|_| "malformed UTF-8 encoding")?;
    let mut lexer = Lexer::new(text);
    lexer.allow_confusing_unicode(true);
    let parsed = ParseBuffer::new_with_lexer(lexer)
        .and_then(|buffer| parser::parse::<Wat<'_>>(&buffer)?.encode());
    parsed.map_err(|error| error.message())
}

/// What the compiler says to a module that must not link.
pub enum Linking {
    /// It refuses it in the right way.
    Refused,
    /// It accepts it: it may still find sizes that do not fit, at instantiation.
    Deferred,
    /// It refuses it in a wrong way.
    Wrong(String),
}

/// What the compiler says to the modules of a script.
pub struct Check {
    /// The version of WebAssembly that the script is about.
    pub wasm: WasmVersion,
}

impl Check {
    /// Options under which imports are resolved as in the image of the script.
    fn options(&self) -> Options {
        Options {
            entry: EntryPoint::Script,
            wasm: self.wasm,
            ..Options::default()
        }
    }

    /// Checks that a module is refused, by the text parser or by the compiler.
    pub fn refused(&self, why: Why, module: Result<Vec<u8>, String>) -> Result<(), String> {
        let bytes = match module {
            Ok(bytes) => bytes,
            // Only what validation finds is invalid; but a text may also be resolved wrongly, for
            // example by an unknown name, which the parser finds before any validation.
            Err(_) => return Ok(()),
        };
        let input = Input {
            name: "module".into(),
            bytes,
        };
        match check(&input.into(), &self.options()) {
            Err(Error::Malformed { .. } | Error::Truncated { .. } | Error::Invalid { .. }) => {
                Ok(())
            }
            // A header that is none.
            Err(Error::Empty { .. } | Error::NotWasm { .. } | Error::Component { .. })
                if why == Why::Malformed =>
            {
                Ok(())
            }
            // Proposals give a meaning to what core 2.0 refuses; the compiler names them.
            Err(Error::Unsupported { what, .. })
                if self.wasm == WasmVersion::V2
                    && (what.contains("proposal multi-memory,")
                        || what.contains("proposal memory64,")) =>
            {
                Ok(())
            }
            Err(other) => Err(format!("refused, but not as {why:?}: {other}")),
            Ok(()) => Err(format!("accepted, but it is {why:?}")),
        }
    }

    /// Checks that the last of the instances cannot be linked to those before it.
    pub fn unlinkable(&self, composition: &Composition, message: &str) -> Linking {
        match check(composition, &self.options()) {
            Ok(()) => Linking::Deferred,
            Err(Error::UnknownImport { .. }) if "unknown import".starts_with(message) => {
                Linking::Refused
            }
            Err(Error::IncompatibleImport { .. })
                if "incompatible import type".starts_with(message) =>
            {
                Linking::Refused
            }
            Err(other) => Linking::Wrong(format!("expected \"{message}\": {other}")),
        }
    }
}
