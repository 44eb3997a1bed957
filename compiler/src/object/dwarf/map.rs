//! Which code of the image came from which code of a module.

use super::input::Unreadable;
use crate::composition::InstanceId;
use crate::decode::module::{FuncIndex, Module, ValType};
use crate::inline::Copy;
use crate::machine::{Code, Placed, Span, ValueRange};
use crate::program::Program;
use std::cell::Cell;
use std::ops::Range;

/// The code of one instance of a module. Addresses are those of its DWARF.
pub struct Map<'a> {
    /// The image.
    pub program: &'a Program<'a>,
    /// The code of the image.
    pub code: &'a Code,
    /// The instance.
    pub instance: InstanceId,
    /// Its module.
    pub module: &'a Module<'a>,
    /// Address of byte 0 of its memory.
    pub memory_base: Option<u64>,
    /// What is left of the work that may be done, see [`Map::spend`].
    budget: Cell<u64>,
}

/// The work that is always allowed, and that for each byte of entries. CPython has 62,291 parts in all.
const WORK: u64 = 1 << 24;
const WORK_PER_BYTE: u64 = 64;

fn budget(module: &Module<'_>) -> u64 {
    let entries = module
        .dwarf
        .get(".debug_info")
        .map_or(0, |bytes| bytes.len());
    WORK + WORK_PER_BYTE * entries as u64
}

/// A function of the instance that has code in the image.
pub struct Function<'a> {
    /// Its code.
    pub placed: &'a Placed,
    /// Types of its parameters and locals, which fit into these many bytes; `None`: they are no integers.
    pub locals: Vec<Option<u8>>,
    /// Its address in the module.
    body: Range<u64>,
    /// The addresses of its own code from which spans came, and the positions of those spans; sorted.
    spans: Vec<(u64, u32)>,
}

impl<'a> Map<'a> {
    /// The map of an instance.
    pub fn new(program: &'a Program<'a>, code: &'a Code, instance: InstanceId) -> Map<'a> {
        let memory = program.instances[instance].memories.values().next();
        Map {
            program,
            code,
            instance,
            module: program.module_of(instance),
            memory_base: memory.map(|&memory| program.layout.memory_bases[memory]),
            budget: Cell::new(budget(program.module_of(instance))),
        }
    }

    /// Says that there is work to do: so many parts of lists, or of code.
    ///
    /// # Errors
    /// There was more than proportional work: in the DWARF of a hostile module, many entries refer to one long list, or
    /// to the code of one large function.
    pub fn spend(&self, parts: usize) -> Result<(), Unreadable> {
        let left = self.budget.get().checked_sub(parts as u64);
        self.budget.set(left.ok_or(Unreadable)?);
        Ok(())
    }

    /// The address of an offset in the module file.
    pub fn address(&self, offset: u32) -> u64 {
        u64::from(offset).saturating_sub(self.module.code_start as u64)
    }

    /// The position of the body that has this address range.
    pub fn body(&self, range: &Range<u64>) -> Option<usize> {
        let offset = range.start.checked_add(self.module.code_start as u64)?;
        let bodies = &self.module.bodies;
        let next = bodies.partition_point(|body| body.range.start as u64 <= offset);
        let position = next.checked_sub(1)?;
        let found = self.addresses(position);
        let is_it = range.start == found.start && range.end <= found.end && !range.is_empty();
        is_it.then_some(position)
    }

    fn addresses(&self, body: usize) -> Range<u64> {
        let range = &self.module.bodies[body].range;
        self.address(range.start as u32)..self.address(range.end as u32)
    }

    /// The function with a body, if it has code.
    pub fn function(&self, position: usize) -> Option<Function<'a>> {
        let body = &self.module.bodies[position];
        let id = self.program.instances[self.instance].functions[body.index];
        let placed = &self.code.functions[id];
        let spans = placed.places.spans.iter().enumerate();
        let mut spans: Vec<_> = spans
            .map(|(at, span)| (self.address(outer_offset(placed, span)), at as u32))
            .collect();
        spans.sort_unstable();
        (placed.len > 0).then(|| Function {
            placed,
            locals: self.locals(body.index, &body.code),
            body: self.addresses(position),
            spans,
        })
    }

    fn locals(&self, index: FuncIndex, body: &wasmparser::FunctionBody<'_>) -> Vec<Option<u8>> {
        let ty = self.program.types.func(self.module.sig(index));
        let mut locals: Vec<_> = ty
            .params
            .iter()
            .map(|&param| integer_bytes(param))
            .collect();
        for local in body.get_locals_reader().into_iter().flatten().flatten() {
            let ty = self.module.value_type(local.1).ok();
            let bytes = ty.and_then(integer_bytes);
            locals.extend(std::iter::repeat_n(bytes, local.0 as usize));
        }
        locals
    }
}

fn integer_bytes(ty: ValType) -> Option<u8> {
    match ty {
        ValType::I32 => Some(4),
        ValType::I64 => Some(8),
        _ => None,
    }
}

/// The offset in the module file from which a span came, or of the call of the function's own body that was
/// inlined there.
fn outer_offset(placed: &Placed, span: &Span) -> u32 {
    let Some(mut copy) = span.origin.copy else {
        return span.origin.offset;
    };
    loop {
        let Copy {
            caller,
            call_offset,
            ..
        } = placed.copies[copy];
        match caller {
            Some(caller) => copy = caller,
            None => return call_offset,
        }
    }
}

impl Function<'_> {
    /// The code from an address range, as offsets in the function; in order, and apart from each other.
    ///
    /// # Errors
    /// Those of [`Map::spend`].
    pub fn code(&self, map: &Map<'_>, range: Range<u64>) -> Result<Vec<Range<u32>>, Unreadable> {
        if range.start <= self.body.start && range.end >= self.body.end {
            return Ok(std::iter::once(0..self.placed.len).collect());
        }
        let first = self
            .spans
            .partition_point(|&(address, _)| address < range.start);
        let spans = self.spans[first..].iter();
        let spans = spans.take_while(|&&(address, _)| address < range.end);
        let mut positions: Vec<_> = spans.map(|&(_, position)| position).collect();
        map.spend(positions.len())?;
        positions.sort_unstable();
        Ok(self.merged(&positions))
    }

    /// The code of spans.
    pub fn merged(&self, positions: &[u32]) -> Vec<Range<u32>> {
        let mut code: Vec<Range<u32>> = Vec::new();
        let mut last_position = None;
        for &position in positions {
            let span = &self.placed.places.spans[position as usize];
            match code.last_mut() {
                // What lies between two spans belongs to the first.
                Some(last) if last_position == position.checked_sub(1) => last.end = span.end,
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => code.push(span.start..span.end),
            }
            last_position = Some(position);
        }
        code.retain(|range| range.start < range.end);
        code
    }

    /// Where the value of a local is.
    pub fn values(&self, local: u32) -> &[ValueRange] {
        let values = &self.placed.places.values;
        let start = values.partition_point(|value| value.local < local);
        let len = values[start..].partition_point(|value| value.local == local);
        &values[start..][..len]
    }
}
