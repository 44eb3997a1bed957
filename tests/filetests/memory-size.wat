;; flags: --emit asm --function size
;; The memory grows, so its size is loaded and divided by the size of a page.
(module
  (memory 1)
  (func $grow (result i32) (memory.grow (i32.const 1)))
  (func $size (result i32) (memory.size)))

;;! size:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     leaq    wasmc_state+0x8(%rip), %rdx
;;!     movq    8(%rdx), %rax
;;!     shrq    $0x10, %rax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
