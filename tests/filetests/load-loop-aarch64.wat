;; flags: --emit asm --target aarch64 --function sum
;; In a loop, too, no constant is made for the address of the memory.
(module
  (memory 1)
  (func $sum (param $at i32) (param $end i32) (result i32)
    (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $at))))
      (local.set $sum (i32.xor (local.get $sum) (i32.load offset=4 (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (local.get $sum)))

;;! sum:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     mov     x12, x21
;;!     mov     w4, #0x0
;;!     mov     x2, x4
;;! .LBB0_0:
;;!     add     x14, x12, w0, uxtw
;;!     ldr     w13, [x12, w0, uxtw]
;;!     ldr     w14, [x14, #0x4]
;;!     add     w0, w0, #0x8
;;!     add     w13, w2, w13
;;!     eor     w2, w13, w14
;;!     cmp     w0, w1
;;!     b.lo    .LBB0_0
;;!     mov     x0, x2
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
