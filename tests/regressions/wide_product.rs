//! Products of 128 bits from 32-bit halves, in the forms that compilers write, and in forms that look
//! like them.

use crate::case::{Call, Case, Expect, Value};
use wasmc_tests::random::Random;

/// Random pairs of factors, beside all pairs of [`EDGES`].
const RANDOM_PAIRS: usize = 200;
const EDGES: [u64; 12] = [
    0,
    1,
    2,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fffe,
    0xffff_ffff,
    0x1_0000_0000,
    0x1_0000_0001,
    0xffff_ffff_0000_0000,
    1 << 63,
    u64::MAX,
];

/// What all forms begin with: locals 2 to 5 are `al`, `ah`, `bl`, `bh`, local 6 is `al·bl`.
const HALVES: &str = "
    (local.set 2 (i64.and (local.get 0) (i64.const 0xffffffff)))
    (local.set 3 (i64.shr_u (local.get 0) (i64.const 32)))
    (local.set 4 (i64.and (local.get 1) (i64.const 0xffffffff)))
    (local.set 5 (i64.shr_u (local.get 1) (i64.const 32)))
    (local.set 6 (i64.mul (local.get 2) (local.get 4)))";

/// A form: its name, the instructions, and what they compute of the factors.
type Form = (&'static str, &'static str, fn(u64, u64) -> (u64, u64));

const FORMS: [Form; 4] = [
    ("schoolbook", SCHOOLBOOK, product),
    ("carries", CARRIES, product),
    ("signed shift", SIGNED_SHIFT, signed_shift),
    ("same cross product twice", SAME_CROSS, same_cross),
];

const SCHOOLBOOK: &str = "
    (local.set 7 (i64.add (i64.shr_u (local.get 6) (i64.const 32))
                          (i64.mul (local.get 2) (local.get 5))))
    (local.set 8 (i64.add (i64.and (local.get 7) (i64.const 0xffffffff))
                          (i64.mul (local.get 3) (local.get 4))))
    (i64.or (i64.shl (local.get 8) (i64.const 32))
            (i64.and (local.get 6) (i64.const 0xffffffff)))
    (i64.add (i64.add (i64.mul (local.get 3) (local.get 5))
                      (i64.shr_u (local.get 7) (i64.const 32)))
             (i64.shr_u (local.get 8) (i64.const 32)))";

const CARRIES: &str = "
    (local.set 9 (i64.mul (local.get 3) (local.get 4)))
    (local.set 7 (i64.add (local.get 9) (i64.mul (local.get 2) (local.get 5))))
    (local.tee 8 (i64.add (local.get 6) (i64.shl (local.get 7) (i64.const 32))))
    (i64.add
        (i64.add
            (i64.mul (local.get 3) (local.get 5))
            (i64.or
                (i64.shl (i64.extend_i32_u (i64.lt_u (local.get 7) (local.get 9)))
                         (i64.const 32))
                (i64.shr_u (local.get 7) (i64.const 32))))
        (i64.extend_i32_u (i64.lt_u (local.get 8) (local.get 6))))";

const SIGNED_SHIFT: &str = "
    (local.set 7 (i64.add (i64.shr_u (local.get 6) (i64.const 32))
                          (i64.mul (local.get 2) (local.get 5))))
    (local.set 8 (i64.add (i64.and (local.get 7) (i64.const 0xffffffff))
                          (i64.mul (local.get 3) (local.get 4))))
    (local.get 8)
    (i64.add (i64.add (i64.mul (local.get 3) (local.get 5))
                      (i64.shr_s (local.get 7) (i64.const 32)))
             (i64.shr_u (local.get 8) (i64.const 32)))";

const SAME_CROSS: &str = "
    (local.set 7 (i64.add (i64.shr_u (local.get 6) (i64.const 32))
                          (i64.mul (local.get 2) (local.get 5))))
    (local.set 8 (i64.add (i64.and (local.get 7) (i64.const 0xffffffff))
                          (i64.mul (local.get 2) (local.get 5))))
    (i64.or (i64.shl (local.get 8) (i64.const 32))
            (i64.and (local.get 6) (i64.const 0xffffffff)))
    (i64.add (i64.add (i64.mul (local.get 3) (local.get 5))
                      (i64.shr_u (local.get 7) (i64.const 32)))
             (i64.shr_u (local.get 8) (i64.const 32)))";

fn product(a: u64, b: u64) -> (u64, u64) {
    let product = u128::from(a) * u128::from(b);
    (product as u64, (product >> 64) as u64)
}

/// The halves of both factors.
fn halves(a: u64, b: u64) -> [u64; 4] {
    [a & 0xffff_ffff, a >> 32, b & 0xffff_ffff, b >> 32]
}

fn signed_shift(a: u64, b: u64) -> (u64, u64) {
    let [al, ah, bl, bh] = halves(a, b);
    let t = ((al * bl) >> 32) + al * bh;
    let u = (t & 0xffff_ffff) + ah * bl;
    let upper = (ah * bh).wrapping_add((t as i64 >> 32) as u64);
    (u, upper.wrapping_add(u >> 32))
}

fn same_cross(a: u64, b: u64) -> (u64, u64) {
    let [al, ah, bl, bh] = halves(a, b);
    let t = ((al * bl) >> 32) + al * bh;
    let u = (t & 0xffff_ffff) + al * bh;
    let upper = (ah * bh).wrapping_add(t >> 32).wrapping_add(u >> 32);
    ((u << 32) | ((al * bl) & 0xffff_ffff), upper)
}

/// One test for each form.
pub fn cases() -> Vec<Case> {
    let mut random = Random::new(3);
    let edges = EDGES.iter().flat_map(|&a| EDGES.map(|b| (a, b)));
    let mut pairs: Vec<(u64, u64)> = edges.collect();
    pairs.extend((0..RANDOM_PAIRS).map(|_| (random.u64(), random.u64())));
    FORMS.map(|form| case(form, &pairs)).into()
}

fn case((name, body, expected): Form, pairs: &[(u64, u64)]) -> Case {
    let text = format!(
        "(module (func (export \"product\") (param i64 i64) (result i64 i64)
            (local i64 i64 i64 i64 i64 i64 i64 i64) {HALVES} {body}))"
    );
    let call = |&(a, b): &(u64, u64)| {
        let (lower, upper) = expected(a, b);
        Call {
            export: "product".into(),
            args: vec![a.into(), b.into()],
            expect: Expect::Values(vec![Value::exactly(lower), Value::exactly(upper)]),
        }
    };
    let calls = pairs.iter().map(call).collect();
    Case::new(format!("wide product/{name}"), text, calls)
}
