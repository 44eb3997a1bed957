;; flags: --emit asm --function dispatch
;; Entries of several types: the index is compared with an immediate, then the type id with another.
(module
  (type $op (func (param i32) (result i32)))
  (table funcref (elem $double $print))
  (func $double (type $op) (i32.add (local.get 0) (local.get 0)))
  (func $print (param f64))
  (func $dispatch (param i32 i32) (result i32)
    (call_indirect (type $op) (local.get 1) (local.get 0))))

;;! ;; dispatch
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   movq %rsi, %r10
;;!   movl %edi, %r9d
;;!   cmpq $0x2, %r9
;;!   jnb #trap=user4
;;!   load_ext_name %tab0+0, %r11
;;!   movl (%r11, %r9, 8), %eax
;;!   cmpl $0x1, %eax
;;!   jz      label2; j label1
;;! block2:
;;!   movl 4(%r11, %r9, 8), %eax
;;!   load_ext_name %wasmc_text+0, %rcx
;;!   leaq (%rcx, %rax), %rax
;;!   movq %r10, %rdi
;;!   call    *%rax
;;!   jmp     label3
;;! block3:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! block1:
;;!   testl %eax, %eax
;;!   jz #trap=user5
;;!   ud2
