;; flags: --emit asm --target aarch64 --function fields
;; The index is compared with the size of the memory, once for both fields.
(module
  (memory i64 1)
  (func $grow (result i64) (memory.grow (i64.const 1)))
  (func $fields (param i64) (result i64)
    (i64.add
      (i64.load offset=8 (local.get 0))
      (i64.load offset=16 (local.get 0)))))

;;! fields:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     mov     x8, x21
;;!     adrp    x9, wasmc_state+0x8
;;!     add     x9, x9, :lo12:wasmc_state+0x8
;;!     ldr     x9, [x9, #0x8]
;;!     cmp     x0, x9
;;!     b.hs    .LBB1_0
;;!     add     x11, x8, x0
;;!     ldr     x10, [x11, #0x8]
;;!     ldr     x11, [x11, #0x10]
;;!     add     x0, x10, x11
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
;;! .LBB1_0:
;;!     udf     #0xc11f
