//! Modules: where they come from, and text to binary.

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use wasmc_compiler::{Composition, Input, ModuleId, component};

use crate::args::{BuildArgs, DebugArg};
use crate::debug_file;
use crate::memory;
use crate::oci::artifact;
use crate::oci::source::Place;
use crate::stdout;
use crate::text::Text;

/// Bytes that show whether a file can be a module.
const HEAD: u64 = 4 << 10;
/// Bytes of the largest module: that of browsers (WebAssembly JavaScript Interface, 8).
const MAX_BYTES: u64 = 1 << 30;

/// What is compiled, and where it came from.
pub struct Inputs {
    /// The modules, and how they are linked.
    pub composition: Composition,
    /// Those that were given as text.
    pub texts: Vec<Text>,
    /// The component that the modules are of, with what is plugged into it.
    pub component: Option<Input>,
}

/// Reads the preloaded modules and the main one, which comes last. Each can import those before it. Debug information
/// is looked for where it has a use, which `debug` says.
pub fn read_all(args: &BuildArgs, debug: DebugArg) -> Result<Inputs> {
    let main = &*args.input;
    let files = || {
        let preloads = args.preload.iter().map(|preload| &*preload.file);
        preloads
            .chain(args.plug.iter().map(PathBuf::as_path))
            .chain([main])
    };
    if files().filter(|file| stdout::is_named(file)).count() > 1 {
        bail!("only one module can be read from standard input");
    }
    let mut composition = Composition::default();
    let mut texts = Vec::new();
    let mut links = Vec::new();
    for preload in &args.preload {
        let module = add(&preload.file, args, debug, &mut composition, &mut texts)?;
        let instance = composition.instantiate(module, links.clone());
        links.push((preload.name.clone(), instance));
    }
    let module = add(main, args, debug, &mut composition, &mut texts)?;
    let input = &composition.modules[module];
    if component::is_component(&input.bytes) {
        if let Some(preload) = args.preload.first() {
            bail!(
                "{}: this is a component, whose imports no core module can provide; leave out --preload {}=...",
                input.name,
                preload.name
            );
        }
        let component = input.clone();
        return compose(component, args, debug, texts);
    }
    if let Some(plug) = args.plug.first() {
        bail!(
            "{}: this is a module, into which no component can be plugged; leave out --plug {}",
            input.name,
            plug.display()
        );
    }
    composition.instantiate(module, links);
    Ok(Inputs {
        composition,
        texts,
        component: None,
    })
}

/// Plugs components into the main one, and takes the whole apart.
fn compose(main: Input, args: &BuildArgs, debug: DebugArg, mut texts: Vec<Text>) -> Result<Inputs> {
    let plugs = args
        .plug
        .iter()
        .map(|file| read(file, args, debug, &mut texts));
    let plugs = plugs.collect::<Result<Vec<_>>>()?;
    let read = plugs.iter().map(|it| it.bytes.len()).sum::<usize>() + main.bytes.len();
    // A component can name far more than it holds.
    let _limit = memory::limit(args.max_compile_memory, read as u64);
    let component = match plugs.is_empty() {
        true => main,
        false => component::plug(&main, &plugs)?,
    };
    let composition = component::compose(&component)?;
    Ok(Inputs {
        composition,
        texts,
        component: Some(component),
    })
}

/// The module in a file; `None` where the file is none.
///
/// # Errors
/// It cannot be read, or its text is not valid.
pub fn read_if_module(path: &Path) -> Result<Option<Input>> {
    let name = display_name(path);
    let mut start = Vec::new();
    File::open(path)
        .and_then(|file| file.take(HEAD).read_to_end(&mut start))
        .with_context(|| format!("cannot read `{name}`"))?;
    if !start.starts_with(b"\0asm") && (start.is_empty() || !may_be_text(&start)) {
        return Ok(None);
    }
    let bytes = read_file(path, &name)?;
    if is_text(&bytes) {
        let text = Text {
            name: name.clone(),
            path: path.into(),
            text: bytes,
        };
        let bytes = text.encode(false)?;
        return Ok(Some(Input { name, bytes }));
    }
    Ok(Some(Input { name, bytes }))
}

/// How messages call it.
fn display_name(path: &Path) -> String {
    if stdout::is_named(path) {
        "<stdin>".into()
    } else {
        path.display().to_string()
    }
}

/// Adds the module in a file, with the debug information that lies beside it.
fn add(
    path: &Path,
    args: &BuildArgs,
    debug: DebugArg,
    composition: &mut Composition,
    texts: &mut Vec<Text>,
) -> Result<ModuleId> {
    let input = read(path, args, debug, texts)?;
    let is_file = !stdout::is_named(path) && path.to_str().and_then(Place::with_prefix).is_none();
    let sections = match is_file && debug == DebugArg::Full {
        true => debug_file::sections(path, &input, args.quiet),
        false => Vec::new(),
    };
    let module = composition.add(input);
    composition.debug[module] = sections;
    Ok(module)
}

/// The binary format of a module file.
fn read(path: &Path, args: &BuildArgs, debug: DebugArg, texts: &mut Vec<Text>) -> Result<Input> {
    let name = display_name(path);
    if let Some(place) = path.to_str().and_then(Place::with_prefix) {
        let place = place.map_err(anyhow::Error::msg)?;
        let bytes = artifact::module(&place, args.insecure_registry)?;
        return Ok(Input { name, bytes });
    }
    let bytes = read_file(path, &name)?;
    if !is_text(&bytes) {
        // The compiler says what it is instead.
        return Ok(Input { name, bytes });
    }
    let text = Text {
        name: name.clone(),
        path: path.into(),
        text: bytes,
    };
    let bytes = text.encode(debug == DebugArg::Full)?;
    texts.push(text);
    Ok(Input { name, bytes })
}

/// What is in a file.
fn read_file(path: &Path, name: &str) -> Result<Vec<u8>> {
    if stdout::is_named(path) {
        read_module(std::io::stdin())
    } else {
        File::open(path).map_err(Into::into).and_then(read_module)
    }
    .with_context(|| format!("cannot read `{name}`"))
}

/// Reads a module to its end. Where the bytes are no module it stops early: the input may be endless.
fn read_module(mut file: impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut bytes)?;
    if !bytes.starts_with(b"\0asm") && !may_be_text(&bytes) {
        return Ok(bytes);
    }
    file.take(MAX_BYTES - HEAD + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        bail!("it is larger than 1 GiB, the largest that a module may be");
    }
    Ok(bytes)
}

/// Whether this may be the beginning of a module in the text format: space, a comment, a parenthesis.
fn may_be_text(head: &[u8]) -> bool {
    matches!(head.trim_ascii_start().first(), None | Some(b'(' | b';'))
}

/// Whether this is a module in the text format: after space and comments, a parenthesis.
fn is_text(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        rest = rest.trim_ascii_start();
        match rest.strip_prefix(b";;") {
            Some(comment) => {
                let end = comment.iter().position(|&byte| byte == b'\n');
                rest = &comment[end.unwrap_or(comment.len())..];
            }
            // A block comment starts with a parenthesis too, and nothing else does.
            None => return rest.first() == Some(&b'('),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_text;

    #[test]
    fn text_is_told_by_content() {
        for text in [
            "(module)",
            " \n\t(module)",
            ";; comment\n(module)",
            "(; block ;) (module)",
        ] {
            assert!(is_text(text.as_bytes()), "{text:?}");
        }
        for other in ["", "hello", ";; only a comment", "\0asm\u{1}\0\0\0"] {
            assert!(!is_text(other.as_bytes()), "{other:?}");
        }
    }
}
