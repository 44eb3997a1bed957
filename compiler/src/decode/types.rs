//! Types (core spec 2.3), with one id for equal types of different modules.
//!
//! Two type definitions are equal if they have the same position in equal recursive groups (core spec
//! 3.1.2, rolling and unrolling). To compare groups, a reference to a type of the group itself is
//! written as a position in the group, and a reference to an earlier type as its id. All modules of an
//! image are decoded with one [`Types`], so that equal types have equal ids.

use super::refusal::Refusal;
use cranelift_entity::{EntityRef, PrimaryMap, entity_impl};
use std::collections::HashMap;
use wasmparser::{AbstractHeapType, CompositeInnerType, PackedIndex, RecGroup, UnpackedIndex};

/// A function type of the image: equal types of different modules have one id.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SigId(u32);
entity_impl!(SigId, "sig");

impl SigId {
    /// The lower half of a reference to a function of this type. 0 stands for null.
    pub fn type_id(self) -> u32 {
        self.index() as u32 + 1
    }
}

/// A heap type: what a reference refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HeapType {
    /// Any function.
    Func,
    /// No function.
    NoFunc,
    /// Any external value.
    Extern,
    /// No external value.
    NoExtern,
    /// Any exception.
    Exn,
    /// No exception.
    NoExn,
    /// A function of this type, or of a subtype.
    Concrete(SigId),
}

/// A reference type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RefType {
    /// Whether the reference may be null.
    pub nullable: bool,
    /// What it refers to.
    pub heap: HeapType,
}

/// A value type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValType {
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
    /// Single-precision float.
    F32,
    /// Double-precision float.
    F64,
    /// 128-bit vector.
    V128,
    /// Reference.
    Ref(RefType),
}

impl ValType {
    /// `funcref`
    pub const FUNCREF: ValType = ValType::nullable(HeapType::Func);
    /// `externref`
    pub const EXTERNREF: ValType = ValType::nullable(HeapType::Extern);
    /// `exnref`
    pub const EXNREF: ValType = ValType::nullable(HeapType::Exn);

    /// Whether it is a type of references without null.
    pub fn is_never_null(self) -> bool {
        matches!(
            self,
            ValType::Ref(RefType {
                nullable: false,
                ..
            })
        )
    }

    /// Whether null is a value of this type.
    pub fn is_nullable(self) -> bool {
        matches!(self, ValType::Ref(RefType { nullable: true, .. }))
    }

    /// The same type without null.
    pub fn non_null(self) -> ValType {
        match self {
            ValType::Ref(RefType { heap, .. }) => {
                let nullable = false;
                ValType::Ref(RefType { nullable, heap })
            }
            ty => ty,
        }
    }

    const fn nullable(heap: HeapType) -> ValType {
        let nullable = true;
        ValType::Ref(RefType { nullable, heap })
    }
}

impl std::fmt::Display for ValType {
    /// The name in the text format.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ValType::I32 => f.write_str("i32"),
            ValType::I64 => f.write_str("i64"),
            ValType::F32 => f.write_str("f32"),
            ValType::F64 => f.write_str("f64"),
            ValType::V128 => f.write_str("v128"),
            ValType::Ref(ty) => ty.fmt(f),
        }
    }
}

impl std::fmt::Display for RefType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let heap = match self.heap {
            HeapType::Func => "func",
            HeapType::NoFunc => "nofunc",
            HeapType::Extern => "extern",
            HeapType::NoExtern => "noextern",
            HeapType::Exn => "exn",
            HeapType::NoExn => "noexn",
            HeapType::Concrete(id) => {
                let null = if self.nullable { "null " } else { "" };
                return write!(f, "(ref {null}{id})");
            }
        };
        match (self.nullable, self.heap) {
            (true, HeapType::Func | HeapType::Extern | HeapType::Exn) => write!(f, "{heap}ref"),
            (true, _) => write!(f, "(ref null {heap})"),
            (false, _) => write!(f, "(ref {heap})"),
        }
    }
}

/// A function type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct FuncType {
    /// Types of the parameters.
    pub params: Box<[ValType]>,
    /// Types of the results.
    pub results: Box<[ValType]>,
}

impl std::fmt::Display for FuncType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |types: &[ValType]| {
            let names: Vec<_> = types.iter().map(|ty| ty.to_string()).collect();
            names.join(", ")
        };
        write!(f, "({}) -> ({})", list(&self.params), list(&self.results))
    }
}

/// A type definition.
#[derive(Clone, Debug)]
struct Definition {
    func: FuncType,
    /// The declared supertype.
    supertype: Option<SigId>,
    /// The type itself and its subtypes, in the order of their ids.
    subtypes: Vec<SigId>,
}

/// A type definition as part of a recursive group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Member {
    func: FuncType,
    supertype: Option<SigId>,
    is_final: bool,
}

/// The most subtypes of a type, itself among them: an indirect call compares with each.
const MAX_SUBTYPES: usize = 64;

/// In a [`Member`], the id `POSITIONS + n` stands for type `n` of the group itself.
const POSITIONS: u32 = 1 << 31;

/// The type definitions of all modules of an image.
#[derive(Clone, Debug, Default)]
pub struct Types {
    definitions: PrimaryMap<SigId, Definition>,
    /// The id of the first definition of each group.
    groups: HashMap<Vec<Member>, SigId>,
}

impl Types {
    /// The definition of a function type.
    pub fn func(&self, id: SigId) -> &FuncType {
        &self.definitions[id].func
    }

    /// The id of a function type that is final, has no supertype and is alone in its group.
    pub fn intern(&mut self, ty: &FuncType) -> SigId {
        let member = Member {
            func: ty.clone(),
            supertype: None,
            is_final: true,
        };
        self.intern_group(vec![member])
    }

    /// Whether `id` is `above` or one of its subtypes.
    pub fn is_subtype(&self, mut id: SigId, above: SigId) -> bool {
        while id != above {
            match self.definitions[id].supertype {
                Some(supertype) => id = supertype,
                None => return false,
            }
        }
        true
    }

    /// A type and its subtypes, in the order of their ids.
    pub fn subtypes(&self, of: SigId) -> &[SigId] {
        &self.definitions[of].subtypes
    }

    /// Whether a value of the type `found` may be used where `wanted` is expected (core spec 3.3.1,
    /// Matching).
    pub fn matches(&self, found: ValType, wanted: ValType) -> bool {
        let (ValType::Ref(found), ValType::Ref(wanted)) = (found, wanted) else {
            return found == wanted;
        };
        let nullable = wanted.nullable || !found.nullable;
        nullable && self.heap_matches(found.heap, wanted.heap)
    }

    fn heap_matches(&self, found: HeapType, wanted: HeapType) -> bool {
        match (found, wanted) {
            (HeapType::Concrete(found), HeapType::Concrete(wanted)) => {
                self.is_subtype(found, wanted)
            }
            (HeapType::Concrete(_) | HeapType::NoFunc, HeapType::Func)
            | (HeapType::NoFunc, HeapType::Concrete(_))
            | (HeapType::NoExtern, HeapType::Extern)
            | (HeapType::NoExn, HeapType::Exn) => true,
            (found, wanted) => found == wanted,
        }
    }

    /// Appends the types of a recursive group to `module`, the types of its module so far.
    pub(super) fn add_group<K: EntityRef>(
        &mut self,
        module: &mut PrimaryMap<K, SigId>,
        group: RecGroup,
    ) -> Result<(), Refusal> {
        let start = module.len() as u32;
        let resolve = |index: u32| match index.checked_sub(start) {
            Some(position) => SigId::from_u32(POSITIONS + position),
            None => module[K::new(index as usize)],
        };
        let packed = |index: &PackedIndex| match index.unpack() {
            UnpackedIndex::Module(index) => Ok(resolve(index)),
            _ => Err(unsupported("a type that names no type of the module")),
        };
        let members = group
            .types()
            .map(|ty| {
                let func = match &ty.composite_type.inner {
                    CompositeInnerType::Func(func) => func,
                    CompositeInnerType::Struct(_) | CompositeInnerType::Array(_) => {
                        return Err(unsupported("a struct or array type (the proposal gc)"));
                    }
                    CompositeInnerType::Cont(_) => {
                        let what = "a continuation type (the proposal stack-switching)";
                        return Err(unsupported(what));
                    }
                };
                let list = |types: &[wasmparser::ValType]| -> Result<Box<[_]>, Refusal> {
                    types.iter().map(|&ty| value_type(ty, &resolve)).collect()
                };
                Ok(Member {
                    func: FuncType {
                        params: list(func.params())?,
                        results: list(func.results())?,
                    },
                    supertype: ty.supertype_idxs.first().map(packed).transpose()?,
                    is_final: ty.is_final,
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let count = members.len();
        let first = self.intern_group(members);
        for position in 0..count {
            let id = SigId::new(first.index() + position);
            module.push(id);
            let mut above = Some(id);
            while let Some(ancestor) = above {
                let Definition {
                    supertype,
                    subtypes,
                    ..
                } = &self.definitions[ancestor];
                if subtypes.len() > MAX_SUBTYPES {
                    let what = format!("a type with more than {} subtypes", MAX_SUBTYPES - 1);
                    return Err(unsupported(what));
                }
                above = *supertype;
            }
        }
        Ok(())
    }

    /// The id of the first type of a group.
    fn intern_group(&mut self, group: Vec<Member>) -> SigId {
        if let Some(&first) = self.groups.get(&group) {
            return first;
        }
        let first = self.definitions.next_key();
        let placed = |id: SigId| match id.as_u32().checked_sub(POSITIONS) {
            Some(position) => SigId::from_u32(first.as_u32() + position),
            None => id,
        };
        let place = |ty: &ValType| match *ty {
            ValType::Ref(RefType {
                nullable,
                heap: HeapType::Concrete(id),
            }) => ValType::Ref(RefType {
                nullable,
                heap: HeapType::Concrete(placed(id)),
            }),
            ty => ty,
        };
        for member in &group {
            let supertype = member.supertype.map(placed);
            let id = self.definitions.push(Definition {
                func: FuncType {
                    params: member.func.params.iter().map(place).collect(),
                    results: member.func.results.iter().map(place).collect(),
                },
                supertype,
                subtypes: Vec::new(),
            });
            // Each list gets the id, up to the type without a supertype.
            let mut above = Some(id);
            while let Some(ancestor) = above {
                self.definitions[ancestor].subtypes.push(id);
                above = self.definitions[ancestor].supertype;
            }
        }
        self.groups.insert(group, first);
        first
    }
}

fn unsupported(what: impl Into<String>) -> Refusal {
    Refusal::Unsupported(what.into(), None)
}

/// Converts a value type. `resolve` maps the type indices of the module to ids.
pub(super) fn value_type(
    ty: wasmparser::ValType,
    resolve: &impl Fn(u32) -> SigId,
) -> Result<ValType, Refusal> {
    Ok(match ty {
        wasmparser::ValType::I32 => ValType::I32,
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        wasmparser::ValType::V128 => ValType::V128,
        wasmparser::ValType::Ref(ty) => ValType::Ref(ref_type(ty, resolve)?),
    })
}

fn ref_type(ty: wasmparser::RefType, resolve: &impl Fn(u32) -> SigId) -> Result<RefType, Refusal> {
    let heap = match ty.heap_type() {
        wasmparser::HeapType::Concrete(UnpackedIndex::Module(index)) => {
            HeapType::Concrete(resolve(index))
        }
        wasmparser::HeapType::Abstract {
            shared: false,
            ty: heap,
        } => match heap {
            AbstractHeapType::Func => HeapType::Func,
            AbstractHeapType::NoFunc => HeapType::NoFunc,
            AbstractHeapType::Extern => HeapType::Extern,
            AbstractHeapType::NoExtern => HeapType::NoExtern,
            AbstractHeapType::Exn => HeapType::Exn,
            AbstractHeapType::NoExn => HeapType::NoExn,
            AbstractHeapType::Any
            | AbstractHeapType::None
            | AbstractHeapType::Eq
            | AbstractHeapType::Struct
            | AbstractHeapType::Array
            | AbstractHeapType::I31 => {
                return Err(unsupported(format!(
                    "values of type {ty} (the proposal gc)"
                )));
            }
            AbstractHeapType::Cont | AbstractHeapType::NoCont => {
                let what = format!("values of type {ty} (the proposal stack-switching)");
                return Err(unsupported(what));
            }
        },
        _ => return Err(unsupported(format!("values of type {ty}"))),
    };
    Ok(RefType {
        nullable: ty.is_nullable(),
        heap,
    })
}
