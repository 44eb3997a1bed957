;; flags: --emit asm --target aarch64 --function choose
;; The default of a jump table is reached by the indirect jump too: all five arms start with `bti j`.
(module
  (func $choose (param i32) (result i32)
    (block $default
      (block $three
        (block $two
          (block $one
            (block $zero
              (br_table $zero $one $two $three $zero $one $two $three $default (local.get 0)))
            (return (i32.const 10)))
          (return (i32.const 20)))
        (return (i32.const 30)))
      (return (i32.const 40)))
    (i32.const 50)))

;;! choose:
;;!     paciasp
;;!     stp     x29, x30, [sp, #-0x10]!
;;!     mov     x29, sp
;;!     cmp     w0, #0x9
;;!     mov     x10, #0x9
;;!     csel    x10, x0, x10, lo
;;!     adr     x9, .LBB0_0
;;!     ldrsw   x10, [x9, w10, uxtw #2]
;;!     add     x9, x9, x10
;;!     br      x9
;;! .LBB0_0:
;;!     .long   .LBB0_2-.LBB0_0
;;!     .long   .LBB0_3-.LBB0_0
;;!     .long   .LBB0_4-.LBB0_0
;;!     .long   .LBB0_5-.LBB0_0
;;!     .long   .LBB0_6-.LBB0_0
;;!     .long   .LBB0_7-.LBB0_0
;;!     .long   .LBB0_8-.LBB0_0
;;!     .long   .LBB0_9-.LBB0_0
;;!     .long   .LBB0_10-.LBB0_0
;;!     .long   .LBB0_1-.LBB0_0
;;! .LBB0_1:
;;!     bti     j
;;!     b       .LBB0_15
;;! .LBB0_2:
;;!     bti     j
;;!     b       .LBB0_14
;;! .LBB0_3:
;;!     bti     j
;;!     b       .LBB0_13
;;! .LBB0_4:
;;!     bti     j
;;!     b       .LBB0_12
;;! .LBB0_5:
;;!     bti     j
;;!     b       .LBB0_11
;;! .LBB0_6:
;;!     bti     j
;;!     b       .LBB0_14
;;! .LBB0_7:
;;!     bti     j
;;!     b       .LBB0_13
;;! .LBB0_8:
;;!     bti     j
;;!     b       .LBB0_12
;;! .LBB0_9:
;;!     bti     j
;;!     b       .LBB0_11
;;! .LBB0_10:
;;!     bti     j
;;!     b       .LBB0_15
;;! .LBB0_11:
;;!     bti     j
;;!     mov     w0, #0x28
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
;;! .LBB0_12:
;;!     bti     j
;;!     mov     w0, #0x1e
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
;;! .LBB0_13:
;;!     bti     j
;;!     mov     w0, #0x14
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
;;! .LBB0_14:
;;!     bti     j
;;!     mov     w0, #0xa
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
;;! .LBB0_15:
;;!     bti     j
;;!     mov     w0, #0x32
;;!     ldp     x29, x30, [sp], #0x10
;;!     autiasp
;;!     ret
