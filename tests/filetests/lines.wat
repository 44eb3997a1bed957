;; flags: --function f --lines -O1
;; A module without debug information: each operator that became instructions is above them, with its
;; offset in the file. `local.get` became none.
(module
  (memory 1)
  (func $f (param $x i32) (param $y i32) (result i32)
    (i32.store offset=8 (local.get $x)
      (i32.div_u (local.get $y) (i32.const 7)))
    (block $out
      (br_if $out (local.get $y))
      (unreachable))
    (i32.load (local.get $y))))

;;! f:
;;!     # 0x1e: (func $f (;0;) (type 0) (param $x i32) (param $y i32) (result i32)
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     # 0x23: i32.const 7
;;!     movl    $7, %r10d
;;!     # 0x25: i32.div_u
;;!     xorq    %rdx, %rdx
;;!     movq    %rsi, %rax
;;!     divl    %r10d
;;!     # 0x26: i32.store offset=8
;;!     movl    %edi, %r9d
;;!     movl    %eax, 0x10000008(%r9)
;;!     # 0x2d: br_if $out
;;!     testl   %esi, %esi
;;!     je      .LBB0_0
;;!     # 0x33: i32.load
;;!     movl    %esi, %eax
;;!     movl    0x10000000(%rax), %eax
;;!     # 0x36: end
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB0_0:
;;!     # 0x2f: unreachable
;;!     ud2
