//! A module with a few hundred functions that do something of everything.

use std::fmt::Write;
use wasmc_tests::random::Random;

/// Functions of the module.
const FUNCTIONS: usize = 400;

/// The module of this number.
pub fn text(seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut text = String::from(
        "(module (memory (export \"memory\") 2 100) (global $g (mut i64) (i64.const 1))
         (table $t (export \"table\") 400 500 funcref)
         (type $op (func (param i64 f64 v128) (result i64)))\n",
    );
    let all: String = (0..FUNCTIONS).map(|f| format!(" $f{f}")).collect();
    // A string takes everything, here and below.
    let _ = writeln!(text, "(elem (table $t) (i32.const 0) func{all})");
    for data in 0..20 {
        let bytes: String = (0..random.below(3000))
            .map(|_| format!("\\{:02x}", random.u64() as u8))
            .collect();
        let _ = writeln!(text, "(data (i32.const {}) \"{bytes}\")", data * 4000);
    }
    for number in 0..FUNCTIONS {
        function(&mut text, number, &mut random);
    }
    text += "(func (export \"_start\") (drop (call $f0 (i64.const 0) (f64.const 0) (v128.const i64x2 0 0)))))";
    text
}

fn function(text: &mut String, number: usize, random: &mut Random) {
    let _ = writeln!(
        text,
        "(func $f{number} (type $op) (local $i i64) (local $x f64) (local $v v128)"
    );
    for _ in 0..random.below(40) {
        let constant = random.u64();
        let address = random.below(0x3_0000);
        let callee = random.below(FUNCTIONS);
        let _ = match random.below(9) {
            0 => write!(
                text,
                "(local.set $i (i64.add (local.get $i) (i64.mul (local.get 0) (i64.const {constant}))))"
            ),
            1 => write!(
                text,
                "(local.set $i (i64.load offset={address} (i32.wrap_i64 (local.get $i))))"
            ),
            2 => write!(
                text,
                "(f64.store offset={address} (i32.const 8) (f64.sqrt (local.get 1)))"
            ),
            3 => write!(
                text,
                "(local.set $i (call $f{callee} (local.get $i) (f64.const {}) (local.get $v)))",
                constant >> 12
            ),
            4 => write!(
                text,
                "(local.set $i (call_indirect $t (type $op) (local.get $i) (local.get $x)
                   (local.get 2) (i32.wrap_i64 (local.get $i))))"
            ),
            5 => write!(
                text,
                "(local.set $v (i8x16.swizzle (v128.const i64x2 {constant} 1) (local.get 2)))"
            ),
            6 => write!(
                text,
                "(if (i64.lt_u (local.get $i) (global.get $g)) (then (global.set $g (local.get $i))))"
            ),
            7 => write!(
                text,
                "(block (block (block (br_table 0 1 2 (i32.wrap_i64 (local.get $i))))
                   (local.set $x (f64.nearest (local.get 1)))) (drop (memory.grow (i32.const 1))))"
            ),
            _ => write!(
                text,
                "(local.set $i (i64.div_s (local.get $i) (i64.const {})))",
                constant | 1
            ),
        };
        text.push('\n');
    }
    *text += "(i64.add (local.get $i) (i64.trunc_sat_f64_s (local.get $x))))\n";
}
