;; flags: --emit asm --target aarch64 --function fields
;; The index is compared with the size of the memory, once for both fields.
(module
  (memory i64 1)
  (func $grow (result i64) (memory.grow (i64.const 1)))
  (func $fields (param i64) (result i64)
    (i64.add
      (i64.load offset=8 (local.get 0))
      (i64.load offset=16 (local.get 0)))))

;;! ;; fields
;;!   paciasp
;;!   stp fp, lr, [sp, #-16]!
;;!   mov fp, sp
;;! block0:
;;!   mov x8, x21
;;!   load_ext_name_near x9, User(%wasmc_state)+8
;;!   ldr x9, [x9, #8]
;;!   subs xzr, x0, x9
;;!   b.hs #trap=user2
;;!   add x11, x8, x0
;;!   ldr x10, [x11, #8]
;;!   ldr x11, [x11, #16]
;;!   b label1
;;! block1:
;;!   add x0, x10, x11
;;!   ldp fp, lr, [sp], #16
;;!   autiasp ; ret
