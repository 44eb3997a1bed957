//! The proposals that a module uses, with the first place of each: from its structure, and from one reading of
//! its bodies that validates nothing.

use super::features::{self, PROPOSALS, Proposal, Support};
use super::module::{Module, Types};
use super::{operator, plain, sections};
use crate::composition::Input;
use crate::options::WasmVersion;
use rayon::prelude::*;
use std::ops::Range;
use wasmparser::{
    AbstractHeapType, BinaryReader, BinaryReaderError, BlockType, FrameKind, FrameStack,
    FunctionBody, HeapType, Parser, Payload, RefType, ValType, Validator, VisitOperator,
    VisitSimdOperator, WasmFeatures,
};

/// The first place where a module uses a proposal.
#[derive(Clone, Copy)]
pub struct Use {
    /// The proposal.
    pub proposal: &'static Proposal,
    /// Whether the module may use it as it does.
    pub supported: bool,
    /// Offset in the module file, in bytes.
    pub offset: usize,
    /// The function, where the place is in a body.
    pub function: Option<u32>,
}

impl std::fmt::Display for Use {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.proposal.name;
        let offset = self.offset;
        match self.function {
            Some(function) => write!(f, "{name} (func[{function}], at offset 0x{offset:x})"),
            None => write!(f, "{name} (at offset 0x{offset:x})"),
        }
    }
}

/// The proposals that a module uses, in the order of [`PROPOSALS`]; `None` where the module is malformed, or
/// invalid apart from its bodies.
pub fn proposals(input: &Input) -> Option<Vec<Use>> {
    Structure::read(&input.bytes).map(|structure| proposals_of(&structure))
}

fn proposals_of(structure: &Structure<'_>) -> Vec<Use> {
    let of_structure = || {
        let mut uses = structure.uses();
        if let (Some(number), Some(offset)) = (const { number("branch_hinting") }, structure.hints)
        {
            uses.0[number] = Some((offset, None));
        }
        uses
    };
    let of_bodies = || in_bodies(structure.bodies.par_iter(), structure.imported_functions);
    let (uses, in_bodies) = rayon::join(of_structure, of_bodies);
    let uses = PROPOSALS.iter().zip(uses.0).zip(in_bodies.0);
    let uses = uses.filter_map(|((proposal, found), in_body)| {
        // The structure comes first, wherever it stands.
        let (offset, function) = found.or(in_body)?;
        Some(Use {
            proposal,
            supported: match proposal.support {
                Support::Yes => true,
                // Of `gc`, recursive types and subtypes of functions are there.
                Support::No => proposal.name == "gc" && in_body.is_none() && structure.is_decoded(),
            },
            offset,
            function,
        })
    });
    uses.collect()
}

/// The first places in bodies, the first of which is that of function number `first`.
fn in_bodies<'a, 'data: 'a>(
    bodies: impl IndexedParallelIterator<Item = &'a FunctionBody<'data>>,
    first: u32,
) -> Uses {
    bodies
        .enumerate()
        .fold(Uses::default, |mut uses, (number, body)| {
            uses.add_body(body, first + number as u32);
            uses
        })
        .reduce(Uses::default, Uses::earliest)
}

/// The position of the first body that uses a proposal which this version has not got.
pub fn unsupported_body<'a, 'data: 'a>(
    bodies: impl IndexedParallelIterator<Item = &'a FunctionBody<'data>>,
    version: WasmVersion,
) -> Option<usize> {
    let features = features::supported(version);
    let uses = PROPOSALS.iter().zip(in_bodies(bodies, 0).0);
    let unsupported = uses.filter_map(|(proposal, found)| {
        let supported = match proposal.support {
            Support::Yes => features.contains(proposal.flags),
            Support::No => false,
        };
        found.filter(|_| !supported)
    });
    let (_, position) = unsupported.min()?;
    position.map(|position| position as usize)
}

/// The proposals that a module uses although this version has not got them; `None` where it is invalid
/// with all proposals as well, at `offset` or before.
pub fn unsupported(input: &Input, version: WasmVersion, offset: usize) -> Option<Vec<Use>> {
    let structure = Structure::read(&input.bytes)?;
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    for payload in &structure.payloads {
        validator.payload(payload).ok()?;
    }
    for body in &structure.bodies {
        let to_validate = validator.code_section_entry(body).ok()?;
        if body.range().contains(&(offset as u64)) {
            let allocations = Default::default();
            to_validate
                .into_validator(allocations)
                .validate(body)
                .ok()?;
        }
    }
    let mut uses = proposals_of(&structure);
    let features = features::supported(version);
    uses.retain(|it| !it.supported || !features.contains(it.proposal.flags));
    Some(uses)
}

/// A module without what is in its bodies.
struct Structure<'data> {
    bytes: &'data [u8],
    /// Its sections.
    payloads: Vec<Payload<'data>>,
    bodies: Vec<FunctionBody<'data>>,
    imported_functions: u32,
    /// The section of branch hints.
    hints: Option<usize>,
}

impl<'data> Structure<'data> {
    fn read(bytes: &'data [u8]) -> Option<Structure<'data>> {
        let mut structure = Structure {
            bytes,
            payloads: Vec::new(),
            bodies: Vec::new(),
            imported_functions: 0,
            hints: None,
        };
        let mut defined = 0;
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.ok()? {
                Payload::CodeSectionEntry(body) => structure.bodies.push(body),
                // It compares the numbers of functions and bodies, which are not validated here.
                Payload::End(_) => {}
                Payload::CustomSection(section) => {
                    if section.name() == "metadata.code.branch_hint" {
                        structure.hints = Some(section.range().start as usize);
                    }
                }
                payload => {
                    if let Payload::FunctionSection(section) = &payload {
                        defined = section.count();
                    }
                    structure.payloads.push(payload);
                }
            }
        }
        let valid = structure.validate(WasmFeatures::all()).ok()?;
        structure.imported_functions = valid.checked_sub(defined)?;
        Some(structure)
    }

    /// Whether the decoder takes the sections.
    fn is_decoded(&self) -> bool {
        let (mut module, mut types) = (Module::default(), Types::default());
        Parser::new(0).parse_all(self.bytes).all(|payload| {
            payload.is_ok_and(|payload| match payload {
                Payload::CodeSectionEntry(_) => true,
                payload => sections::section(&mut module, &mut types, payload).is_ok(),
            })
        })
    }

    /// The first places of the proposals without which the structure is invalid.
    fn uses(&self) -> Uses {
        let mut uses = Uses::default();
        let mut features = without(0..PROPOSALS.len());
        while let Err(error) = self.validate(features) {
            let missing = error.missing_wasm_feature().and_then(|missing| {
                let proposals = PROPOSALS.iter();
                proposals
                    .enumerate()
                    .find(|(_, proposal)| proposal.flags.contains(missing))
            });
            match missing {
                Some((number, proposal)) if uses.0[number].is_none() => {
                    uses.0[number] = Some((error.offset() as usize, None));
                    features |= proposal.flags;
                }
                // The validator does not always know.
                _ => return self.uses_among(0..PROPOSALS.len()),
            }
        }
        uses
    }

    /// The same for some proposals of the list, by leaving them out.
    fn uses_among(&self, proposals: Range<usize>) -> Uses {
        let mut uses = Uses::default();
        let Err(error) = self.validate(without(proposals.clone())) else {
            return uses;
        };
        if proposals.len() == 1 {
            uses.0[proposals.start] = Some((error.offset() as usize, None));
            return uses;
        }
        let middle = proposals.start.midpoint(proposals.end);
        let (first, second) = rayon::join(
            || self.uses_among(proposals.start..middle),
            || self.uses_among(middle..proposals.end),
        );
        first.earliest(second)
    }

    /// Validates all but the bodies, and returns the number of functions.
    fn validate(&self, features: WasmFeatures) -> Result<u32, BinaryReaderError> {
        let mut validator = Validator::new_with_features(features);
        for payload in &self.payloads {
            validator.payload(payload)?;
        }
        let types = validator.types(0);
        Ok(types.map_or(0, |types| types.function_count()))
    }
}

/// All features but those of some proposals of the list.
fn without(proposals: Range<usize>) -> WasmFeatures {
    PROPOSALS[proposals]
        .iter()
        .fold(WasmFeatures::all(), |features, proposal| {
            features.difference(proposal.flags)
        })
}

/// The first place of each proposal, in the order of [`PROPOSALS`].
#[derive(Clone, Copy)]
struct Uses([Option<(usize, Option<u32>)>; PROPOSALS.len()]);

impl Default for Uses {
    fn default() -> Uses {
        Uses([None; PROPOSALS.len()])
    }
}

impl Uses {
    /// Adds those of a body that stands behind the others, up to where it is malformed.
    fn add_body(&mut self, body: &FunctionBody<'_>, function: u32) {
        let _ = read_body(body, |number, offset| {
            self.0[number].get_or_insert((offset, Some(function)));
        });
    }

    fn earliest(mut self, other: Uses) -> Uses {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own = match (*own, other) {
                (Some(own), Some(other)) => Some(own.min(other)),
                (own, other) => own.or(other),
            };
        }
        self
    }
}

fn read_body(
    body: &FunctionBody<'_>,
    mut note: impl FnMut(usize, usize),
) -> Result<(), BinaryReaderError> {
    let mut locals = body.get_binary_reader();
    for _ in 0..locals.read_var_u32()? {
        let offset = locals.original_position() as usize;
        locals.read_var_u32()?;
        if let Some(number) = of_value_type(locals.read::<ValType>()?) {
            note(number, offset);
        }
    }
    let mut operators: BinaryReader<'_> = locals;
    loop {
        let rest = operators.clone().read_bytes(operators.bytes_remaining())?;
        operators.read_bytes(plain::prefix(rest))?;
        if operators.eof() {
            return Ok(());
        }
        let offset = operators.original_position() as usize;
        let mut find = Find {
            around: operator::around(&operators)?,
        };
        if let Some(number) = operators.visit_operator(&mut find)? {
            note(number, offset);
        }
    }
}

/// The number of a proposal in [`PROPOSALS`], by the name of wasmparser's list.
const fn number(name: &str) -> Option<usize> {
    let name = name.as_bytes();
    if matches!(name, b"mvp") {
        return None;
    }
    let mut number = 0;
    while number < PROPOSALS.len() {
        let proposal = PROPOSALS[number].name.as_bytes();
        let mut at = 0;
        while at < name.len() && at < proposal.len() {
            let byte = if name[at] == b'_' { b'-' } else { name[at] };
            if byte != proposal[at] {
                break;
            }
            at += 1;
        }
        if at == name.len() && at == proposal.len() {
            return Some(number);
        }
        number += 1;
    }
    panic!("an operator of a proposal that is not in the list")
}

fn of_value_type(ty: ValType) -> Option<usize> {
    match ty {
        ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64 => None,
        ValType::V128 => const { number("simd") },
        ValType::Ref(ty) => of_reference(ty),
    }
}

fn of_reference(ty: RefType) -> Option<usize> {
    match of_heap_type(ty.heap_type()) {
        found if found == const { number("reference_types") } && !ty.is_nullable() => {
            const { number("function_references") }
        }
        found => found,
    }
}

fn of_heap_type(ty: HeapType) -> Option<usize> {
    match ty {
        HeapType::Concrete(_) => const { number("function_references") },
        HeapType::Exact(_) => const { number("custom_descriptors") },
        HeapType::Abstract { shared: true, .. } => const { number("shared_everything_threads") },
        HeapType::Abstract { shared: false, ty } => match ty {
            AbstractHeapType::Func | AbstractHeapType::Extern => {
                const { number("reference_types") }
            }
            AbstractHeapType::Exn | AbstractHeapType::NoExn => const { number("exceptions") },
            AbstractHeapType::Cont | AbstractHeapType::NoCont => {
                const { number("stack_switching") }
            }
            AbstractHeapType::Any
            | AbstractHeapType::None
            | AbstractHeapType::NoExtern
            | AbstractHeapType::NoFunc
            | AbstractHeapType::Eq
            | AbstractHeapType::Struct
            | AbstractHeapType::Array
            | AbstractHeapType::I31 => const { number("gc") },
        },
    }
}

fn of_block_type(ty: BlockType) -> Option<usize> {
    match ty {
        BlockType::Empty => None,
        BlockType::Type(ty) => of_value_type(ty),
        BlockType::FuncType(_) => const { number("multi_value") },
    }
}

/// Finds the proposal of an operator.
struct Find {
    around: FrameKind,
}

/// What an immediate says beyond the operator.
macro_rules! immediate {
    (blockty $value:ident) => {
        of_block_type($value)
    };
    (hty $value:ident) => {
        of_heap_type($value)
    };
    ($name:ident $value:ident) => {{
        let _ = $value;
        None
    }};
}

macro_rules! find {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $ty:ty),* })? => $visit:ident $arity:tt)*) => {$(
        fn $visit(&mut self $($(, $arg: $ty)*)?) -> Option<usize> {
            let own = const { number(stringify!($proposal)) };
            own $($(.or(immediate!($arg $arg)))*)?
        }
    )*};
}

impl<'a> VisitOperator<'a> for Find {
    type Output = Option<usize>;

    fn simd_visitor(&mut self) -> Option<&mut dyn VisitSimdOperator<'a, Output = Self::Output>> {
        Some(self)
    }

    wasmparser::for_each_visit_operator!(find);
}

impl VisitSimdOperator<'_> for Find {
    wasmparser::for_each_visit_simd_operator!(find);
}

impl FrameStack for Find {
    fn current_frame(&self) -> Option<FrameKind> {
        Some(self.around)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Modules that use proposals in their structure and their bodies, with the names of all of them.
    const MODULES: &[(&str, &[&str])] = &[
        ("(module)", &[]),
        ("(memory 1 1 shared)", &["threads"]),
        ("(memory 1) (memory 1)", &["multi-memory"]),
        ("(memory i64 1)", &["memory64"]),
        ("(memory 1 (pagesize 1))", &["custom-page-sizes"]),
        ("(type (struct))", &["gc"]),
        ("(func (drop (ref.i31 (i32.const 1))))", &["gc"]),
        ("(func (local anyref))", &["gc"]),
        ("(func (local v128))", &["simd"]),
        (
            "(func (result i32 i32) i32.const 1 i32.const 2)",
            &["multi-value"],
        ),
        ("(func (block (param i32) drop) )", &["multi-value"]),
        ("(table 1 externref)", &["reference-types"]),
        ("(tag)", &["exceptions"]),
        ("(func try catch_all end)", &["legacy-exceptions"]),
        ("(func return_call 0)", &["tail-call"]),
        (
            "(memory 1) (data $d \"\") (func data.drop $d)",
            &["bulk-memory"],
        ),
        (
            "(import \"a\" \"b\" (global (mut i32)))",
            &["mutable-global"],
        ),
        (
            "(global i32 (i32.add (i32.const 1) (i32.const 2)))",
            &["extended-const"],
        ),
        ("(type $f (func)) (type (cont $f))", &["stack-switching"]),
        (
            "(func (param (ref func)))",
            &["reference-types", "function-references"],
        ),
        (
            "(func (drop (i32.extend8_s (i32.trunc_sat_f32_s (f32.const 1)))))",
            &["saturating-float-to-int", "sign-extension"],
        ),
        (
            "(memory 1 1 shared) (func atomic.fence) (type (struct)) (func i8x16.relaxed_swizzle)",
            &["gc", "relaxed-simd", "threads"],
        ),
    ];

    fn names(fields: &str) -> Vec<&'static str> {
        let text = match fields {
            "(module)" => fields.into(),
            fields => format!("(module {fields})"),
        };
        let input = Input {
            name: "module".into(),
            bytes: wat::parse_str(text).unwrap(),
        };
        let uses = proposals(&input).unwrap_or_else(|| panic!("{fields} is invalid"));
        uses.iter().map(|it| it.proposal.name).collect()
    }

    #[test]
    fn proposals_that_are_used() {
        for (fields, expected) in MODULES {
            assert_eq!(names(fields), *expected, "{fields}");
        }
    }

    #[test]
    fn what_the_validator_says_is_what_leaving_out_finds() {
        for (fields, _) in MODULES.iter().skip(1) {
            let bytes = wat::parse_str(format!("(module {fields})")).unwrap();
            let structure = Structure::read(&bytes).unwrap();
            let found = structure.uses().0;
            assert_eq!(
                found,
                structure.uses_among(0..PROPOSALS.len()).0,
                "{fields}"
            );
        }
    }

    #[test]
    fn what_is_told_by_bytes_alone_uses_no_proposal() {
        const IMMEDIATES: [[u8; 12]; 6] = [
            [0; 12],
            [0x40, 0, 1, 0x0b, 0x0b, 0, 0, 0, 0, 0, 0, 0],
            [0x7f, 1, 0x0b, 0x20, 0x80, 1, 0x0b, 0, 0, 0, 0, 0],
            [0x80, 0x80, 1, 0x41, 0x80, 0x80, 0x80, 0x80, 1, 0, 0, 0],
            [2, 0xff, 0xff, 0xff, 0x7f, 0x28, 2, 0x84, 1, 0x1a, 0, 0],
            [0x70, 0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0xa2, 0xa0],
        ];
        let mut told = 0;
        for opcode in 0..=u8::MAX {
            for immediates in IMMEDIATES {
                let code = [&[opcode], &immediates[..]].concat();
                for len in 1..=code.len() {
                    let prefix = plain::prefix(&code[..len]);
                    told += usize::from(prefix > 0);
                    let mut operators = BinaryReader::new(&code[..len], 0);
                    while operators.current_position() < prefix {
                        let around = operator::around(&operators).unwrap();
                        let found = operators.visit_operator(&mut Find { around });
                        assert!(matches!(found, Ok(None)), "{code:x?} of {len}: {found:?}");
                    }
                    assert_eq!(operators.current_position(), prefix, "{code:x?} of {len}");
                }
            }
        }
        assert!(told > 5000, "{told}");
    }
}
