;; flags: --emit asm --function choose
;; Few targets become comparisons: no jump table is loaded.
(module
  (func $choose (param i32) (result i32)
    (block $default
      (block $two
        (block $one
          (block $zero
            (br_table $zero $one $two $default (local.get 0)))
          (return (i32.const 10)))
        (return (i32.const 20)))
      (return (i32.const 30)))
    (i32.const 40)))

;;! choose:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     testl   %edi, %edi
;;!     je      .LBB0_2
;;!     cmpl    $1, %edi
;;!     je      .LBB0_1
;;!     cmpl    $2, %edi
;;!     je      .LBB0_0
;;!     movl    $0x28, %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB0_0:
;;!     movl    $0x1e, %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB0_1:
;;!     movl    $0x14, %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB0_2:
;;!     movl    $0xa, %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
