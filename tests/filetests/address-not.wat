;; flags: --emit asm --function unknown --function wraps --function other --function signed --function twice --function inequality
;; A sum that may wrap is computed in 32 bits: its operand may be anything, or too large, or it is bounded on another
;; way only, or as a signed number, or the counter has two ways back, or misses the limit.
(module
  (memory 1)
  (func $unknown (param i32) (result i32)
    (i32.load (i32.add (local.get 0) (i32.const 4096))))
  (func $wraps (param i32) (result i32)
    (i32.load (i32.add (i32.and (local.get 0) (i32.const 8191)) (i32.const -4096))))
  (func $other (param i32) (result i32)
    (if (result i32) (i32.lt_u (local.get 0) (i32.const 100))
      (then (i32.const 0))
      (else (i32.load (i32.add (local.get 0) (i32.const 4096))))))
  (func $signed (param i32) (result i32)
    (if (result i32) (i32.lt_s (local.get 0) (i32.const 100))
      (then (i32.load (i32.add (local.get 0) (i32.const 4096))))
      (else (i32.const 0))))
  (func $twice (param i32)
    (local i32)
    (loop
      (i32.store (i32.add (local.get 1) (i32.const 4096)) (i32.const 7))
      (local.set 1 (i32.add (local.get 1) (i32.const 4)))
      (br_if 0 (local.get 0))
      (br_if 0 (i32.lt_u (local.get 1) (i32.const 800)))))
  (func $inequality
    (local i32)
    (loop
      (i32.store (i32.add (local.get 0) (i32.const 4096)) (i32.const 7))
      (br_if 0 (i32.ne (local.tee 0 (i32.add (local.get 0) (i32.const 4))) (i32.const 801))))))

;;! ;; unknown
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   leal 0x1000(%rdi), %esi
;;!   movl 0x10000000(%rsi), %eax
;;!   jmp     label1
;;! block1:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! ;; wraps
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   andl $0x1fff, %edi
;;!   leal -0x1000(%rdi), %esi
;;!   movl 0x10000000(%rsi), %eax
;;!   jmp     label1
;;! block1:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! ;; other
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   cmpl $0x64, %edi
;;!   jb      label2; j label1
;;! block1:
;;!   leal 0x1000(%rdi), %r9d
;;!   movl 0x10000000(%r9), %eax
;;!   jmp     label3
;;! block2:
;;!   uninit  %rax
;;!   xorl %eax, %eax
;;!   jmp     label3
;;! block3:
;;!   jmp     label4
;;! block4:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! ;; signed
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   cmpl $0x64, %edi
;;!   jl      label2; j label1
;;! block1:
;;!   uninit  %rax
;;!   xorl %eax, %eax
;;!   jmp     label3
;;! block2:
;;!   leal 0x1000(%rdi), %r10d
;;!   movl 0x10000000(%r10), %eax
;;!   jmp     label3
;;! block3:
;;!   jmp     label4
;;! block4:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! ;; twice
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   uninit  %rdx
;;!   xorl %edx, %edx
;;!   jmp     label1
;;! block1:
;;!   leal 0x1000(%rdx), %r8d
;;!   movl $0x7, 0x10000000(%r8)
;;!   leal 4(%rdx), %edx
;;!   testl %edi, %edi
;;!   jnz     label2; j label3
;;! block2:
;;!   jmp     label1
;;! block3:
;;!   cmpl $0x320, %edx
;;!   jb      label4; j label5
;;! block4:
;;!   jmp     label1
;;! block5:
;;!   jmp     label6
;;! block6:
;;!   jmp     label7
;;! block7:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! ;; inequality
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   uninit  %rax
;;!   xorl %eax, %eax
;;!   jmp     label1
;;! block1:
;;!   leal 0x1000(%rax), %esi
;;!   movl $0x7, 0x10000000(%rsi)
;;!   leal 4(%rax), %eax
;;!   cmpl $0x321, %eax
;;!   jnz     label2; j label3
;;! block2:
;;!   jmp     label1
;;! block3:
;;!   jmp     label4
;;! block4:
;;!   jmp     label5
;;! block5:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
