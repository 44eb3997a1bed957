;; flags: --emit asm --function fields
;; The index is compared with the size of the memory, once for both fields.
(module
  (memory i64 1)
  (func $grow (result i64) (memory.grow (i64.const 1)))
  (func $fields (param i64) (result i64)
    (i64.add
      (i64.load offset=8 (local.get 0))
      (i64.load offset=16 (local.get 0)))))

;;! fields:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     leaq    wasmc_state+0x8(%rip), %rsi
;;!     cmpq    8(%rsi), %rdi
;;!     jae     .LBB1_0
;;!     movq    0x10000008(%rdi), %r8
;;!     movq    0x10000010(%rdi), %rdi
;;!     leaq    (%r8,%rdi), %rax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB1_0:
;;!     ud2
