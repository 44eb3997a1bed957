//! Modules that mutants are made of.

use super::choices::Choices;
use crate::differential::generate;
use std::panic::catch_unwind;
use wasm_mutate::WasmMutate;
use wasmc_agent::random::Random;

const SEEDS: [&str; 5] = [
    include_str!("../../../examples/hello.wat"),
    include_str!("../../../examples/cat.wat"),
    include_str!("../../../examples/fib.wat"),
    include_str!("../../../examples/trap.wat"),
    include_str!("seed.wat"),
];
/// How many modules of the generator serve as seeds.
const GENERATED: usize = 512;
/// How much work a mutation may be.
const FUEL: u64 = 300;
/// Mutations of a module, one after the other.
const MUTATIONS: usize = 4;

/// A seed in which a few bytes are others.
pub fn bytes_of_a_module(random: &mut Random) -> Vec<u8> {
    let seed = *random.pick(&SEEDS);
    let mut bytes = wat::parse_str(seed).expect("seeds are modules");
    for _ in 0..1 + random.below(4) {
        let at = random.below(bytes.len() + 1);
        let other = random.below(256) as u8;
        match random.below(4) {
            0 => bytes.insert(at, other),
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            _ if at < bytes.len() => bytes[at] = other,
            _ => bytes.truncate(at / 2),
        }
    }
    bytes
}

/// A seed of those with imports, too.
pub fn any(choices: &mut Choices<'_>) -> Vec<u8> {
    match choices.below(2) {
        0 => wat::parse_str(choices.pick(&SEEDS)).expect("seeds are modules"),
        _ => generated(choices),
    }
}

/// A module without imports, all calls of which end.
pub fn generated(choices: &mut Choices<'_>) -> Vec<u8> {
    let number = choices.below(GENERATED) as u64;
    wat::parse_str(generate::module(number).text).expect("the generator makes modules")
}

/// A valid module that is a few mutations away from this one. `same`: they keep what it does.
pub fn mutant(seed: Vec<u8>, same: bool, choices: &mut Choices<'_>) -> Vec<u8> {
    let mut module = seed;
    for _ in 0..1 + choices.below(MUTATIONS) {
        let seed = choices.u64();
        // Not every module has something that the chosen mutation changes; wasm-mutate 0.263.0 panics
        // where an export is a tag.
        let next = catch_unwind(|| one_mutation(&module, seed, same));
        module = next.ok().flatten().unwrap_or(module);
    }
    module
}

fn one_mutation(module: &[u8], seed: u64, same: bool) -> Option<Vec<u8>> {
    let mut mutate = WasmMutate::default();
    mutate.seed(seed).preserve_semantics(same).fuel(FUEL);
    mutate.run(module).ok()?.next()?.ok()
}
