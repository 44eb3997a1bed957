//! `wasmc run`: a module is compiled to an executable in the cache, which takes the place of this process.

use crate::args::{BuildArgs, DebugArg, MessageFormat, RunArgs};
use crate::cache::{Cache, Key};
use crate::compile::{compile, start_threads};
use crate::progress::Progress;
use crate::{ca_certs, embed, input, memory, report, shortcut, stdout};
use anyhow::{Context, Result};
use std::io::ErrorKind;
use std::path::PathBuf;
use wasmc_compiler::Options;
use wasmc_compiler::target::Target;

/// How often an executable may vanish from the cache between the moments when it is found and run.
const ATTEMPTS: usize = 3;

/// Does what the command line says. Returns only where the program cannot be run.
///
/// # Errors
/// The inputs are at fault, or the cache cannot be used.
pub fn run(args: RunArgs) -> Result<()> {
    report::set_json(args.build.message_format == MessageFormat::Json);
    let shortcut = shortcut::key_of(&args);
    let RunArgs {
        build,
        program_args,
    } = args;
    let options = build.options(Target::host())?;
    let cache = Cache::open()?;
    let quick = quick_key(&build, &options);
    let mut last = None;
    let mut first = true;
    for _ in 0..ATTEMPTS {
        let found = quick.as_ref().and_then(|key| cache.find(key));
        let path = match found {
            Some(path) => path,
            None => {
                let path = make(&cache, &build, &options, quick.as_ref(), first)?;
                first = false;
                path
            }
        };
        if let Some(key) = &shortcut {
            cache.link(key, &path);
        }
        let error = shortcut::execute(&path, &build.input, &program_args);
        // Another process may have made room.
        let gone = error.kind() == ErrorKind::NotFound;
        last = Some(anyhow::Error::new(error).context(format!("cannot run `{}`", path.display())));
        if !gone {
            break;
        }
    }
    Err(last.unwrap_or_else(|| anyhow::anyhow!("cannot run the program")))
}

/// The key of what the files on the command line say of themselves; `None` where something else than
/// these files is compiled.
fn quick_key(build: &BuildArgs, options: &Options) -> Option<Key> {
    let preloads = build.preload.iter().map(|preload| &*preload.file);
    let linked = preloads.chain(build.plug.iter().map(PathBuf::as_path));
    let others = !build.embed.is_empty() || build.debug == DebugArg::Full;
    if others || linked.clone().any(stdout::is_named) {
        return None;
    }
    let mut key = Key::new(options);
    for preload in &build.preload {
        key.add(preload.name.as_bytes());
    }
    let certificates = match &build.ca_certs {
        Some(value) => Some(ca_certs::file(value.as_deref()).ok()?),
        None => None,
    };
    for file in linked.chain(certificates.as_deref()).chain([&*build.input]) {
        key.add_file(file)?;
    }
    Some(key)
}

/// Compiles, if the cache has no executable of the same contents, and returns its path. `first`: no threads
/// run yet.
fn make(
    cache: &Cache,
    build: &BuildArgs,
    options: &Options,
    quick: Option<&Key>,
    first: bool,
) -> Result<PathBuf> {
    let inputs = input::read_all(build, build.debug)?;
    let composition = &inputs.composition;
    let mut options = options.clone();
    options.ca_certs = ca_certs::read(build.ca_certs.as_ref())?;
    options.embed = embed::collect(&build.embed, None)?;
    let mut key = Key::new(&options);
    key.add(&options.embed);
    for preload in &build.preload {
        key.add(preload.name.as_bytes());
    }
    // How its modules are linked stands in the component alone.
    if let Some(component) = &inputs.component {
        key.add(&component.bytes);
    }
    for (id, module) in &composition.modules {
        key.add(module.name.as_bytes());
        key.add(&module.bytes);
        let debug = &composition.debug[id];
        key.add(&debug.len().to_le_bytes());
        for (name, bytes) in debug {
            key.add(name.as_bytes());
            key.add(bytes);
        }
    }
    let path = match cache.find(&key) {
        Some(path) => path,
        None => {
            if first {
                start_threads(build.threads)?;
            }
            let compiled = {
                let modules = composition.modules.values();
                let bytes = modules.map(|module| module.bytes.len() as u64).sum();
                let _limit = memory::limit(build.max_compile_memory, bytes);
                let progress = || Progress::start(composition, options.progress.clone());
                let _progress = (!build.quiet).then(progress);
                compile(&inputs, &options)?
            };
            cache.put(&key, &compiled.bytes).with_context(|| {
                format!("cannot write to the cache `{}`", cache.path().display())
            })?
        }
    };
    if let Some(quick) = quick {
        cache.link(quick, &path);
    }
    Ok(path)
}
