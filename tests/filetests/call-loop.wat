;; flags: --emit asm --function loop
;; The same without a handler, to compare with `call-in-try-table`. A body with a loop is not inlined.
(module
  (tag $error (param i32))
  (func $callee (param i32) (loop) (if (i32.eqz (local.get 0)) (then (throw $error (i32.const 1)))))
  (func $loop (export "loop") (param i32) (result i32)
    (block $caught (result i32)
      (loop $again
        (block
          (call $callee (local.get 0)))
        (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (i32.const 0))))

;;! loop:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     subq    $0x10, %rsp
;;!     movq    %r12, (%rsp)
;;!     movq    %rdi, %r12
;;! .LBB1_0:
;;!     movq    %r12, %rdi
;;!     callq   callee
;;!     subl    $1, %r12d
;;!     testl   %r12d, %r12d
;;!     jne     .LBB1_0
;;!     xorl    %eax, %eax
;;!     movq    (%rsp), %r12
;;!     addq    $0x10, %rsp
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
