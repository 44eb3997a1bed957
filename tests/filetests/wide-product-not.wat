;; flags: --emit clif=optimized --function mask --function crossed --function signed --function carry
;; What looks like a wide product, but is none, stays: another mask, one cross product twice, a shift
;; that keeps the sign (only the lower half is a product), a comparison with another sum.
(module
  (memory 1)
  (func $mask (param i32 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64)
    (local.set 3 (i64.and (local.get 1) (i64.const 0xffffffff)))
    (local.set 4 (i64.shr_u (local.get 1) (i64.const 32)))
    (local.set 5 (i64.and (local.get 2) (i64.const 0xffffffff)))
    (local.set 6 (i64.shr_u (local.get 2) (i64.const 32)))
    (local.set 7 (i64.mul (local.get 3) (local.get 5)))
    (local.set 8 (i64.add (i64.shr_u (local.get 7) (i64.const 32)) (i64.mul (local.get 3) (local.get 6))))
    (local.set 9 (i64.add (i64.and (local.get 8) (i64.const 0x7fffffff)) (i64.mul (local.get 4) (local.get 5))))
    (i64.store offset=8 (local.get 0)
      (i64.add
        (i64.add (i64.mul (local.get 4) (local.get 6)) (i64.shr_u (local.get 8) (i64.const 32)))
        (i64.shr_u (local.get 9) (i64.const 32))))
    (i64.store (local.get 0)
      (i64.or (i64.shl (local.get 9) (i64.const 32)) (i64.and (local.get 7) (i64.const 0xffffffff)))))
  (func $crossed (param i32 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64)
    (local.set 3 (i64.and (local.get 1) (i64.const 0xffffffff)))
    (local.set 4 (i64.shr_u (local.get 1) (i64.const 32)))
    (local.set 5 (i64.and (local.get 2) (i64.const 0xffffffff)))
    (local.set 6 (i64.shr_u (local.get 2) (i64.const 32)))
    (local.set 7 (i64.mul (local.get 3) (local.get 5)))
    (local.set 8 (i64.add (i64.shr_u (local.get 7) (i64.const 32)) (i64.mul (local.get 3) (local.get 6))))
    (local.set 9 (i64.add (i64.and (local.get 8) (i64.const 0xffffffff)) (i64.mul (local.get 3) (local.get 6))))
    (i64.store offset=8 (local.get 0)
      (i64.add
        (i64.add (i64.mul (local.get 4) (local.get 6)) (i64.shr_u (local.get 8) (i64.const 32)))
        (i64.shr_u (local.get 9) (i64.const 32))))
    (i64.store (local.get 0)
      (i64.or (i64.shl (local.get 9) (i64.const 32)) (i64.and (local.get 7) (i64.const 0xffffffff)))))
  (func $signed (param i32 i64 i64)
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
        (i64.add (i64.mul (local.get 4) (local.get 6)) (i64.shr_s (local.get 8) (i64.const 32)))
        (i64.shr_u (local.get 9) (i64.const 32))))
    (i64.store (local.get 0)
      (i64.or (i64.shl (local.get 9) (i64.const 32)) (i64.and (local.get 7) (i64.const 0xffffffff)))))
  (func $carry (param i32 i64 i64)
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
        (i64.extend_i32_u (i64.lt_u (local.get 10) (local.get 9)))))))

;;! ;; mask
;;! function %mask(i32, i64, i64) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i64, v2: i64):
;;! @0032                               v6 = iconst.i64 32
;;! @0034                               v7 = ushr v1, v6  ; v6 = 32
;;! @0046                               v11 = ushr v2, v6  ; v6 = 32
;;! @0074                               v21 = imul v7, v11
;;! @0027                               v4 = iconst.i64 0xffff_ffff
;;! @002d                               v5 = band v1, v4  ; v4 = 0xffff_ffff
;;! @003f                               v9 = band v2, v4  ; v4 = 0xffff_ffff
;;! @004d                               v12 = imul v5, v9
;;! @0054                               v14 = ushr v12, v6  ; v6 = 32
;;! @0059                               v15 = imul v5, v11
;;! @005a                               v16 = iadd v14, v15
;;! @0079                               v23 = ushr v16, v6  ; v6 = 32
;;! @007a                               v24 = iadd v21, v23
;;! @005f                               v17 = iconst.i64 0x7fff_ffff
;;! @0065                               v18 = band v16, v17  ; v17 = 0x7fff_ffff
;;! @006a                               v19 = imul v7, v9
;;! @006b                               v20 = iadd v18, v19
;;! @007f                               v26 = ushr v20, v6  ; v6 = 32
;;! @0080                               v27 = iadd v24, v26
;;! @0081                               v28 = uextend.i64 v0
;;! @0081                               v29 = iconst.i64 0x1000_0000
;;! @0081                               v30 = iadd v28, v29  ; v29 = 0x1000_0000
;;! @0081                               store little region0 v27, v30+8
;;! @008a                               v32 = ishl v20, v6  ; v6 = 32
;;! @0093                               v34 = band v12, v4  ; v4 = 0xffff_ffff
;;! @0094                               v35 = bor v32, v34
;;! @0095                               store little region0 v35, v30
;;! @0098                               jump block1
;;!
;;!                                 block1:
;;! @0098                               return
;;! }
;;!
;;! ;; crossed
;;! function %crossed(i32, i64, i64) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i64, v2: i64):
;;! @00aa                               v6 = iconst.i64 32
;;! @00ac                               v7 = ushr v1, v6  ; v6 = 32
;;! @00be                               v11 = ushr v2, v6  ; v6 = 32
;;! @00ec                               v21 = imul v7, v11
;;! @009f                               v4 = iconst.i64 0xffff_ffff
;;! @00a5                               v5 = band v1, v4  ; v4 = 0xffff_ffff
;;! @00b7                               v9 = band v2, v4  ; v4 = 0xffff_ffff
;;! @00c5                               v12 = imul v5, v9
;;! @00cc                               v14 = ushr v12, v6  ; v6 = 32
;;! @00d1                               v15 = imul v5, v11
;;! @00d2                               v16 = iadd v14, v15
;;! @00f1                               v23 = ushr v16, v6  ; v6 = 32
;;! @00f2                               v24 = iadd v21, v23
;;! @00dd                               v18 = band v16, v4  ; v4 = 0xffff_ffff
;;! @00e3                               v20 = iadd v18, v15
;;! @00f7                               v26 = ushr v20, v6  ; v6 = 32
;;! @00f8                               v27 = iadd v24, v26
;;! @00f9                               v28 = uextend.i64 v0
;;! @00f9                               v29 = iconst.i64 0x1000_0000
;;! @00f9                               v30 = iadd v28, v29  ; v29 = 0x1000_0000
;;! @00f9                               store little region0 v27, v30+8
;;! @0102                               v32 = ishl v20, v6  ; v6 = 32
;;! @010b                               v34 = band v12, v4  ; v4 = 0xffff_ffff
;;! @010c                               v35 = bor v32, v34
;;! @010d                               store little region0 v35, v30
;;! @0110                               jump block1
;;!
;;!                                 block1:
;;! @0110                               return
;;! }
;;!
;;! ;; signed
;;! function %signed(i32, i64, i64) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i64, v2: i64):
;;! @0122                               v6 = iconst.i64 32
;;! @0124                               v7 = ushr v1, v6  ; v6 = 32
;;! @0136                               v11 = ushr v2, v6  ; v6 = 32
;;! @0164                               v21 = imul v7, v11
;;! @0117                               v4 = iconst.i64 0xffff_ffff
;;! @011d                               v5 = band v1, v4  ; v4 = 0xffff_ffff
;;! @012f                               v9 = band v2, v4  ; v4 = 0xffff_ffff
;;! @013d                               v12 = imul v5, v9
;;! @0144                               v14 = ushr v12, v6  ; v6 = 32
;;! @0149                               v15 = imul v5, v11
;;! @014a                               v16 = iadd v14, v15
;;! @0169                               v23 = sshr v16, v6  ; v6 = 32
;;! @016a                               v24 = iadd v21, v23
;;! @0155                               v18 = band v16, v4  ; v4 = 0xffff_ffff
;;! @015a                               v19 = imul v7, v9
;;! @015b                               v20 = iadd v18, v19
;;! @016f                               v26 = ushr v20, v6  ; v6 = 32
;;! @0170                               v27 = iadd v24, v26
;;! @0171                               v28 = uextend.i64 v0
;;! @0171                               v29 = iconst.i64 0x1000_0000
;;! @0171                               v30 = iadd v28, v29  ; v29 = 0x1000_0000
;;! @0171                               store little region0 v27, v30+8
;;! @0184                               v35 = imul v1, v2
;;! @0185                               store little region0 v35, v30
;;! @0188                               jump block1
;;!
;;!                                 block1:
;;! @0188                               return
;;! }
;;!
;;! ;; carry
;;! function %carry(i32, i64, i64) tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i64, v2: i64):
;;! @01d2                               v18 = imul v1, v2
;;! @01d5                               v19 = uextend.i64 v0
;;! @01d5                               v20 = iconst.i64 0x1000_0000
;;! @01d5                               v21 = iadd v19, v20  ; v20 = 0x1000_0000
;;! @01d5                               store little region0 v18, v21
;;! @019a                               v6 = iconst.i64 32
;;! @019c                               v7 = ushr v1, v6  ; v6 = 32
;;! @01ae                               v11 = ushr v2, v6  ; v6 = 32
;;! @01de                               v22 = imul v7, v11
;;! @018f                               v4 = iconst.i64 0xffff_ffff
;;! @01a7                               v9 = band v2, v4  ; v4 = 0xffff_ffff
;;! @01bc                               v13 = imul v7, v9
;;! @0195                               v5 = band v1, v4  ; v4 = 0xffff_ffff
;;! @01c5                               v14 = imul v5, v11
;;! @01c6                               v15 = iadd v13, v14
;;! @01e3                               v23 = icmp ult v15, v13
;;!                                     v39 = uextend.i64 v23
;;! @01e7                               v27 = ishl v39, v6  ; v6 = 32
;;! @01ec                               v29 = ushr v15, v6  ; v6 = 32
;;! @01ed                               v30 = bor v27, v29
;;! @01ee                               v31 = iadd v22, v30
;;! @01f3                               v32 = icmp ult v18, v15
;;!                                     v41 = uextend.i64 v32
;;! @01f5                               v35 = iadd v31, v41
;;! @01f6                               store little region0 v35, v21+8
;;! @01f9                               jump block1
;;!
;;!                                 block1:
;;! @01f9                               return
;;! }
