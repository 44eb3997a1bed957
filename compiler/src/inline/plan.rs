//! Which calls are inlined.
//!
//! Functions are visited so that callees come before their callers, as far as calls in circles allow
//! that. The decision is about all calls of one function in another, and holds wherever the caller's
//! body ends up. So the size of a body with all that is inlined into it is known when its callers are
//! visited.

use super::graph::{self, Graph};
use super::origins::CopyId;
use crate::decode::module::Shape;
use crate::options::{OptLevel, Options, Pass};
use crate::program::{FuncId, FunctionKind, Program};
use cranelift_entity::{EntitySet, SecondaryMap};

/// Which calls are inlined.
#[derive(Debug, Default)]
pub struct Inlining {
    /// The functions that are inlined into each function's own body, sorted.
    callees: SecondaryMap<FuncId, Vec<FuncId>>,
    /// How deep a function is inlined into itself.
    levels: SecondaryMap<FuncId, u8>,
    /// The functions that nobody calls any more.
    dropped: EntitySet<FuncId>,
}

impl Inlining {
    /// Whether calls of `callee` in the body of `caller` are inlined.
    pub fn inlines(&self, caller: FuncId, callee: FuncId) -> bool {
        self.callees[caller].binary_search(&callee).is_ok()
    }

    /// How deep calls of a function by itself are inlined.
    pub fn levels(&self, function: FuncId) -> usize {
        self.levels[function].into()
    }

    /// Whether no code calls the function any more, so that the image needs none for it.
    pub fn drops(&self, function: FuncId) -> bool {
        self.dropped.contains(function)
    }
}

/// What a level of optimisation allows. Sizes are numbers of instructions ([`Shape::instructions`]).
struct Limits {
    /// A body up to this size, with all that is inlined into it, is inlined wherever it is called if it
    /// calls nothing.
    leaf: u32,
    /// The same for a body that calls others.
    wrapper: u32,
    /// The same for a body that is called in one place only.
    single: u32,
    /// What a function that calls itself may become.
    recursive: u32,
    /// What a caller may gain in percent of its own size.
    caller_percent: u32,
    /// What every caller may gain.
    caller_least: u32,
    /// What the image may gain in percent of its size.
    image_percent: u64,
    /// What every image may gain.
    image_least: u64,
}

impl Limits {
    fn of(level: OptLevel) -> Option<Limits> {
        match level {
            OptLevel::O0 | OptLevel::O1 => None,
            // What makes no caller larger.
            OptLevel::Size => Some(Limits {
                leaf: 0,
                wrapper: 0,
                single: 0,
                recursive: 0,
                caller_percent: 0,
                caller_least: 0,
                image_percent: 0,
                image_least: 0,
            }),
            // Leaves, and small functions that call themselves.
            OptLevel::O2 => Some(Limits {
                leaf: 10,
                wrapper: 0,
                single: 0,
                recursive: 120,
                caller_percent: 50,
                caller_least: 100,
                image_percent: 5,
                image_least: 1000,
            }),
            OptLevel::O3 => Some(Limits {
                leaf: 12,
                wrapper: 4,
                single: 100,
                recursive: 120,
                caller_percent: 50,
                caller_least: 100,
                image_percent: 10,
                image_least: 2000,
            }),
        }
    }

    /// What a caller of this size may gain.
    fn growth(&self, size: u32) -> u32 {
        let percent = u64::from(size) * u64::from(self.caller_percent) / 100;
        self.caller_least.max(percent as u32)
    }
}

/// The longest chain of calls that are inlined into each other.
const MAX_DEPTH: u32 = 8;
/// The most locals of a body that is inlined: a hostile module has bodies with 50,000.
const MAX_LOCALS: u32 = 100;
/// The most parameters and results together.
const MAX_VALUES: usize = 32;
/// The most bytes of a body for each instruction that counts.
const BYTES_PER_INSTRUCTION: usize = 16;
/// Modules up to this size have code that is inlined: [`Origins`](super::Origins) needs the highest bit
/// of an offset.
const MAX_OFFSET: usize = 1 << 31;
/// The deepest that a function is inlined into itself.
const MAX_LEVELS: u8 = 4;

/// Decides which calls are inlined.
pub fn plan(program: &Program<'_>, options: &Options) -> Inlining {
    match Limits::of(options.opt_level) {
        Some(limits) if !options.without.contains(&Pass::Inline) => {
            Planner::new(program, limits).plan()
        }
        _ => Inlining::default(),
    }
}

/// What is known of a function whose callees have been decided.
#[derive(Clone, Copy, Default)]
struct Expanded {
    /// Whether it may be inlined.
    inlinable: bool,
    /// Its size, with all that is inlined.
    size: u32,
    /// Number of bodies that are inlined into it.
    copies: u32,
    /// How deep they are nested.
    depth: u32,
    /// Whether calls are left.
    calls: bool,
    /// Whether there are loops.
    loops: bool,
}

struct Planner<'a> {
    program: &'a Program<'a>,
    graph: Graph,
    limits: Limits,
    /// What the image may still gain.
    room: u64,
    expanded: SecondaryMap<FuncId, Expanded>,
    inlining: Inlining,
}

impl<'a> Planner<'a> {
    fn new(program: &'a Program<'a>, limits: Limits) -> Self {
        let shapes = program.functions.keys();
        let shapes = shapes.filter_map(|id| graph::shape(program, id));
        let total: u64 = shapes.map(|shape| u64::from(shape.instructions)).sum();
        Planner {
            program,
            graph: Graph::of(program),
            room: limits.image_least.max(total * limits.image_percent / 100),
            limits,
            expanded: SecondaryMap::new(),
            inlining: Inlining::default(),
        }
    }

    fn plan(mut self) -> Inlining {
        for id in callees_first(self.program) {
            if let Some(shape) = graph::shape(self.program, id) {
                self.visit(id, shape);
            }
        }
        self.drop_uncalled();
        self.inlining
    }

    /// Decides about the calls in a body.
    fn visit(&mut self, id: FuncId, shape: &Shape) {
        let calls: Vec<_> = graph::calls(self.program, id).collect();
        // A product becomes as short as its call.
        let mut size = if shape.wide_product {
            0
        } else {
            shape.instructions
        };
        let mut copies = 0;
        let mut left = calls.len();
        let mut calls_left = shape.unknown_calls;
        let mut loops = shape.loops;
        let mut depth = 0;
        let fits = self.end(id) <= MAX_OFFSET;
        let mut room = self.limits.growth(size);
        let mut candidates: Vec<_> = calls
            .iter()
            .map(|&(callee, count)| (self.expanded[callee], callee, count))
            .filter(|(expanded, ..)| fits && expanded.inlinable)
            .collect();
        candidates.sort_by_key(|&(expanded, callee, _)| (expanded.size, callee));
        for (expanded, callee, count) in candidates {
            let single = self.is_single(callee);
            // What loops takes longer than a call, and is code that must not be twice.
            let anywhere = match (expanded.loops, expanded.calls) {
                (true, _) => 0,
                (false, true) => self.limits.wrapper,
                (false, false) => self.limits.leaf,
            };
            let limit = match single {
                true => self.limits.single.max(anywhere),
                false => anywhere,
            };
            let growth = expanded.size.saturating_mul(count);
            let more = (expanded.copies + 1).saturating_mul(count);
            // The only call replaces the function.
            let image = u64::from(if single { 0 } else { growth });
            if expanded.size > limit
                || growth > room
                || image > self.room
                || copies + more > CopyId::MOST
                || expanded.depth >= MAX_DEPTH
            {
                continue;
            }
            room -= growth;
            self.room -= image;
            size = size.saturating_add(growth);
            copies += more;
            depth = depth.max(expanded.depth + 1);
            left -= 1;
            calls_left |= expanded.calls;
            loops |= expanded.loops;
            self.inlining.callees[id].push(callee);
        }
        self.inlining.callees[id].sort_unstable();
        let itself = calls.iter().find(|&&(callee, _)| callee == id);
        let itself = itself.map_or(0, |&(_, count)| count);
        if itself > 0 && fits && self.is_inlinable(id, shape) {
            self.inlining.levels[id] = self.levels(itself, size, copies + 1);
        }
        self.expanded[id] = Expanded {
            inlinable: itself == 0 && self.is_inlinable(id, shape),
            size,
            copies,
            depth,
            calls: calls_left || left > 0,
            loops,
        };
    }

    /// How deep a function of this size can be inlined into itself, where it has this many calls of itself
    /// and its body makes this many copies.
    fn levels(&mut self, calls: u32, size: u32, copies: u32) -> u8 {
        let mut bodies_of_level = 1u32;
        let mut bodies = 0u32;
        for level in 0..MAX_LEVELS {
            bodies_of_level = bodies_of_level.saturating_mul(calls);
            let more = bodies.saturating_add(bodies_of_level);
            let growth = more.saturating_mul(size);
            let fits = growth.saturating_add(size) <= self.limits.recursive
                && more.saturating_add(1).saturating_mul(copies) <= CopyId::MOST
                && u64::from(growth) <= self.room;
            if !fits {
                self.room -= u64::from(bodies * size);
                return level;
            }
            bodies = more;
        }
        self.room -= u64::from(bodies * size);
        MAX_LEVELS
    }

    /// Whether a function is called in one place and referred to nowhere else.
    fn is_single(&self, id: FuncId) -> bool {
        self.graph.call_sites[id] == 1 && !self.graph.referred_to.contains(id)
    }

    /// Whether a body may be inlined at all.
    fn is_inlinable(&self, id: FuncId, shape: &Shape) -> bool {
        let ty = self.program.types.func(self.program.functions[id].sig);
        let bytes = self.program.body_bytes(id);
        // A tail call ends the caller's frame, which the copy has none of.
        !shape.tail_calls
            && shape.locals <= MAX_LOCALS
            && ty.params.len() + ty.results.len() <= MAX_VALUES
            && bytes <= BYTES_PER_INSTRUCTION * (shape.instructions as usize + 8)
            && self.end(id) <= MAX_OFFSET
    }

    /// Where a body ends in its file.
    fn end(&self, id: FuncId) -> usize {
        let plan = &self.program.functions[id];
        match plan.kind {
            FunctionKind::Body(body) => {
                self.program.module_of(plan.instance).bodies[body].range.end
            }
            _ => 0,
        }
    }

    /// Finds the functions all of whose calls are inlined.
    fn drop_uncalled(&mut self) {
        let mut called = EntitySet::with_capacity(self.program.functions.len());
        for id in self.program.functions.keys() {
            for (callee, _) in graph::calls(self.program, id) {
                if !self.inlining.inlines(id, callee) {
                    called.insert(callee);
                }
            }
        }
        for id in self.program.functions.keys() {
            if self.graph.call_sites[id] > 0
                && !self.graph.referred_to.contains(id)
                && !called.contains(id)
            {
                self.inlining.dropped.insert(id);
            }
        }
    }
}

/// All functions, each after those that it calls, unless they call it, too.
fn callees_first(program: &Program<'_>) -> Vec<FuncId> {
    let mut order = Vec::with_capacity(program.functions.len());
    let mut seen = EntitySet::with_capacity(program.functions.len());
    let mut open: Vec<(FuncId, Vec<FuncId>)> = Vec::new();
    let callees = |id| {
        graph::calls(program, id)
            .map(|(callee, _)| callee)
            .collect()
    };
    for root in program.functions.keys() {
        if seen.insert(root) {
            open.push((root, callees(root)));
        }
        while let Some((id, rest)) = open.last_mut() {
            match rest.pop() {
                Some(callee) if seen.insert(callee) => open.push((callee, callees(callee))),
                Some(_) => {}
                None => {
                    order.push(*id);
                    open.pop();
                }
            }
        }
    }
    order
}
