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

;;! ;; dispatch
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   movq %rsi, %rdx
;;!   load_ext_name %wasmc_state+8, %r11
;;!   movl %edi, %r10d
;;!   cmpq 8(%r11), %r10
;;!   jnb #trap=user4
;;!   movq (%r11), %rax
;;!   movl (%rax, %r10, 8), %ecx
;;!   cmpl $0x1, %ecx
;;!   jz      label2; j label1
;;! block2:
;;!   movl 4(%rax, %r10, 8), %eax
;;!   load_ext_name %wasmc_text+0, %rcx
;;!   leaq (%rcx, %rax), %rax
;;!   movq %rdx, %rdi
;;!   call    *%rax
;;!   jmp     label3
;;! block3:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! block1:
;;!   testl %ecx, %ecx
;;!   jz #trap=user5
;;!   ud2
