;; flags: --emit asm --function dispatch
;; Some entries are null: the call must not go there.
(module
  (type $op (func (param i32) (result i32)))
  (table 4 funcref)
  (elem (i32.const 1) $double)
  (func $double (type $op) (i32.add (local.get 0) (local.get 0)))
  (func $dispatch (param i32 i32) (result i32)
    (call_indirect (type $op) (local.get 1) (local.get 0))))

;;! ;; dispatch
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   movl %edi, %r8d
;;!   cmpq $0x4, %r8
;;!   jnb #trap=user4
;;!   load_ext_name %tab0+0, %r10
;;!   movl 4(%r10, %r8, 8), %r10d
;;!   load_ext_name %wasmc_text+0, %r11
;;!   leaq (%r11, %r10), %r10
;;!   movq %rsi, %rdi
;;!   call    *%r10
;;!   jmp     label1
;;! block1:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
