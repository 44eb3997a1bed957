//! What the names of imports say of the host that their module was made for.

use crate::decode::outline::NamedImport;
use std::collections::BTreeMap;
use wasmc_abi::wasi;

/// What is said of imports that tell of no host.
pub const OTHER: &str = "of other modules";

/// The names of imports by the host that they tell of; those that tell of none come last.
pub fn groups<'a>(
    imports: impl IntoIterator<Item = &'a NamedImport<'a>>,
) -> Vec<(&'static str, Vec<String>)> {
    let mut said: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    let mut rest = Vec::new();
    for import in imports {
        let names = match meaning(import) {
            Some(meaning) => said.entry(meaning).or_default(),
            None => &mut rest,
        };
        names.push(import.full_name());
    }
    let rest = (!rest.is_empty()).then_some((OTHER, rest));
    said.into_iter().chain(rest).collect()
}

/// Whether a module name is that of WASI preview 1, or of the snapshot before.
pub fn is_wasi(module: &str) -> bool {
    [wasi::MODULE, wasi::UNSTABLE_MODULE].contains(&module)
}

/// What an import says of the host that its module was made for.
fn meaning(import: &NamedImport<'_>) -> Option<&'static str> {
    let NamedImport { module, name, .. } = *import;
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    Some(match module {
        _ if module.starts_with("wasi:") => {
            "WASI preview 2, in a component (build for wasm32-wasip1)"
        }
        "wasi" if name == "thread-spawn" => "WASI threads",
        _ if module.starts_with("wasix_") => "WASIX, of Wasmer (build for wasm32-wasip1)",
        _ if module.starts_with("wasmedge_") => "an extension of WasmEdge",
        _ if module.starts_with("wasi_ephemeral_") || module == "wasi_nn" => {
            "a WASI proposal that is not in preview 1"
        }
        _ if is_wasi(module) && name.starts_with("sock_") => {
            "sockets beyond WASI preview 1, of WasmEdge or Wasmer"
        }
        "wbg" => "JavaScript, by wasm-bindgen (build for wasm32-wasip1)",
        _ if module.starts_with("__wbindgen") || starts(&["__wbg_", "__wbindgen"]) => {
            "JavaScript, by wasm-bindgen (build for wasm32-wasip1)"
        }
        "go" | "gojs" => "JavaScript, by Go (build with GOOS=wasip1)",
        _ if starts(&["napi_"]) => "Node.js, by Node-API",
        "env" | "a"
            if starts(&[
                "emscripten_",
                "_emscripten_",
                "__syscall_",
                "invoke_",
                "_embind_",
                "_emval_",
                "__cxa_",
            ]) =>
        {
            "JavaScript, by Emscripten (build with -sSTANDALONE_WASM)"
        }
        _ if module.ends_with(".js") || module.ends_with(".mjs") => "JavaScript",
        "env" if import.kind == "a memory" => "a memory of the host (built with --import-memory)",
        _ => return None,
    })
}
