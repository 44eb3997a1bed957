//! The same as wasmtime does, where it is installed.
