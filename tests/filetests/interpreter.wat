;; flags: --emit asm --function run
;; The loop of an interpreter has one `br_table`. The copies of its indirect jump are made of finished code, which
;; no text shows: `passes.rs` compares the code with and without them.
(module
  (memory 1)
  (func $run (export "run") (param $pc i32) (param $sum i32) (result i32)
    (loop $next
      (block $7
        (block $6
          (block $5
            (block $4
              (block $3
                (block $2
                  (block $1
                    (block $0
                      (local.set $pc (i32.add (local.get $pc) (i32.const 1)))
                      (br_table $0 $1 $2 $3 $4 $5 $6 $7 (i32.load8_u (local.get $pc))))
                    (local.set $sum (i32.add (local.get $sum) (i32.const 3)))
                    (br $next))
                  (local.set $sum (i32.sub (local.get $sum) (i32.const 4)))
                  (br $next))
                (local.set $sum (i32.mul (local.get $sum) (i32.const 5)))
                (br $next))
              (local.set $sum (i32.xor (local.get $sum) (i32.const 6)))
              (br $next))
            (local.set $sum (i32.and (local.get $sum) (i32.const 7)))
            (br $next))
          (local.set $sum (i32.or (local.get $sum) (i32.const 8)))
          (br $next))
        (local.set $sum (i32.rotl (local.get $sum) (i32.const 9)))
        (br $next))
      (return (local.get $sum)))
    (unreachable)))

;;! run:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movq    %rsi, %rax
;;!     addl    $1, %edi
;;!     movzbq  0x10000000(%rdi), %rdx
;;!     movl    $7, %ecx
;;!     movl    %edx, %edx
;;!     cmpl    %ecx, %edx
;;!     cmovbl  %edx, %ecx
;;!     leaq    .LBB0_0(%rip), %rdx
;;!     movslq  (%rdx,%rcx,4), %rcx
;;!     addq    %rcx, %rdx
;;!     jmpq    *%rdx
;;! .LBB0_0:
;;!     .long   .LBB0_7-.LBB0_0
;;!     .long   .LBB0_6-.LBB0_0
;;!     .long   .LBB0_5-.LBB0_0
;;!     .long   .LBB0_4-.LBB0_0
;;!     .long   .LBB0_3-.LBB0_0
;;!     .long   .LBB0_2-.LBB0_0
;;!     .long   .LBB0_1-.LBB0_0
;;!     .long   .LBB0_8-.LBB0_0
;;! .LBB0_1:
;;!     rorxl   $0x17, %eax, %eax
;;!     addl    $1, %edi
;;!     movzbq  0x10000000(%rdi), %rdx
;;!     movl    $7, %ecx
;;!     movl    %edx, %edx
;;!     cmpl    %ecx, %edx
;;!     cmovbl  %edx, %ecx
;;!     leaq    .LBB0_0(%rip), %rdx
;;!     movslq  (%rdx,%rcx,4), %rcx
;;!     addq    %rcx, %rdx
;;!     jmpq    *%rdx
;;! .LBB0_2:
;;!     orl     $8, %eax
;;!     addl    $1, %edi
;;!     movzbq  0x10000000(%rdi), %rdx
;;!     movl    $7, %ecx
;;!     movl    %edx, %edx
;;!     cmpl    %ecx, %edx
;;!     cmovbl  %edx, %ecx
;;!     leaq    .LBB0_0(%rip), %rdx
;;!     movslq  (%rdx,%rcx,4), %rcx
;;!     addq    %rcx, %rdx
;;!     jmpq    *%rdx
;;! .LBB0_3:
;;!     andl    $7, %eax
;;!     addl    $1, %edi
;;!     movzbq  0x10000000(%rdi), %rdx
;;!     movl    $7, %ecx
;;!     movl    %edx, %edx
;;!     cmpl    %ecx, %edx
;;!     cmovbl  %edx, %ecx
;;!     leaq    .LBB0_0(%rip), %rdx
;;!     movslq  (%rdx,%rcx,4), %rcx
;;!     addq    %rcx, %rdx
;;!     jmpq    *%rdx
;;! .LBB0_4:
;;!     xorl    $6, %eax
;;!     addl    $1, %edi
;;!     movzbq  0x10000000(%rdi), %rdx
;;!     movl    $7, %ecx
;;!     movl    %edx, %edx
;;!     cmpl    %ecx, %edx
;;!     cmovbl  %edx, %ecx
;;!     leaq    .LBB0_0(%rip), %rdx
;;!     movslq  (%rdx,%rcx,4), %rcx
;;!     addq    %rcx, %rdx
;;!     jmpq    *%rdx
;;! .LBB0_5:
;;!     imull   $5, %eax
;;!     addl    $1, %edi
;;!     movzbq  0x10000000(%rdi), %rdx
;;!     movl    $7, %ecx
;;!     movl    %edx, %edx
;;!     cmpl    %ecx, %edx
;;!     cmovbl  %edx, %ecx
;;!     leaq    .LBB0_0(%rip), %rdx
;;!     movslq  (%rdx,%rcx,4), %rcx
;;!     addq    %rcx, %rdx
;;!     jmpq    *%rdx
;;! .LBB0_6:
;;!     subl    $4, %eax
;;!     addl    $1, %edi
;;!     movzbq  0x10000000(%rdi), %rdx
;;!     movl    $7, %ecx
;;!     movl    %edx, %edx
;;!     cmpl    %ecx, %edx
;;!     cmovbl  %edx, %ecx
;;!     leaq    .LBB0_0(%rip), %rdx
;;!     movslq  (%rdx,%rcx,4), %rcx
;;!     addq    %rcx, %rdx
;;!     jmpq    *%rdx
;;! .LBB0_7:
;;!     addl    $3, %eax
;;!     addl    $1, %edi
;;!     movzbq  0x10000000(%rdi), %rdx
;;!     movl    $7, %ecx
;;!     movl    %edx, %edx
;;!     cmpl    %ecx, %edx
;;!     cmovbl  %edx, %ecx
;;!     leaq    .LBB0_0(%rip), %rdx
;;!     movslq  (%rdx,%rcx,4), %rcx
;;!     addq    %rcx, %rdx
;;!     jmpq    *%rdx
;;! .LBB0_8:
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
