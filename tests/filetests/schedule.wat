;; flags: --emit clif=optimized --function sum
;; Twelve values are loaded, then combined. Each operation moves up to the load that completes it, so that
;; few values are alive at once.
(module
  (memory 1)
  (func $sum (param i32) (result i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local.set 1 (i64.load offset=0 (local.get 0)))
    (local.set 2 (i64.load offset=8 (local.get 0)))
    (local.set 3 (i64.load offset=16 (local.get 0)))
    (local.set 4 (i64.load offset=24 (local.get 0)))
    (local.set 5 (i64.load offset=32 (local.get 0)))
    (local.set 6 (i64.load offset=40 (local.get 0)))
    (local.set 7 (i64.load offset=48 (local.get 0)))
    (local.set 8 (i64.load offset=56 (local.get 0)))
    (local.set 9 (i64.load offset=64 (local.get 0)))
    (local.set 10 (i64.load offset=72 (local.get 0)))
    (local.set 11 (i64.load offset=80 (local.get 0)))
    (local.set 12 (i64.load offset=88 (local.get 0)))
    (i64.xor (local.get 1) (local.get 2))
    (i64.xor (local.get 3))
    (i64.xor (local.get 4))
    (i64.xor (local.get 5))
    (i64.xor (local.get 6))
    (i64.xor (local.get 7))
    (i64.xor (local.get 8))
    (i64.xor (local.get 9))
    (i64.xor (local.get 10))
    (i64.xor (local.get 11))
    (i64.xor (local.get 12))))

;;! ;; sum
;;! function %sum(i32) -> i64 tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32):
;;! @0022                               v3 = uextend.i64 v0
;;! @0022                               v4 = iconst.i64 0x1000_0000
;;! @0022                               v5 = iadd v3, v4  ; v4 = 0x1000_0000
;;! @0022                               v6 = load.i64 little region0 v5
;;! @0029                               v10 = load.i64 little region0 v5+8
;;! @0078                               v51 = bxor v6, v10
;;! @0030                               v14 = load.i64 little region0 v5+16
;;! @007b                               v52 = bxor v51, v14
;;! @0037                               v18 = load.i64 little region0 v5+24
;;! @007e                               v53 = bxor v52, v18
;;! @003e                               v22 = load.i64 little region0 v5+32
;;! @0081                               v54 = bxor v53, v22
;;! @0045                               v26 = load.i64 little region0 v5+40
;;! @0084                               v55 = bxor v54, v26
;;! @004c                               v30 = load.i64 little region0 v5+48
;;! @0087                               v56 = bxor v55, v30
;;! @0053                               v34 = load.i64 little region0 v5+56
;;! @008a                               v57 = bxor v56, v34
;;! @005a                               v38 = load.i64 little region0 v5+64
;;! @008d                               v58 = bxor v57, v38
;;! @0061                               v42 = load.i64 little region0 v5+72
;;! @0090                               v59 = bxor v58, v42
;;! @0068                               v46 = load.i64 little region0 v5+80
;;! @0093                               v60 = bxor v59, v46
;;! @006f                               v50 = load.i64 little region0 v5+88
;;! @0096                               v61 = bxor v60, v50
;;! @0097                               jump block1
;;!
;;!                                 block1:
;;! @0097                               return v61
;;! }
