;; flags: --emit asm --function unknown --function wraps --function other --function signed --function twice --function inequality
;; A sum that may wrap is computed in 32 bits: its operand may be anything, or too large, or it is bounded on another
;; way only, or as a signed number, or the counter has two ways back, or misses the limit.
(module
  (memory 1)
  (func $unknown (param i32) (result i32)
    (i32.load (i32.add (local.get 0) (i32.const 4096))))
  (func $wraps (param i32) (result i32)
    (i32.load (i32.add (i32.and (local.get 0) (i32.const 8191)) (i32.const -4096))))
  (func $other (param i32) (result i32)
    (if (result i32) (i32.lt_u (local.get 0) (i32.const 100))
      (then (i32.const 0))
      (else (i32.load (i32.add (local.get 0) (i32.const 4096))))))
  (func $signed (param i32) (result i32)
    (if (result i32) (i32.lt_s (local.get 0) (i32.const 100))
      (then (i32.load (i32.add (local.get 0) (i32.const 4096))))
      (else (i32.const 0))))
  (func $twice (param i32)
    (local i32)
    (loop
      (i32.store (i32.add (local.get 1) (i32.const 4096)) (i32.const 7))
      (local.set 1 (i32.add (local.get 1) (i32.const 4)))
      (br_if 0 (local.get 0))
      (br_if 0 (i32.lt_u (local.get 1) (i32.const 800)))))
  (func $inequality
    (local i32)
    (loop
      (i32.store (i32.add (local.get 0) (i32.const 4096)) (i32.const 7))
      (br_if 0 (i32.ne (local.tee 0 (i32.add (local.get 0) (i32.const 4))) (i32.const 801))))))

;;! unknown:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     leal    0x1000(%rdi), %esi
;;!     movl    0x10000000(%rsi), %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! wraps:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     andl    $0x1fff, %edi
;;!     leal    -0x1000(%rdi), %esi
;;!     movl    0x10000000(%rsi), %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! other:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     cmpl    $0x64, %edi
;;!     jb      .LBB2_0
;;!     leal    0x1000(%rdi), %r9d
;;!     movl    0x10000000(%r9), %eax
;;!     jmp     .LBB2_1
;;! .LBB2_0:
;;!     xorl    %eax, %eax
;;! .LBB2_1:
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! signed:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     cmpl    $0x64, %edi
;;!     jl      .LBB3_0
;;!     xorl    %eax, %eax
;;!     jmp     .LBB3_1
;;! .LBB3_0:
;;!     leal    0x1000(%rdi), %r10d
;;!     movl    0x10000000(%r10), %eax
;;! .LBB3_1:
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! twice:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     xorl    %edx, %edx
;;! .LBB4_0:
;;!     leal    0x1000(%rdx), %r8d
;;!     movl    $7, 0x10000000(%r8)
;;!     addl    $4, %edx
;;!     testl   %edi, %edi
;;!     jne     .LBB4_0
;;!     cmpl    $0x320, %edx
;;!     jb      .LBB4_0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! inequality:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     xorl    %eax, %eax
;;! .LBB5_0:
;;!     leal    0x1000(%rax), %esi
;;!     movl    $7, 0x10000000(%rsi)
;;!     addl    $4, %eax
;;!     cmpl    $0x321, %eax
;;!     jne     .LBB5_0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
