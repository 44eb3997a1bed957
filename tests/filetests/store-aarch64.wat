;; flags: --emit asm --target aarch64 --function store
;; As a load: the address is a copy of the pinned register and the zero-extended index.
(module
  (memory 1)
  (func $store (param i32 i32)
    (i32.store (local.get 0) (local.get 1))))

;;! store:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     mov     x3, x21
;;!     str     w1, [x3, w0, uxtw]
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
