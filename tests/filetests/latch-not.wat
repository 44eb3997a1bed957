;; flags: --emit clif=optimized --function less --function variable --function other
;; An order is not the same after an addition, which may wrap around. A limit that is no constant stays, too,
;; and so does the comparison of a value that is not the counter of the loop.
(module
  (memory 1)
  (func $less (param i32)
    (local $last i32)
    (loop
      (i32.store (local.get 0) (i32.const 7))
      (local.set $last (local.get 0))
      (local.set 0 (i32.add (local.get 0) (i32.const 16)))
      (br_if 0 (i32.lt_u (local.get $last) (i32.const 4096)))))
  (func $variable (param i32 i32)
    (local $last i32)
    (loop
      (i32.store (local.get 0) (i32.const 7))
      (local.set $last (local.get 0))
      (local.set 0 (i32.add (local.get 0) (i32.const 16)))
      (br_if 0 (i32.ne (local.get $last) (local.get 1)))))
  (func $other (param i32 i32)
    (loop
      (i32.store (local.get 0) (i32.const 7))
      (local.set 0 (i32.add (local.get 0) (i32.const 16)))
      (br_if 0 (i32.ne (i32.load (local.get 1)) (i32.const 4096))))))

;;! ;; less
;;! function %less(i32) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32):
;;! @002a                               v3 = iconst.i32 7
;;! @002c                               v5 = iconst.i64 0x1000_0000
;;! @003c                               v9 = iconst.i32 4096
;;! @0035                               v7 = iconst.i32 16
;;!                                     v21 = uextend.i64 v0
;;! @0026                               jump block2(v21)
;;!
;;!                                 block2(v19: i64):
;;!                                     v20 = ireduce.i32 v19
;;!                                     v12 = iconst.i32 7
;;!                                     v13 = iconst.i64 0x1000_0000
;;!                                     v14 = iadd v19, v13  ; v13 = 0x1000_0000
;;! @002c                               store little region0 v12, v14  ; v12 = 7
;;!                                     v15 = iconst.i32 4096
;;!                                     v16 = icmp ult v20, v15  ; v15 = 4096
;;!                                     v17 = iconst.i32 16
;;!                                     v18 = iadd v20, v17  ; v17 = 16
;;!                                     v22 = uextend.i64 v18
;;! @0040                               brif v16, block2(v22), block4
;;!
;;!                                 block4:
;;! @0042                               jump block3
;;!
;;!                                 block3:
;;! @0043                               jump block1
;;!
;;!                                 block1:
;;! @0043                               return
;;! }
;;!
;;! ;; variable
;;! function %variable(i32, i32) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i32):
;;! @004c                               v4 = iconst.i32 7
;;! @004e                               v6 = iconst.i64 0x1000_0000
;;! @0057                               v8 = iconst.i32 16
;;!                                     v20 = uextend.i64 v0
;;! @0048                               jump block2(v20)
;;!
;;!                                 block2(v18: i64):
;;!                                     v19 = ireduce.i32 v18
;;!                                     v13 = iconst.i32 7
;;!                                     v14 = iconst.i64 0x1000_0000
;;!                                     v15 = iadd v18, v14  ; v14 = 0x1000_0000
;;! @004e                               store little region0 v13, v15  ; v13 = 7
;;! @0060                               v11 = icmp ne v19, v1
;;!                                     v16 = iconst.i32 16
;;!                                     v17 = iadd v19, v16  ; v16 = 16
;;!                                     v21 = uextend.i64 v17
;;! @0061                               brif v11, block2(v21), block4
;;!
;;!                                 block4:
;;! @0063                               jump block3
;;!
;;!                                 block3:
;;! @0064                               jump block1
;;!
;;!                                 block1:
;;! @0064                               return
;;! }
;;!
;;! ;; other
;;! function %other(i32, i32) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i32):
;;! @006b                               v3 = iconst.i32 7
;;! @006d                               v5 = iconst.i64 0x1000_0000
;;! @0079                               v10 = uextend.i64 v1
;;! @0079                               v12 = iadd v10, v5  ; v5 = 0x1000_0000
;;! @007c                               v14 = iconst.i32 4096
;;! @0072                               v7 = iconst.i32 16
;;!                                     v27 = uextend.i64 v0
;;! @0067                               jump block2(v27)
;;!
;;!                                 block2(v25: i64):
;;!                                     v26 = ireduce.i32 v25
;;!                                     v17 = iconst.i32 7
;;!                                     v18 = iconst.i64 0x1000_0000
;;!                                     v19 = iadd v25, v18  ; v18 = 0x1000_0000
;;! @006d                               store little region0 v17, v19  ; v17 = 7
;;!                                     v20 = iadd.i64 v10, v5  ; v5 = 0x1000_0000
;;! @0079                               v13 = load.i32 little region0 v20
;;!                                     v21 = iconst.i32 4096
;;!                                     v22 = icmp ne v13, v21  ; v21 = 4096
;;!                                     v23 = iconst.i32 16
;;!                                     v24 = iadd v26, v23  ; v23 = 16
;;!                                     v28 = uextend.i64 v24
;;! @0080                               brif v22, block2(v28), block4
;;!
;;!                                 block4:
;;! @0082                               jump block3
;;!
;;!                                 block3:
;;! @0083                               jump block1
;;!
;;!                                 block1:
;;! @0083                               return
;;! }
