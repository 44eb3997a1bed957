//! Two ways from the CLIF of a function to its code: the one that was asked for, and a cheap one for
//! functions that would need more than proportional time and memory.

use crate::error::Result;
use crate::inline::Origins;
use crate::lower;
use crate::machine::{self, FunctionCode, Generator};
use crate::optimize::Optimizer;
use crate::options::{OptLevel, Options};
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::{OwnedTargetIsa, TargetIsa};

/// The same instruction set with two settings of Cranelift.
pub struct Isas {
    usual: OwnedTargetIsa,
    cheap: OwnedTargetIsa,
}

impl Isas {
    /// Those that the options ask for.
    ///
    /// # Errors
    /// Those of [`machine::isa`].
    pub fn new(options: &Options) -> Result<Isas> {
        let cheap = Options {
            opt_level: OptLevel::O0,
            ..options.clone()
        };
        Ok(Isas {
            usual: machine::isa(options)?,
            cheap: machine::isa(&cheap)?,
        })
    }

    /// The one with the settings that were asked for.
    pub fn usual(&self) -> &dyn TargetIsa {
        &*self.usual
    }
}

/// What optimises a function and generates its code.
pub struct Backend<'a, G> {
    optimizer: Optimizer<'a>,
    generator: G,
}

impl<G: Generator> Backend<'_, G> {
    /// Compiles a function.
    ///
    /// # Errors
    /// Those of the optimizer and the generator.
    pub fn compile(
        &mut self,
        function: &mut Function,
        origins: &Origins,
        wasm_offset: u32,
    ) -> Result<FunctionCode> {
        let domtree = self.optimizer.run(function)?;
        self.generator
            .compile(function, domtree, origins, wasm_offset)
    }

    /// Optimises a function.
    ///
    /// # Errors
    /// Those of the optimizer.
    pub fn optimize(&mut self, function: &mut Function) -> Result<()> {
        self.optimizer.run(function).map(|_| ())
    }
}

/// What one thread compiles with.
pub struct Backends<'a, G> {
    usual: Backend<'a, G>,
    cheap: Backend<'a, G>,
}

impl<'a, G: Generator> Backends<'a, G> {
    /// Backends that have compiled nothing yet.
    pub fn new(
        isas: &'a Isas,
        generator: &impl Fn(&'a dyn TargetIsa) -> G,
        options: &Options,
    ) -> Self {
        let backend = |isa: &'a dyn TargetIsa, level| Backend {
            optimizer: Optimizer::new(isa, level, &options.without),
            generator: generator(isa),
        };
        Backends {
            usual: backend(&*isas.usual, options.opt_level),
            cheap: backend(&*isas.cheap, OptLevel::O0),
        }
    }

    /// The one for a function.
    pub fn of(&mut self, function: &Function) -> &mut Backend<'a, G> {
        match lower::is_costly(function) {
            true => &mut self.cheap,
            false => &mut self.usual,
        }
    }
}
