;; flags: --emit asm --function dispatch
;; Nothing changes the table and every entry has the expected type, so the only check left is the
;; one of the index, against an immediate.
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
;;!   movl %edi, %r8d
;;!   cmpq $0x2, %r8
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
