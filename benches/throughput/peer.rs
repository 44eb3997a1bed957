//! A program under wasmtime.

use crate::programs::Program;
use crate::times::Times;
use std::path::PathBuf;
use wasmtime::{Config, Engine, InstancePre, Linker, Module, OptLevel, Result, Store, bail};
use wasmtime_wasi::cli::StdoutStream;
use wasmtime_wasi::p1::{self, WasiP1Ctx};
use wasmtime_wasi::p2::pipe::{MemoryOutputPipe, SinkOutputStream};
use wasmtime_wasi::{FsPerms, I32Exit, WasiCtxBuilder};

/// Bytes of output that are kept for the check.
const OUTPUT_BYTES: usize = 1 << 20;

/// A module that is compiled and linked.
pub struct Peer {
    engine: Engine,
    pre: InstancePre<WasiP1Ctx>,
    folder: PathBuf,
}

impl Peer {
    /// Compiles with wasmtime's defaults: full optimisation, guard pages, copy-on-write memory.
    pub fn compile(program: &Program) -> Result<Peer> {
        let mut config = Config::new();
        config.cranelift_opt_level(OptLevel::Speed);
        let engine = Engine::new(&config)?;
        let mut linker = Linker::new(&engine);
        p1::add_to_linker_sync(&mut linker, |context| context)?;
        linker.func_wrap("bench", "start", || {})?;
        linker.func_wrap("bench", "end", || {})?;
        let module = Module::new(&engine, &program.wasm)?;
        let pre = linker.instantiate_pre(&module)?;
        Ok(Peer {
            engine,
            pre,
            folder: program.folder.clone(),
        })
    }

    /// Runs it, and returns what it printed.
    pub fn output(&self) -> Result<Vec<u8>> {
        let pipe = MemoryOutputPipe::new(OUTPUT_BYTES);
        self.call(pipe.clone())?;
        Ok(pipe.contents().to_vec())
    }

    /// What instantiation and `_start` take of the processor.
    pub fn run(&self) -> Result<Times> {
        self.call(SinkOutputStream)
    }

    fn call(&self, stdout: impl StdoutStream + 'static) -> Result<Times> {
        let context = WasiCtxBuilder::new()
            .arg("image")
            .stdout(stdout)
            .preopened_dir(&self.folder, ".", FsPerms::ReadWrite)?
            .build_p1();
        let mut store = Store::new(&self.engine, context);
        let now = || Times::of_thread().map_err(|error| wasmtime::format_err!("{error}"));
        let start = now()?;
        let instance = self.pre.instantiate(&mut store)?;
        let result = instance
            .get_typed_func::<(), ()>(&mut store, "_start")?
            .call(&mut store, ());
        let time = now()? - start;
        match result {
            Ok(()) => Ok(time),
            // `proc_exit(0)` ends a run as well as a return does.
            Err(error) => match error.downcast_ref::<I32Exit>() {
                Some(I32Exit(0)) => Ok(time),
                _ => bail!("under wasmtime: {error:?}"),
            },
        }
    }
}
