;; flags: -Os --emit clif=optimized --function caller --function pair
;; A function that is a product of 128 bits is inlined at -O2, -O3 and -Os, where it becomes two multiplications. At
;; -Os, one of its size that computes something else is called.
(module
  (memory 1)
  (func $product (param i32 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64)
    (local.set 3 (i64.and (local.get 1) (i64.const 0xffffffff)))
    (local.set 4 (i64.shr_u (local.get 1) (i64.const 32)))
    (local.set 5 (i64.and (local.get 2) (i64.const 0xffffffff)))
    (local.set 6 (i64.shr_u (local.get 2) (i64.const 32)))
    (local.set 7 (i64.mul (local.get 3) (local.get 5)))
    (local.set 8 (i64.add (i64.shr_u (local.get 7) (i64.const 32)) (i64.mul (local.get 3) (local.get 6))))
    (local.set 9 (i64.add (i64.and (local.get 8) (i64.const 0xffffffff)) (i64.mul (local.get 4) (local.get 5))))
    (i64.store offset=8 (local.get 0)
      (i64.add
        (i64.add (i64.mul (local.get 4) (local.get 6)) (i64.shr_u (local.get 8) (i64.const 32)))
        (i64.shr_u (local.get 9) (i64.const 32))))
    (i64.store (local.get 0)
      (i64.or (i64.shl (local.get 9) (i64.const 32)) (i64.and (local.get 7) (i64.const 0xffffffff)))))
  (func $sum (param i32 i64 i64)
    (local i64)
    (local.set 3 (i64.add (local.get 1) (local.get 2)))
    (i64.store (local.get 0) (i64.xor (local.get 3) (i64.rotl (local.get 1) (i64.const 7))))
    (i64.store offset=8 (local.get 0) (i64.sub (local.get 3) (local.get 1))))
  (func $caller (param i32 i64 i64)
    (call $product (local.get 0) (local.get 1) (local.get 2))
    (call $product (i32.add (local.get 0) (i32.const 16)) (local.get 1) (local.get 1)))
  (func $pair (param i32 i64 i64)
    (call $sum (local.get 0) (local.get 1) (local.get 2))
    (call $sum (local.get 0) (local.get 2) (local.get 1))))

;;! ;; caller
;;! function %caller(i32, i64, i64) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i64, v2: i64):
;;! @8000002f                           v27 = umulhi v1, v2
;;! @80000030                           v28 = uextend.i64 v0
;;! @80000030                           v29 = iconst.i64 0x1000_0000
;;! @80000030                           v30 = iadd v28, v29  ; v29 = 0x1000_0000
;;! @80000030                           store user64 little region0 v27, v30+8
;;! @80000038                           v35 = imul v1, v2
;;! @80000039                           store user64 little region0 v35, v30
;;! @8000006a                           v65 = umulhi v1, v1
;;! @00c8                               v39 = iconst.i32 16
;;! @00ca                               v40 = iadd v0, v39  ; v39 = 16
;;! @8000006b                           v66 = uextend.i64 v40
;;! @8000006b                           v68 = iadd v66, v29  ; v29 = 0x1000_0000
;;! @8000006b                           store user65 little region0 v65, v68+8
;;! @80000073                           v73 = imul v1, v1
;;! @80000074                           store user65 little region0 v73, v68
;;! @00d1                               jump block1
;;!
;;!                                 block1:
;;! @00d1                               return
;;! }
;;!
;;! ;; pair
;;! function %pair(i32, i64, i64) tail {
;;!     sig0 = (i32, i64, i64) tail
;;!     fn0 = colocated %sum sig0
;;!
;;!                                 block0(v0: i32, v1: i64, v2: i64):
;;! @00da                               call fn0(v0, v1, v2)
;;! @00e2                               call fn0(v0, v2, v1)
;;! @00e4                               jump block1
;;!
;;!                                 block1:
;;! @00e4                               return
;;! }
