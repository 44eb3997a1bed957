;; flags: --emit asm --function if_unlikely --function if_likely --function br_if_unlikely --function br_if_likely
;; What hardly ever runs stands behind the rest: a half of an `if`, what follows a `br_if`, and a label
;; that only unlikely branches reach. A body with a loop is not inlined.
(module
  (func $rare (param i32) (result i32) (loop) (i32.add (local.get 0) (i32.const 7)))
  (func $if_unlikely (param i32) (result i32)
    local.get 0
    (@metadata.code.branch_hint "\00") if (result i32)
      i32.const 1
      call $rare
    else
      i32.const 2
    end)
  (func $if_likely (param i32) (result i32)
    local.get 0
    (@metadata.code.branch_hint "\01") if (result i32)
      i32.const 1
    else
      i32.const 2
      call $rare
    end)
  (func $br_if_unlikely (param i32) (result i32)
    block
      local.get 0
      (@metadata.code.branch_hint "\00") br_if 0
      i32.const 1
      return
    end
    i32.const 2
    call $rare)
  (func $br_if_likely (param i32) (result i32)
    block
      local.get 0
      (@metadata.code.branch_hint "\01") br_if 0
      i32.const 1
      call $rare
      return
    end
    i32.const 2))

;;! if_unlikely:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     testl   %edi, %edi
;;!     jne     .LBB1_1
;;!     movl    $2, %eax
;;! .LBB1_0:
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB1_1:
;;!     movl    $1, %edi
;;!     callq   rare
;;!     jmp     .LBB1_0
;;!
;;! if_likely:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     testl   %edi, %edi
;;!     je      .LBB2_1
;;!     movl    $1, %eax
;;! .LBB2_0:
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB2_1:
;;!     movl    $2, %edi
;;!     callq   rare
;;!     jmp     .LBB2_0
;;!
;;! br_if_unlikely:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     testl   %edi, %edi
;;!     jne     .LBB3_1
;;!     movl    $1, %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB3_0:
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB3_1:
;;!     movl    $2, %edi
;;!     callq   rare
;;!     jmp     .LBB3_0
;;!
;;! br_if_likely:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     testl   %edi, %edi
;;!     je      .LBB4_0
;;!     movl    $2, %eax
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
;;! .LBB4_0:
;;!     movl    $1, %edi
;;!     callq   rare
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
