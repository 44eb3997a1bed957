;; flags: --function f --lines -O1 --target aarch64
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
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     mov     x7, x21
;;!     # 0x25: i32.div_u
;;!     mov     w6, #0x7
;;!     udiv    w8, w1, w6
;;!     # 0x26: i32.store offset=8
;;!     add     x9, x7, w0, uxtw
;;!     str     w8, [x9, #0x8]
;;!     # 0x2d: br_if $out
;;!     cbz     w1, .LBB0_0
;;!     # 0x33: i32.load
;;!     ldr     w0, [x7, w1, uxtw]
;;!     # 0x36: end
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
;;! .LBB0_0:
;;!     # 0x2f: unreachable
;;!     udf     #0xc11f
