;; flags: --emit asm -C memory=checked --function load
;; Without guard pages every address is compared with the size of the memory.
(module
  (memory 1)
  (func $load (param i32) (result i32)
    (i32.load offset=8 (local.get 0))))

;;! load:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %esi
;;!     leaq    0xc(%rsi), %rdi
;;!     cmpq    $0x10000, %rdi
;;!     ja      .LBB0_0
;;!     movl    0x10000008(%rsi), %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB0_0:
;;!     ud2
