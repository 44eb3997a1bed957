//! What a module says of the tools that made it (tool-conventions, ProducersSection.md).

use serde::{Deserialize, Serialize};
use wasmparser::{KnownCustom, Parser, Payload, ProducersSectionReader};

/// One entry of the `producers` section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Producer {
    /// What it was for: `language`, `processed-by` or `sdk`.
    pub field: String,
    /// Its name.
    pub name: String,
    /// Its version, which may be empty.
    pub version: String,
}

/// The entries of a module in the binary format. Errors in custom sections make no module invalid
/// (core spec 5.5.3), so what cannot be read is left out.
pub fn producers(module: &[u8]) -> Vec<Producer> {
    let mut list = Vec::new();
    for payload in Parser::new(0).parse_all(module).map_while(Result::ok) {
        if let Payload::CustomSection(section) = payload
            && let KnownCustom::Producers(section) = section.as_known()
        {
            let _ = entries(section, &mut list);
        }
    }
    list
}

fn entries(
    section: ProducersSectionReader<'_>,
    list: &mut Vec<Producer>,
) -> wasmparser::Result<()> {
    for field in section {
        let field = field?;
        for value in field.values {
            let value = value?;
            list.push(Producer {
                field: field.name.into(),
                name: value.name.into(),
                version: value.version.into(),
            });
        }
    }
    Ok(())
}
