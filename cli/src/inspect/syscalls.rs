//! The system calls that an executable can make, from its machine code.
//!
//! Only the runtime makes system calls. Each has an instruction of its own, and a few instructions
//! before it the number is put into a register. So the list describes the code that was linked.

use iced_x86::{Decoder, DecoderOptions, Mnemonic};
use std::collections::BTreeSet;
use wasmc_compiler::target::Target;

/// How far before the instruction the number is put into its register, in bytes.
const REACH: usize = 96;
/// What is listed where a number cannot be told.
const UNKNOWN: &str = "unknown";

/// Names of the system calls in the runtime's code, sorted. `unknown` stands for those whose numbers
/// cannot be told from the code.
pub fn list(target: Target, runtime: &[u8]) -> Vec<String> {
    let numbers: BTreeSet<Option<u32>> = match target {
        Target::X86_64 => x86_64(runtime),
        Target::Aarch64 => aarch64(runtime),
    };
    let names: BTreeSet<String> = numbers
        .into_iter()
        .map(|number| {
            let name = number.and_then(|number| name(target, number));
            name.unwrap_or(UNKNOWN).to_string()
        })
        .collect();
    names.into_iter().collect()
}

fn name(target: Target, number: u32) -> Option<&'static str> {
    let number = number as usize;
    let name = match target {
        Target::X86_64 => syscalls::x86_64::Sysno::new(number).map(|call| call.name()),
        Target::Aarch64 => syscalls::aarch64::Sysno::new(number).map(|call| call.name()),
    };
    match name {
        // The name that the kernel's headers have for 64 bits, and seccomp profiles too.
        Some("fstatat") => Some("newfstatat"),
        name => name,
    }
}

/// Numbers before each `syscall`.
fn x86_64(code: &[u8]) -> BTreeSet<Option<u32>> {
    // The bytes of the instruction may also lie inside of another one.
    let instructions = Decoder::new(64, code, DecoderOptions::NONE).into_iter();
    instructions
        .filter(|it| it.mnemonic() == Mnemonic::Syscall)
        .map(|it| {
            let site = it.ip() as usize;
            let before = &code[site.saturating_sub(REACH)..site];
            (0..before.len()).rev().find_map(|at| eax(before, at))
        })
        .collect()
}

/// What the instruction at this place puts into `eax`, if it is one of those that compilers use for
/// small numbers (Intel SDM, volume 2).
fn eax(code: &[u8], at: usize) -> Option<u32> {
    // A REX prefix in front can make it another register. The byte may as well be the end of another
    // instruction, so only those count that would.
    let before = at.checked_sub(1).map_or(0, |before| code[before]);
    let (rex, rex_b) = (before & 0xf0 == 0x40, before & 0xf1 == 0x41);
    match code[at..] {
        // mov eax, imm32
        [0xb8, a, b, 0, 0, ..] if !rex_b => Some(u32::from(a) | u32::from(b) << 8),
        // mov rax, imm32, with its prefix in front
        [0x48, 0xc7, 0xc0, a, b, 0, 0, ..] => Some(u32::from(a) | u32::from(b) << 8),
        // xor eax, eax
        [0x31 | 0x33, 0xc0, ..] if !rex => Some(0),
        // push imm8; pop rax
        [0x6a, a, 0x58, ..] => Some(u32::from(a)),
        _ => None,
    }
}

/// Numbers before each `svc #0`.
fn aarch64(code: &[u8]) -> BTreeSet<Option<u32>> {
    const SVC: u32 = 0xd400_0001;
    let words: Vec<u32> = code
        .as_chunks()
        .0
        .iter()
        .map(|bytes| u32::from_le_bytes(*bytes))
        .collect();
    let sites = words.iter().enumerate().filter(|(_, word)| **word == SVC);
    sites
        .map(|(site, _)| {
            let before = &words[site.saturating_sub(REACH / 4)..site];
            before.iter().rev().copied().find_map(w8)
        })
        .collect()
}

/// What an instruction puts into `w8`, if it is a `movz` (Arm ARM, C6.2).
fn w8(word: u32) -> Option<u32> {
    const MASK: u32 = 0x7fe0_001f;
    const MOVZ_8: u32 = 0x5280_0008;
    (word & MASK == MOVZ_8).then_some((word >> 5) & 0xffff)
}

#[cfg(test)]
mod tests {
    use super::list;
    use wasmc_compiler::target::Target;

    #[test]
    fn numbers_are_those_of_the_nearest_move() {
        // mov r8d, 9; mov eax, 1; mov edi, 2; syscall; xor eax, eax; syscall
        let code = [
            0x41, 0xb8, 9, 0, 0, 0, 0xb8, 1, 0, 0, 0, 0xbf, 2, 0, 0, 0, 0x0f, 5, 0x31, 0xc0, 0x0f,
            5,
        ];
        assert_eq!(list(Target::X86_64, &code), ["read", "write"]);
        // mov rax, 15; syscall
        assert_eq!(
            list(Target::X86_64, &[0x48, 0xc7, 0xc0, 15, 0, 0, 0, 0x0f, 5]),
            ["rt_sigreturn"]
        );
        // mov r8d, 9 alone says nothing.
        assert_eq!(
            list(Target::X86_64, &[0x41, 0xb8, 9, 0, 0, 0, 0x0f, 5]),
            ["unknown"]
        );
        // je, whose distance ends in 0x40; mov eax, 157; syscall
        let code = [0x75, 0x40, 0xb8, 157, 0, 0, 0, 0x0f, 5];
        assert_eq!(list(Target::X86_64, &code), ["prctl"]);
        // jmp, whose distance has the bytes of a system call in it.
        assert_eq!(list(Target::X86_64, &[0xe9, 0x0f, 5, 0, 0, 0xc3]), [""; 0]);
        // mov w8, #64; svc #0
        let code = [0x08, 0x08, 0x80, 0x52, 0x01, 0x00, 0x00, 0xd4];
        assert_eq!(list(Target::Aarch64, &code), ["write"]);
        assert_eq!(list(Target::Aarch64, &[0; 8]), [""; 0]);
    }
}
