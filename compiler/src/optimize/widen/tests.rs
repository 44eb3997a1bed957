//! What is done for a function does not grow faster than the function: how far the pass looks is bounded.

use super::{ROUNDS, run};
use crate::optimize::flow::{Flow, PARAMETERS};
use cranelift_codegen::Context;
use cranelift_codegen::ir::{
    AbiParam, Block, BlockArg, Function, InstBuilder, Signature, Type, UserFuncName, Value, types,
};
use cranelift_codegen::settings;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};

/// The types of the parameters of blocks that `build` returns, after the pass.
fn widened(build: impl FnOnce(&mut FunctionBuilder<'_>, Value) -> Vec<Block>) -> Vec<Type> {
    let flags = settings::Flags::new(settings::builder());
    let builder = cranelift_codegen::isa::lookup("x86_64-linux".parse().expect("a triple"));
    let isa = builder.expect("x86-64").finish(flags).expect("its flags");
    let mut signature = Signature::new(isa.default_call_conv());
    signature.params.push(AbiParam::new(types::I32));
    let mut function = Function::with_name_signature(UserFuncName::default(), signature);
    let mut context = FunctionBuilderContext::new();
    let mut b = FunctionBuilder::new(&mut function, &mut context);
    let entry = b.create_block();
    b.append_block_params_for_function_params(entry);
    b.switch_to_block(entry);
    let argument = b.block_params(entry)[0];
    let blocks = build(&mut b, argument);
    b.seal_all_blocks();
    b.finalize(isa.frontend_config());
    let mut context = Context::for_function(function);
    context.compute_cfg();
    context.compute_domtree();
    let flow = Flow {
        isa: isa.as_ref(),
        cfg: &context.cfg,
        domtree: &context.domtree,
    };
    run(&mut context.func, flow);
    let dfg = &context.func.dfg;
    let parameters = blocks.into_iter().flat_map(|it| dfg.block_params(it));
    parameters.map(|&it| dfg.value_type(it)).collect()
}

/// `loop (p) { use(extend p); p += 1 }` for each of some parameters.
fn counting(b: &mut FunctionBuilder<'_>, argument: Value, parameters: usize) -> Block {
    let (header, out) = (b.create_block(), b.create_block());
    let first = vec![BlockArg::Value(argument); parameters];
    b.ins().jump(header, &first);
    b.switch_to_block(header);
    let mut again = Vec::new();
    let one = b.ins().iconst(types::I32, 1);
    for _ in 0..parameters {
        let parameter = b.append_block_param(header, types::I32);
        extend(b, parameter);
        again.push(BlockArg::Value(b.ins().iadd(parameter, one)));
    }
    b.ins().brif(argument, header, &again, out, &[]);
    b.switch_to_block(out);
    header
}

fn extend(b: &mut FunctionBuilder<'_>, value: Value) {
    let address = b.ins().uextend(types::I64, value);
    let flags = cranelift_codegen::ir::MemFlagsData::new();
    b.ins().store(flags, value, address, 0);
}

#[test]
fn parameters_beyond_the_bound_stay() {
    let types = widened(|b, argument| {
        let header = counting(b, argument, PARAMETERS + 2);
        b.ins().return_(&[]);
        vec![header]
    });
    let (near, far) = types.split_at(PARAMETERS);
    assert!(near.iter().all(|&it| it == types::I64), "{near:?}");
    assert_eq!(far, [types::I32; 2]);
}

/// A loop whose parameter can be widened, and a chain of blocks each of which stays as it is because
/// the one behind it does.
fn chain(links: usize) -> Type {
    let types = widened(|b, argument| {
        let header = counting(b, argument, 1);
        let blocks: Vec<Block> = (0..links).map(|_| b.create_block()).collect();
        let mut next = None;
        // The first that is looked at is passed what the second has, and so on: the last one stays first.
        b.ins().jump(blocks[links - 1], &[argument.into()]);
        for &block in &blocks {
            b.switch_to_block(block);
            let parameter = b.append_block_param(block, types::I32);
            extend(b, parameter);
            match next {
                Some(next) => b.ins().jump(next, &[parameter.into()]),
                None => b.ins().return_(&[]),
            };
            next = Some(block);
        }
        vec![header]
    });
    types[0]
}

#[test]
fn a_chain_of_parameters_ends_the_search() {
    assert_eq!(chain(ROUNDS - 1), types::I64);
    assert_eq!(chain(ROUNDS), types::I32);
    assert_eq!(chain(1000), types::I32);
}
