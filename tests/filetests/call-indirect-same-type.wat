;; flags: --emit asm --function dispatch
;; Nothing changes the table and every entry has the expected type, so the only check left is the
;; one of the index, against an immediate.
(module
  (type $op (func (param i32) (result i32)))
  (table funcref (elem $double $negate))
  (func $double (type $op) (i32.add (local.get 0) (local.get 0)))
  (func $negate (type $op) (i32.sub (i32.const 0) (local.get 0)))
  (func $dispatch (param i32 i32) (result i32)
    (call_indirect (type $op) (local.get 1) (local.get 0))))

;;! dispatch:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %r8d
;;!     cmpq    $2, %r8
;;!     jae     .LBB2_0
;;!     leaq    tab0(%rip), %r10
;;!     movl    4(%r10,%r8,8), %r10d
;;!     leaq    wasmc_text(%rip), %r11
;;!     addq    %r11, %r10
;;!     movq    %rsi, %rdi
;;!     callq   *%r10
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB2_0:
;;!     ud2
