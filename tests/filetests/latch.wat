;; flags: --emit asm --function next --function last
;; The counter's next value is compared at the end of a loop: one register, no move on the way back. So it is
;; where the code compares the last value.
(module
  (memory 1)
  (func $next (param i32)
    (loop
      (i32.store (local.get 0) (i32.const 7))
      (br_if 0 (i32.ne (local.tee 0 (i32.add (local.get 0) (i32.const 16))) (i32.const 4096)))))
  (func $last (param i32) (local i32)
    (loop
      (i32.store (local.get 0) (i32.const 7))
      (local.set 1 (local.get 0))
      (local.set 0 (i32.sub (local.get 0) (i32.const 8)))
      (br_if 0 (local.get 1)))))

;;! next:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %edx
;;! .LBB0_0:
;;!     movl    $7, 0x10000000(%rdx)
;;!     addl    $0x10, %edx
;;!     cmpl    $0x1000, %edx
;;!     jne     .LBB0_0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! last:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %esi
;;! .LBB1_0:
;;!     movl    $7, 0x10000000(%rsi)
;;!     subl    $8, %esi
;;!     cmpl    $0xfffffff8, %esi
;;!     jne     .LBB1_0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
