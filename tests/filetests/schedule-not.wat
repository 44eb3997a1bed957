;; flags: --emit clif=optimized --function few --function traps
;; A block with few values stays as it is. In one with many, divisions and stores keep their order among
;; the loads: each may trap, and the stores before it have happened.
(module
  (memory 1)
  (func $few (param i32) (result i64)
    (local i64 i64 i64)
    (local.set 1 (i64.load offset=0 (local.get 0)))
    (local.set 2 (i64.load offset=8 (local.get 0)))
    (local.set 3 (i64.load offset=16 (local.get 0)))
    (i64.xor (local.get 1) (local.get 2))
    (i64.xor (local.get 3)))
  (func $traps (param i32 i64) (result i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local.set 2 (i64.load offset=0 (local.get 0)))
    (local.set 3 (i64.load offset=8 (local.get 0)))
    (local.set 4 (i64.load offset=16 (local.get 0)))
    (local.set 5 (i64.load offset=24 (local.get 0)))
    (local.set 6 (i64.load offset=32 (local.get 0)))
    (i64.store offset=256 (local.get 0) (local.get 1))
    (local.set 7 (i64.load offset=40 (local.get 0)))
    (local.set 8 (i64.load offset=48 (local.get 0)))
    (local.set 9 (i64.load offset=56 (local.get 0)))
    (local.set 10 (i64.load offset=64 (local.get 0)))
    (local.set 11 (i64.load offset=72 (local.get 0)))
    (i64.div_u (local.get 2) (local.get 3))
    (i64.div_u (local.get 4))
    (i64.div_u (local.get 5))
    (i64.div_u (local.get 6))
    (i64.div_u (local.get 7))
    (i64.div_u (local.get 8))
    (i64.div_u (local.get 9))
    (i64.div_u (local.get 10))
    (i64.div_u (local.get 11))))

;;! ;; few
;;! function %few(i32) -> i64 tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32):
;;! @002a                               v3 = uextend.i64 v0
;;! @002a                               v4 = iconst.i64 0x1000_0000
;;! @002a                               v5 = iadd v3, v4  ; v4 = 0x1000_0000
;;! @002a                               v6 = load.i64 little region0 v5
;;! @0031                               v10 = load.i64 little region0 v5+8
;;! @0038                               v14 = load.i64 little region0 v5+16
;;! @0045                               jump block1
;;!
;;!                                 block1:
;;! @0041                               v15 = bxor.i64 v6, v10
;;! @0044                               v16 = bxor v15, v14
;;! @0045                               return v16
;;! }
;;!
;;! ;; traps
;;! function %traps(i32, i64) -> i64 tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i64):
;;! @004c                               v4 = uextend.i64 v0
;;! @004c                               v5 = iconst.i64 0x1000_0000
;;! @004c                               v6 = iadd v4, v5  ; v5 = 0x1000_0000
;;! @004c                               v7 = load.i64 little region0 v6
;;! @0053                               v11 = load.i64 little region0 v6+8
;;! @005a                               v15 = load.i64 little region0 v6+16
;;! @0061                               v19 = load.i64 little region0 v6+24
;;! @0068                               v23 = load.i64 little region0 v6+32
;;! @0071                               store little region0 v1, v6+256
;;! @0077                               v30 = load.i64 little region0 v6+40
;;! @007e                               v34 = load.i64 little region0 v6+48
;;! @0085                               v38 = load.i64 little region0 v6+56
;;! @008c                               v42 = load.i64 little region0 v6+64
;;! @0093                               v46 = load.i64 little region0 v6+72
;;! @009c                               v47 = udiv v7, v11
;;! @009f                               v48 = udiv v47, v15
;;! @00a2                               v49 = udiv v48, v19
;;! @00a5                               v50 = udiv v49, v23
;;! @00a8                               v51 = udiv v50, v30
;;! @00ab                               v52 = udiv v51, v34
;;! @00ae                               v53 = udiv v52, v38
;;! @00b1                               v54 = udiv v53, v42
;;! @00b4                               v55 = udiv v54, v46
;;! @00b5                               jump block1
;;!
;;!                                 block1:
;;! @00b5                               return v55
;;! }
