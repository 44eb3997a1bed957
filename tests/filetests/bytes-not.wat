;; flags: --emit clif=optimized --function every_second --function changed --function counted --function two_ways --function signed --function offset --function text
;; One byte at a time: pointers that do not move by one, a byte that is not stored as it was loaded, another effect, pointers that
;; move in two ways, a byte that has a sign, an index that gets an offset, a loop without a count.
(module
  (memory 1)
  (global $count (mut i32) (i32.const 0))
  (func $every_second (param $d i32) (param $s i32) (param $n i32)
    (loop
      (i32.store8 (local.get $d) (i32.load8_u (local.get $s)))
      (local.set $d (i32.add (local.get $d) (i32.const 2)))
      (local.set $s (i32.add (local.get $s) (i32.const 2)))
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $changed (param $d i32) (param $s i32) (param $n i32)
    (loop
      (i32.store8 (local.get $d) (i32.xor (i32.load8_u (local.get $s)) (i32.const 1)))
      (local.set $d (i32.add (local.get $d) (i32.const 1)))
      (local.set $s (i32.add (local.get $s) (i32.const 1)))
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $counted (param $d i32) (param $n i32)
    (loop
      (i32.store8 (local.get $d) (i32.const 0))
      (global.set $count (i32.add (global.get $count) (i32.const 1)))
      (local.set $d (i32.add (local.get $d) (i32.const 1)))
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $two_ways (param $d i32) (param $s i32) (param $n i32)
    (loop
      (i32.store8 (local.get $d) (i32.load8_u (local.get $s)))
      (local.set $d (i32.add (local.get $d) (i32.const 1)))
      (local.set $s (i32.sub (local.get $s) (i32.const 1)))
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $signed (param $l i32) (param $r i32) (param $n i32)
    (block
      (loop
        (br_if 1 (i32.ne (i32.load8_s (local.get $l)) (i32.load8_u (local.get $r))))
        (local.set $l (i32.add (local.get $l) (i32.const 1)))
        (local.set $r (i32.add (local.get $r) (i32.const 1)))
        (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
  (func $offset (param $d i32) (param $n i32)
    (loop
      (i32.store8 offset=1 (local.get $d) (i32.const 0))
      (local.set $d (i32.add (local.get $d) (i32.const 1)))
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $text (param $d i32) (result i32)
    (loop
      (local.set $d (i32.add (local.get $d) (i32.const 1)))
      (br_if 0 (i32.load8_u (local.get $d))))
    (local.get $d)))

;;! ;; every_second
;;! function %every_second(i32, i32, i32) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i32, v2: i32):
;;! @003e                               v6 = iconst.i64 0x1000_0000
;;! @0054                               v17 = iconst.i32 1
;;! @0046                               v12 = iconst.i32 2
;;!                                     v29 = uextend.i64 v1
;;!                                     v33 = uextend.i64 v0
;;! @0038                               jump block2(v33, v29, v2)
;;!
;;!                                 block2(v31: i64, v27: i64, v16: i32):
;;!                                     v32 = ireduce.i32 v31
;;!                                     v28 = ireduce.i32 v27
;;!                                     v19 = iconst.i64 0x1000_0000
;;!                                     v20 = iadd v27, v19  ; v19 = 0x1000_0000
;;! @003e                               v8 = uload8.i32 little region0 v20
;;!                                     v21 = iadd v31, v19  ; v19 = 0x1000_0000
;;! @0041                               istore8 little region0 v8, v21
;;!                                     v22 = iconst.i32 1
;;!                                     v23 = isub v16, v22  ; v22 = 1
;;!                                     v24 = iconst.i32 2
;;!                                     v25 = iadd v32, v24  ; v24 = 2
;;!                                     v26 = iadd v28, v24  ; v24 = 2
;;!                                     v30 = uextend.i64 v26
;;!                                     v34 = uextend.i64 v25
;;! @0059                               brif v23, block2(v34, v30, v23), block4
;;!
;;!                                 block4:
;;! @005b                               jump block3
;;!
;;!                                 block3:
;;! @005c                               jump block1
;;!
;;!                                 block1:
;;! @005c                               return
;;! }
;;!
;;! ;; changed
;;! function %changed(i32, i32, i32) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i32, v2: i32):
;;! @0065                               v6 = iconst.i64 0x1000_0000
;;! @0068                               v9 = iconst.i32 1
;;!                                     v31 = uextend.i64 v1
;;!                                     v35 = uextend.i64 v0
;;! @005f                               jump block2(v35, v31, v2)
;;!
;;!                                 block2(v33: i64, v29: i64, v18: i32):
;;!                                     v34 = ireduce.i32 v33
;;!                                     v30 = ireduce.i32 v29
;;!                                     v21 = iconst.i64 0x1000_0000
;;!                                     v22 = iadd v29, v21  ; v21 = 0x1000_0000
;;! @0065                               v8 = uload8.i32 little region0 v22
;;!                                     v23 = iconst.i32 1
;;!                                     v24 = bxor v8, v23  ; v23 = 1
;;!                                     v25 = iadd v33, v21  ; v21 = 0x1000_0000
;;! @006b                               istore8 little region0 v24, v25
;;!                                     v26 = isub v18, v23  ; v23 = 1
;;!                                     v27 = iadd v34, v23  ; v23 = 1
;;!                                     v28 = iadd v30, v23  ; v23 = 1
;;!                                     v32 = uextend.i64 v28
;;!                                     v36 = uextend.i64 v27
;;! @0083                               brif v26, block2(v36, v32, v26), block4
;;!
;;!                                 block4:
;;! @0085                               jump block3
;;!
;;!                                 block3:
;;! @0086                               jump block1
;;!
;;!                                 block1:
;;! @0086                               return
;;! }
;;!
;;! ;; counted
;;! function %counted(i32, i32) tail {
;;!     region0 = 3 "mem0"
;;!     region1 = 0 "globals"
;;!     gv0 = symbol colocated %wasmc_state+64
;;!
;;!                                 block0(v0: i32, v1: i32):
;;! @008f                               v7 = iconst.i8 0
;;! @008f                               v5 = iconst.i64 0x1000_0000
;;! @0092                               v8 = symbol_value.i64 gv0
;;! @0094                               v10 = iconst.i32 1
;;!                                     v27 = uextend.i64 v0
;;! @0089                               jump block2(v27, v1)
;;!
;;!                                 block2(v25: i64, v15: i32):
;;!                                     v26 = ireduce.i32 v25
;;!                                     v18 = iconst.i8 0
;;!                                     v19 = iconst.i64 0x1000_0000
;;!                                     v20 = iadd v25, v19  ; v19 = 0x1000_0000
;;! @008f                               store little region0 v18, v20  ; v18 = 0
;;! @0092                               v9 = load.i32 notrap aligned region1 v8
;;!                                     v21 = iconst.i32 1
;;!                                     v22 = iadd v9, v21  ; v21 = 1
;;! @0097                               store notrap aligned region1 v22, v8
;;!                                     v23 = isub v15, v21  ; v21 = 1
;;!                                     v24 = iadd v26, v21  ; v21 = 1
;;!                                     v28 = uextend.i64 v24
;;! @00a7                               brif v23, block2(v28, v23), block4
;;!
;;!                                 block4:
;;! @00a9                               jump block3
;;!
;;!                                 block3:
;;! @00aa                               jump block1
;;!
;;!                                 block1:
;;! @00aa                               return
;;! }
;;!
;;! ;; two_ways
;;! function %two_ways(i32, i32, i32) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i32, v2: i32):
;;! @00b3                               v6 = iconst.i64 0x1000_0000
;;! @00bb                               v12 = iconst.i32 1
;;!                                     v28 = uextend.i64 v1
;;!                                     v32 = uextend.i64 v0
;;! @00ad                               jump block2(v32, v28, v2)
;;!
;;!                                 block2(v30: i64, v26: i64, v16: i32):
;;!                                     v31 = ireduce.i32 v30
;;!                                     v27 = ireduce.i32 v26
;;!                                     v19 = iconst.i64 0x1000_0000
;;!                                     v20 = iadd v26, v19  ; v19 = 0x1000_0000
;;! @00b3                               v8 = uload8.i32 little region0 v20
;;!                                     v21 = iadd v30, v19  ; v19 = 0x1000_0000
;;! @00b6                               istore8 little region0 v8, v21
;;!                                     v22 = iconst.i32 1
;;!                                     v23 = isub v16, v22  ; v22 = 1
;;!                                     v24 = iadd v31, v22  ; v22 = 1
;;!                                     v25 = isub v27, v22  ; v22 = 1
;;!                                     v29 = uextend.i64 v25
;;!                                     v33 = uextend.i64 v24
;;! @00ce                               brif v23, block2(v33, v29, v23), block4
;;!
;;!                                 block4:
;;! @00d0                               jump block3
;;!
;;!                                 block3:
;;! @00d1                               jump block1
;;!
;;!                                 block1:
;;! @00d1                               return
;;! }
;;!
;;! ;; signed
;;! function %signed(i32, i32, i32) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i32, v2: i32):
;;! @00da                               v5 = iconst.i64 0x1000_0000
;;! @00e7                               v15 = iconst.i32 1
;;!                                     v31 = uextend.i64 v0
;;!                                     v35 = uextend.i64 v1
;;! @00d6                               jump block3(v31, v35, v2)
;;!
;;!                                 block3(v29: i64, v33: i64, v19: i32):
;;!                                     v34 = ireduce.i32 v33
;;!                                     v30 = ireduce.i32 v29
;;!                                     v22 = iconst.i64 0x1000_0000
;;!                                     v23 = iadd v29, v22  ; v22 = 0x1000_0000
;;! @00da                               v7 = sload8.i32 little region0 v23
;;!                                     v24 = iadd v33, v22  ; v22 = 0x1000_0000
;;! @00df                               v12 = uload8.i32 little region0 v24
;;! @00e2                               v13 = icmp ne v7, v12
;;! @00e3                               brif v13, block2, block5
;;!
;;!                                 block5:
;;!                                     v25 = iconst.i32 1
;;!                                     v26 = isub.i32 v19, v25  ; v25 = 1
;;!                                     v27 = iadd.i32 v30, v25  ; v25 = 1
;;!                                     v28 = iadd.i32 v34, v25  ; v25 = 1
;;!                                     v32 = uextend.i64 v27
;;!                                     v36 = uextend.i64 v28
;;! @00fa                               brif v26, block3(v32, v36, v26), block6
;;!
;;!                                 block6:
;;! @00fc                               jump block4
;;!
;;!                                 block4:
;;! @00fd                               jump block2
;;!
;;!                                 block2:
;;! @00fe                               jump block1
;;!
;;!                                 block1:
;;! @00fe                               return
;;! }
;;!
;;! ;; offset
;;! function %offset(i32, i32) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i32):
;;! @0107                               v7 = iconst.i8 0
;;! @0107                               v5 = iconst.i64 0x1000_0000
;;! @010c                               v8 = iconst.i32 1
;;!                                     v21 = uextend.i64 v0
;;! @0101                               jump block2(v21, v1)
;;!
;;!                                 block2(v19: i64, v10: i32):
;;!                                     v20 = ireduce.i32 v19
;;!                                     v13 = iconst.i8 0
;;!                                     v14 = iconst.i64 0x1000_0000
;;!                                     v15 = iadd v19, v14  ; v14 = 0x1000_0000
;;! @0107                               store little region0 v13, v15+1  ; v13 = 0
;;!                                     v16 = iconst.i32 1
;;!                                     v17 = isub v10, v16  ; v16 = 1
;;!                                     v18 = iadd v20, v16  ; v16 = 1
;;!                                     v22 = uextend.i64 v18
;;! @0118                               brif v17, block2(v22, v17), block4
;;!
;;!                                 block4:
;;! @011a                               jump block3
;;!
;;!                                 block3:
;;! @011b                               jump block1
;;!
;;!                                 block1:
;;! @011b                               return
;;! }
;;!
;;! ;; text
;;! function %text(i32) -> i32 tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32):
;;! @0122                               v3 = iconst.i32 1
;;! @0129                               v6 = iconst.i64 0x1000_0000
;;! @011e                               jump block2(v0)
;;!
;;!                                 block2(v2: i32):
;;!                                     v9 = iconst.i32 1
;;!                                     v10 = iadd v2, v9  ; v9 = 1
;;! @0129                               v5 = uextend.i64 v10
;;!                                     v11 = iconst.i64 0x1000_0000
;;!                                     v12 = iadd v5, v11  ; v11 = 0x1000_0000
;;! @0129                               v8 = uload8.i32 little region0 v12
;;! @012c                               brif v8, block2(v10), block4
;;!
;;!                                 block4:
;;! @012e                               jump block3
;;!
;;!                                 block3:
;;! @0131                               jump block1
;;!
;;!                                 block1:
;;! @0131                               return v10
;;! }
