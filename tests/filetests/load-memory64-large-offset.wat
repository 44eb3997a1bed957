;; flags: --emit asm --function load
;; The end of the access is computed without wrapping.
(module
  (memory i64 1)
  (func $load (param i64) (result i64)
    (i64.load offset=0xffffffff00000000 (local.get 0))))

;;! ;; load
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   movq %rdi, %rsi
;;!   addq (%rip), %rsi
;;!   jb #trap=user2
;;!   cmpq $0x10000, %rsi
;;!   jnbe #trap=user2
;;!   movabsq $0xffffffff10000000, %r8
;;!   movq (%rdi, %r8), %rax
;;!   jmp     label1
;;! block1:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
