;; flags: --emit asm --function load
;; An offset that no displacement holds is added and checked.
(module
  (memory 1)
  (func $load (param i32) (result i32)
    (i32.load offset=0xfffffff0 (local.get 0))))

;;! load:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %esi
;;!     movl    $0xfffffff4, %edi
;;!     addq    %rsi, %rdi
;;!     cmpq    $0x10000, %rdi
;;!     ja      .LBB0_0
;;!     movabsq $0x10ffffff0, %r8
;;!     movl    (%rsi,%r8), %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB0_0:
;;!     ud2
