;; flags: --emit asm --target aarch64 --function dot --function dot_add
;; Products of bytes, those of even and of odd lanes apart, and one sum that saturates.
(module
  (func $dot (param v128 v128) (result v128)
    (i16x8.relaxed_dot_i8x16_i7x16_s (local.get 0) (local.get 1)))
  (func $dot_add (param v128 v128 v128) (result v128)
    (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get 0) (local.get 1) (local.get 2))))

;;! dot:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     smull   v16.8h, v0.8b, v1.8b
;;!     smull2  v17.8h, v0.16b, v1.16b
;;!     uzp1    v18.8h, v16.8h, v17.8h
;;!     uzp2    v16.8h, v16.8h, v17.8h
;;!     sqadd   v0.8h, v18.8h, v16.8h
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
;;!
;;! dot_add:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     smull   v16.8h, v0.8b, v1.8b
;;!     smull2  v17.8h, v0.16b, v1.16b
;;!     uzp1    v18.8h, v16.8h, v17.8h
;;!     uzp2    v16.8h, v16.8h, v17.8h
;;!     sqadd   v16.8h, v18.8h, v16.8h
;;!     saddlp  v16.4s, v16.8h
;;!     add     v0.4s, v16.4s, v2.4s
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
