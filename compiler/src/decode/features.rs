//! Which proposals a module may use.

use wasmparser::{Validator, WasmFeatures};

/// WebAssembly core 2.0 and these proposals.
pub const SUPPORTED: WasmFeatures = WasmFeatures::WASM2
    .union(WasmFeatures::EXTENDED_CONST)
    .union(WasmFeatures::RELAXED_SIMD)
    .union(WasmFeatures::WIDE_ARITHMETIC);

/// Names of the proposals without which the module is invalid; `None` if it is invalid with all of
/// them. Validates the module once for each proposal: for error messages only.
pub fn missing_proposals(bytes: &[u8]) -> Option<Vec<String>> {
    let valid = |features| {
        Validator::new_with_features(features)
            .validate_all(bytes)
            .is_ok()
    };
    let mut features = WasmFeatures::all();
    if !valid(features) {
        return None;
    }
    for (_, feature) in WasmFeatures::all().difference(SUPPORTED).iter_names() {
        let without = features.difference(feature);
        if valid(without) {
            features = without;
        }
    }
    let missing = features.difference(SUPPORTED).iter_names();
    Some(
        missing
            .map(|(name, _)| name.to_lowercase().replace('_', "-"))
            .collect(),
    )
}
