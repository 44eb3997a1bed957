;; flags: --emit asm --function madd --function dot
;; The deterministic profile: products are rounded, sums of products saturate.
(module
  (func $madd (param v128 v128 v128) (result v128)
    (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))
  (func $dot (param v128 v128) (result v128)
    (i16x8.relaxed_dot_i8x16_i7x16_s (local.get 0) (local.get 1))))

;;! madd:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vmulps  %xmm1, %xmm0, %xmm6
;;!     vaddps  %xmm2, %xmm6, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! dot:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vpmovsxbw %xmm0, %xmm2
;;!     vpmovsxbw %xmm1, %xmm3
;;!     vpmaddwd %xmm3, %xmm2, %xmm2
;;!     vpalignr $8, %xmm0, %xmm0, %xmm0
;;!     vpmovsxbw %xmm0, %xmm0
;;!     vpalignr $8, %xmm1, %xmm1, %xmm1
;;!     vpmovsxbw %xmm1, %xmm1
;;!     vpmaddwd %xmm1, %xmm0, %xmm0
;;!     vpackssdw %xmm0, %xmm2, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
