;; flags: --emit asm -C relaxed-simd=native --function swizzle --function trunc32 --function trunc64 --function madd --function nmadd --function select8 --function select16 --function select32 --function select64 --function min --function max --function q15mulr --function dot
;; One instruction for each operator.
(module
  (func $swizzle (param v128 v128) (result v128)
    (i8x16.relaxed_swizzle (local.get 0) (local.get 1)))
  (func $trunc32 (param v128) (result v128)
    (i32x4.relaxed_trunc_f32x4_s (local.get 0)))
  (func $trunc64 (param v128) (result v128)
    (i32x4.relaxed_trunc_f64x2_s_zero (local.get 0)))
  (func $madd (param v128 v128 v128) (result v128)
    (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))
  (func $nmadd (param v128 v128 v128) (result v128)
    (f64x2.relaxed_nmadd (local.get 0) (local.get 1) (local.get 2)))
  (func $select8 (param v128 v128 v128) (result v128)
    (i8x16.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func $select16 (param v128 v128 v128) (result v128)
    (i16x8.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func $select32 (param v128 v128 v128) (result v128)
    (i32x4.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func $select64 (param v128 v128 v128) (result v128)
    (i64x2.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func $min (param v128 v128) (result v128)
    (f32x4.relaxed_min (local.get 0) (local.get 1)))
  (func $max (param v128 v128) (result v128)
    (f64x2.relaxed_max (local.get 0) (local.get 1)))
  (func $q15mulr (param v128 v128) (result v128)
    (i16x8.relaxed_q15mulr_s (local.get 0) (local.get 1)))
  (func $dot (param v128 v128) (result v128)
    (i16x8.relaxed_dot_i8x16_i7x16_s (local.get 0) (local.get 1))))

;;! swizzle:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vpshufb %xmm1, %xmm0, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! trunc32:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vcvttps2dq %xmm0, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! trunc64:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vcvttpd2dqx %xmm0, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! madd:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vfmadd213ps %xmm2, %xmm1, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! nmadd:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vfnmadd213pd %xmm2, %xmm1, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! select8:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vpblendvb %xmm2, %xmm0, %xmm1, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! select16:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vpblendvb %xmm2, %xmm0, %xmm1, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! select32:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vblendvps %xmm2, %xmm0, %xmm1, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! select64:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vblendvpd %xmm2, %xmm0, %xmm1, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! min:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vminps  %xmm0, %xmm1, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! max:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vmaxpd  %xmm0, %xmm1, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! q15mulr:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vpmulhrsw %xmm1, %xmm0, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! dot:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vpmaddubsw %xmm0, %xmm1, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
