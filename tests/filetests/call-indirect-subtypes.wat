;; flags: --emit asm --function caller
;; A type with subtypes: the call compares with each type of the image that is one of them.
(module
  (type $above (sub (func (result i32))))
  (type $below (sub final $above (func (result i32))))
  (type $other (func (result i32)))
  (table 3 funcref)
  (elem declare func $a $b $c)
  (func $a (type $above) (i32.const 1))
  (func $b (type $below) (i32.const 2))
  (func $c (type $other) (i32.const 3))
  (func (export "fill")
    (table.set (i32.const 0) (ref.func $a))
    (table.set (i32.const 1) (ref.func $b))
    (table.set (i32.const 2) (ref.func $c)))
  (func $caller (export "call") (param i32) (result i32)
    (call_indirect (type $above) (local.get 0))))

;;! caller:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %r8d
;;!     cmpq    $3, %r8
;;!     jae     .LBB4_2
;;!     leaq    wasmc_state+0x10(%rip), %r10
;;!     movl    (%r10,%r8,8), %r11d
;;!     cmpl    $1, %r11d
;;!     jne     .LBB4_1
;;! .LBB4_0:
;;!     movl    4(%r10,%r8,8), %eax
;;!     leaq    wasmc_text(%rip), %rcx
;;!     addq    %rcx, %rax
;;!     callq   *%rax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB4_1:
;;!     cmpl    $2, %r11d
;;!     je      .LBB4_0
;;!     testl   %r11d, %r11d
;;!     je      .LBB4_3
;;!     ud2
;;! .LBB4_2:
;;!     ud2
;;! .LBB4_3:
;;!     ud2
