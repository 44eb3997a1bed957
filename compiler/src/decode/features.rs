//! Which proposals a module may use.

use wasmparser::WasmFeatures;

/// WebAssembly core 2.0 with extended constant expressions. The validator refuses anything else by
/// the proposal's name.
pub const SUPPORTED: WasmFeatures = WasmFeatures::WASM2.union(WasmFeatures::EXTENDED_CONST);
