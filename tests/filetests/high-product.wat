;; flags: --emit asm --function unsigned --function signed --function shifted
;; A division by a constant multiplies in 64 bits and shifts once.
(module
  (func $unsigned (param i32) (result i32) (i32.div_u (local.get 0) (i32.const 10)))
  (func $signed (param i32) (result i32) (i32.div_s (local.get 0) (i32.const 10)))
  (func $shifted (param i32) (result i32) (i32.rem_u (local.get 0) (i32.const 140000))))

;;! ;; unsigned
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   jmp     label1
;;! block1:
;;!   movl %edi, %eax
;;!   imulq (%rip), %rax
;;!   shrq $0x23, %rax
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! ;; signed
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   jmp     label1
;;! block1:
;;!   movslq %edi, %rdi
;;!   imulq $0x66666667, %rdi, %rsi
;;!   sarq $0x22, %rsi
;;!   movq %rsi, %rdi
;;!   shrl $0x1f, %edi
;;!   leal (%rsi, %rdi), %eax
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! ;; shifted
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   jmp     label1
;;! block1:
;;!   movl %edi, %r8d
;;!   imulq $0x1df5959f, %r8, %rsi
;;!   shrq $0x2e, %rsi
;;!   imull $0x222e0, %esi, %r8d
;;!   movq %rdi, %rax
;;!   subl %r8d, %eax
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
