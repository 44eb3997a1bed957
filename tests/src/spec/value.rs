//! Arguments and expected results: from the script's words to slots, and their comparison.

use wasmc_agent::driver::Slot;
use wasmc_compiler::decode::module::{self as decode, RefType, ValType};
use wast::core::{
    AbstractHeapType, HeapType, NanPattern, V128Const, V128Pattern, WastArgCore, WastRetCore,
};
use wast::{WastArg, WastRet};

/// A type as far as scripts tell types apart: of references only what they may refer to at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `v128`
    V128,
    /// `funcref` and its subtypes.
    Func,
    /// `externref` and its subtypes.
    Extern,
    /// `exnref` and its subtypes.
    Exn,
}

impl Kind {
    /// That of a type.
    pub fn of(ty: ValType) -> Kind {
        match ty {
            ValType::I32 => Kind::I32,
            ValType::I64 => Kind::I64,
            ValType::F32 => Kind::F32,
            ValType::F64 => Kind::F64,
            ValType::V128 => Kind::V128,
            ValType::Ref(RefType { heap, .. }) => match heap {
                decode::HeapType::Func
                | decode::HeapType::NoFunc
                | decode::HeapType::Concrete(_) => Kind::Func,
                decode::HeapType::Extern | decode::HeapType::NoExtern => Kind::Extern,
                decode::HeapType::Exn | decode::HeapType::NoExn => Kind::Exn,
            },
        }
    }

    /// That of references to a heap type; `None`: only a collector has them.
    fn of_references(heap: &HeapType<'_>) -> Option<Kind> {
        let ty = match heap {
            HeapType::Abstract { shared: false, ty } => ty,
            // Without a collector every other type is one of functions.
            HeapType::Concrete(_) => return Some(Kind::Func),
            _ => return None,
        };
        match ty {
            AbstractHeapType::Func | AbstractHeapType::NoFunc => Some(Kind::Func),
            AbstractHeapType::Extern | AbstractHeapType::NoExtern => Some(Kind::Extern),
            AbstractHeapType::Exn | AbstractHeapType::NoExn => Some(Kind::Exn),
            _ => None,
        }
    }

    fn is_reference(self) -> bool {
        matches!(self, Kind::Func | Kind::Extern | Kind::Exn)
    }

    fn name(self) -> &'static str {
        match self {
            Kind::I32 => "i32",
            Kind::I64 => "i64",
            Kind::F32 => "f32",
            Kind::F64 => "f64",
            Kind::V128 => "v128",
            Kind::Func => "funcref",
            Kind::Extern => "externref",
            Kind::Exn => "exnref",
        }
    }
}

/// An argument.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Its type.
    pub kind: Kind,
    /// Its bits.
    pub slot: Slot,
}

impl Argument {
    /// Reads an argument of the script.
    pub fn new(arg: &WastArg<'_>) -> Result<Argument, String> {
        let unknown = || {
            Err(format!(
                "this argument is none without a collector: {arg:?}"
            ))
        };
        let WastArg::Core(core) = arg else {
            return unknown();
        };
        let (kind, bits) = match core {
            WastArgCore::I32(value) => (Kind::I32, u128::from(*value as u32)),
            WastArgCore::I64(value) => (Kind::I64, u128::from(*value as u64)),
            WastArgCore::F32(value) => (Kind::F32, u128::from(value.bits)),
            WastArgCore::F64(value) => (Kind::F64, u128::from(value.bits)),
            WastArgCore::V128(value) => (Kind::V128, vector(value)),
            WastArgCore::RefNull(heap) => match Kind::of_references(heap) {
                Some(kind) => (kind, 0),
                None => return unknown(),
            },
            WastArgCore::RefExtern(number) => (Kind::Extern, extern_bits(*number).into()),
            WastArgCore::RefHost(_) => return unknown(),
        };
        Ok(Argument {
            kind,
            slot: bits.to_le_bytes(),
        })
    }
}

fn vector(value: &V128Const) -> u128 {
    u128::from_le_bytes(value.to_le_bytes())
}

/// The slot of `ref.extern N`: null is 0, so each number is one more.
fn extern_bits(number: u32) -> u64 {
    u64::from(number) + 1
}

/// What one lane of a result must be; a scalar has one lane.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Lane {
    /// These bits.
    Bits(u64),
    /// A NaN whose payload is only its quiet bit, of either sign (core spec 3.3, `nan:canonical`).
    CanonicalNan,
    /// A NaN whose quiet bit is set, of either sign (`nan:arithmetic`).
    ArithmeticNan,
    /// Anything but zero: a reference that is not null.
    NonZero,
}

/// Quiet bit and exponent of a float lane, and the bits apart from the sign.
fn float_masks(bytes: usize) -> (u64, u64) {
    match bytes {
        4 => (0x7fc0_0000, 0x7fff_ffff),
        _ => (0x7ff8_0000_0000_0000, 0x7fff_ffff_ffff_ffff),
    }
}

impl Lane {
    fn matches(self, bytes: usize, bits: u64) -> bool {
        let (quiet_nan, magnitude) = float_masks(bytes);
        match self {
            Lane::Bits(expected) => bits == expected,
            Lane::CanonicalNan => bits & magnitude == quiet_nan,
            Lane::ArithmeticNan => bits & quiet_nan == quiet_nan,
            Lane::NonZero => bits != 0,
        }
    }

    /// A lane that never matches what this one matches.
    fn flip(self) -> Lane {
        match self {
            Lane::Bits(bits) => Lane::Bits(bits ^ 1),
            Lane::CanonicalNan | Lane::ArithmeticNan | Lane::NonZero => Lane::Bits(0),
        }
    }
}

/// What a result must be.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Each acceptable value; all but `either` have one.
    alternatives: Vec<Pattern>,
}

#[derive(Clone, Debug)]
struct Pattern {
    /// `None`: a null of any reference type.
    kind: Option<Kind>,
    lane_bytes: usize,
    lanes: Vec<Lane>,
}

impl Expected {
    /// Reads a result of the script.
    pub fn new(ret: &WastRet<'_>) -> Result<Expected, String> {
        let WastRet::Core(core) = ret else {
            return Err(format!("this result is none without a collector: {ret:?}"));
        };
        let alternatives = match core {
            WastRetCore::Either(cases) => {
                cases.iter().map(Pattern::new).collect::<Result<_, _>>()?
            }
            case => vec![Pattern::new(case)?],
        };
        Ok(Expected { alternatives })
    }

    /// Compares a result, bit by bit.
    pub fn check(&self, kind: Kind, slot: &Slot) -> Result<(), String> {
        if self
            .alternatives
            .iter()
            .any(|pattern| pattern.matches(kind, slot))
        {
            return Ok(());
        }
        let expected: Vec<_> = self.alternatives.iter().map(Pattern::describe).collect();
        let bits = u128::from_le_bytes(*slot);
        Err(format!(
            "expected {}, got {} 0x{bits:x}",
            expected.join(" or "),
            kind.name()
        ))
    }

    /// Becomes an expectation that what this one expects cannot meet.
    pub fn flip(&mut self) {
        for pattern in &mut self.alternatives {
            if let Some(lane) = pattern.lanes.first_mut() {
                *lane = lane.flip();
            }
        }
    }
}

impl Pattern {
    fn new(ret: &WastRetCore<'_>) -> Result<Pattern, String> {
        let scalar = |kind, lane_bytes, lane| {
            Ok(Pattern {
                kind: Some(kind),
                lane_bytes,
                lanes: vec![lane],
            })
        };
        match ret {
            WastRetCore::I32(value) => scalar(Kind::I32, 4, Lane::Bits((*value as u32).into())),
            WastRetCore::I64(value) => scalar(Kind::I64, 8, Lane::Bits(*value as u64)),
            WastRetCore::F32(value) => scalar(Kind::F32, 4, nan(value, |v| v.bits.into())),
            WastRetCore::F64(value) => scalar(Kind::F64, 8, nan(value, |v| v.bits)),
            WastRetCore::V128(value) => Ok(Pattern::vector(value)),
            WastRetCore::RefNull(heap) => {
                let kind = match heap {
                    Some(heap) => Some(
                        Kind::of_references(heap).ok_or("a reference that only a collector has")?,
                    ),
                    None => None,
                };
                Ok(Pattern {
                    kind,
                    lane_bytes: 8,
                    lanes: vec![Lane::Bits(0)],
                })
            }
            WastRetCore::RefExtern(Some(number)) => {
                scalar(Kind::Extern, 8, Lane::Bits(extern_bits(*number)))
            }
            WastRetCore::RefExtern(None) => scalar(Kind::Extern, 8, Lane::NonZero),
            WastRetCore::RefFunc(None) => scalar(Kind::Func, 8, Lane::NonZero),
            WastRetCore::RefFunc(Some(_))
            | WastRetCore::RefHost(_)
            | WastRetCore::RefAny
            | WastRetCore::RefEq
            | WastRetCore::RefArray
            | WastRetCore::RefStruct
            | WastRetCore::RefI31
            | WastRetCore::RefI31Shared
            | WastRetCore::Either(_) => {
                Err(format!("this result is none without a collector: {ret:?}"))
            }
        }
    }

    fn vector(value: &V128Pattern) -> Pattern {
        let (lane_bytes, lanes) = match value {
            V128Pattern::I8x16(v) => (1, v.iter().map(|x| Lane::Bits((*x as u8).into())).collect()),
            V128Pattern::I16x8(v) => (
                2,
                v.iter().map(|x| Lane::Bits((*x as u16).into())).collect(),
            ),
            V128Pattern::I32x4(v) => (
                4,
                v.iter().map(|x| Lane::Bits((*x as u32).into())).collect(),
            ),
            V128Pattern::I64x2(v) => (8, v.iter().map(|x| Lane::Bits(*x as u64)).collect()),
            V128Pattern::F32x4(v) => (4, v.iter().map(|x| nan(x, |v| v.bits.into())).collect()),
            V128Pattern::F64x2(v) => (8, v.iter().map(|x| nan(x, |v| v.bits)).collect()),
        };
        Pattern {
            kind: Some(Kind::V128),
            lane_bytes,
            lanes,
        }
    }

    fn matches(&self, kind: Kind, slot: &Slot) -> bool {
        let same_kind = match self.kind {
            Some(expected) => expected == kind,
            None => kind.is_reference(),
        };
        let mut lanes = slot.chunks(self.lane_bytes).map(|bytes| {
            bytes
                .iter()
                .rev()
                .fold(0u64, |bits, byte| bits << 8 | u64::from(*byte))
        });
        same_kind
            && self.lanes.iter().all(|lane| {
                lanes
                    .next()
                    .is_some_and(|bits| lane.matches(self.lane_bytes, bits))
            })
    }

    fn describe(&self) -> String {
        let kind = self.kind.map_or("a null", Kind::name);
        let lanes: Vec<_> = self
            .lanes
            .iter()
            .map(|lane| match lane {
                Lane::Bits(bits) => format!("0x{bits:x}"),
                Lane::CanonicalNan => "nan:canonical".to_string(),
                Lane::ArithmeticNan => "nan:arithmetic".to_string(),
                Lane::NonZero => "not null".to_string(),
            })
            .collect();
        format!("{kind} {}", lanes.join(" "))
    }
}

fn nan<F>(pattern: &NanPattern<F>, bits: impl Fn(&F) -> u64) -> Lane {
    match pattern {
        NanPattern::CanonicalNan => Lane::CanonicalNan,
        NanPattern::ArithmeticNan => Lane::ArithmeticNan,
        NanPattern::Value(value) => Lane::Bits(bits(value)),
    }
}
