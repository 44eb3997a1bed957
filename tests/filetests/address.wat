;; flags: --emit asm --function masked --function shifted --function counted --function rounds --function branch --function two --function below
;; A sum that does not wrap is part of the access: because of a mask, a shift, the limit of a counter, the number of
;; rounds that another counter gives, or a branch before it.
(module
  (memory 1)
  (func $masked (param i32) (result i32)
    (i32.load (i32.add (i32.and (local.get 0) (i32.const 1020)) (i32.const 4096))))
  (func $shifted (param i32) (result i32)
    (i32.load8_u (i32.add (i32.shr_u (local.get 0) (i32.const 8)) (i32.const 4096))))
  (func $counted
    (local i32)
    (loop
      (i32.store (i32.add (local.get 0) (i32.const 4096)) (i32.const 7))
      (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 4))) (i32.const 800)))))
  (func $rounds
    (local i32 i32)
    (loop
      (i32.store (i32.add (local.get 0) (i32.const 4096)) (i32.const 7))
      (local.set 0 (i32.add (local.get 0) (i32.const 400)))
      (br_if 0 (i32.ne (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 100)))))
  (func $branch (param i32) (result i32)
    (if (result i32) (i32.lt_u (local.get 0) (i32.const 100))
      (then (i32.load (i32.add (i32.shl (local.get 0) (i32.const 2)) (i32.const 4096))))
      (else (i32.const 0))))
  (func $two (param i32 i32) (result i32)
    (i32.load
      (i32.add
        (i32.add (i32.and (local.get 0) (i32.const 1020)) (i32.and (local.get 1) (i32.const 252)))
        (i32.const 4096))))
  (func $below (param i32) (result i32)
    (i32.load (i32.add (i32.or (i32.and (local.get 0) (i32.const 1020)) (i32.const 4096)) (i32.const -16)))))

;;! ;; masked
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   andl $0x3fc, %edi
;;!   movl 0x10001000(%rdi), %eax
;;!   jmp     label1
;;! block1:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! ;; shifted
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   shrl $0x8, %edi
;;!   movzbq 0x10001000(%rdi), %rax
;;!   jmp     label1
;;! block1:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! ;; counted
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   uninit  %rax
;;!   xorq %rax, %rax
;;!   jmp     label1
;;! block1:
;;!   movl $0x7, 0x10001000(%rax)
;;!   leal 4(%rax), %eax
;;!   cmpl $0x320, %eax
;;!   jb      label2; j label3
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
;;! ;; rounds
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   uninit  %rcx
;;!   xorl %ecx, %ecx
;;!   uninit  %rdx
;;!   xorq %rdx, %rdx
;;!   jmp     label1
;;! block1:
;;!   movl $0x7, 0x10001000(%rdx)
;;!   leal 0x190(%rdx), %edx
;;!   leal 1(%rcx), %ecx
;;!   cmpl $0x64, %ecx
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
;;! ;; branch
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   cmpl $0x64, %edi
;;!   jb      label2; j label1
;;! block1:
;;!   uninit  %rax
;;!   xorl %eax, %eax
;;!   jmp     label3
;;! block2:
;;!   shll $0x2, %edi
;;!   movl 0x10001000(%rdi), %eax
;;!   jmp     label3
;;! block3:
;;!   jmp     label4
;;! block4:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! ;; two
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   andl $0x3fc, %edi
;;!   andl $0xfc, %esi
;;!   movl 0x10001000(%rdi, %rsi), %eax
;;!   jmp     label1
;;! block1:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! ;; below
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   andl $0x3fc, %edi
;;!   orl $0x1000, %edi
;;!   movl 0xffffff0(%rdi), %eax
;;!   jmp     label1
;;! block1:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
