//! Random modules, valid by construction, as text. The same number gives the same module.
//!
//! Functions call only those after them, or themselves with a falling bound, and every call takes of a
//! supply that an export fills again: so every call ends. Floating-point results are made
//! canonical where they are NaN, because the bits of a NaN are not determined (core spec, 4.3.3).

mod builder;
mod expression;
mod shapes;
mod statement;
mod vector;
mod wide;

use builder::{GLOBALS, Generator, INFALLIBLE, declared};
pub use builder::{Signature, Type};
use std::fmt::Write;
use wasmc_agent::random::Random;

/// A module, and the exports to call.
pub struct Module {
    /// In the text format.
    pub text: String,
    /// The exports.
    pub functions: Vec<(String, Signature)>,
}

/// How many calls of functions one call from outside may lead to.
const SUPPLY: u32 = 1500;
/// The module of this number.
pub fn module(number: u64) -> Module {
    let mut random = Random::new(number);
    let count = 2 + random.below(6);
    let signatures: Vec<Signature> = (0..count).map(|_| signature(&mut random)).collect();
    let mut text = String::from("(module\n  (memory 1 3)\n");
    text.push_str(
        "  (data (i32.const 100) \"some text, and numbers: \\01\\02\\fe\\ff\\80\\00\\7f\")\n",
    );
    text.push_str("  (global $supply (mut i32) (i32.const 0))\n");
    for name in GLOBALS {
        for (index, ty) in Type::ALL.iter().enumerate() {
            let ty = ty.name();
            writeln!(text, "  (global ${name}{index} (mut {ty}) ({ty}.const 5))")
                .expect(INFALLIBLE);
        }
    }
    text.push_str("  (global $constant i32 (i32.const 64))\n");
    let entries = (0..count)
        .map(|index| format!("$f{index} "))
        .collect::<String>();
    writeln!(text, "  (table funcref (elem {entries}))").expect(INFALLIBLE);
    // It has one more entry, which is null, and may change.
    writeln!(text, "  (table $t {} funcref)", count + 1).expect(INFALLIBLE);
    writeln!(text, "  (elem (table $t) (i32.const 0) func {entries})").expect(INFALLIBLE);
    for index in 0..count {
        text.push_str(&function(&mut random, &signatures, index));
    }
    text.push_str(shapes::FUNCTIONS);
    text.push_str(&shapes::variants(&mut random));
    let mut functions = Vec::new();
    for (index, signature) in signatures.into_iter().enumerate() {
        let name = format!("e{index}");
        text.push_str(&export(&name, index, &signature));
        functions.push((name, signature));
    }
    functions.extend(shapes::exports());
    if let Some((wide, name, signature)) = wide::function(&mut random) {
        text.push_str(&wide);
        functions.push((name, signature));
    }
    text.push_str(DIGEST);
    functions.push((
        STATE.into(),
        Signature {
            params: Vec::new(),
            results: vec![Type::I64],
        },
    ));
    text.push(')');
    Module { text, functions }
}

/// The name of the export that returns a digest of memory and globals.
pub const STATE: &str = "state";

const DIGEST: &str = "
  (func (export \"state\") (result i64) (local $at i32) (local $sum i64)
    (loop $next
      (local.set $sum (i64.add
        (i64.rotl (i64.mul (local.get $sum) (i64.const 0x9e3779b97f4a7c15)) (i64.const 5))
        (i64.load (local.get $at))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 65536))))
    (i64.xor (i64.add (local.get $sum) (i64.extend_i32_u (global.get $g0)))
      (i64.xor (global.get $g1)
        (i64.add (i64.extend_i32_u (i32.reinterpret_f32 (global.get $g2)))
          (i64.xor (i64.reinterpret_f64 (global.get $g3))
            (i64.add (i64.extend_i32_u (memory.size)) (global.get $h1)))))))
";

fn signature(random: &mut Random) -> Signature {
    let mut types = |most: usize| -> Vec<Type> {
        let count = random.below(most + 1);
        (0..count).map(|_| *random.pick(&Type::ALL)).collect()
    };
    Signature {
        params: types(5),
        results: types(2),
    }
}

/// An export that fills the supply, then calls the function.
fn export(name: &str, index: usize, signature: &Signature) -> String {
    let arguments = (0..signature.params.len()).map(|it| format!("(local.get {it}) "));
    format!(
        "  (func (export \"{name}\") {}\n    (global.set $supply (i32.const {SUPPLY}))\n    \
         (call $f{index} {}))\n",
        declared(signature),
        arguments.collect::<String>()
    )
}

fn function(random: &mut Random, signatures: &[Signature], number: usize) -> String {
    let signature = &signatures[number];
    let declared_locals: Vec<Type> = (0..random.below(6))
        .map(|_| *random.pick(&Type::ALL))
        .collect();
    // The last ones are small and call nothing, as what is inlined everywhere does.
    let is_leaf = number + 2 >= signatures.len() && random.below(2) == 0;
    let mut generator = Generator {
        budget: if is_leaf { 12 } else { 150 },
        is_leaf,
        random,
        signatures,
        number,
        locals: signature
            .params
            .iter()
            .chain(&declared_locals)
            .copied()
            .collect(),
        labels: Vec::new(),
        loops: 0,
        next_label: 0,
    };
    let mut body = String::new();
    if !is_leaf {
        body.push_str(
            "    (if (i32.le_s (global.get $supply) (i32.const 0)) (then unreachable))\n    \
             (global.set $supply (i32.sub (global.get $supply) (i32.const 1)))\n",
        );
        for _ in 0..1 + generator.random.below(5) {
            writeln!(body, "    {}", generator.statement(3)).expect(INFALLIBLE);
        }
    }
    for ty in &signature.results {
        writeln!(body, "    {}", generator.expression(*ty, 3)).expect(INFALLIBLE);
    }
    let locals: String = declared_locals
        .iter()
        .map(|ty| format!("(local {}) ", ty.name()))
        .collect();
    format!(
        "  (func $f{number} {}{locals}(local $c0 i32) (local $c1 i32) (local $c2 i32) \
         (local $n2 f32) (local $n3 f64) (local $v0 v128) (local $v1 v128) (local $w v128)\n{body}  )\n",
        declared(signature)
    )
}
