//! Functions with a great many parameters and results.

use super::builder::{INFALLIBLE, Signature, Type};
use std::fmt::Write;
use wasmc_agent::random::Random;

/// How many parameters, in the modules that have such a function.
const PARAMETERS: [usize; 3] = [40, 200, 1000];
const RESULTS: usize = 30;
/// Of how many modules one has it.
const MODULES: usize = 8;

/// In some modules, a function with many parameters that returns a digest of them, one with many
/// results, and an export that calls both, the first directly and through the table `$wide`.
pub fn function(random: &mut Random) -> Option<(String, String, Signature)> {
    if random.below(MODULES) != 0 {
        return None;
    }
    let types: Vec<Type> = (0..*random.pick(&PARAMETERS))
        .map(|_| *random.pick(&Type::ALL))
        .collect();
    let mut digest = String::from("(i64.const 0)");
    let mut arguments = String::new();
    let mut declared = String::new();
    for (index, ty) in types.iter().enumerate() {
        let name = ty.name();
        write!(declared, "{name} ").expect(INFALLIBLE);
        // Small numbers, so that none becomes a NaN.
        let number = format!(
            "(i64.and (i64.add (local.get 0) (i64.const {})) (i64.const 0xffffff))",
            random.u64() >> 40
        );
        let (argument, bits) = match ty {
            Type::I32 => ("i32.wrap_i64", "i64.extend_i32_u"),
            Type::I64 => ("i64.extend32_s", "i64.extend32_s"),
            Type::F32 => ("f32.convert_i64_s", "i64.trunc_sat_f32_s"),
            Type::F64 => ("f64.convert_i64_s", "i64.reinterpret_f64"),
        };
        writeln!(arguments, "    ({argument} {number})").expect(INFALLIBLE);
        writeln!(
            digest,
            " ({bits} (local.get {index})) i64.add (i64.const 7) i64.rotl"
        )
        .expect(INFALLIBLE);
    }
    let results = "i64 ".repeat(RESULTS);
    let values: String = (0..RESULTS)
        .map(|shift| format!("(i64.rotl (local.get 0) (i64.const {shift})) "))
        .collect();
    let sum = "i64.xor ".repeat(RESULTS);
    let text = format!(
        "  (type $wide (func (param {declared}) (result i64)))\n  (table $wide funcref (elem $many))\n  \
         (func $many (type $wide) {digest})\n  \
         (func $results (param i64) (result {results}) {values})\n  \
         (func (export \"many\") (param i64) (result i64)\n{arguments}    (call $many)\n{arguments}    \
         (call_indirect $wide (type $wide) (i32.const 0))\n    i64.sub (call $results (local.get 0)) {sum})\n"
    );
    let signature = Signature {
        params: vec![Type::I64],
        results: vec![Type::I64],
    };
    Some((text, "many".into(), signature))
}
