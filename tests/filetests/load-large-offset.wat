;; flags: --emit asm --function load
;; An offset that no displacement holds is added and checked.
(module
  (memory 1)
  (func $load (param i32) (result i32)
    (i32.load offset=0xfffffff0 (local.get 0))))

;;! ;; load
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   movl %edi, %esi
;;!   movl $0xfffffff4, %edi
;;!   leaq (%rsi, %rdi), %rdi
;;!   cmpq $0x10000, %rdi
;;!   jnbe #trap=user2
;;!   movabsq $0x10ffffff0, %r8
;;!   movl (%rsi, %r8), %eax
;;!   jmp     label1
;;! block1:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
