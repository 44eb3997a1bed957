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

;;! ;; run
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   movq %rsi, %rax
;;!   jmp     label1
;;! block1:
;;!   leal 1(%rdi), %edi
;;!   movzbq 0x10000000(%rdi), %rdx
;;!   movl $0x7, %ecx
;;!   movl %edx, %edx
;;!   cmpl %ecx, %edx
;;!   cmovbl %edx, %ecx
;;!   br_table %rcx, %rdx, %rcx
;;! block2:
;;!   rorxl $0x17, %eax, %eax
;;!   jmp     label1
;;! block3:
;;!   orl $0x8, %eax
;;!   jmp     label1
;;! block4:
;;!   andl $0x7, %eax
;;!   jmp     label1
;;! block5:
;;!   xorl $0x6, %eax
;;!   jmp     label1
;;! block6:
;;!   imull $0x5, %eax, %eax
;;!   jmp     label1
;;! block7:
;;!   subl $0x4, %eax
;;!   jmp     label1
;;! block8:
;;!   leal 3(%rax), %eax
;;!   jmp     label1
;;! block9:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
