;; flags: --emit asm --function dispatch
;; Entries of several types: the index is compared with an immediate, then the type id with another.
(module
  (type $op (func (param i32) (result i32)))
  (table funcref (elem $double $print))
  (func $double (type $op) (i32.add (local.get 0) (local.get 0)))
  (func $print (param f64))
  (func $dispatch (param i32 i32) (result i32)
    (call_indirect (type $op) (local.get 1) (local.get 0))))

;;! dispatch:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movq    %rsi, %r10
;;!     movl    %edi, %r9d
;;!     cmpq    $2, %r9
;;!     jae     .LBB2_1
;;!     leaq    tab0(%rip), %r11
;;!     movl    (%r11,%r9,8), %eax
;;!     cmpl    $1, %eax
;;!     jne     .LBB2_0
;;!     movl    4(%r11,%r9,8), %eax
;;!     leaq    wasmc_text(%rip), %rcx
;;!     addq    %rcx, %rax
;;!     movq    %r10, %rdi
;;!     callq   *%rax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB2_0:
;;!     testl   %eax, %eax
;;!     je      .LBB2_2
;;!     ud2
;;! .LBB2_1:
;;!     ud2
;;! .LBB2_2:
;;!     ud2
