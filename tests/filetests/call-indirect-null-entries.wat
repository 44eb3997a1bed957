;; flags: --emit asm --function dispatch
;; Some entries are null: the call must not go there.
(module
  (type $op (func (param i32) (result i32)))
  (table 4 funcref)
  (elem (i32.const 1) $double)
  (func $double (type $op) (i32.add (local.get 0) (local.get 0)))
  (func $dispatch (param i32 i32) (result i32)
    (call_indirect (type $op) (local.get 1) (local.get 0))))

;;! dispatch:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %r8d
;;!     cmpq    $4, %r8
;;!     jae     .LBB1_0
;;!     leaq    tab0(%rip), %r10
;;!     movl    4(%r10,%r8,8), %r10d
;;!     leaq    wasmc_text(%rip), %r11
;;!     addq    %r11, %r10
;;!     movq    %rsi, %rdi
;;!     callq   *%r10
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB1_0:
;;!     ud2
