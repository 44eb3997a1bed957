//! What the executable says of itself.

use super::data::used;
use super::filter;
use crate::composition::{Composition, Input};
use crate::decode::producers;
use crate::info::{FilterInfo, Info, ModuleInfo};
use crate::machine::Code;
use crate::options::{Options, Seccomp};
use crate::program::Program;
use crate::program::symbol::{Symbol, wasi_functions};
use sha2::{Digest, Sha256};
use wasmc_abi::wasi02::FUNCTIONS;

/// The contents of the section.
pub fn info(
    program: &Program<'_>,
    composition: &Composition,
    code: &Code,
    options: &Options,
) -> Vec<u8> {
    let mut wasi: Vec<String> = used(code)
        .into_iter()
        .filter_map(|symbol| match symbol {
            Symbol::Wasi(index) => wasi_functions().nth(index).map(|it| it.name.to_string()),
            Symbol::Host(index) => {
                let function = &FUNCTIONS[index];
                Some(format!("{}#{}", function.interface, function.name))
            }
            _ => None,
        })
        .collect();
    // A function of snapshot 0 may be there beside the one of preview 1.
    wasi.sort();
    wasi.dedup();
    let info = Info {
        version: env!("CARGO_PKG_VERSION").into(),
        target: options.target.name().into(),
        march: options.march.name.clone(),
        modules: composition.modules.values().map(module).collect(),
        wasi,
        permissions: options.policy.clone(),
        locked: options.locked,
        filter: match program.seccomp() {
            Seccomp::Off => None,
            seccomp => Some(FilterInfo {
                logs: seccomp == Seccomp::Log,
                system_calls: filter::names(code),
            }),
        },
        landlock: options.landlock && program.is_confined(),
        server: program.serves(),
        wasm_text: code.text.len() as u64,
    };
    serde_json::to_vec(&info).expect("nothing in it fails to be written")
}

fn module(input: &Input) -> ModuleInfo {
    let mut digest = String::from("sha256:");
    for byte in Sha256::digest(&input.bytes) {
        digest.push_str(&format!("{byte:02x}"));
    }
    ModuleInfo {
        digest,
        bytes: input.bytes.len() as u64,
        producers: producers(&input.bytes),
    }
}
