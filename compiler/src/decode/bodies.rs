//! Function bodies: validation, and what they do to things that others share. In parallel.

use super::module::{Body, FuncIndex, Module, Shape, Uses};
use super::refusal::Refusal;
use super::source::Source;
use super::{survey, uses};
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};
use wasmparser::{FuncToValidate, FuncValidatorAllocations, FunctionBody, ValidatorResources};

/// A body, and what it takes to validate it.
type Unvalidated<'data> = (FuncToValidate<ValidatorResources>, FunctionBody<'data>);

/// Bytes of bodies that take long to validate: 0.4 seconds of processor time. To read them takes a twentieth of it.
const LARGE: u64 = 16 << 20;

/// Validates every body (core spec 3.4.1) and takes it into the module. Of several errors, the one
/// that stands first in the file is reported; in a large module, one about a proposal that is not supported.
pub fn validate<'data>(
    module: &mut Module<'data>,
    bodies: Vec<Unvalidated<'data>>,
    source: &Source<'_>,
) -> Result<()> {
    let ranges = bodies.iter().map(|(_, code)| code.range());
    if ranges.map(|range| range.end - range.start).sum::<u64>() >= LARGE {
        refuse_unsupported(module, &bodies, source)?;
    }
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

/// Validates the first body that seems to use what is not supported, before all others.
fn refuse_unsupported(
    module: &Module<'_>,
    bodies: &[Unvalidated<'_>],
    source: &Source<'_>,
) -> Result<()> {
    let codes = bodies.par_iter().map(|(_, code)| code);
    let Some(position) = survey::unsupported_body(codes, source.version) else {
        return Ok(());
    };
    let (of, code) = &bodies[position];
    let to_validate = FuncToValidate {
        resources: of.resources.clone(),
        index: of.index,
        ty: of.ty,
        features: of.features,
    };
    let index = FuncIndex::from_u32(of.index);
    let Err(refusal) = validate_body(to_validate, code, &mut Default::default()) else {
        return Ok(());
    };
    let start = code.range().start as usize;
    match source.refuse(refusal, Some(module.describe(index)), start) {
        error @ Error::Unsupported { .. } => Err(error),
        // An invalid body may stand before this one.
        _ => Ok(()),
    }
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
