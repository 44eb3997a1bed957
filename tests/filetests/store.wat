;; flags: --emit asm --function store
;; A store is one instruction.
(module
  (memory 1)
  (func $store (param i32 i64)
    (i64.store offset=16 (local.get 0) (local.get 1))))

;;! store:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %edi
;;!     movq    %rsi, 0x10000010(%rdi)
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
