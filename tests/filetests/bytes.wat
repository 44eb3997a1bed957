;; flags: --emit asm --function copy --function copy_down --function set --function compare
;; Eight bytes at once, in front of the loops that copy, set and compare one.
(module
  (memory 1)
  (func $copy (param $d i32) (param $s i32) (param $n i32)
    (loop
      (i32.store8 (local.get $d) (i32.load8_u (local.get $s)))
      (local.set $d (i32.add (local.get $d) (i32.const 1)))
      (local.set $s (i32.add (local.get $s) (i32.const 1)))
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $copy_down (param $d i32) (param $s i32) (param $n i32)
    (loop
      (i32.store8
        (local.tee $d (i32.sub (local.get $d) (i32.const 1)))
        (i32.load8_u (local.tee $s (i32.sub (local.get $s) (i32.const 1)))))
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $set (param $d i32) (param $byte i32) (param $end i32)
    (loop
      (i32.store8 (local.get $d) (local.get $byte))
      (br_if 0 (i32.ne (local.tee $d (i32.add (local.get $d) (i32.const 1))) (local.get $end)))))
  (func $compare (param $l i32) (param $r i32) (param $n i32) (result i32)
    (block
      (loop
        (br_if 1 (i32.ne (i32.load8_u (local.get $l)) (i32.load8_u (local.get $r))))
        (local.set $l (i32.add (local.get $l) (i32.const 1)))
        (local.set $r (i32.add (local.get $r) (i32.const 1)))
        (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (local.get $n)))

;;! copy:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %esi, %r8d
;;!     movl    %edi, %r9d
;;!     nopw    (%rax,%rax)
;;!     nopw    (%rax,%rax)
;;!     nopw    (%rax,%rax)
;;!     nopw    (%rax,%rax)
;;!     nopw    (%rax,%rax)
;;!     nopw    (%rax,%rax)
;;! .LBB0_0:
;;!     leal    -1(%rdx), %eax
;;!     cmpl    $8, %eax
;;!     jb      .LBB0_1
;;!     leaq    0x10000000(%r8), %rax
;;!     andq    $0xfff, %rax
;;!     cmpq    $0xff8, %rax
;;!     ja      .LBB0_1
;;!     leaq    0x10000000(%r9), %rax
;;!     andq    $0xfff, %rax
;;!     cmpq    $0xff8, %rax
;;!     ja      .LBB0_1
;;!     movq    %r9, %rax
;;!     subq    %r8, %rax
;;!     cmpq    $8, %rax
;;!     jae     .LBB0_2
;;! .LBB0_1:
;;!     movzbq  0x10000000(%r8), %rax
;;!     movb    %al, 0x10000000(%r9)
;;!     subl    $1, %edx
;;!     addl    $1, %r9d
;;!     addl    $1, %r8d
;;!     testl   %edx, %edx
;;!     jne     .LBB0_0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB0_2:
;;!     movq    0x10000000(%r8), %rax
;;!     movq    %rax, 0x10000000(%r9)
;;!     addl    $8, %r9d
;;!     addl    $8, %r8d
;;!     addl    $0xfffffff8, %edx
;;!     jmp     .LBB0_0
;;!
;;! copy_down:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;! .LBB1_0:
;;!     leal    -1(%rdx), %eax
;;!     cmpl    $8, %eax
;;!     jb      .LBB1_1
;;!     leal    -1(%rsi), %eax
;;!     leaq    0x10000000(%rax), %rcx
;;!     andq    $0xfff, %rcx
;;!     cmpq    $7, %rcx
;;!     jb      .LBB1_1
;;!     leal    -1(%rdi), %ecx
;;!     leaq    0x10000000(%rcx), %r8
;;!     andq    $0xfff, %r8
;;!     cmpq    $7, %r8
;;!     jb      .LBB1_1
;;!     movq    %rax, %r8
;;!     subq    %rcx, %r8
;;!     cmpq    $8, %r8
;;!     jae     .LBB1_2
;;! .LBB1_1:
;;!     subl    $1, %esi
;;!     movzbq  0x10000000(%rsi), %rax
;;!     subl    $1, %edi
;;!     movb    %al, 0x10000000(%rdi)
;;!     subl    $1, %edx
;;!     testl   %edx, %edx
;;!     jne     .LBB1_0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB1_2:
;;!     movq    0xffffff9(%rax), %rax
;;!     movq    %rax, 0xffffff9(%rcx)
;;!     addl    $0xfffffff8, %edi
;;!     addl    $0xfffffff8, %esi
;;!     addl    $0xfffffff8, %edx
;;!     jmp     .LBB1_0
;;!
;;! set:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movzbq  %sil, %rax
;;!     imulq   .LBB2_3(%rip), %rax
;;!     movl    %edi, %edi
;;!     nopw    (%rax,%rax)
;;!     nopw    (%rax,%rax)
;;!     nopw    (%rax,%rax)
;;!     nopw    (%rax,%rax)
;;!     nopw    (%rax,%rax)
;;!     nop
;;! .LBB2_0:
;;!     leal    1(%rdi), %ecx
;;!     movq    %rdx, %r8
;;!     subl    %ecx, %r8d
;;!     cmpl    $8, %r8d
;;!     jb      .LBB2_1
;;!     leaq    0x10000000(%rdi), %rcx
;;!     andq    $0xfff, %rcx
;;!     cmpq    $0xff8, %rcx
;;!     jbe     .LBB2_2
;;! .LBB2_1:
;;!     movb    %sil, 0x10000000(%rdi)
;;!     addl    $1, %edi
;;!     cmpl    %edx, %edi
;;!     jne     .LBB2_0
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB2_2:
;;!     movq    %rax, 0x10000000(%rdi)
;;!     addl    $8, %edi
;;!     jmp     .LBB2_0
;;!     .zero   3
;;! .LBB2_3:
;;!     .quad   0x101010101010101
;;!
;;! compare:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %edi
;;!     movl    %esi, %r9d
;;! .LBB3_0:
;;!     leal    -1(%rdx), %eax
;;!     cmpl    $8, %eax
;;!     jb      .LBB3_2
;;!     leaq    0x10000000(%rdi), %rax
;;!     andq    $0xfff, %rax
;;!     cmpq    $0xff8, %rax
;;!     ja      .LBB3_2
;;!     leaq    0x10000000(%r9), %rax
;;!     andq    $0xfff, %rax
;;!     cmpq    $0xff8, %rax
;;!     ja      .LBB3_2
;;!     movq    0x10000000(%rdi), %rax
;;!     movq    0x10000000(%r9), %rcx
;;!     xorq    %rcx, %rax
;;!     testq   %rax, %rax
;;!     jne     .LBB3_1
;;!     addl    $8, %edi
;;!     addl    $8, %r9d
;;!     addl    $0xfffffff8, %edx
;;!     jmp     .LBB3_0
;;! .LBB3_1:
;;!     tzcntq  %rax, %rax
;;!     shrq    $3, %rax
;;!     addl    %eax, %edi
;;!     addl    %eax, %r9d
;;!     subl    %eax, %edx
;;! .LBB3_2:
;;!     movzbq  0x10000000(%rdi), %rax
;;!     movzbq  0x10000000(%r9), %rcx
;;!     cmpl    %ecx, %eax
;;!     jne     .LBB3_3
;;!     subl    $1, %edx
;;!     addl    $1, %edi
;;!     addl    $1, %r9d
;;!     testl   %edx, %edx
;;!     jne     .LBB3_0
;;! .LBB3_3:
;;!     movq    %rdx, %rax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
