//! Types of `wasi:io`. Written by `wasmc-wasi-bindings`.
#![allow(dead_code, unused_imports, unused_qualifications, reason = "whatever an interface has is here")]
#![allow(clippy::too_many_arguments, reason = "flat values are many")]

use crate::wasi::guest::Area;
use crate::wasi::p2::caller::{Caller, no_case};
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Lower, Resource};

/// `error`.
#[derive(Clone, Copy)]
pub struct Error(u32);

impl Resource for Error {
    const TYPE: u32 = 15;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for Error {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `pollable`.
#[derive(Clone, Copy)]
pub struct Pollable(u32);

impl Resource for Pollable {
    const TYPE: u32 = 16;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for Pollable {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `stream-error`.
pub enum StreamError {
    /// `last-operation-failed`.
    LastOperationFailed(types::io::Error),
    /// `closed`.
    Closed,
}

impl Lower for StreamError {
    const SIZE: u32 = 8;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        match self {
            Self::LastOperationFailed(value) => {
                area.put(0, 0u8.to_le_bytes());
                value.store(caller, area.skip(4));
            }
            Self::Closed => area.put(0, 1u8.to_le_bytes()),
        }
    }
}

/// `input-stream`.
#[derive(Clone, Copy)]
pub struct InputStream(u32);

impl Resource for InputStream {
    const TYPE: u32 = 17;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for InputStream {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `output-stream`.
#[derive(Clone, Copy)]
pub struct OutputStream(u32);

impl Resource for OutputStream {
    const TYPE: u32 = 18;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for OutputStream {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}
