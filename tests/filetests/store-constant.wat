;; flags: --emit asm --function store
;; Constants of any size are part of the store.
(module
  (memory 1)
  (func $store (param i32)
    (i32.store8 (local.get 0) (i32.const 0x1ff))
    (i32.store16 offset=2 (local.get 0) (i32.const 0))
    (i64.store8 offset=4 (local.get 0) (i64.const -1))
    (i64.store16 offset=6 (local.get 0) (i64.const 7))
    (i64.store32 offset=8 (local.get 0) (i64.const -1))))

;;! store:
;;!     pushq   %rbp
;;!     movq    %rsp, %rbp
;;!     movl    %edi, %edx
;;!     movb    $0xff, 0x10000000(%rdx)
;;!     movw    $0, 0x10000002(%rdx)
;;!     movb    $0xff, 0x10000004(%rdx)
;;!     movw    $7, 0x10000006(%rdx)
;;!     movl    $0xffffffff, 0x10000008(%rdx)
;;!     movq    %rbp, %rsp
;;!     popq    %rbp
;;!     retq
