//! Who calls whom in the image.

use crate::decode::module::{FuncIndex, Shape};
use crate::program::{CanonPlan, ConstValue, Entry, FuncId, FunctionKind, InitStep, Program, Ref};
use cranelift_entity::{EntitySet, SecondaryMap};

/// The direct calls of the image.
pub struct Graph {
    /// The number of places that call each function, in bodies.
    pub call_sites: SecondaryMap<FuncId, u32>,
    /// Functions that something other than a call in a body refers to.
    pub referred_to: EntitySet<FuncId>,
}

impl Graph {
    /// The graph of a program.
    pub fn of(program: &Program<'_>) -> Graph {
        let mut graph = Graph {
            call_sites: SecondaryMap::with_capacity(program.functions.len()),
            referred_to: EntitySet::with_capacity(program.functions.len()),
        };
        graph.add_data(program);
        graph.add_entry(program);
        for (id, plan) in &program.functions {
            if let FunctionKind::Trampoline(target) = plan.kind {
                graph.referred_to.insert(target);
            }
            for (callee, count) in calls(program, id) {
                graph.call_sites[callee] = graph.call_sites[callee].saturating_add(count);
            }
            let instance = &program.instances[plan.instance];
            for &index in shape(program, id).map_or(&[][..], |shape| &shape.references) {
                graph.referred_to.insert(instance.functions[index]);
            }
        }
        graph
    }

    /// Adds what references in tables, segments and globals refer to.
    fn add_data(&mut self, program: &Program<'_>) {
        let tables = program.tables.values().map(|table| &table.entries);
        let elems = program.elems.values().map(|elem| &elem.entries);
        for &entry in tables.chain(elems).flatten() {
            self.add_reference(entry);
        }
        for global in program.globals.values() {
            if let ConstValue::Ref(reference) = global.value {
                self.add_reference(reference);
            }
        }
        for step in program.instances.values().flat_map(|it| &it.steps) {
            match *step {
                InitStep::Fill(_, reference) => self.add_reference(reference),
                InitStep::Start(id) => {
                    self.referred_to.insert(id);
                }
                InitStep::CheckMemory(..)
                | InitStep::CheckTable(..)
                | InitStep::Elem(..)
                | InitStep::Data(..) => {}
            }
        }
    }

    /// Adds what the image runs; what a script calls, it calls through trampolines.
    fn add_entry(&mut self, program: &Program<'_>) {
        match program.entry {
            Entry::Start(id) | Entry::Run(id) => {
                self.referred_to.insert(id);
            }
            Entry::Invoke { initialize, .. } => {
                self.referred_to.extend(initialize);
            }
            Entry::Call { .. } | Entry::Serve { .. } | Entry::Script(_) => {}
        }
        for canon in program.component.iter().flat_map(|it| it.canon.values()) {
            if let CanonPlan::ResourceDrop { destructor, .. } = canon {
                self.referred_to.extend(*destructor);
            }
        }
    }

    fn add_reference(&mut self, reference: Ref) {
        if let Ref::Func(id) = reference {
            self.referred_to.insert(id);
        }
    }
}

/// The shape of a function; `None`: it is in no module.
pub fn shape<'a>(program: &'a Program<'_>, id: FuncId) -> Option<&'a Shape> {
    let plan = &program.functions[id];
    match plan.kind {
        FunctionKind::Body(body) => Some(&program.module_of(plan.instance).bodies[body].shape),
        _ => None,
    }
}

/// The functions that a function's body calls, with the number of calls.
pub fn calls<'a>(program: &'a Program<'_>, id: FuncId) -> impl Iterator<Item = (FuncId, u32)> + 'a {
    let instance = &program.instances[program.functions[id].instance];
    let calls: &[(FuncIndex, u32)] = shape(program, id).map_or(&[], |shape| &shape.calls);
    calls
        .iter()
        .map(|&(index, count)| (instance.functions[index], count))
}
