;; flags: --emit asm --target aarch64 --function add --function sub --function mul_s --function mul_u
;; Sums carry in the flags; a product of both halves is one multiplication.
(module
  (func $add (param i64 i64 i64 i64) (result i64 i64)
    (i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func $sub (param i64 i64 i64 i64) (result i64 i64)
    (i64.sub128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func $mul_s (param i64 i64) (result i64 i64)
    (i64.mul_wide_s (local.get 0) (local.get 1)))
  (func $mul_u (param i64 i64) (result i64 i64)
    (i64.mul_wide_u (local.get 0) (local.get 1))))

;;! add:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     adds    x0, x0, x2
;;!     adc     x1, x1, x3
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
;;!
;;! sub:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     subs    x0, x0, x2
;;!     sbc     x1, x1, x3
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
;;!
;;! mul_s:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     mul     x3, x0, x1
;;!     smulh   x1, x0, x1
;;!     mov     x0, x3
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
;;!
;;! mul_u:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     mul     x3, x0, x1
;;!     umulh   x1, x0, x1
;;!     mov     x0, x3
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
