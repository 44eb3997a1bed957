;; flags: --emit asm --function load
;; The memory ends within a page of the machine: the end of the access is compared with its size.
(module
  (memory 70001 (pagesize 1))
  (func $load (param i32) (result i32)
    (i32.load offset=8 (local.get 0))))

;;! load:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %esi
;;!     leaq    0xc(%rsi), %rdi
;;!     cmpq    $0x11171, %rdi
;;!     ja      .LBB0_0
;;!     movl    0x10000008(%rsi), %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB0_0:
;;!     ud2
