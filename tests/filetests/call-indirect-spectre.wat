;; flags: --emit asm -C spectre-mitigations=on --function dispatch
;; With mitigations, an index out of range does not reach the table even speculatively.
(module
  (type $op (func (param i32) (result i32)))
  (table funcref (elem $double $negate))
  (func $double (type $op) (i32.add (local.get 0) (local.get 0)))
  (func $negate (type $op) (i32.sub (i32.const 0) (local.get 0)))
  (func $dispatch (param i32 i32) (result i32)
    (call_indirect (type $op) (local.get 1) (local.get 0))))

;;! ;; dispatch
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   movl %edi, %edi
;;!   cmpq $0x2, %rdi
;;!   jnb #trap=user4
;;!   load_ext_name %tab0+0, %rax
;;!   uninit  %rcx
;;!   xorq %rcx, %rcx
;;!   cmpq $0x2, %rdi
;;!   cmovaeq %rcx, %rdi
;;!   movl 4(%rax, %rdi, 8), %eax
;;!   load_ext_name %wasmc_text+0, %rcx
;;!   leaq (%rcx, %rax), %rax
;;!   movq %rsi, %rdi
;;!   call    *%rax
;;!   jmp     label1
;;! block1:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
