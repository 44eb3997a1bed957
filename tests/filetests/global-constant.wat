;; flags: --emit asm --function read
;; A global that nothing writes is a constant, also where its type allows writes.
(module
  (global $fixed i64 (i64.const 42))
  (global $unwritten (mut i64) (i64.const 1))
  (func $read (result i64)
    (i64.add (global.get $fixed) (global.get $unwritten))))

;;! read:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    $0x2b, %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
