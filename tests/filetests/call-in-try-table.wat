;; flags: --emit asm --function loop
;; A handler adds no instruction to a call: compare with `call-loop`. What is alive across the call lies in the frame,
;; since a handler starts without the registers that calls preserve. A body with a loop is not inlined.
(module
  (tag $error (param i32))
  (func $callee (param i32) (loop) (if (i32.eqz (local.get 0)) (then (throw $error (i32.const 1)))))
  (func $loop (export "loop") (param i32) (result i32)
    (block $caught (result i32)
      (loop $again
        (try_table (catch $error $caught)
          (call $callee (local.get 0)))
        (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (i32.const 0))))

;;! ;; loop
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;!   subq $0x40, %rsp
;;!   movq %rbx, 0x10(%rsp)
;;!   movq %r12, 0x18(%rsp)
;;!   movq %r13, 0x20(%rsp)
;;!   movq %r14, 0x28(%rsp)
;;!   movq %r15, 0x30(%rsp)
;;! block0:
;;!   movq %rdi, <offset:1>+(%rsp)
;;!   jmp     label1
;;! block1:
;;!   movq <offset:1>+(%rsp), %rdi
;;!   call    User(%callee); jmp MachLabel(2); catch [tag0: MachLabel(7)]
;;! block2:
;;!   jmp     label3
;;! block3:
;;!   movq <offset:1>+(%rsp), %rcx
;;!   subl $0x1, %ecx
;;!   testl %ecx, %ecx
;;!   jnz     label4; j label5
;;! block4:
;;!   movq %rcx, <offset:1>+(%rsp)
;;!   jmp     label1
;;! block5:
;;!   jmp     label6
;;! block6:
;;!   uninit  %rax
;;!   xorl %eax, %eax
;;!   jmp     label8
;;! block8:
;;!   jmp     label9
;;! block9:
;;!   movq 0x10(%rsp), %rbx
;;!   movq 0x18(%rsp), %r12
;;!   movq 0x20(%rsp), %r13
;;!   movq 0x28(%rsp), %r14
;;!   movq 0x30(%rsp), %r15
;;!   addq $0x40, %rsp
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! block7:
;;!   movl 0x10(%rax), %eax
;;!   jmp     label8
