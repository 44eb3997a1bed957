//! Functions of a shape that optimisations look for, as compilers emit them, and others that nearly have it.

use super::builder::{Signature, Type};
use wasmc_agent::random::Random;

/// The high half of a product of 64 by 64 bits, put together from products of halves; and a function
/// that calls itself twice.
pub const FUNCTIONS: &str = "
  (func $high (param i64 i64) (result i64) (local $t i64)
    (local.set $t (i64.add
      (i64.mul (i64.shr_u (local.get 0) (i64.const 32)) (i64.and (local.get 1) (i64.const 0xffffffff)))
      (i64.shr_u (i64.mul (i64.and (local.get 0) (i64.const 0xffffffff))
                          (i64.and (local.get 1) (i64.const 0xffffffff))) (i64.const 32))))
    (i64.add
      (i64.add (i64.mul (i64.shr_u (local.get 0) (i64.const 32)) (i64.shr_u (local.get 1) (i64.const 32)))
               (i64.shr_u (local.get $t) (i64.const 32)))
      (i64.shr_u (i64.add
        (i64.mul (i64.and (local.get 0) (i64.const 0xffffffff)) (i64.shr_u (local.get 1) (i64.const 32)))
        (i64.and (local.get $t) (i64.const 0xffffffff))) (i64.const 32))))
  (func $twice (param i32 i64) (result i64)
    (if (result i64) (i32.lt_s (local.get 0) (i32.const 2))
      (then (i64.add (local.get 1) (i64.extend_i32_s (local.get 0))))
      (else (i64.add
        (call $twice (i32.sub (local.get 0) (i32.const 1)) (i64.rotl (local.get 1) (i64.const 7)))
        (call $twice (i32.sub (local.get 0) (i32.const 2)) (i64.xor (local.get 1) (i64.const 99)))))))
  (func (export \"twice\") (param i32 i64) (result i64)
    (call $twice (i32.and (local.get 0) (i32.const 15)) (local.get 1)))
  (func (export \"wide\") (param i64 i64 i64 i64) (result i64) (result i64)
    (call $multi3 (i32.const 512) (local.get 0) (local.get 1) (local.get 2) (local.get 3))
    (i64.load (i32.const 512)) (i64.load (i32.const 520)))
  (func (export \"high\") (param i64 i64) (result i64) (call $high (local.get 0) (local.get 1)))
";

/// The exports among [`FUNCTIONS`].
pub fn exports() -> Vec<(String, Signature)> {
    let i64s = |count| vec![Type::I64; count];
    let export = |name: &str, params, results| (name.to_string(), Signature { params, results });
    vec![
        export("twice", vec![Type::I32, Type::I64], i64s(1)),
        export("wide", i64s(4), i64s(2)),
        export("high", i64s(2), i64s(1)),
    ]
}

/// `__multi3` of compiler-rt: the product of 128 by 128 bits, to memory. In some modules one of its numbers is
/// another.
pub fn variants(random: &mut Random) -> String {
    let mut shift = || match random.below(12) {
        0 => format!("(i64.const {})", 30 + random.below(4)),
        _ => "(i64.const 32)".to_string(),
    };
    let (s1, s2, s3, s4) = (shift(), shift(), shift(), shift());
    let mask = match random.below(12) {
        0 => "(i64.const 0x7fffffff)",
        _ => "(i64.const 0xffffffff)",
    };
    format!(
        "
  (func $multi3 (param $to i32) (param $al i64) (param $ah i64) (param $bl i64) (param $bh i64)
    (local $a1 i64) (local $b1 i64) (local $a0 i64) (local $b0 i64) (local $low i64) (local $mid i64)
    (i64.store offset=8 (local.get $to) (i64.add (i64.add (i64.add (i64.add
      (i64.mul (local.get $bh) (local.get $al)) (i64.mul (local.get $ah) (local.get $bl)))
      (i64.mul (local.tee $b1 (i64.shr_u (local.get $bl) {s1}))
               (local.tee $a1 (i64.shr_u (local.get $al) {s2}))))
      (i64.shr_u
        (local.tee $mid (i64.add
          (i64.shr_u
            (local.tee $low (i64.mul (local.tee $b0 (i64.and (local.get $bl) {mask}))
                                     (local.tee $a0 (i64.and (local.get $al) {mask}))))
            {s3})
          (i64.mul (local.get $b0) (local.get $a1))))
        (i64.const 32)))
      (i64.shr_u
        (local.tee $mid (i64.add (i64.and (local.get $mid) {mask})
                                 (i64.mul (local.get $b1) (local.get $a0))))
        (i64.const 32))))
    (i64.store (local.get $to)
      (i64.or (i64.shl (local.get $mid) {s4}) (i64.and (local.get $low) {mask}))))
"
    )
}
