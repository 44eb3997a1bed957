;; flags: --emit asm --function divide
;; What the processor does not trap by itself is compared.
(module
  (func $divide (param i32 i32) (result i32)
    (i32.div_s (local.get 0) (local.get 1))))

;;! divide:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movq    %rdi, %rax
;;!     cltd
;;!     testl   %esi, %esi
;;!     je      .LBB0_0
;;!     idivl   %esi
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB0_0:
;;!     ud2
