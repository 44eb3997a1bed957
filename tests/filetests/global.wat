;; flags: --emit asm --function count
;; A mutable global is data at a constant distance from the code.
(module
  (global $counter (mut i32) (i32.const 0))
  (func $count (result i32)
    (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
    (global.get $counter)))

;;! ;; count
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   load_ext_name %wasmc_state+8, %rdi
;;!   movl (%rdi), %esi
;;!   leal 1(%rsi), %r8d
;;!   movl %r8d, (%rdi)
;;!   jmp     label1
;;! block1:
;;!   leal 1(%rsi), %eax
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
