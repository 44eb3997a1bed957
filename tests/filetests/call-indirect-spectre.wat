;; flags: --emit asm -C spectre-mitigations=on --function dispatch
;; With mitigations, an index out of range does not reach the table even speculatively.
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
;;!     movl    %edi, %edi
;;!     cmpq    $2, %rdi
;;!     jae     .LBB2_0
;;!     leaq    tab0(%rip), %rax
;;!     xorq    %rcx, %rcx
;;!     cmpq    $2, %rdi
;;!     cmovaeq %rcx, %rdi
;;!     movl    4(%rax,%rdi,8), %eax
;;!     leaq    wasmc_text(%rip), %rcx
;;!     addq    %rcx, %rax
;;!     movq    %rsi, %rdi
;;!     callq   *%rax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB2_0:
;;!     ud2
