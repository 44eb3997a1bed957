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

;;! called:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;! .LBB1_0:
;;!     movl    %edi, %eax
;;!     movl    $7, 0x10000000(%rax)
;;!     movl    %edi, %eax
;;!     imulq   .LBB1_2(%rip), %rax
;;!     shrq    $0x21, %rax
;;!     testl   %eax, %eax
;;!     je      .LBB1_1
;;!     movq    %rax, %rdi
;;!     jmp     .LBB1_0
;;! .LBB1_1:
;;!     movl    %eax, %ecx
;;!     movl    0x10000000(%rcx), %ecx
;;!     xorq    %rdx, %rdx
;;!     divl    %ecx
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!     .zero   7
;;! .LBB1_2:
;;!     .quad   0xaaaaaaab
;;!
;;! merged:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     testl   %edi, %edi
;;!     jne     .LBB2_0
;;!     movl    %edx, %eax
;;!     movq    %rdx, %rsi
;;!     movl    0x10000000(%rax), %ecx
;;!     xorq    %rdx, %rdx
;;!     movq    %rsi, %rax
;;!     divl    %ecx
;;!     jmp     .LBB2_1
;;! .LBB2_0:
;;!     movl    %esi, %eax
;;!     movl    0x10000000(%rax), %ecx
;;!     xorq    %rdx, %rdx
;;!     movq    %rsi, %rax
;;!     divl    %ecx
;;! .LBB2_1:
;;!     movl    %eax, %eax
;;!     movl    0x10000000(%rax), %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
