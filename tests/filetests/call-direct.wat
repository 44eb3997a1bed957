;; flags: --emit asm --function caller
;; A call goes to its target, not through a table or a GOT. A body with a loop is not inlined.
(module
  (func $callee (param i32) (result i32)
    (loop) (i32.add (local.get 0) (i32.const 1)))
  (func $caller (param i32) (result i32)
    (i32.mul (call $callee (local.get 0)) (i32.const 3))))

;;! caller:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     callq   callee
;;!     imull   $3, %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
