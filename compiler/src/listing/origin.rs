//! Where instructions came from, in words: the line of a source file, or else of the module in the text format.

use super::text::{MOST_LINE, Text};
use crate::composition::{Composition, ModuleId};
use crate::decode::module::Module;
use crate::inline::Origin;
use crate::machine::Placed;
use crate::object::dwarf::{File, SourceLines};
use crate::program::{FuncId, FunctionKind, Program};
use crate::sources::Sources;
use cranelift_entity::PrimaryMap;
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Where the code of all functions came from.
pub struct Origins<'a> {
    program: &'a Program<'a>,
    modules: PrimaryMap<ModuleId, Lines<'a>>,
    sources: &'a Sources,
    /// The source files that were asked for.
    files: Mutex<HashMap<Vec<u8>, Option<Arc<SourceFile>>>>,
}

/// The lines of a module.
struct Lines<'a> {
    module: &'a [u8],
    /// The code in it.
    code: Range<u64>,
    source: Option<SourceLines>,
    /// Made when it is asked for.
    text: OnceLock<Text>,
}

/// A source file that was read.
struct SourceFile {
    text: String,
    /// Where each line ends.
    ends: Vec<usize>,
}

impl SourceFile {
    fn new(text: String) -> SourceFile {
        let mut end = 0;
        let ends = text.split_inclusive('\n').map(|line| {
            end += line.len();
            end
        });
        SourceFile {
            ends: ends.collect(),
            text,
        }
    }

    /// A line, counted from 1 on.
    fn line(&self, number: u64) -> Option<&str> {
        let position = usize::try_from(number).ok()?.checked_sub(1)?;
        let end = *self.ends.get(position)?;
        let start = position.checked_sub(1).map_or(0, |last| self.ends[last]);
        Some(&self.text[start..end])
    }
}

impl<'a> Origins<'a> {
    /// Reads the line tables of the modules.
    pub fn new(
        program: &'a Program<'a>,
        composition: &'a Composition,
        sources: &'a Sources,
    ) -> Origins<'a> {
        let modules = program.modules.iter().map(|(id, module)| Lines {
            module: &composition.modules[id].bytes,
            code: code(module),
            source: SourceLines::of(module),
            text: OnceLock::new(),
        });
        Origins {
            program,
            modules: modules.collect(),
            sources,
            files: Mutex::default(),
        }
    }

    /// The comments for a function.
    pub fn of<'f>(&'f self, id: FuncId, placed: &'f Placed) -> Comments<'f> {
        let start = Origin {
            copy: None,
            offset: placed.wasm_offset,
        };
        Comments {
            origins: self,
            id,
            placed,
            next: 0,
            last: String::new(),
            pending: Some(start),
        }
    }

    /// The line that code of a function came from; `None` where it came from none.
    fn describe(&self, id: FuncId, placed: &Placed, origin: Origin) -> Option<String> {
        let id = origin.copy.map_or(id, |copy| placed.copies[copy].function);
        let plan = &self.program.functions[id];
        let FunctionKind::Body(body) = plan.kind else {
            return None;
        };
        let module = self.program.instances[plan.instance].module;
        let body = &self.program.modules[module].bodies[body].range;
        let lines = &self.modules[module];
        let offset = origin.offset as usize;
        let source = lines.source.as_ref().filter(|source| source.knows(body));
        let (place, line) = match source {
            Some(source) => {
                let place = source.at(offset)?;
                let line = self.source_line(place.file, place.line);
                (format!("{}:{}", place.file.shown(), place.line), line)
            }
            None => {
                let text = lines
                    .text
                    .get_or_init(|| Text::of(lines.module, lines.code.clone()));
                let line = text.at(offset as u64)?;
                // The end of a function closes its parenthesis.
                let line = if line == ")" { "end" } else { line };
                (format!("{offset:#x}"), Some(line.to_string()))
            }
        };
        let inlined = match origin.copy {
            Some(_) => format!(" (inlined {})", self.program.function_name(id)),
            None => String::new(),
        };
        let line = line.map_or_else(String::new, |line| format!(": {}", printable(&line)));
        Some(format!("{}{inlined}{line}", printable(&place)))
    }

    fn source_line(&self, file: &File, line: u64) -> Option<String> {
        let full = file.full()?;
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || {
            let path = String::from_utf8_lossy(&full);
            let text = self.sources.read(Path::new(&*path))?;
            Some(Arc::new(SourceFile::new(text)))
        };
        let found = files.entry(full.clone()).or_insert_with(read).clone();
        drop(files);
        found?.line(line).map(str::to_string)
    }
}

fn code(module: &Module<'_>) -> Range<u64> {
    let start = module.code_start as u64;
    let end = module.bodies.last().map_or(0, |body| body.range.end);
    start..end as u64
}

/// The comments for the code of a function, in its order.
pub struct Comments<'a> {
    origins: &'a Origins<'a>,
    id: FuncId,
    placed: &'a Placed,
    /// The first span that was not reached.
    next: usize,
    /// The last comment.
    last: String,
    /// Where the instructions from here on came from, if that was not said yet.
    pending: Option<Origin>,
}

impl Comments<'_> {
    /// What is to be said in front of the instruction at an offset of the function: its line, where it is not that of
    /// the instruction before it.
    pub fn at(&mut self, offset: u32) -> Option<String> {
        let spans = &self.placed.places.spans;
        while let Some(span) = spans.get(self.next).filter(|span| span.start <= offset) {
            self.pending = Some(span.origin);
            self.next += 1;
        }
        let origin = self.pending.take()?;
        let comment = self.origins.describe(self.id, self.placed, origin)?;
        if comment == self.last {
            return None;
        }
        self.last.clone_from(&comment);
        Some(comment)
    }
}

/// A text for one line of a terminal, whatever a module or a file says.
fn printable(text: &str) -> String {
    let text = text.trim_end();
    let cut = cut(text, MOST_LINE);
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut printable: String = cut.chars().map(plain).collect();
    if cut.len() < text.len() {
        printable.push('…');
    }
    printable
}

/// At most so many bytes of a text.
pub fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}
