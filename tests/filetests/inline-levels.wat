;; flags: -O1 --emit clif --function sum
;; Nothing is inlined at -O0, -O1 and -Os: compare with `inline-leaf`.
(module
  (memory 1)
  (func $get (param i32) (result i32) (i32.load offset=8 (local.get 0)))
  (func $sum (export "sum") (param i32 i32) (result i32)
    (i32.add (call $get (local.get 0)) (call $get (local.get 1)))))

;;! ;; sum
;;! function %sum(i32, i32) -> i32 tail {
;;!     sig0 = (i32) -> i32 tail
;;!     fn0 = colocated %get sig0
;;!
;;!                                 block0(v0: i32, v1: i32):
;;! @0038                               v3 = call fn0(v0)
;;! @003c                               v4 = call fn0(v1)
;;! @003e                               v5 = iadd v3, v4
;;! @003f                               jump block1(v5)
;;!
;;!                                 block1(v2: i32):
;;! @003f                               return v2
;;! }
