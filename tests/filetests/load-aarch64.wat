;; flags: --emit asm --target aarch64 --function load
;; The pinned register x21 holds the address of the memory: it is copied, but no constant is made.
(module
  (memory 1)
  (func $load (param i32) (result i32)
    (i32.load (local.get 0))))

;;! ;; load
;;!   paciasp
;;!   stp fp, lr, [sp, #-16]!
;;!   mov fp, sp
;;! block0:
;;!   mov x3, x21
;;!   ldr w0, [x3, w0, UXTW]
;;!   b label1
;;! block1:
;;!   ldp fp, lr, [sp], #16
;;!   autiasp ; ret
