//! Instructions of x86-64, in the syntax of GNU as.

use super::flow::{Flow, Inst, Machine};
use super::names::{Names, with_distance};
use iced_x86::{
    Decoder, DecoderOptions, Formatter, GasFormatter, Instruction, Mnemonic, OpKind,
    SymbolResolver, SymbolResult,
};

/// See [`Machine`].
pub const MACHINE: Machine = Machine { read, print };

fn decode(names: &Names<'_>, start: u32) -> Option<Instruction> {
    let mut decoder = Decoder::with_ip(64, names.rest(start), start.into(), DecoderOptions::NONE);
    let inst = decoder.can_decode().then(|| decoder.decode())?;
    (!inst.is_invalid()).then_some(inst)
}

fn read(names: &Names<'_>, start: u32) -> Option<Inst> {
    let decoded = decode(names, start)?;
    let end = start + decoded.len() as u32;
    let target = match names.linked(start..end) {
        Some(_) => None,
        None => address(&decoded).and_then(|address| u32::try_from(address).ok()),
    };
    let is_near = decoded.op0_kind() == OpKind::NearBranch64;
    let flow = match decoded.mnemonic() {
        Mnemonic::Jmp if is_near => Flow::Jump,
        Mnemonic::Jmp | Mnemonic::Ret | Mnemonic::Ud2 => Flow::End,
        Mnemonic::Call => Flow::Next,
        _ if is_near => Flow::Branch,
        _ => Flow::Next,
    };
    Some(Inst {
        start,
        end,
        target,
        flow,
    })
}

/// The place that an instruction refers to, relative to its own.
fn address(inst: &Instruction) -> Option<u64> {
    if inst.op0_kind() == OpKind::NearBranch64 {
        return Some(inst.near_branch_target());
    }
    inst.is_ip_rel_memory_operand()
        .then(|| inst.ip_rel_memory_address())
}

fn print(names: &Names<'_>, inst: &Inst) -> String {
    let Some(decoded) = decode(names, inst.start) else {
        return String::new();
    };
    let name = match names.linked(inst.start..inst.end) {
        // The field holds the distance from the end of the instruction.
        Some(reloc) => {
            let behind = i64::from(inst.end) - reloc.offset as i64;
            Some(with_distance(names.symbol(reloc), reloc.addend + behind))
        }
        None => inst.target.map(|target| names.place(target)),
    };
    let resolver = Named {
        address: address(&decoded),
        name: name.unwrap_or_default(),
    };
    let mut formatter = GasFormatter::with_options(Some(Box::new(resolver)), None);
    let options = formatter.options_mut();
    options.set_gas_show_mnemonic_size_suffix(true);
    options.set_space_after_operand_separator(true);
    options.set_rip_relative_addresses(true);
    options.set_uppercase_hex(false);
    options.set_show_branch_size(false);
    let mut text = String::new();
    formatter.format(&decoded, &mut text);
    text
}

/// The name of what an instruction refers to.
struct Named {
    address: Option<u64>,
    name: String,
}

impl SymbolResolver for Named {
    fn symbol(
        &mut self,
        inst: &Instruction,
        _operand: u32,
        position: Option<u32>,
        address: u64,
        _address_size: u32,
    ) -> Option<SymbolResult<'_>> {
        let kind = inst.op_kind(position?);
        let refers = matches!(kind, OpKind::NearBranch64 | OpKind::Memory);
        (refers && self.address == Some(address) && !self.name.is_empty())
            .then(|| SymbolResult::with_str(address, &self.name))
    }
}
