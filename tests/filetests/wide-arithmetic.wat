;; flags: --emit asm --function add --function sub --function mul_s --function mul_u
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
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movq    %rdi, %rax
;;!     addq    %rdx, %rax
;;!     movq    %rcx, %r8
;;!     movq    %rsi, %rcx
;;!     adcq    %r8, %rcx
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! sub:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movq    %rdi, %rax
;;!     subq    %rdx, %rax
;;!     movq    %rcx, %r8
;;!     movq    %rsi, %rcx
;;!     sbbq    %r8, %rcx
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! mul_s:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movq    %rdi, %rax
;;!     imulq   %rsi
;;!     movq    %rdx, %rcx
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! mul_u:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movq    %rdi, %rdx
;;!     mulxq   %rsi, %rax, %rcx
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
