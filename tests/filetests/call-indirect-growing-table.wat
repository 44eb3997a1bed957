;; flags: --emit asm --function dispatch
;; The table grows, so its address and its size are loaded.
(module
  (type $op (func (param i32) (result i32)))
  (table $table 2 funcref)
  (elem (i32.const 0) $double)
  (func $double (type $op) (i32.add (local.get 0) (local.get 0)))
  (func $grow (result i32) (table.grow $table (ref.null func) (i32.const 1)))
  (func $dispatch (param i32 i32) (result i32)
    (call_indirect (type $op) (local.get 1) (local.get 0))))

;;! dispatch:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movq    %rsi, %rdx
;;!     leaq    wasmc_state+0x8(%rip), %r11
;;!     movl    %edi, %r10d
;;!     cmpq    8(%r11), %r10
;;!     jae     .LBB2_1
;;!     movq    (%r11), %rax
;;!     movl    (%rax,%r10,8), %ecx
;;!     cmpl    $1, %ecx
;;!     jne     .LBB2_0
;;!     movl    4(%rax,%r10,8), %eax
;;!     leaq    wasmc_text(%rip), %rcx
;;!     addq    %rcx, %rax
;;!     movq    %rdx, %rdi
;;!     callq   *%rax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB2_0:
;;!     testl   %ecx, %ecx
;;!     je      .LBB2_2
;;!     ud2
;;! .LBB2_1:
;;!     ud2
;;! .LBB2_2:
;;!     ud2
