;; flags: --emit asm --function lower --function mixed
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
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vpshufd $0x88, %xmm0, %xmm0
;;!     vpshufd $0x88, %xmm1, %xmm1
;;!     vpshufd $0x50, %xmm0, %xmm6
;;!     vpshufd $0x50, %xmm1, %xmm0
;;!     vpmuludq %xmm0, %xmm6, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! mixed:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     vpshufd $0x88, %xmm0, %xmm0
;;!     vpshufd $0xdd, %xmm1, %xmm1
;;!     vpshufd $0x50, %xmm0, %xmm7
;;!     vpshufd $0x50, %xmm1, %xmm0
;;!     vpmuludq %xmm0, %xmm7, %xmm0
;;!     vpsllq  $1, %xmm0, %xmm0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
