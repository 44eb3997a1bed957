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

;;! list:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     xorl    %eax, %eax
;;!     movl    %edi, %esi
;;! .LBB0_0:
;;!     movl    0x10000004(%rsi), %r10d
;;!     movl    0x10000000(%rsi), %esi
;;!     addl    %r10d, %eax
;;!     testl   %esi, %esi
;;!     jne     .LBB0_0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! pointer:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     xorl    %eax, %eax
;;!     movl    %edi, %edi
;;! .LBB1_0:
;;!     movl    0x10000000(%rdi), %r11d
;;!     addl    $4, %edi
;;!     addl    %r11d, %eax
;;!     cmpl    %esi, %edi
;;!     jne     .LBB1_0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
