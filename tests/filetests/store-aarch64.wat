;; flags: --emit asm --target aarch64 --function store
;; As a load: the address is a copy of the pinned register and the zero-extended index.
(module
  (memory 1)
  (func $store (param i32 i32)
    (i32.store (local.get 0) (local.get 1))))

;;! ;; store
;;!   paciasp
;;!   stp fp, lr, [sp, #-16]!
;;!   mov fp, sp
;;! block0:
;;!   mov x3, x21
;;!   str w1, [x3, w0, UXTW]
;;!   b label1
;;! block1:
;;!   ldp fp, lr, [sp], #16
;;!   autiasp ; ret
