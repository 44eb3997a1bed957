//! Modules of one kind that grow: to see how time and memory grow with them.

use wasm_encoder::{
    BlockType, CodeSection, ExportKind, ExportSection, Function, FunctionSection, InstructionSink,
    MemArg, MemArgTarget, MemorySection, MemoryType, Module, TypeSection, ValType,
};

/// Names, and sizes in bytes, at least.
pub const SIZES: [(&str, usize); 5] = [
    ("10 KB", 10_000),
    ("100 KB", 100_000),
    ("1 MB", 1_000_000),
    ("10 MB", 10_000_000),
    ("100 MB", 100_000_000),
];

/// A command with functions of the same shape and different constants.
pub fn module(bytes: usize) -> Vec<u8> {
    let mut types = TypeSection::new();
    types
        .ty()
        .function([ValType::I32, ValType::I64], [ValType::I64]);
    types.ty().function([], []);
    let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
    while code.byte_len() < bytes {
        let index = code.len();
        functions.function(0);
        code.function(&function(index));
    }
    let last = code.len() - 1;
    functions.function(1);
    let mut start = Function::new([]);
    start
        .instructions()
        .i32_const(1)
        .i64_const(1)
        .call(last)
        .drop()
        .end();
    code.function(&start);
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 16,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut exports = ExportSection::new();
    exports.export("_start", ExportKind::Func, last + 1);
    let mut module = Module::new();
    module
        .section(&types)
        .section(&functions)
        .section(&memories)
        .section(&exports)
        .section(&code);
    module.finish()
}

/// Loops, branches, memory and calls, in about 700 bytes. It calls functions before it.
fn function(index: u32) -> Function {
    let mut function = Function::new([(4, ValType::I32), (2, ValType::I64)]);
    let mut body = function.instructions();
    for round in 0..12u32 {
        let constant = (index.wrapping_mul(2_654_435_761) ^ round.wrapping_mul(40_503)) as i32;
        piece(&mut body, constant, index, round);
    }
    body.local_get(1)
        .local_get(6)
        .i64_add()
        .local_get(7)
        .i64_xor()
        .end();
    function
}

fn piece(body: &mut InstructionSink<'_>, constant: i32, index: u32, round: u32) {
    let at = MemArg {
        offset: u64::from(round * 8),
        align: 2,
        target: MemArgTarget::Memory(0),
        ordering: None,
    };
    body.local_get(0).i32_const(constant).i32_and().local_set(2);
    body.i32_const(round as i32 + 3).local_set(3);
    body.loop_(BlockType::Empty);
    body.local_get(2)
        .local_get(2)
        .i32_load(at)
        .local_get(3)
        .i32_mul()
        .i32_store(at);
    body.local_get(2).i32_const(4).i32_add().local_set(2);
    body.local_get(3)
        .i32_const(1)
        .i32_sub()
        .local_tee(3)
        .br_if(0);
    body.end();
    body.local_get(2)
        .i32_const(constant)
        .i32_lt_u()
        .if_(BlockType::Empty);
    body.local_get(6).local_get(1).i64_add().local_set(6);
    body.else_();
    body.local_get(0)
        .local_get(6)
        .call(index.saturating_sub(round + 1))
        .local_set(7);
    body.end();
}
