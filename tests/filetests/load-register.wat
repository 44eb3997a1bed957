;; flags: --emit asm -C memory-base=register --function load
;; The address of the memory is in the pinned register: it is copied, the index is extended, then one
;; load adds both and the static offset.
(module
  (memory 1)
  (func $load (param i32) (result i32)
    (i32.load offset=8 (local.get 0))))

;;! load:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movq    %r15, %rsi
;;!     movl    %edi, %edi
;;!     movl    8(%rsi,%rdi), %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
