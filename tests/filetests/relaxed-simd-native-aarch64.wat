;; flags: --emit asm --target aarch64 -C relaxed-simd=native --function madd --function nmadd
;; A fused multiplication, also where a factor is negated.
(module
  (func $madd (param v128 v128 v128) (result v128)
    (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))
  (func $nmadd (param v128 v128 v128) (result v128)
    (f64x2.relaxed_nmadd (local.get 0) (local.get 1) (local.get 2))))

;;! madd:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     mov     v6.16b, v0.16b
;;!     mov     v0.16b, v2.16b
;;!     fmla    v0.4s, v6.4s, v1.4s
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
;;!
;;! nmadd:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     mov     v6.16b, v0.16b
;;!     mov     v0.16b, v2.16b
;;!     fmls    v0.2d, v6.2d, v1.2d
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
