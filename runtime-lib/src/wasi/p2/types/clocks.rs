//! Types of `wasi:clocks`. Written by `wasmc-wasi-bindings`.
#![allow(dead_code, unused_imports, unused_qualifications, reason = "whatever an interface has is here")]
#![allow(clippy::too_many_arguments, reason = "flat values are many")]

use crate::wasi::guest::Area;
use crate::wasi::p2::caller::{Caller, no_case};
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Lower, Resource};

/// `datetime`.
pub struct Datetime {
    /// `seconds`.
    pub seconds: u64,
    /// `nanoseconds`.
    pub nanoseconds: u32,
}

impl Lower for Datetime {
    const SIZE: u32 = 16;
    const ALIGN: u32 = 8;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        self.seconds.store(caller, area.skip(0));
        self.nanoseconds.store(caller, area.skip(8));
    }
}

impl Datetime {
    /// The record of its flat values.
    pub fn lift(f0: u64, f1: u32) -> Self {
        Self {
            seconds: f0,
            nanoseconds: f1,
        }
    }
}
