;; flags: --emit asm --function count
;; A mutable global is data at a constant distance from the code.
(module
  (global $counter (mut i32) (i32.const 0))
  (func $count (result i32)
    (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
    (global.get $counter)))

;;! count:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     leaq    wasmc_state+0x8(%rip), %rdi
;;!     movl    (%rdi), %esi
;;!     leal    1(%rsi), %r8d
;;!     movl    %r8d, (%rdi)
;;!     leal    1(%rsi), %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
