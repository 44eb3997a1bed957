;; flags: --emit asm --function called --function merged
;; What a loop gets from a division would need a move in each round, as before; so would what two branches get from
;; divisions and pass to one block.
(module
  (memory 1)
  (func $next (param i32) (result i32) (i32.div_u (local.get 0) (i32.load (local.get 0))))
  (func $called (export "called") (param i32)
    (loop
      (i32.store (local.get 0) (i32.const 7))
      (br_if 0 (local.tee 0 (i32.div_u (local.get 0) (i32.const 3))))
      (drop (call $next (local.get 0)))))
  (func $merged (param i32 i32 i32) (result i32)
    (i32.load (if (result i32) (local.get 0) (then (call $next (local.get 1))) (else (call $next (local.get 2)))))))

;;! ;; called
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   jmp     label1
;;! block1:
;;!   movl %edi, %eax
;;!   movl $0x7, 0x10000000(%rax)
;;!   movl %edi, %eax
;;!   imulq (%rip), %rax
;;!   shrq $0x21, %rax
;;!   testl %eax, %eax
;;!   jnz     label2; j label3
;;! block2:
;;!   movq %rax, %rdi
;;!   jmp     label1
;;! block3:
;;!   movl %eax, %ecx
;;!   movl 0x10000000(%rcx), %ecx
;;!   uninit  %rdx
;;!   xorq %rdx, %rdx
;;!   divl %ecx ;; implicit: %eax, %edx, trap=254
;;!   jmp     label4
;;! block4:
;;!   jmp     label5
;;! block5:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! ;; merged
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   testl %edi, %edi
;;!   jnz     label2; j label1
;;! block1:
;;!   movl %edx, %eax
;;!   movq %rdx, %rsi
;;!   movl 0x10000000(%rax), %ecx
;;!   uninit  %rdx
;;!   xorq %rdx, %rdx
;;!   movq %rsi, %rax
;;!   divl %ecx ;; implicit: %eax, %edx, trap=254
;;!   jmp     label3
;;! block2:
;;!   movl %esi, %eax
;;!   movl 0x10000000(%rax), %ecx
;;!   uninit  %rdx
;;!   xorq %rdx, %rdx
;;!   movq %rsi, %rax
;;!   divl %ecx ;; implicit: %eax, %edx, trap=254
;;!   jmp     label3
;;! block3:
;;!   movl %eax, %eax
;;!   movl 0x10000000(%rax), %eax
;;!   jmp     label4
;;! block4:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
