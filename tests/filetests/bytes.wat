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

;;! ;; copy
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   movl %esi, %r8d
;;!   movl %edi, %r9d
;;!   jmp     label1
;;! block1:
;;!   leal -1(%rdx), %eax
;;!   cmpl $0x8, %eax
;;!   jnb     label3; j label2
;;! block2:
;;!   jmp     label9
;;! block3:
;;!   leaq 0x10000000(%r8), %rax
;;!   andq $0xfff, %rax
;;!   cmpq $0xff8, %rax
;;!   jbe     label5; j label4
;;! block4:
;;!   jmp     label9
;;! block5:
;;!   leaq 0x10000000(%r9), %rax
;;!   andq $0xfff, %rax
;;!   cmpq $0xff8, %rax
;;!   jbe     label7; j label6
;;! block6:
;;!   jmp     label9
;;! block7:
;;!   movq %r9, %rax
;;!   subq %r8, %rax
;;!   cmpq $0x8, %rax
;;!   jnb     label14; j label8
;;! block8:
;;!   jmp     label9
;;! block9:
;;!   movzbq 0x10000000(%r8), %rax
;;!   movb %al, 0x10000000(%r9)
;;!   subl $0x1, %edx
;;!   leal 1(%r9), %r9d
;;!   leal 1(%r8), %r8d
;;!   testl %edx, %edx
;;!   jnz     label10; j label11
;;! block10:
;;!   jmp     label1
;;! block11:
;;!   jmp     label12
;;! block12:
;;!   jmp     label13
;;! block13:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! block14:
;;!   movq 0x10000000(%r8), %rax
;;!   movq %rax, 0x10000000(%r9)
;;!   leal 8(%r9), %r9d
;;!   leal 8(%r8), %r8d
;;!   leal -8(%rdx), %edx
;;!   jmp     label1
;;! ;; copy_down
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   jmp     label1
;;! block1:
;;!   leal -1(%rdx), %eax
;;!   cmpl $0x8, %eax
;;!   jnb     label3; j label2
;;! block2:
;;!   jmp     label9
;;! block3:
;;!   leal -1(%rsi), %eax
;;!   leaq 0x10000000(%rax), %rcx
;;!   andq $0xfff, %rcx
;;!   cmpq $0x7, %rcx
;;!   jnb     label5; j label4
;;! block4:
;;!   jmp     label9
;;! block5:
;;!   leal -1(%rdi), %ecx
;;!   leaq 0x10000000(%rcx), %r8
;;!   andq $0xfff, %r8
;;!   cmpq $0x7, %r8
;;!   jnb     label7; j label6
;;! block6:
;;!   jmp     label9
;;! block7:
;;!   movq %rax, %r8
;;!   subq %rcx, %r8
;;!   cmpq $0x8, %r8
;;!   jnb     label14; j label8
;;! block8:
;;!   jmp     label9
;;! block9:
;;!   subl $0x1, %esi
;;!   movzbq 0x10000000(%rsi), %rax
;;!   subl $0x1, %edi
;;!   movb %al, 0x10000000(%rdi)
;;!   subl $0x1, %edx
;;!   testl %edx, %edx
;;!   jnz     label10; j label11
;;! block10:
;;!   jmp     label1
;;! block11:
;;!   jmp     label12
;;! block12:
;;!   jmp     label13
;;! block13:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! block14:
;;!   movq 0xffffff9(%rax), %rax
;;!   movq %rax, 0xffffff9(%rcx)
;;!   leal -8(%rdi), %edi
;;!   leal -8(%rsi), %esi
;;!   leal -8(%rdx), %edx
;;!   jmp     label1
;;! ;; set
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   movzbq %sil, %rax
;;!   imulq (%rip), %rax
;;!   movl %edi, %edi
;;!   jmp     label1
;;! block1:
;;!   leal 1(%rdi), %ecx
;;!   movq %rdx, %r8
;;!   subl %ecx, %r8d
;;!   cmpl $0x8, %r8d
;;!   jnb     label3; j label2
;;! block2:
;;!   jmp     label5
;;! block3:
;;!   leaq 0x10000000(%rdi), %rcx
;;!   andq $0xfff, %rcx
;;!   cmpq $0xff8, %rcx
;;!   jbe     label10; j label4
;;! block4:
;;!   jmp     label5
;;! block5:
;;!   movb %sil, 0x10000000(%rdi)
;;!   leal 1(%rdi), %edi
;;!   cmpl %edx, %edi
;;!   jnz     label6; j label7
;;! block6:
;;!   jmp     label1
;;! block7:
;;!   jmp     label8
;;! block8:
;;!   jmp     label9
;;! block9:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
;;! block10:
;;!   movq %rax, 0x10000000(%rdi)
;;!   leal 8(%rdi), %edi
;;!   jmp     label1
;;! ;; compare
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   movl %edi, %edi
;;!   movl %esi, %r9d
;;!   jmp     label1
;;! block1:
;;!   leal -1(%rdx), %eax
;;!   cmpl $0x8, %eax
;;!   jnb     label3; j label2
;;! block2:
;;!   jmp     label10
;;! block3:
;;!   leaq 0x10000000(%rdi), %rax
;;!   andq $0xfff, %rax
;;!   cmpq $0xff8, %rax
;;!   jbe     label5; j label4
;;! block4:
;;!   jmp     label10
;;! block5:
;;!   leaq 0x10000000(%r9), %rax
;;!   andq $0xfff, %rax
;;!   cmpq $0xff8, %rax
;;!   jbe     label7; j label6
;;! block6:
;;!   jmp     label10
;;! block7:
;;!   movq 0x10000000(%rdi), %rax
;;!   movq 0x10000000(%r9), %rcx
;;!   xorq %rcx, %rax
;;!   testq %rax, %rax
;;!   jnz     label9; j label8
;;! block8:
;;!   leal 8(%rdi), %edi
;;!   leal 8(%r9), %r9d
;;!   leal -8(%rdx), %edx
;;!   jmp     label1
;;! block9:
;;!   tzcntq %rax, %rax
;;!   shrq $0x3, %rax
;;!   leal (%rdi, %rax), %edi
;;!   leal (%r9, %rax), %r9d
;;!   subl %eax, %edx
;;!   jmp     label10
;;! block10:
;;!   movzbq 0x10000000(%rdi), %rax
;;!   movzbq 0x10000000(%r9), %rcx
;;!   cmpl %ecx, %eax
;;!   jnz     label11; j label12
;;! block11:
;;!   jmp     label16
;;! block12:
;;!   subl $0x1, %edx
;;!   leal 1(%rdi), %edi
;;!   leal 1(%r9), %r9d
;;!   testl %edx, %edx
;;!   jnz     label13; j label14
;;! block13:
;;!   jmp     label1
;;! block14:
;;!   jmp     label15
;;! block15:
;;!   jmp     label16
;;! block16:
;;!   jmp     label17
;;! block17:
;;!   movq %rdx, %rax
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
