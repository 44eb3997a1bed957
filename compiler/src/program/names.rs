//! How texts for people call what machine code refers to.

use super::plans::Program;
use super::symbol::{Symbol, wasi_functions};
use wasmc_abi::wasi02::{FUNCTIONS, RESOURCES};

impl Program<'_> {
    /// The name of a symbol.
    pub fn symbol_name(&self, symbol: Symbol) -> String {
        match symbol {
            Symbol::Func(id) => self.function_name(id),
            Symbol::Builtin(builtin) => builtin.symbol().to_string(),
            Symbol::Wasi(position) => wasi_functions()
                .nth(position)
                .map_or_else(String::new, |function| function.symbol.to_string()),
            Symbol::Host(position) => FUNCTIONS[position].symbol.to_string(),
            Symbol::HostDrop(position) => RESOURCES[position].drop.to_string(),
            Symbol::ResourceUses => "resource uses".to_string(),
            Symbol::State => wasmc_abi::symbols::STATE.to_string(),
            Symbol::Table(id) => id.to_string(),
            Symbol::Data(id) => id.to_string(),
            Symbol::Elem(id) => id.to_string(),
            Symbol::FuncRefs => "function references".to_string(),
            Symbol::TextOffset(id) => format!("offset of {}", self.function_name(id)),
            Symbol::LiftRecord(id) => format!("record of {id}"),
            Symbol::Text => wasmc_abi::symbols::TEXT.to_string(),
            Symbol::ImportName(id) => format!("name of {}", self.function_name(id)),
            Symbol::InvokeRecord => "invoke record".to_string(),
            Symbol::Filter => "filter".to_string(),
            Symbol::CaCerts => "certificates".to_string(),
            Symbol::WorkerFilter => "filter of workers".to_string(),
        }
    }
}
