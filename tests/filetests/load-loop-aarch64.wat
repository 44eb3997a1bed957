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

;;! ;; sum
;;!   paciasp
;;!   stp fp, lr, [sp, #-16]!
;;!   mov fp, sp
;;! block0:
;;!   mov x12, x21
;;!   movz w4, #0
;;!   mov x2, x4
;;!   b label1
;;! block1:
;;!   add x14, x12, x0, UXTW
;;!   ldr w13, [x12, w0, UXTW]
;;!   ldr w14, [x14, #4]
;;!   add w0, w0, #8
;;!   add w13, w2, w13
;;!   eor w2, w13, w14
;;!   subs wzr, w0, w1
;;!   b.lo label2 ; b label3
;;! block2:
;;!   b label1
;;! block3:
;;!   b label4
;;! block4:
;;!   b label5
;;! block5:
;;!   mov x0, x2
;;!   ldp fp, lr, [sp], #16
;;!   autiasp ; ret
