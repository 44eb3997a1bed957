;; flags: --emit asm --function choose
;; Few targets become comparisons: no jump table is loaded.
(module
  (func $choose (param i32) (result i32)
    (block $default
      (block $two
        (block $one
          (block $zero
            (br_table $zero $one $two $default (local.get 0)))
          (return (i32.const 10)))
        (return (i32.const 20)))
      (return (i32.const 30)))
    (i32.const 40)))

;;! ;; choose
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   testl %edi, %edi
;;!   jz      label8; j label1
;;! block1:
;;!   cmpl $0x1, %edi
;;!   jz      label7; j label2
;;! block2:
;;!   cmpl $0x2, %edi
;;!   jz      label6; j label3
;;! block3:
;;!   jmp     label4
;;! block4:
;;!   jmp     label5
;;! block5:
;;!   movl $0x28, %eax
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! block6:
;;!   movl $0x1e, %eax
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! block7:
;;!   movl $0x14, %eax
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! block8:
;;!   movl $0xa, %eax
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
