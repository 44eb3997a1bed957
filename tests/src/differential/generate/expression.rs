//! Expressions of a type.

use super::builder::{GLOBALS, Generator, Type, declared};

const I_BINARY: &[&str] = &[
    "add", "sub", "mul", "and", "or", "xor", "shl", "shr_s", "shr_u", "rotl", "rotr",
];
/// They trap.
const I_DIVISION: &[&str] = &["div_s", "div_u", "rem_s", "rem_u"];
const I_COMPARE: &[&str] = &[
    "eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u",
];
const I_UNARY: &[&str] = &["clz", "ctz", "popcnt", "extend8_s", "extend16_s"];
const F_BINARY: &[&str] = &["add", "sub", "mul", "div", "min", "max", "copysign"];
const F_COMPARE: &[&str] = &["eq", "ne", "lt", "gt", "le", "ge"];
const F_UNARY: &[&str] = &["neg", "abs", "sqrt", "ceil", "floor", "trunc", "nearest"];

impl Generator<'_> {
    /// An expression.
    pub(super) fn expression(&mut self, ty: Type, depth: u32) -> String {
        if depth == 0 || self.budget == 0 {
            return self.leaf(ty);
        }
        self.budget -= 1;
        let depth = depth - 1;
        match self.random.below(12) {
            0 => self.leaf(ty),
            1 | 2 => self.load(ty, depth),
            3 => {
                let (a, b) = (self.expression(ty, depth), self.expression(ty, depth));
                let condition = self.expression(Type::I32, depth);
                format!("(select {a} {b} {condition})")
            }
            4 => {
                let condition = self.expression(Type::I32, depth);
                let (a, b) = (self.expression(ty, depth), self.expression(ty, depth));
                format!(
                    "(if (result {}) {condition} (then {a}) (else {b}))",
                    ty.name()
                )
            }
            5 => {
                let label = self.next_label;
                self.next_label += 1;
                let early = self.expression(ty, depth);
                let condition = self.expression(Type::I32, depth);
                let (statement, late) = (self.statement(depth), self.expression(ty, depth));
                format!(
                    "(block $v{label} (result {}) (drop (br_if $v{label} {early} {condition})) \
                     {statement} {late})",
                    ty.name()
                )
            }
            6 | 7 => self.call(ty, depth).unwrap_or_else(|| self.leaf(ty)),
            _ => match ty {
                Type::I32 | Type::I64 => self.integer(ty, depth),
                Type::F32 | Type::F64 => self.float(ty, depth),
            },
        }
    }

    fn leaf(&mut self, ty: Type) -> String {
        let of_type = |types: &[Type]| -> Vec<usize> {
            (0..types.len()).filter(|&it| types[it] == ty).collect()
        };
        let locals = of_type(&self.locals);
        match self.random.below(8) {
            0 if ty == Type::I32 && self.loops > 0 => {
                format!("(local.get $c{})", self.random.below(self.loops.min(3)))
            }
            0 | 1 => self.constant(ty),
            2 => format!(
                "(global.get ${}{})",
                self.random.pick(&GLOBALS),
                ty as usize
            ),
            _ if locals.is_empty() => self.constant(ty),
            _ => format!("(local.get {})", self.random.pick(&locals)),
        }
    }

    fn constant(&mut self, ty: Type) -> String {
        let value = match self.random.below(4) {
            0 => self.random.below(9) as i64 - 4,
            1 => 1i64 << self.random.below(63),
            2 => (1i64 << self.random.below(62)) - 1,
            _ => self.random.u64() as i64,
        };
        match ty {
            Type::I32 => format!("(i32.const {})", value as i32),
            Type::I64 => format!("(i64.const {value})"),
            Type::F32 | Type::F64 => format!("({}.const {}.25)", ty.name(), value as i32 >> 8),
        }
    }

    fn integer(&mut self, ty: Type, depth: u32) -> String {
        let name = ty.name();
        match self.random.below(11) {
            10 => self.of_vector(ty, depth),
            0 => {
                let op = *self.random.pick(I_UNARY);
                format!("({name}.{op} {})", self.expression(ty, depth))
            }
            1 if ty == Type::I32 => {
                let of = *self.random.pick(&Type::ALL);
                let op = match of {
                    Type::I32 | Type::I64 => *self.random.pick(I_COMPARE),
                    Type::F32 | Type::F64 => *self.random.pick(F_COMPARE),
                };
                let (a, b) = (self.expression(of, depth), self.expression(of, depth));
                format!("({}.{op} {a} {b})", of.name())
            }
            1 => {
                let op = *self.random.pick(&["i64.extend_i32_s", "i64.extend_i32_u"]);
                format!("({op} {})", self.expression(Type::I32, depth))
            }
            2 if ty == Type::I32 => match self.random.below(3) {
                0 => format!("(i32.eqz {})", self.expression(Type::I32, depth)),
                1 => format!("(i32.wrap_i64 {})", self.expression(Type::I64, depth)),
                _ => format!("(i64.eqz {})", self.expression(Type::I64, depth)),
            },
            3 => {
                let of = *self.random.pick(&[Type::F32, Type::F64]);
                let op = *self.random.pick(&["trunc_sat", "trunc_sat", "trunc"]);
                let sign = *self.random.pick(&["s", "u"]);
                format!(
                    "({name}.{op}_{}_{sign} {})",
                    of.name(),
                    self.expression(of, depth)
                )
            }
            4 => {
                let op = *self.random.pick(I_DIVISION);
                let (a, b) = (self.expression(ty, depth), self.expression(ty, depth));
                // Mostly by what is not zero.
                let b = match self.random.below(4) {
                    0 => b,
                    _ => format!("({name}.or {b} ({name}.const 1))"),
                };
                format!("({name}.{op} {a} {b})")
            }
            5 if ty == Type::I64 => {
                let (a, b) = (self.expression(ty, depth), self.expression(ty, depth));
                format!("(call $high {a} {b})")
            }
            _ => {
                let op = *self.random.pick(I_BINARY);
                let (a, b) = (self.expression(ty, depth), self.expression(ty, depth));
                format!("({name}.{op} {a} {b})")
            }
        }
    }

    /// Its NaN is the canonical one.
    fn float(&mut self, ty: Type, depth: u32) -> String {
        let name = ty.name();
        let value = match self.random.below(6) {
            0 => {
                let op = *self.random.pick(F_UNARY);
                format!("({name}.{op} {})", self.expression(ty, depth))
            }
            1 => {
                let from = *self.random.pick(&[Type::I32, Type::I64]);
                let sign = *self.random.pick(&["s", "u"]);
                let value = self.expression(from, depth);
                format!("({name}.convert_{}_{sign} {value})", from.name())
            }
            2 if ty == Type::F32 => {
                format!("(f32.demote_f64 {})", self.expression(Type::F64, depth))
            }
            2 => format!("(f64.promote_f32 {})", self.expression(Type::F32, depth)),
            _ => {
                let op = *self.random.pick(F_BINARY);
                let (a, b) = (self.expression(ty, depth), self.expression(ty, depth));
                format!("({name}.{op} {a} {b})")
            }
        };
        self.canonical(ty, &value)
    }

    fn canonical(&self, ty: Type, value: &str) -> String {
        let (name, local) = (ty.name(), ty as usize);
        format!(
            "(select (local.tee $n{local} {value}) ({name}.const nan) \
             ({name}.eq (local.get $n{local}) (local.get $n{local})))"
        )
    }

    fn load(&mut self, ty: Type, depth: u32) -> String {
        let op = match ty {
            Type::I32 => *self
                .random
                .pick(&["load", "load8_s", "load8_u", "load16_s", "load16_u"]),
            Type::I64 => *self
                .random
                .pick(&["load", "load8_u", "load16_s", "load32_s", "load32_u"]),
            Type::F32 | Type::F64 => "load",
        };
        let value = format!("({}.{op} {})", ty.name(), self.address(depth));
        match ty {
            Type::I32 | Type::I64 => value,
            Type::F32 | Type::F64 => self.canonical(ty, &value),
        }
    }

    /// Offset and address of an access: mostly in the memory, sometimes at its end or beyond.
    pub(super) fn address(&mut self, depth: u32) -> String {
        let offset = match self.random.below(10) {
            0 => 65_520 + self.random.below(24),
            1 => self.random.below(1 << 20) << self.random.below(12),
            2 if self.random.below(4) == 0 => u32::MAX as usize - self.random.below(20),
            _ => self.random.below(200),
        };
        let index = self.expression(Type::I32, depth);
        let index = match self.random.below(24) {
            0 => index,
            1 => format!("(i32.add (i32.and {index} (i32.const 15)) (i32.const 65520))"),
            // About where the memory ends now.
            2 => format!(
                "(i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.and {index} (i32.const 31)))"
            ),
            _ => format!(
                "(i32.and {index} (i32.const {}))",
                *self.random.pick(&[255, 4095, 0x7ff8])
            ),
        };
        format!("offset={offset} {index}")
    }

    /// A call whose only result is of this type.
    fn call(&mut self, ty: Type, depth: u32) -> Option<String> {
        if self.is_leaf {
            return None;
        }
        let fits: Vec<usize> = (self.number..self.signatures.len())
            .filter(|&it| self.signatures[it].results == [ty])
            .collect();
        if fits.is_empty() {
            return None;
        }
        let callee = *self.random.pick(&fits);
        Some(self.call_of(callee, depth))
    }

    /// A call of a function, direct or through a table. One of itself takes much of the supply.
    pub(super) fn call_of(&mut self, callee: usize, depth: u32) -> String {
        let signature = &self.signatures[callee];
        let mut arguments = String::new();
        for ty in signature.params.clone() {
            arguments.push_str(&self.expression(ty, depth.min(1)));
            arguments.push(' ');
        }
        if callee == self.number {
            arguments.insert_str(
                0,
                "(global.set $supply (i32.sub (global.get $supply) (i32.const 300))) ",
            );
        }
        match self.random.below(5) {
            0 => {
                let table = *self.random.pick(&["0", "$t"]);
                let index = match self.random.below(6) {
                    0 => self.expression(Type::I32, 1),
                    _ => format!("(i32.const {callee})"),
                };
                let ty = declared(signature);
                format!("{arguments} (call_indirect {table} {ty} {index})")
            }
            _ => format!("{arguments} (call $f{callee})"),
        }
    }
}
