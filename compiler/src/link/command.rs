//! The one linker invocation.

use super::files::{Bytes, MemoryFiles};
use super::{dynamic, extents, pack};
use crate::error::{Error, Result};
use crate::info::SECTION as INFO;
use crate::options::{DebugLevel, Options, RelocationModel};
use crate::target::Target;
use libwild::{Args, Linker};
use std::sync::Arc;
use wasmc_abi::image::FIXED_IMAGE_BASE;
use wasmc_abi::symbols;

const OBJECT: &str = "module.o";
const RUNTIME: &str = "runtime.a";
const TLS: &str = "tls.a";
const LAYOUT: &str = "layout.ld";
const OUTPUT: &str = "image";

/// The linker script. Nothing unwinds in an image, so unwind tables are for debuggers alone. A fixed
/// image would lie where memory 0 wants nothing else to be by linkers' own default.
fn layout(options: &Options) -> String {
    let [kept, dropped] = match options.debug {
        DebugLevel::None => ["", "*(.eh_frame)"],
        DebugLevel::Frames | DebugLevel::Full => [".eh_frame : { *(.eh_frame) }", ""],
    };
    let base = match options.relocation_model {
        RelocationModel::Pie => String::new(),
        RelocationModel::Static => format!(". = {FIXED_IMAGE_BASE:#x};"),
    };
    format!(
        "SECTIONS {{
            {base}
            .rodata : {{ *(.rodata .rodata.*) }}
            {kept}
            .text : {{ *(.text .text.*) *(.wasm_text) }}
            .data.rel.ro : {{ *(.data.rel.ro .data.rel.ro.*) }}
            .data : {{ *(.data .data.*) }}
            .bss : {{ *(.bss .bss._*) *(.bss.descriptors) *(.bss.large.*) }}
            {INFO} 0 : {{ KEEP(*({INFO})) }}
            /DISCARD/ : {{ {dropped} *(.comment) }}
        }}"
    )
}

/// Links an object file with the runtime archive, and with that of TLS if it needs it.
///
/// # Errors
/// [`Error::NoRuntime`] without one of the archives, [`Error::Internal`] where the linker refuses.
pub fn link(object: Vec<u8>, needs_tls: bool, options: &Options) -> Result<Vec<u8>> {
    let archives = options
        .runtime
        .as_ref()
        .map_err(|why| Error::NoRuntime(why.clone()))?;
    let tls = match needs_tls {
        true => archives.tls,
        false => Ok(&[][..]),
    };
    let tls = tls.map_err(|why| Error::NoRuntime(why.into()))?;
    let files = MemoryFiles::new([
        (OBJECT, Bytes::Owned(Arc::new(object))),
        (RUNTIME, Bytes::Static(archives.runtime)),
        (TLS, Bytes::Static(tls)),
        (LAYOUT, Bytes::Owned(Arc::new(layout(options).into_bytes()))),
    ]);
    run(&files, needs_tls, options)
        .map_err(|error| Error::Internal(format!("linker: {error:?}")))?;
    let mut image = files
        .take(OUTPUT)
        .ok_or_else(|| Error::Internal("the linker wrote no output".into()))?;
    let unused = dynamic::drop_if_unused(&mut image)?;
    extents::extend_to_segments(&mut image)?;
    pack::fill(&mut image, unused)?;
    Ok(image)
}

fn run(files: &MemoryFiles, needs_tls: bool, options: &Options) -> libwild::error::Result {
    let emulation = match options.target {
        Target::X86_64 => "elf_x86_64",
        Target::Aarch64 => "aarch64linux",
    };
    let mut words = vec!["wild", "-m", emulation];
    match options.relocation_model {
        RelocationModel::Pie => words.extend(["-pie", "--no-dynamic-linker"]),
        RelocationModel::Static => words.push("-static"),
    }
    words.extend([
        "-T",
        LAYOUT,
        "-e",
        symbols::START,
        "--gc-sections",
        "--build-id=none",
        "--no-identity-comment",
        "-z",
        "noexecstack",
        "-z",
        "relro",
        "-z",
        "now",
        "--no-undefined",
        OBJECT,
        RUNTIME,
    ]);
    if needs_tls {
        words.push(TLS);
    }
    words.extend(["-o", OUTPUT]);
    words.push(match options.debug {
        DebugLevel::None => "--no-eh-frame-hdr",
        DebugLevel::Frames | DebugLevel::Full => "--eh-frame-hdr",
    });
    if options.strip {
        words.push("--strip-all");
    }
    let words = || words.iter().copied();
    let mut args = Args::new(words)?;
    args.parse(words)?;
    let linker = Linker::with_file_system(files.clone());
    drop(linker.run(&args)?);
    Ok(())
}
