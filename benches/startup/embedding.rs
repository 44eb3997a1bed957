//! The same module under wasmtime, compiled before, in a process of its own.
#![allow(unsafe_code)]

use std::path::Path;
use wasmtime::{Engine, Linker, Module, Result, Store};
use wasmtime_wasi::p1;
use wasmtime_wasi::{I32Exit, WasiCtxBuilder};

/// Compiles a module into a file that [`run`] loads.
pub fn compile(module: &[u8], file: &Path) -> Result<()> {
    let code = Engine::default().precompile_module(module)?;
    Ok(std::fs::write(file, code)?)
}

/// Loads what was compiled and calls `_start`; ends the process where the program wants that.
pub fn run(file: &Path, arguments: &[String]) -> Result<()> {
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    p1::add_to_linker_sync(&mut linker, |context| context)?;
    linker.func_wrap("bench", "start", || -> () { std::process::exit(0) })?;
    linker.func_wrap("bench", "end", || {})?;
    // SAFETY: `compile` of this process's parent wrote the file, in a folder of its own.
    let module = unsafe { Module::deserialize_file(&engine, file) }?;
    let context = WasiCtxBuilder::new()
        .arg("image")
        .args(arguments)
        .inherit_stdio()
        .build_p1();
    let mut store = Store::new(&engine, context);
    let instance = linker.instantiate(&mut store, &module)?;
    let start = instance.get_typed_func::<(), ()>(&mut store, "_start")?;
    match start.call(&mut store, ()) {
        Ok(()) => Ok(()),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(I32Exit(code)) => std::process::exit(*code),
            None => Err(error),
        },
    }
}
