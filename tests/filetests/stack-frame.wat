;; flags: -C without=inline --emit asm --function sum
;; The prologue has no stack check: the guard below the stack catches an overflow.
(module
  (func $sum (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (local.get 0) (call $sum (i32.sub (local.get 0) (i32.const 1)))))
      (else (i32.const 0)))))

;;! sum:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     subq    $0x10, %rsp
;;!     movq    %r12, (%rsp)
;;!     testl   %edi, %edi
;;!     movq    %rdi, %r12
;;!     jne     .LBB0_0
;;!     xorl    %eax, %eax
;;!     jmp     .LBB0_1
;;! .LBB0_0:
;;!     movq    %r12, %rax
;;!     movq    %rax, %rdi
;;!     subl    $1, %edi
;;!     callq   sum
;;!     movq    %r12, %rdi
;;!     addl    %edi, %eax
;;! .LBB0_1:
;;!     movq    (%rsp), %r12
;;!     addq    $0x10, %rsp
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
