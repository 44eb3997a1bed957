;; flags: --emit asm --target aarch64 --function caller
;; A call is a `bl`. A body with a loop is not inlined.
(module
  (func $callee (param i32) (result i32)
    (loop) (i32.add (local.get 0) (i32.const 1)))
  (func $caller (param i32) (result i32)
    (i32.mul (call $callee (local.get 0)) (i32.const 3))))

;;! caller:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     bl      callee
;;!     mov     w5, #0x3
;;!     mul     w0, w0, w5
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
