;; flags: --emit clif=optimized --function schoolbook --function carries
;; Both halves of a product, put together from products of 32-bit halves as C and Rust do it, are two
;; multiplications.
(module
  (memory 1)
  (func $schoolbook (param i32 i64 i64)
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
  (func $carries (param i32 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64)
    (local.set 3 (i64.and (local.get 1) (i64.const 0xffffffff)))
    (local.set 4 (i64.shr_u (local.get 1) (i64.const 32)))
    (local.set 5 (i64.and (local.get 2) (i64.const 0xffffffff)))
    (local.set 6 (i64.shr_u (local.get 2) (i64.const 32)))
    (local.set 7 (i64.mul (local.get 3) (local.get 5)))
    (local.set 8 (i64.mul (local.get 4) (local.get 5)))
    (local.set 9 (i64.add (local.get 8) (i64.mul (local.get 3) (local.get 6))))
    (i64.store (local.get 0)
      (local.tee 10 (i64.add (local.get 7) (i64.shl (local.get 9) (i64.const 32)))))
    (i64.store offset=8 (local.get 0)
      (i64.add
        (i64.add
          (i64.mul (local.get 4) (local.get 6))
          (i64.or
            (i64.shl (i64.extend_i32_u (i64.lt_u (local.get 9) (local.get 8))) (i64.const 32))
            (i64.shr_u (local.get 9) (i64.const 32))))
        (i64.extend_i32_u (i64.lt_u (local.get 10) (local.get 7)))))))

;;! ;; schoolbook
;;! function %schoolbook(i32, i64, i64) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i64, v2: i64):
;;! @007e                               v27 = umulhi v1, v2
;;! @007f                               v28 = uextend.i64 v0
;;! @007f                               v29 = iconst.i64 0x1000_0000
;;! @007f                               v30 = iadd v28, v29  ; v29 = 0x1000_0000
;;! @007f                               store little region0 v27, v30+8
;;! @0092                               v35 = imul v1, v2
;;! @0093                               store little region0 v35, v30
;;! @0096                               jump block1
;;!
;;!                                 block1:
;;! @0096                               return
;;! }
;;!
;;! ;; carries
;;! function %carries(i32, i64, i64) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i64, v2: i64):
;;! @00e0                               v18 = imul v1, v2
;;! @00e3                               v19 = uextend.i64 v0
;;! @00e3                               v20 = iconst.i64 0x1000_0000
;;! @00e3                               v21 = iadd v19, v20  ; v20 = 0x1000_0000
;;! @00e3                               store little region0 v18, v21
;;! @0103                               v35 = umulhi v2, v1
;;! @0104                               store little region0 v35, v21+8
;;! @0107                               jump block1
;;!
;;!                                 block1:
;;! @0107                               return
;;! }
