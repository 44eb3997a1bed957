;; flags: --emit asm --function loop
;; A handler adds no instruction to a call: compare with `call-loop`. What is alive across the call lies in the frame,
;; since a handler starts without the registers that calls preserve. A body with a loop is not inlined.
(module
  (tag $error (param i32))
  (func $callee (param i32) (loop) (if (i32.eqz (local.get 0)) (then (throw $error (i32.const 1)))))
  (func $loop (export "loop") (param i32) (result i32)
    (block $caught (result i32)
      (loop $again
        (try_table (catch $error $caught)
          (call $callee (local.get 0)))
        (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (i32.const 0))))

;;! loop:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     subq    $0x40, %rsp
;;!     movq    %rbx, 0x10(%rsp)
;;!     movq    %r12, 0x18(%rsp)
;;!     movq    %r13, 0x20(%rsp)
;;!     movq    %r14, 0x28(%rsp)
;;!     movq    %r15, 0x30(%rsp)
;;!     movq    %rdi, (%rsp)
;;! .LBB1_0:
;;!     movq    (%rsp), %rdi
;;!     callq   callee
;;!     movq    (%rsp), %rcx
;;!     subl    $1, %ecx
;;!     testl   %ecx, %ecx
;;!     je      .LBB1_1
;;!     movq    %rcx, (%rsp)
;;!     jmp     .LBB1_0
;;! .LBB1_1:
;;!     xorl    %eax, %eax
;;! .LBB1_2:
;;!     movq    0x10(%rsp), %rbx
;;!     movq    0x18(%rsp), %r12
;;!     movq    0x20(%rsp), %r13
;;!     movq    0x28(%rsp), %r14
;;!     movq    0x30(%rsp), %r15
;;!     addq    $0x40, %rsp
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!     movl    0x10(%rax), %eax
;;!     jmp     .LBB1_2
