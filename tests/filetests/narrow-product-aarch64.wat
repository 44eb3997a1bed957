;; flags: --emit asm --target aarch64 --function lower --function mixed
;; 64-bit lanes that fit in 32 bits are multiplied by one instruction.
(module
  (func $lower (param v128 v128) (result v128)
    (i64x2.mul
      (v128.and (local.get 0) (v128.const i64x2 0xffffffff 0xffffffff))
      (v128.and (local.get 1) (v128.const i64x2 0xffffffff 0xffffffff))))
  (func $mixed (param v128 v128) (result v128)
    (i64x2.mul
      (v128.and (i64x2.shl (local.get 0) (i32.const 1)) (v128.const i64x2 0x1fffffffe 0x1fffffffe))
      (i64x2.shr_u (local.get 1) (i32.const 32)))))

;;! lower:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     uzp1    v6.4s, v0.4s, v0.4s
;;!     uzp1    v7.4s, v1.4s, v1.4s
;;!     umull   v0.2d, v6.2s, v7.2s
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
;;!
;;! mixed:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     uzp1    v7.4s, v0.4s, v0.4s
;;!     uzp2    v16.4s, v1.4s, v1.4s
;;!     umull   v7.2d, v7.2s, v16.2s
;;!     shl     v0.2d, v7.2d, #0x1
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
