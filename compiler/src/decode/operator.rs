//! Operators (core spec 5.4), as an enumeration that code outside can match exhaustively.
//!
//! wasmparser's own `Operator` is non-exhaustive: a match over it needs an arm for everything else,
//! and a new operator would fall into that arm unseen. [`Op`] is made from the same list, has
//! the operators of the proposals that are supported, and no others.
//!
//! To support a proposal, move its line in `split_by_support` from `refused` to `supported`, and
//! its line in [`super::features::PROPOSALS`] to supported. Its operators then are variants of [`Op`], and what
//! matches `Op` does not compile until it has arms for them.

use super::refusal::Refusal;
use wasmparser::{BinaryReader, FrameKind, FrameStack, FunctionBody};

/// What [`Decode`] gives for an operator.
type Decoded<'a> = Result<Op<'a>, Refused>;

/// An operator of a proposal that is not supported.
pub struct Refused {
    proposal: &'static str,
}

/// Splits wasmparser's list of scalar operators, in which each proposal is one run. A proposal that
/// a new version of wasmparser adds matches no line here, so that it does not compile.
macro_rules! split_by_support {
    (
        $(@mvp $mvp:ident $({ $($mvp_arg:tt)* })? => $mvp_visit:ident $mvp_arity:tt)*
        $(@sign_extension $ext:ident $({ $($ext_arg:tt)* })? => $ext_visit:ident $ext_arity:tt)*
        $(@gc $gc:ident $({ $($gc_arg:tt)* })? => $gc_visit:ident $gc_arity:tt)*
        $(@custom_descriptors $desc:ident $({ $($desc_arg:tt)* })? => $desc_visit:ident $desc_arity:tt)*
        $(@saturating_float_to_int $sat:ident $({ $($sat_arg:tt)* })? => $sat_visit:ident $sat_arity:tt)*
        $(@bulk_memory $bulk:ident $({ $($bulk_arg:tt)* })? => $bulk_visit:ident $bulk_arity:tt)*
        $(@reference_types $ref:ident $({ $($ref_arg:tt)* })? => $ref_visit:ident $ref_arity:tt)*
        $(@tail_call $tail:ident $({ $($tail_arg:tt)* })? => $tail_visit:ident $tail_arity:tt)*
        $(@memory_control $ctl:ident $({ $($ctl_arg:tt)* })? => $ctl_visit:ident $ctl_arity:tt)*
        $(@threads $thr:ident $({ $($thr_arg:tt)* })? => $thr_visit:ident $thr_arity:tt)*
        $(@exceptions $exn:ident $({ $($exn_arg:tt)* })? => $exn_visit:ident $exn_arity:tt)*
        $(@legacy_exceptions $old:ident $({ $($old_arg:tt)* })? => $old_visit:ident $old_arity:tt)*
        $(@shared_everything_threads $set:ident $({ $($set_arg:tt)* })? => $set_visit:ident $set_arity:tt)*
        $(@function_references $fun:ident $({ $($fun_arg:tt)* })? => $fun_visit:ident $fun_arity:tt)*
        $(@stack_switching $stk:ident $({ $($stk_arg:tt)* })? => $stk_visit:ident $stk_arity:tt)*
        $(@wide_arithmetic $wide:ident $({ $($wide_arg:tt)* })? => $wide_visit:ident $wide_arity:tt)*
        $(@acquire_release_atomics $acq:ident $({ $($acq_arg:tt)* })? => $acq_visit:ident $acq_arity:tt)*
    ) => {
        define! {
            supported {
                $($mvp $({ $($mvp_arg)* })? => $mvp_visit)*
                $($ext $({ $($ext_arg)* })? => $ext_visit)*
                $($sat $({ $($sat_arg)* })? => $sat_visit)*
                $($bulk $({ $($bulk_arg)* })? => $bulk_visit)*
                $($ref $({ $($ref_arg)* })? => $ref_visit)*
                $($wide $({ $($wide_arg)* })? => $wide_visit)*
                $($fun $({ $($fun_arg)* })? => $fun_visit)*
                $($old $({ $($old_arg)* })? => $old_visit)*
                $($exn $({ $($exn_arg)* })? => $exn_visit)*
                $($tail $({ $($tail_arg)* })? => $tail_visit)*
            }
            refused {
                gc { $($({ $($gc_arg)* })? => $gc_visit)* }
                custom_descriptors { $($({ $($desc_arg)* })? => $desc_visit)* }
                memory_control { $($({ $($ctl_arg)* })? => $ctl_visit)* }
                threads { $($({ $($thr_arg)* })? => $thr_visit)* }
                shared_everything_threads { $($({ $($set_arg)* })? => $set_visit)* }
                stack_switching { $($({ $($stk_arg)* })? => $stk_visit)* }
                acquire_release_atomics { $($({ $($acq_arg)* })? => $acq_visit)* }
            }
        }
    };
}

macro_rules! define {
    (
        supported { $($op:ident $({ $($arg:ident: $ty:ty),* $(,)? })? => $visit:ident)* }
        refused { $($proposal:ident {
            $($({ $($refused_arg:ident: $refused_ty:ty),* $(,)? })? => $refused_visit:ident)*
        })* }
    ) => {
        /// An operator with its immediates, named as wasmparser names it.
        #[derive(Debug)]
        #[allow(missing_docs, reason = "the names are the spec's")]
        pub enum Op<'a> {
            $($op $({ $($arg: $ty),* })?,)*
            /// A vector operator.
            Simd(SimdOp),
        }

        /// The proposals of the scalar operators that are refused.
        #[cfg(test)]
        const REFUSED: &[&str] = &[$(stringify!($proposal)),*];

        impl<'a> wasmparser::VisitOperator<'a> for Decode {
            type Output = Decoded<'a>;

            fn simd_visitor(
                &mut self,
            ) -> Option<&mut dyn wasmparser::VisitSimdOperator<'a, Output = Self::Output>> {
                Some(self)
            }

            $(fn $visit(&mut self $($(, $arg: $ty)*)?) -> Self::Output {
                Ok(Op::$op $({ $($arg),* })?)
            })*

            $($(fn $refused_visit(&mut self $($(, _: $refused_ty)*)?) -> Self::Output {
                Err(Refused { proposal: stringify!($proposal) })
            })*)*
        }
    };
}

/// The same for the vector operators, all of which are supported.
macro_rules! split_simd_by_support {
    (
        $(@simd $op:ident $({ $($arg:ident: $ty:ty),* })? => $visit:ident $arity:tt)*
        $(@relaxed_simd $relaxed:ident $({ $($relaxed_arg:ident: $relaxed_ty:ty),* })? => $relaxed_visit:ident $relaxed_arity:tt)*
    ) => {
        /// A vector operator with its immediates. None does anything to tables, globals or segments.
        #[derive(Clone, Copy, Debug)]
        #[allow(missing_docs, reason = "the names are the spec's")]
        pub enum SimdOp {
            $($op $({ $($arg: $ty),* })?,)*
            $($relaxed $({ $($relaxed_arg: $relaxed_ty),* })?,)*
        }

        impl<'a> wasmparser::VisitSimdOperator<'a> for Decode {
            $(fn $visit(&mut self $($(, $arg: $ty)*)?) -> Decoded<'a> {
                Ok(Op::Simd(SimdOp::$op $({ $($arg),* })?))
            })*

            $(fn $relaxed_visit(&mut self $($(, $relaxed_arg: $relaxed_ty)*)?) -> Decoded<'a> {
                Ok(Op::Simd(SimdOp::$relaxed $({ $($relaxed_arg),* })?))
            })*
        }
    };
}

/// wasmparser calls its method for the operator that it has read.
struct Decode {
    /// What the reader wants to find around the operator.
    around: FrameKind,
}

wasmparser::for_each_visit_operator!(split_by_support);
wasmparser::for_each_visit_simd_operator!(split_simd_by_support);

/// The reader asks only to refuse an `else` outside an `if` and a `catch` outside a `try`, which
/// validation has done.
impl FrameStack for Decode {
    fn current_frame(&self) -> Option<FrameKind> {
        Some(self.around)
    }
}

/// Opcode of `else`; the others that belong to a construct are those of a legacy `try`.
const ELSE: u8 = 0x05;

/// What the reader wants to find around the next operator, where nothing is validated.
pub(super) fn around(reader: &BinaryReader<'_>) -> wasmparser::Result<FrameKind> {
    Ok(match reader.clone().read_u8()? {
        ELSE => FrameKind::If,
        _ => FrameKind::LegacyTry,
    })
}

/// The instructions of a body that validation has accepted.
pub struct Operators<'a>(BinaryReader<'a>);

impl<'a> Operators<'a> {
    /// Starts behind the declarations of locals.
    pub fn of(body: &FunctionBody<'a>) -> Result<Self, Refusal> {
        Ok(Operators(body.get_binary_reader_for_operators()?))
    }

    /// The next instruction with its offset in the module file, in bytes; `None` after the last.
    pub fn read(&mut self) -> Result<Option<(usize, Op<'a>)>, Refusal> {
        if self.0.eof() {
            return Ok(None);
        }
        let offset = self.0.original_position() as usize;
        let around = around(&self.0)?;
        match self.0.visit_operator(&mut Decode { around })? {
            Ok(op) => Ok(Some((offset, op))),
            Err(Refused { proposal }) => {
                let proposal = proposal.replace('_', "-");
                let what = format!("an operator of the proposal {proposal}");
                Err(Refusal::Unsupported(what, Some(offset)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::features::supported;
    use crate::options::WasmVersion;
    use wasmparser::WasmFeatures;

    #[test]
    fn validation_lets_no_refused_proposal_in() {
        // Of `gc`, recursive types are decoded.
        for proposal in super::REFUSED.iter().filter(|&&it| it != "gc") {
            let flag = WasmFeatures::from_name(&proposal.to_uppercase()).expect("it has a flag");
            assert!(!supported(WasmVersion::V3).intersects(flag), "{proposal}");
        }
    }
}
