;; flags: --emit asm --target aarch64 --function load
;; The pinned register x21 holds the address of the memory: it is copied, but no constant is made.
(module
  (memory 1)
  (func $load (param i32) (result i32)
    (i32.load (local.get 0))))

;;! load:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     mov     x3, x21
;;!     ldr     w0, [x3, w0, uxtw]
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
