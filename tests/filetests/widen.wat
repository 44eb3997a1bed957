;; flags: --emit asm --function list --function pointer
;; A pointer that is loaded and used twice, and one that a loop moves on, are extended without a move.
(module
  (memory 1)
  (func $list (param i32) (result i32)
    (local i32)
    (loop
      (local.set 1 (i32.add (local.get 1) (i32.load offset=4 (local.get 0))))
      (br_if 0 (local.tee 0 (i32.load (local.get 0)))))
    (local.get 1))
  (func $pointer (param i32 i32) (result i32)
    (local i32)
    (loop
      (local.set 2 (i32.add (local.get 2) (i32.load (local.get 0))))
      (br_if 0 (i32.ne (local.tee 0 (i32.add (local.get 0) (i32.const 4))) (local.get 1))))
    (local.get 2)))

;;! ;; list
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   uninit  %rax
;;!   xorl %eax, %eax
;;!   movl %edi, %esi
;;!   jmp     label1
;;! block1:
;;!   movl 0x10000004(%rsi), %r10d
;;!   movl 0x10000000(%rsi), %esi
;;!   leal (%rax, %r10), %eax
;;!   testl %esi, %esi
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
;;! ;; pointer
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   uninit  %rax
;;!   xorl %eax, %eax
;;!   movl %edi, %edi
;;!   jmp     label1
;;! block1:
;;!   movl 0x10000000(%rdi), %r11d
;;!   leal 4(%rdi), %edi
;;!   leal (%rax, %r11), %eax
;;!   cmpl %esi, %edi
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
