//! From the text of a script to the modules of an image and the calls to make in it.

use super::refuse::{self, Check, Linking, Why};
use super::run::Script;
use super::value::{Argument, Expected};
use std::collections::HashMap;
use wasmc_compiler::{Composition, Input, InstanceId, ModuleId, ScriptItem};
use wast::parser::ParseBuffer;
use wast::token::Id;
use wast::{QuoteWat, Wast, WastDirective, WastExecute, WastInvoke, lexer::Lexer, parser};

/// The module `spectest` of the reference interpreter (`interpreter/host/spectest.ml`).
const SPECTEST: &str = r#"(module
  (func (export "print"))
  (func (export "print_i32") (param i32))
  (func (export "print_i64") (param i64))
  (func (export "print_f32") (param f32))
  (func (export "print_f64") (param f64))
  (func (export "print_i32_f32") (param i32 f32))
  (func (export "print_f64_f64") (param f64 f64))
  (global (export "global_i32") i32 (i32.const 666))
  (global (export "global_i64") i64 (i64.const 666))
  (global (export "global_f32") f32 (f32.const 666.6))
  (global (export "global_f64") f64 (f64.const 666.6))
  (table (export "table") 10 20 funcref)
  (memory (export "memory") 1 2))"#;

/// What a script does.
pub struct Plan {
    /// Modules of the image, and instances of them.
    pub composition: Composition,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// One directive.
pub struct Step {
    /// Where it is: `file:line:column`.
    pub place: String,
    /// Its name.
    pub what: &'static str,
    /// Whether it is an assertion: only those count when they hold.
    pub asserts: bool,
    /// What to do.
    pub action: Action,
}

/// What a directive needs.
pub enum Action {
    /// Nothing to run: this is its result.
    Decided(Result<(), String>),
    /// A call in the image.
    Call(Call, Expect),
}

/// A call.
pub struct Call {
    /// The instance.
    pub instance: InstanceId,
    /// What is called.
    pub item: ScriptItem,
    /// Its arguments.
    pub args: Vec<Argument>,
}

/// What a call must lead to.
pub enum Expect {
    /// It returns.
    Return,
    /// It returns these results.
    Values(Vec<Expected>),
    /// It traps with a message that starts so.
    Trap(String),
}

impl Expect {
    /// The wrong expectation in place of this right one.
    fn flip(self) -> Expect {
        match self {
            Expect::Return => Expect::Trap("unreachable".into()),
            Expect::Values(values) if values.is_empty() => Expect::Trap("unreachable".into()),
            Expect::Values(mut values) => {
                values[0].flip();
                Expect::Values(values)
            }
            Expect::Trap(message) => Expect::Trap(format!("no {message}")),
        }
    }
}

/// Reads a script.
///
/// # Errors
/// The text is not a script.
pub fn plan(script: &Script<'_>) -> Result<Plan, String> {
    let Script { name, text, .. } = *script;
    let mut lexer = Lexer::new(text);
    // The scripts test such characters.
    lexer.allow_confusing_unicode(true);
    let describe = |mut error: wast::Error| {
        error.set_text(text);
        format!("{name}: {error}")
    };
    let buffer = ParseBuffer::new_with_lexer(lexer).map_err(describe)?;
    let wast = parser::parse::<Wast<'_>>(&buffer).map_err(describe)?;
    let spectest = wat::parse_str(SPECTEST).map_err(|error| error.to_string())?;
    let mut planner = Planner {
        composition: Composition::default(),
        links: Vec::new(),
        current: None,
        named: HashMap::new(),
        definitions: HashMap::new(),
        flip: script.flip,
        check: Check { wasm: script.wasm },
        place: String::new(),
    };
    let spectest = planner.composition.add(Input {
        name: "spectest".into(),
        bytes: spectest,
    });
    let spectest = planner.composition.instantiate(spectest, Vec::new());
    planner.links.push(("spectest".into(), spectest));
    let mut steps = vec![Step {
        place: format!("{name}:1:1"),
        what: "spectest",
        asserts: false,
        action: instantiate(spectest, Expect::Return),
    }];
    for directive in wast.directives {
        let (line, column) = directive.span().linecol_in(text);
        planner.place = format!("{name}:{}:{}", line + 1, column + 1);
        let (what, asserts, action) = planner.directive(directive);
        let action = action.unwrap_or_else(|message| Action::Decided(Err(message)));
        steps.push(Step {
            place: planner.place.clone(),
            what,
            asserts,
            action,
        });
    }
    Ok(Plan {
        composition: planner.composition,
        steps,
    })
}

/// What has been read so far.
struct Planner<'text> {
    composition: Composition,
    /// `register`ed names, the last one counts.
    links: Vec<(String, InstanceId)>,
    /// The instance that calls without a name mean; `None`: there is none, or it was refused.
    current: Option<InstanceId>,
    named: HashMap<&'text str, InstanceId>,
    definitions: HashMap<Option<&'text str>, ModuleId>,
    flip: bool,
    check: Check,
    place: String,
}

/// What a directive needs, or why it fails already.
type Planned = Result<Action, String>;

fn instantiate(instance: InstanceId, expect: Expect) -> Action {
    Action::Call(
        Call {
            instance,
            item: ScriptItem::Instantiate,
            args: Vec::new(),
        },
        expect,
    )
}

impl<'text> Planner<'text> {
    /// Its name, whether it is an assertion, and what it needs.
    fn directive(&mut self, directive: WastDirective<'text>) -> (&'static str, bool, Planned) {
        match directive {
            WastDirective::Module(module) => ("module", false, self.module(module)),
            WastDirective::ModuleDefinition(module) => {
                ("module definition", false, self.definition(module))
            }
            WastDirective::ModuleInstance {
                instance, module, ..
            } => ("module instance", false, self.instance(instance, module)),
            WastDirective::Register { name, module, .. } => {
                ("register", false, self.register(name, module))
            }
            WastDirective::Invoke(invoke) => ("invoke", false, self.invoke(invoke, Expect::Return)),
            WastDirective::AssertReturn { exec, results, .. } => {
                ("assert_return", true, self.assert_return(exec, &results))
            }
            WastDirective::AssertTrap { exec, message, .. } => {
                let expect = self.expect(Expect::Trap(message.into()));
                ("assert_trap", true, self.execute(exec, expect))
            }
            WastDirective::AssertExhaustion { call, message, .. } => {
                let expect = self.expect(Expect::Trap(message.into()));
                ("assert_exhaustion", true, self.invoke(call, expect))
            }
            WastDirective::AssertMalformed { module, .. } => (
                "assert_malformed",
                true,
                self.refused(Why::Malformed, module),
            ),
            WastDirective::AssertInvalid { module, .. } => {
                ("assert_invalid", true, self.refused(Why::Invalid, module))
            }
            WastDirective::AssertUnlinkable {
                module, message, ..
            } => (
                "assert_unlinkable",
                true,
                self.unlinkable(QuoteWat::Wat(module), message),
            ),
            WastDirective::AssertException { exec, .. } => {
                let expect = self.expect(Expect::Trap("uncaught exception".into()));
                ("assert_exception", true, self.execute(exec, expect))
            }
            WastDirective::AssertInvalidCustom { .. }
            | WastDirective::AssertMalformedCustom { .. }
            | WastDirective::AssertSuspension { .. }
            | WastDirective::Thread(_)
            | WastDirective::Wait { .. } => (
                "directive",
                true,
                Err("the harness does not know this directive".into()),
            ),
        }
    }

    /// An expectation of an assertion, or its opposite.
    fn expect(&self, expect: Expect) -> Expect {
        if self.flip { expect.flip() } else { expect }
    }

    /// Adds a module to the image.
    fn define(&mut self, bytes: Vec<u8>) -> ModuleId {
        self.composition.add(Input {
            name: self.place.clone(),
            bytes,
        })
    }

    /// Adds an instance of a module, linked with what is registered now.
    fn instantiate(&mut self, module: ModuleId) -> InstanceId {
        self.composition.instantiate(module, self.links.clone())
    }

    /// Adds a module with one instance.
    fn add(&mut self, bytes: Vec<u8>) -> InstanceId {
        let module = self.define(bytes);
        self.instantiate(module)
    }

    fn module(&mut self, mut module: QuoteWat<'text>) -> Planned {
        self.current = None;
        let instance = refuse::encode(&mut module).map(|bytes| self.add(bytes))?;
        self.name(module.name(), instance);
        Ok(instantiate(instance, Expect::Return))
    }

    fn name(&mut self, name: Option<Id<'text>>, instance: InstanceId) {
        self.current = Some(instance);
        if let Some(name) = name {
            self.named.insert(name.name(), instance);
        }
    }

    fn definition(&mut self, mut module: QuoteWat<'text>) -> Planned {
        let bytes = refuse::encode(&mut module)?;
        let id = self.define(bytes);
        self.definitions.insert(None, id);
        self.definitions
            .insert(module.name().map(|name| name.name()), id);
        Ok(Action::Decided(Ok(())))
    }

    fn instance(&mut self, name: Option<Id<'text>>, module: Option<Id<'text>>) -> Planned {
        self.current = None;
        let definition = self.definitions.get(&module.map(|name| name.name()));
        let module = *definition.ok_or("there is no such module definition")?;
        let instance = self.instantiate(module);
        self.name(name, instance);
        Ok(instantiate(instance, Expect::Return))
    }

    /// The instance that a name means, or the current one.
    fn find(&self, name: Option<Id<'text>>) -> Result<InstanceId, String> {
        match name {
            Some(name) => self.named.get(name.name()).copied(),
            None => self.current,
        }
        .ok_or_else(|| "the module that it means was refused or does not exist".into())
    }

    fn register(&mut self, name: &str, module: Option<Id<'text>>) -> Planned {
        self.links.push((name.into(), self.find(module)?));
        Ok(Action::Decided(Ok(())))
    }

    fn invoke(&self, invoke: WastInvoke<'text>, expect: Expect) -> Planned {
        let call = Call {
            instance: self.find(invoke.module)?,
            item: ScriptItem::Func(invoke.name.into()),
            args: invoke
                .args
                .iter()
                .map(Argument::new)
                .collect::<Result<_, _>>()?,
        };
        Ok(Action::Call(call, expect))
    }

    fn execute(&mut self, exec: WastExecute<'text>, expect: Expect) -> Planned {
        match exec {
            WastExecute::Invoke(invoke) => self.invoke(invoke, expect),
            WastExecute::Get { module, global, .. } => {
                let item = ScriptItem::Global(global.into());
                Ok(Action::Call(
                    Call {
                        instance: self.find(module)?,
                        item,
                        args: Vec::new(),
                    },
                    expect,
                ))
            }
            // Its functions may stay reachable through a table, so it is part of the image also
            // where its instantiation must trap; it does not become the current module.
            WastExecute::Wat(module) => {
                let instance = self.add(refuse::encode(&mut QuoteWat::Wat(module))?);
                Ok(instantiate(instance, expect))
            }
        }
    }

    fn assert_return(
        &mut self,
        exec: WastExecute<'text>,
        results: &[wast::WastRet<'text>],
    ) -> Planned {
        let values = results
            .iter()
            .map(Expected::new)
            .collect::<Result<_, _>>()?;
        let expect = self.expect(Expect::Values(values));
        self.execute(exec, expect)
    }

    /// The module of an assertion that it is refused, or one that nobody refuses.
    fn encode(&self, mut module: QuoteWat<'text>) -> Result<Vec<u8>, String> {
        match self.flip {
            true => wat::parse_str("(module)").map_err(|error| error.to_string()),
            false => refuse::encode(&mut module),
        }
    }

    fn refused(&self, why: Why, module: QuoteWat<'text>) -> Planned {
        Ok(Action::Decided(
            self.check.refused(why, self.encode(module)),
        ))
    }

    fn unlinkable(&mut self, module: QuoteWat<'text>, message: &str) -> Planned {
        let bytes = self.encode(module)?;
        let without = self.composition.clone();
        let instance = self.add(bytes);
        match self.check.unlinkable(&self.composition, message) {
            // The sizes of what is imported only show when the modules before it have run.
            Linking::Deferred => Ok(instantiate(instance, Expect::Trap(message.into()))),
            Linking::Refused => {
                self.composition = without;
                Ok(Action::Decided(Ok(())))
            }
            Linking::Wrong(error) => {
                self.composition = without;
                Err(error)
            }
        }
    }
}
