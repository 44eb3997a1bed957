;; flags: --emit asm --function load
;; A load is one instruction: the memory's address is part of its displacement.
(module
  (memory 1)
  (func $load (param i32) (result i32)
    (i32.load (local.get 0))))

;;! load:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %esi
;;!     movl    0x10000000(%rsi), %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
