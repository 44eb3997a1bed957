//! The symbol table: a name for each piece of code, for debuggers and profilers.

use super::names;
use super::sections::Builder;
use crate::machine::Code;
use crate::program::{FunctionKind, Program};

/// How the symbol table calls the code that null references lead to.
const STUB: &str = "call of a null reference";

/// Names every piece of code that has instructions. The entry has a name of its own already.
pub fn functions(builder: &mut Builder, program: &Program<'_>, code: &Code) {
    builder.name_code(STUB, &code.stub);
    for (id, placed) in &code.functions {
        let plan = &program.functions[id];
        let name = match plan.kind {
            FunctionKind::Entry => continue,
            FunctionKind::Body(body) => {
                let index = program.module_of(plan.instance).bodies[body].index;
                names::of_body(program, plan.instance, index)
            }
            _ => program.function_name(id),
        };
        if placed.len > 0 {
            builder.name_code(&name, placed);
        }
    }
}
