;; flags: --emit asm --function caller
;; A type with subtypes: the call compares with each type of the image that is one of them.
(module
  (type $above (sub (func (result i32))))
  (type $below (sub final $above (func (result i32))))
  (type $other (func (result i32)))
  (table 3 funcref)
  (elem declare func $a $b $c)
  (func $a (type $above) (i32.const 1))
  (func $b (type $below) (i32.const 2))
  (func $c (type $other) (i32.const 3))
  (func (export "fill")
    (table.set (i32.const 0) (ref.func $a))
    (table.set (i32.const 1) (ref.func $b))
    (table.set (i32.const 2) (ref.func $c)))
  (func $caller (export "call") (param i32) (result i32)
    (call_indirect (type $above) (local.get 0))))

;;! ;; caller
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   movl %edi, %r8d
;;!   cmpq $0x3, %r8
;;!   jnb #trap=user4
;;!   load_ext_name %wasmc_state+16, %r10
;;!   movl (%r10, %r8, 8), %r11d
;;!   cmpl $0x1, %r11d
;;!   jz      label1; j label2
;;! block1:
;;!   jmp     label5
;;! block3:
;;!   jmp     label5
;;! block5:
;;!   movl 4(%r10, %r8, 8), %eax
;;!   load_ext_name %wasmc_text+0, %rcx
;;!   leaq (%rcx, %rax), %rax
;;!   call    *%rax
;;!   jmp     label6
;;! block6:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! block2:
;;!   cmpl $0x2, %r11d
;;!   jz      label3; j label4
;;! block4:
;;!   testl %r11d, %r11d
;;!   jz #trap=user5
;;!   ud2
