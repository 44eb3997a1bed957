//! The protocol of images built with a script entry: a driver calls exports one by one, over the
//! standard streams, and a trap ends the call and not the process. The official spec tests run so.
//!
//! A request is `u32 call`, `u32 slots`, then `slots` × 16 bytes of arguments; the response is
//! `u32 status` (0, or a [`crate::trap::Trap`] code), then the same number of slots, which hold the
//! results if the status is 0. `slots` is the larger of the numbers of parameters and results. End
//! of input ends the process with exit code 0. All integers are little-endian.

/// Bytes of one argument or result.
pub const SLOT_BYTES: usize = 16;

/// Slots of the largest call.
pub const MAX_SLOTS: usize = 1024;

/// Bytes of all slots: the buffer of a call with values of components, whose first slots hold the bytes of the arguments
/// (`u32`) and the arguments ([`crate::values`]), and then the bytes of the result's text, and the text.
pub const BUFFER_BYTES: usize = MAX_SLOTS * SLOT_BYTES;
