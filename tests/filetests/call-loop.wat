;; flags: --emit asm --function loop
;; The same without a handler, to compare with `call-in-try-table`. A body with a loop is not inlined.
(module
  (tag $error (param i32))
  (func $callee (param i32) (loop) (if (i32.eqz (local.get 0)) (then (throw $error (i32.const 1)))))
  (func $loop (export "loop") (param i32) (result i32)
    (block $caught (result i32)
      (loop $again
        (block
          (call $callee (local.get 0)))
        (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (i32.const 0))))

;;! ;; loop
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;!   subq $0x10, %rsp
;;!   movq %r12, (%rsp)
;;! block0:
;;!   movq %rdi, %r12
;;!   jmp     label1
;;! block1:
;;!   movq %r12, %rdi
;;!   call    User(%callee)
;;!   jmp     label2
;;! block2:
;;!   subl $0x1, %r12d
;;!   testl %r12d, %r12d
;;!   jnz     label3; j label4
;;! block3:
;;!   jmp     label1
;;! block4:
;;!   jmp     label5
;;! block5:
;;!   jmp     label6
;;! block6:
;;!   jmp     label7
;;! block7:
;;!   uninit  %rax
;;!   xorl %eax, %eax
;;!   movq (%rsp), %r12
;;!   addq $0x10, %rsp
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
