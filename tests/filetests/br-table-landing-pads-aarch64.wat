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

;;! ;; choose
;;!   paciasp
;;!   stp fp, lr, [sp, #-16]!
;;!   mov fp, sp
;;! block0:
;;!   emit_island 72
;;!   subs wzr, w0, #9
;;!   mov x10, #9 ; csel x10, x0, x10, lo ; csdb ; adr x9, pc+16 ; ldrsw x10, [x9, x10, uxtw #2] ; add x9, x9, x10 ; br x9 ; jt_entries [MachLabel(2), MachLabel(3), MachLabel(4), MachLabel(5), MachLabel(6), MachLabel(7), MachLabel(8), MachLabel(9), MachLabel(10)] ; default label1
;;! block1:
;;!   bti j
;;!   b label15
;;! block2:
;;!   bti j
;;!   b label14
;;! block3:
;;!   bti j
;;!   b label13
;;! block4:
;;!   bti j
;;!   b label12
;;! block5:
;;!   bti j
;;!   b label11
;;! block6:
;;!   bti j
;;!   b label14
;;! block7:
;;!   bti j
;;!   b label13
;;! block8:
;;!   bti j
;;!   b label12
;;! block9:
;;!   bti j
;;!   b label11
;;! block10:
;;!   bti j
;;!   b label15
;;! block11:
;;!   bti j
;;!   movz w0, #40
;;!   ldp fp, lr, [sp], #16
;;!   autiasp ; ret
;;! block12:
;;!   bti j
;;!   movz w0, #30
;;!   ldp fp, lr, [sp], #16
;;!   autiasp ; ret
;;! block13:
;;!   bti j
;;!   movz w0, #20
;;!   ldp fp, lr, [sp], #16
;;!   autiasp ; ret
;;! block14:
;;!   bti j
;;!   movz w0, #10
;;!   ldp fp, lr, [sp], #16
;;!   autiasp ; ret
;;! block15:
;;!   bti j
;;!   b label16
;;! block16:
;;!   movz w0, #50
;;!   ldp fp, lr, [sp], #16
;;!   autiasp ; ret
