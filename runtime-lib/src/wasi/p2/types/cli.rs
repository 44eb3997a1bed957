//! Types of `wasi:cli`. Written by `wasmc-wasi-bindings`.
#![allow(dead_code, unused_imports, unused_qualifications, reason = "whatever an interface has is here")]
#![allow(clippy::too_many_arguments, reason = "flat values are many")]

use crate::wasi::guest::Area;
use crate::wasi::p2::caller::{Caller, no_case};
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Lower, Resource};

/// `terminal-input`.
#[derive(Clone, Copy)]
pub struct TerminalInput(u32);

impl Resource for TerminalInput {
    const TYPE: u32 = 0;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for TerminalInput {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `terminal-output`.
#[derive(Clone, Copy)]
pub struct TerminalOutput(u32);

impl Resource for TerminalOutput {
    const TYPE: u32 = 1;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for TerminalOutput {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}
