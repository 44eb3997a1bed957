;; flags: --emit asm --function unsigned --function signed --function shifted
;; A division by a constant multiplies in 64 bits and shifts once.
(module
  (func $unsigned (param i32) (result i32) (i32.div_u (local.get 0) (i32.const 10)))
  (func $signed (param i32) (result i32) (i32.div_s (local.get 0) (i32.const 10)))
  (func $shifted (param i32) (result i32) (i32.rem_u (local.get 0) (i32.const 140000))))

;;! unsigned:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %eax
;;!     imulq   .LBB0_0(%rip), %rax
;;!     shrq    $0x23, %rax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!     .zero   1
;;! .LBB0_0:
;;!     .quad   0xcccccccd
;;!
;;! signed:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movslq  %edi, %rdi
;;!     imulq   $0x66666667, %rdi, %rsi
;;!     sarq    $0x22, %rsi
;;!     movq    %rsi, %rdi
;;!     shrl    $0x1f, %edi
;;!     leal    (%rsi,%rdi), %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! shifted:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %r8d
;;!     imulq   $0x1df5959f, %r8, %rsi
;;!     shrq    $0x2e, %rsi
;;!     imull   $0x222e0, %esi, %r8d
;;!     movq    %rdi, %rax
;;!     subl    %r8d, %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
