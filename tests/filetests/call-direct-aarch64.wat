;; flags: --emit asm --target aarch64 --function caller
;; A call is a `bl`. A body with a loop is not inlined.
(module
  (func $callee (param i32) (result i32)
    (loop) (i32.add (local.get 0) (i32.const 1)))
  (func $caller (param i32) (result i32)
    (i32.mul (call $callee (local.get 0)) (i32.const 3))))

;;! ;; caller
;;!   paciasp
;;!   stp fp, lr, [sp, #-16]!
;;!   mov fp, sp
;;! block0:
;;!   bl 0
;;!   b label1
;;! block1:
;;!   movz w5, #3
;;!   madd w0, w0, w5, wzr
;;!   ldp fp, lr, [sp], #16
;;!   autiasp ; ret
