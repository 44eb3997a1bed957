;; flags: --emit asm --function variable --function wide
;; Upper halves stay where no operand is a constant, and where they have 64 bits. (The first has none: the product
;; of two extended values is one of 64 bits as it is.)
(module
  (func $variable (param i32 i32) (result i32)
    (i32.wrap_i64
      (i64.shr_u
        (i64.mul (i64.extend_i32_u (local.get 0)) (i64.extend_i32_u (local.get 1)))
        (i64.const 32))))
  (func $wide (param i64) (result i64) (i64.div_u (local.get 0) (i64.const 10))))

;;! variable:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movq    %rdi, %rdx
;;!     mulxl   %esi, %eax, %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! wide:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movq    %rdi, %rdx
;;!     mulxq   .LBB1_0(%rip), %rax, %rax
;;!     shrq    $3, %rax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!     .zero   7
;;! .LBB1_0:
;;!     .quad   0xcccccccccccccccd
