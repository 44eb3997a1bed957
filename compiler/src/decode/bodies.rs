//! Function bodies: validation, and what they do to things that others share. In parallel.

use super::module::{Body, FuncIndex, Module, Shape, Uses};
use super::refusal::Refusal;
use super::source::Source;
use super::uses;
use crate::error::Result;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};
use wasmparser::{FuncToValidate, FuncValidatorAllocations, FunctionBody, ValidatorResources};

/// Validates every body (core spec 3.4.1) and takes it into the module. Of several errors, the one
/// that stands first in the file is reported.
pub fn validate<'data>(
    module: &mut Module<'data>,
    bodies: Vec<(FuncToValidate<ValidatorResources>, FunctionBody<'data>)>,
    source: &Source<'_>,
) -> Result<()> {
    // The first that is known to be refused. Those behind it are of no interest.
    let refused = AtomicU32::new(u32::MAX);
    let results: Vec<(Body<'data>, std::result::Result<Uses, Refusal>)> = bodies
        .into_par_iter()
        .map_init(
            FuncValidatorAllocations::default,
            |allocations, (to_validate, code)| {
                let number = to_validate.index;
                let index = FuncIndex::from_u32(number);
                let range = code.range().start as usize..code.range().end as usize;
                let valid = match number > refused.load(Ordering::Relaxed) {
                    true => Ok(Default::default()),
                    false => validate_body(to_validate, &code, allocations),
                };
                let (uses, shape) = match valid {
                    Ok((uses, shape)) => (Ok(uses), shape),
                    Err(refusal) => {
                        refused.fetch_min(number, Ordering::Relaxed);
                        (Err(refusal), Shape::default())
                    }
                };
                let body = Body {
                    index,
                    code,
                    range,
                    shape,
                };
                (body, uses)
            },
        )
        .collect();
    module.bodies.reserve_exact(results.len());
    // The name section may follow the code, but it has been read by now.
    for (body, uses) in results {
        let uses = uses.map_err(|refusal| {
            source.refuse(refusal, Some(module.describe(body.index)), body.range.start)
        })?;
        uses::merge(&mut module.uses, uses);
        module.bodies.push(body);
    }
    Ok(())
}

fn validate_body(
    to_validate: FuncToValidate<ValidatorResources>,
    code: &FunctionBody<'_>,
    allocations: &mut FuncValidatorAllocations,
) -> std::result::Result<(Uses, Shape), Refusal> {
    let mut validator = to_validate.into_validator(std::mem::take(allocations));
    validator.validate(code)?;
    *allocations = validator.into_allocations();
    uses::of(code)
}
