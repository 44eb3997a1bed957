//! Statements: what leaves nothing on the stack.

use super::builder::{GLOBALS, Generator, Type};

impl Generator<'_> {
    /// A statement.
    pub(super) fn statement(&mut self, depth: u32) -> String {
        if depth == 0 || self.budget == 0 {
            return self.simple(0);
        }
        self.budget -= 1;
        match self.random.below(10) {
            0 | 1 if self.loops < 3 => self.counted_loop(depth - 1),
            2 => {
                let condition = self.expression(Type::I32, 2);
                let then = self.statements(depth - 1);
                match self.random.below(2) {
                    0 => format!("(if {condition} (then {then}))"),
                    _ => format!(
                        "(if {condition} (then {then}) (else {}))",
                        self.statements(depth - 1)
                    ),
                }
            }
            3 => {
                let label = self.open();
                let body = self.statements(depth - 1);
                self.labels.pop();
                format!("(block $b{label} {body})")
            }
            4 => self.switch(depth - 1),
            5 if !self.labels.is_empty() => {
                let label = *self.random.pick(&self.labels.clone());
                format!(
                    "(br_if $b{label} {})",
                    self.expression(Type::I32, depth - 1)
                )
            }
            6 if !self.is_leaf => {
                let callee = self.number + self.random.below(self.signatures.len() - self.number);
                let results = self.signatures[callee].results.len();
                // The arguments and the call, as in a folded sequence.
                format!("{} {}", self.call_of(callee, 1), "drop ".repeat(results))
            }
            _ => self.simple(depth),
        }
    }

    fn statements(&mut self, depth: u32) -> String {
        let count = 1 + self.random.below(3);
        (0..count).map(|_| self.statement(depth) + " ").collect()
    }

    fn open(&mut self) -> usize {
        let label = self.next_label;
        self.next_label += 1;
        self.labels.push(label);
        label
    }

    fn simple(&mut self, depth: u32) -> String {
        let depth = depth.min(3);
        match self.random.below(8) {
            0..=2 if !self.locals.is_empty() => {
                let local = self.random.below(self.locals.len());
                let ty = self.locals[local];
                format!("(local.set {local} {})", self.expression(ty, depth))
            }
            3 => {
                let ty = *self.random.pick(&Type::ALL);
                let name = *self.random.pick(&GLOBALS);
                format!(
                    "(global.set ${name}{} {})",
                    ty as usize,
                    self.expression(ty, depth)
                )
            }
            4 => {
                let ty = *self.random.pick(&Type::ALL);
                let value = self.expression(ty, depth);
                format!("(drop {value})")
            }
            5 if self.random.below(3) == 0 => self.bulk(),
            6 if self.random.below(2) == 0 => self.vector_statement(depth),
            _ => {
                let ty = *self.random.pick(&Type::ALL);
                let op = match ty {
                    Type::I32 => *self.random.pick(&["store", "store8", "store16"]),
                    Type::I64 => *self.random.pick(&["store", "store8", "store16", "store32"]),
                    Type::F32 | Type::F64 => "store",
                };
                let (address, value) = (self.address(depth.min(1)), self.expression(ty, depth));
                format!("({}.{op} {address} {value})", ty.name())
            }
        }
    }

    fn bulk(&mut self) -> String {
        let short = |text: String| format!("(i32.and {text} (i32.const 127))");
        let to = self.expression(Type::I32, 1);
        let from = self.expression(Type::I32, 1);
        let length = short(self.expression(Type::I32, 1));
        let near = |text: String| format!("(i32.and {text} (i32.const 65535))");
        match self.random.below(4) {
            0 => format!("(memory.fill {} {from} {length})", near(to)),
            1 => "(drop (memory.grow (i32.const 1)))".into(),
            2 => {
                let last = self.signatures.len();
                format!(
                    "(table.set $t (i32.const {}) (table.get $t (i32.const {})))",
                    self.random.below(last + 1),
                    self.random.below(last + 1)
                )
            }
            _ => format!("(memory.copy {} {} {length})", near(to), near(from)),
        }
    }

    /// A loop that counts up or down, to a bound that is known or not.
    fn counted_loop(&mut self, depth: u32) -> String {
        let counter = self.loops;
        let label = self.next_label;
        self.next_label += 1;
        self.loops += 1;
        let bound = match self.random.below(2) {
            0 => format!("(i32.const {})", 1 + self.random.below(7)),
            _ => format!("(i32.and {} (i32.const 7))", self.expression(Type::I32, 1)),
        };
        // A branch to a block outside ends the loop, too.
        let body = self.statements(depth);
        self.loops -= 1;
        let c = format!("$c{counter}");
        match self.random.below(3) {
            0 => format!(
                "(local.set {c} {bound}) (loop $l{label} {body} \
                 (br_if $l{label} (i32.gt_s (local.tee {c} (i32.sub (local.get {c}) (i32.const 1))) \
                 (i32.const 0))))"
            ),
            1 => format!(
                "(local.set {c} (i32.const 0)) (loop $l{label} {body} \
                 (br_if $l{label} (i32.lt_u (local.tee {c} (i32.add (local.get {c}) (i32.const 1))) \
                 {bound})))"
            ),
            _ => format!(
                "(local.set {c} (i32.const 0)) (block $o{label} (loop $l{label} \
                 (br_if $o{label} (i32.ge_u (local.get {c}) {bound})) {body} \
                 (local.set {c} (i32.add (local.get {c}) (i32.const 1))) (br $l{label})))"
            ),
        }
    }

    /// A `br_table` over some blocks.
    fn switch(&mut self, depth: u32) -> String {
        let arms = 1 + self.random.below(4);
        let outer = self.open();
        let labels: Vec<usize> = (0..arms).map(|_| self.open()).collect();
        let entries: String = (0..1 + self.random.below(6))
            .map(|_| format!("$b{} ", self.random.pick(&labels)))
            .collect();
        let index = match self.random.below(2) {
            0 => format!("(i32.and {} (i32.const 7))", self.expression(Type::I32, 1)),
            _ => self.expression(Type::I32, 1),
        };
        let mut text = format!("(br_table {entries} $b{outer} {index})");
        for label in labels.iter().rev() {
            self.labels.pop();
            let after = self.statements(depth);
            text = format!("(block $b{label} {text}) {after}");
        }
        self.labels.pop();
        format!("(block $b{outer} {text})")
    }
}
