;; flags: --emit asm --function divide
;; What the processor does not trap by itself is compared.
(module
  (func $divide (param i32 i32) (result i32)
    (i32.div_s (local.get 0) (local.get 1))))

;;! ;; divide
;;!   pushq %rbp
;;!   movq %rsp, %rbp
;;! block0:
;;!   movq %rdi, %rax
;;!   cltd  ;; implicit: %edx, %eax
;;!   testl %esi, %esi
;;!   jz #trap=int_divz
;;!   idivl %esi ;; implicit: %eax, %edx, trap=252
;;!   jmp     label1
;;! block1:
;;!   movq %rbp, %rsp
;;!   popq %rbp
;;!   retq
