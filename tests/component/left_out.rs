//! What of the official tests is not run, and why.

/// What WASI 0.3 adds: asynchronous functions, streams, futures, tasks and threads.
const ASYNC: &str = "asynchronous (WASI 0.3)";

/// `folder/file.wast` or `folder/file.wast:LINE`, and the reason.
pub const LEFT_OUT: &[(&str, &str)] = &[
    ("async/async-calls-sync.wast", ASYNC),
    ("async/big-interleaving-test.wast", ASYNC),
    (
        "async/builtin-trap-poisons-instance.wast:10",
        "a trap ends the process, so that nothing can enter the instance again",
    ),
    ("async/builtin-trap-poisons-instance.wast:12", ASYNC),
    ("async/builtin-trap-poisons-instance.wast:37", ASYNC),
    ("async/builtin-trap-poisons-instance.wast:38", ASYNC),
    (
        "async/builtin-trap-poisons-instance.wast:39",
        "a trap ends the process, so that nothing can enter the instance again",
    ),
    ("async/cancel-stream.wast", ASYNC),
    ("async/cancel-subtask.wast", ASYNC),
    ("async/cancellable.wast", ASYNC),
    ("async/closed-stream.wast", ASYNC),
    ("async/cross-abi-calls.wast", ASYNC),
    ("async/cross-task-future.wast", ASYNC),
    ("async/deadlock.wast", ASYNC),
    ("async/dont-block-start.wast", ASYNC),
    ("async/drop-cross-task-borrow.wast", ASYNC),
    ("async/drop-stream.wast", ASYNC),
    ("async/drop-subtask.wast", ASYNC),
    ("async/drop-waitable-set.wast", ASYNC),
    (
        "async/during-sync-call-may-block-if-other-ready-threads.wast",
        ASYNC,
    ),
    ("async/during-sync-call-no-exclusive-resume.wast", ASYNC),
    ("async/during-sync-call-no-sibling-resume.wast", ASYNC),
    ("async/empty-wait.wast", ASYNC),
    ("async/futures-must-write.wast", ASYNC),
    ("async/partial-stream-copies.wast", ASYNC),
    ("async/passing-resources.wast", ASYNC),
    ("async/same-component-stream-future.wast", ASYNC),
    ("async/sync-barges-in.wast", ASYNC),
    ("async/sync-streams.wast", ASYNC),
    ("async/trap-if-block-and-sync.wast", ASYNC),
    ("async/trap-if-done.wast", ASYNC),
    ("async/trap-if-sync-and-waitable-set.wast", ASYNC),
    ("async/trap-if-transfer-in-waitable-set.wast", ASYNC),
    ("async/trap-on-reenter.wast:4", ASYNC),
    ("async/trap-on-reenter.wast:65", ASYNC),
    ("async/wait-during-callback.wast", ASYNC),
    ("async/zero-length.wast", ASYNC),
    ("binary/binary.wast:557", ASYNC),
    ("binary/binary.wast:755", ASYNC),
    (
        "binary/binary.wast:892",
        "it declares a subtype, of the proposal gc",
    ),
    ("binary/binary.wast:974", ASYNC),
    (
        "validation/attributes.wast:87",
        "the text parser refuses it in other words",
    ),
    (
        "validation/attributes.wast:91",
        "the text parser refuses it in other words",
    ),
    ("validation/indicies.wast:236", ASYNC),
    ("validation/indicies.wast:251", ASYNC),
    ("validation/indicies.wast:267", ASYNC),
    (
        "validation/max-value-size.wast",
        "the validator has no such limit yet (nyi.txt)",
    ),
    ("values/post-return.wast", ASYNC),
    ("values/variants.wast:183", ASYNC),
    ("values/variants.wast:184", ASYNC),
    ("values/variants.wast:185", ASYNC),
    ("values/variants.wast:186", ASYNC),
    ("values/variants.wast:83", ASYNC),
];

/// The reason why a place is left out.
pub fn reason(file: &str, line: usize) -> Option<(&'static str, &'static str)> {
    let place = format!("{file}:{line}");
    let mut found = LEFT_OUT
        .iter()
        .filter(|(it, _)| *it == file || *it == place);
    found.next().copied()
}
