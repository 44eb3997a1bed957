;; flags: --emit asm --function load
;; The end of the access is computed without wrapping.
(module
  (memory i64 1)
  (func $load (param i64) (result i64)
    (i64.load offset=0xffffffff00000000 (local.get 0))))

;;! load:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movq    %rdi, %rsi
;;!     addq    .LBB0_2(%rip), %rsi
;;!     jb      .LBB0_0
;;!     cmpq    $0x10000, %rsi
;;!     ja      .LBB0_1
;;!     movabsq $0xffffffff10000000, %r8
;;!     movq    (%rdi,%r8), %rax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB0_0:
;;!     ud2
;;! .LBB0_1:
;;!     ud2
;;! .LBB0_2:
;;!     .quad   0xffffffff00000008
