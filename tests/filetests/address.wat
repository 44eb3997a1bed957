;; flags: --emit asm --function masked --function shifted --function counted --function rounds --function branch --function two --function below
;; A sum that does not wrap is part of the access: because of a mask, a shift, the limit of a counter, the number of
;; rounds that another counter gives, or a branch before it.
(module
  (memory 1)
  (func $masked (param i32) (result i32)
    (i32.load (i32.add (i32.and (local.get 0) (i32.const 1020)) (i32.const 4096))))
  (func $shifted (param i32) (result i32)
    (i32.load8_u (i32.add (i32.shr_u (local.get 0) (i32.const 8)) (i32.const 4096))))
  (func $counted
    (local i32)
    (loop
      (i32.store (i32.add (local.get 0) (i32.const 4096)) (i32.const 7))
      (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 4))) (i32.const 800)))))
  (func $rounds
    (local i32 i32)
    (loop
      (i32.store (i32.add (local.get 0) (i32.const 4096)) (i32.const 7))
      (local.set 0 (i32.add (local.get 0) (i32.const 400)))
      (br_if 0 (i32.ne (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 100)))))
  (func $branch (param i32) (result i32)
    (if (result i32) (i32.lt_u (local.get 0) (i32.const 100))
      (then (i32.load (i32.add (i32.shl (local.get 0) (i32.const 2)) (i32.const 4096))))
      (else (i32.const 0))))
  (func $two (param i32 i32) (result i32)
    (i32.load
      (i32.add
        (i32.add (i32.and (local.get 0) (i32.const 1020)) (i32.and (local.get 1) (i32.const 252)))
        (i32.const 4096))))
  (func $below (param i32) (result i32)
    (i32.load (i32.add (i32.or (i32.and (local.get 0) (i32.const 1020)) (i32.const 4096)) (i32.const -16)))))

;;! masked:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     andl    $0x3fc, %edi
;;!     movl    0x10001000(%rdi), %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! shifted:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     shrl    $8, %edi
;;!     movzbq  0x10001000(%rdi), %rax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! counted:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     xorq    %rax, %rax
;;! .LBB2_0:
;;!     movl    $7, 0x10001000(%rax)
;;!     addl    $4, %eax
;;!     cmpl    $0x320, %eax
;;!     jb      .LBB2_0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! rounds:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     xorl    %ecx, %ecx
;;!     xorq    %rdx, %rdx
;;! .LBB3_0:
;;!     movl    $7, 0x10001000(%rdx)
;;!     addl    $0x190, %edx
;;!     addl    $1, %ecx
;;!     cmpl    $0x64, %ecx
;;!     jne     .LBB3_0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! branch:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     cmpl    $0x64, %edi
;;!     jb      .LBB4_0
;;!     xorl    %eax, %eax
;;!     jmp     .LBB4_1
;;! .LBB4_0:
;;!     shll    $2, %edi
;;!     movl    0x10001000(%rdi), %eax
;;! .LBB4_1:
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! two:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     andl    $0x3fc, %edi
;;!     andl    $0xfc, %esi
;;!     movl    0x10001000(%rdi,%rsi), %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;!
;;! below:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     andl    $0x3fc, %edi
;;!     orl     $0x1000, %edi
;;!     movl    0xffffff0(%rdi), %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
