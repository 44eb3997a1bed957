;; flags: --emit asm --function fields
;; The index is compared with the size of the memory, once for both fields.
(module
  (memory i64 1)
  (func $grow (result i64) (memory.grow (i64.const 1)))
  (func $fields (param i64) (result i64)
    (i64.add
      (i64.load offset=8 (local.get 0))
      (i64.load offset=16 (local.get 0)))))

;;! ;; fields
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   load_ext_name %wasmc_state+8, %rsi
;;!   cmpq 8(%rsi), %rdi
;;!   jnb #trap=user2
;;!   movq 0x10000008(%rdi), %r8
;;!   movq 0x10000010(%rdi), %rdi
;;!   jmp     label1
;;! block1:
;;!   leaq (%r8, %rdi), %rax
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
