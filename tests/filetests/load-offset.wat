;; flags: --emit asm --function load
;; A static offset is added to the displacement at compile time.
(module
  (memory 1)
  (func $load (param i32) (result i64)
    (i64.load offset=4096 (local.get 0))))

;;! load:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %esi
;;!     movq    0x10001000(%rsi), %rax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
