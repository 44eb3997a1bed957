;; flags: -O3 --emit clif
;; A larger body is inlined where it has one call. It also calls the runtime here.
(module
  (memory 1)
  (func $fill (param i32 i32)
    (i32.store8 offset=0 (local.get 0) (local.get 1))
    (i32.store8 offset=1 (local.get 0) (local.get 1))
    (i32.store8 offset=2 (local.get 0) (local.get 1))
    (i32.store8 offset=3 (local.get 0) (local.get 1))
    (i32.store8 offset=4 (local.get 0) (local.get 1))
    (i32.store8 offset=5 (local.get 0) (local.get 1))
    (i32.store8 offset=6 (local.get 0) (local.get 1))
    (i32.store8 offset=7 (local.get 0) (local.get 1))
    (i32.store8 offset=8 (local.get 0) (local.get 1))
    (i32.store8 offset=9 (local.get 0) (local.get 1))
    (i32.store8 offset=10 (local.get 0) (local.get 1))
    (i32.store8 offset=11 (local.get 0) (local.get 1))
    (i32.store8 offset=12 (local.get 0) (local.get 1))
    (i32.store8 offset=13 (local.get 0) (local.get 1))
    (i32.store8 offset=14 (local.get 0) (local.get 1))
    (drop (memory.grow (i32.const 1))))
  (func $caller (export "caller") (param i32)
    (call $fill (local.get 0) (i32.const 7))))

;;! ;; caller
;;! function %caller(i32) tail {
;;!     region0 = 3 "mem0"
;;!     gv0 = symbol colocated %wasmc_state+8
;;!     sig0 = (i64, i64) -> i64 system_v
;;!     fn0 = colocated %wasmc_memory_grow sig0
;;!
;;!                                 block0(v0: i32):
;;! @00a2                               v1 = iconst.i32 7
;;! @80000002                           v2 = uextend.i64 v0
;;! @80000002                           v3 = iconst.i64 0x1000_0000
;;! @80000002                           v4 = iadd v2, v3  ; v3 = 0x1000_0000
;;! @80000002                           istore8 user64 little region0 v1, v4  ; v1 = 7
;;! @80000005                           v5 = uextend.i64 v0
;;! @80000005                           v6 = iconst.i64 0x1000_0000
;;! @80000005                           v7 = iadd v5, v6  ; v6 = 0x1000_0000
;;! @80000005                           istore8 user64 little region0 v1, v7+1  ; v1 = 7
;;! @80000008                           v8 = uextend.i64 v0
;;! @80000008                           v9 = iconst.i64 0x1000_0000
;;! @80000008                           v10 = iadd v8, v9  ; v9 = 0x1000_0000
;;! @80000008                           istore8 user64 little region0 v1, v10+2  ; v1 = 7
;;! @8000000b                           v11 = uextend.i64 v0
;;! @8000000b                           v12 = iconst.i64 0x1000_0000
;;! @8000000b                           v13 = iadd v11, v12  ; v12 = 0x1000_0000
;;! @8000000b                           istore8 user64 little region0 v1, v13+3  ; v1 = 7
;;! @8000000e                           v14 = uextend.i64 v0
;;! @8000000e                           v15 = iconst.i64 0x1000_0000
;;! @8000000e                           v16 = iadd v14, v15  ; v15 = 0x1000_0000
;;! @8000000e                           istore8 user64 little region0 v1, v16+4  ; v1 = 7
;;! @80000011                           v17 = uextend.i64 v0
;;! @80000011                           v18 = iconst.i64 0x1000_0000
;;! @80000011                           v19 = iadd v17, v18  ; v18 = 0x1000_0000
;;! @80000011                           istore8 user64 little region0 v1, v19+5  ; v1 = 7
;;! @80000014                           v20 = uextend.i64 v0
;;! @80000014                           v21 = iconst.i64 0x1000_0000
;;! @80000014                           v22 = iadd v20, v21  ; v21 = 0x1000_0000
;;! @80000014                           istore8 user64 little region0 v1, v22+6  ; v1 = 7
;;! @80000017                           v23 = uextend.i64 v0
;;! @80000017                           v24 = iconst.i64 0x1000_0000
;;! @80000017                           v25 = iadd v23, v24  ; v24 = 0x1000_0000
;;! @80000017                           istore8 user64 little region0 v1, v25+7  ; v1 = 7
;;! @8000001a                           v26 = uextend.i64 v0
;;! @8000001a                           v27 = iconst.i64 0x1000_0000
;;! @8000001a                           v28 = iadd v26, v27  ; v27 = 0x1000_0000
;;! @8000001a                           istore8 user64 little region0 v1, v28+8  ; v1 = 7
;;! @8000001d                           v29 = uextend.i64 v0
;;! @8000001d                           v30 = iconst.i64 0x1000_0000
;;! @8000001d                           v31 = iadd v29, v30  ; v30 = 0x1000_0000
;;! @8000001d                           istore8 user64 little region0 v1, v31+9  ; v1 = 7
;;! @80000020                           v32 = uextend.i64 v0
;;! @80000020                           v33 = iconst.i64 0x1000_0000
;;! @80000020                           v34 = iadd v32, v33  ; v33 = 0x1000_0000
;;! @80000020                           istore8 user64 little region0 v1, v34+10  ; v1 = 7
;;! @80000023                           v35 = uextend.i64 v0
;;! @80000023                           v36 = iconst.i64 0x1000_0000
;;! @80000023                           v37 = iadd v35, v36  ; v36 = 0x1000_0000
;;! @80000023                           istore8 user64 little region0 v1, v37+11  ; v1 = 7
;;! @80000026                           v38 = uextend.i64 v0
;;! @80000026                           v39 = iconst.i64 0x1000_0000
;;! @80000026                           v40 = iadd v38, v39  ; v39 = 0x1000_0000
;;! @80000026                           istore8 user64 little region0 v1, v40+12  ; v1 = 7
;;! @80000029                           v41 = uextend.i64 v0
;;! @80000029                           v42 = iconst.i64 0x1000_0000
;;! @80000029                           v43 = iadd v41, v42  ; v42 = 0x1000_0000
;;! @80000029                           istore8 user64 little region0 v1, v43+13  ; v1 = 7
;;! @8000002c                           v44 = uextend.i64 v0
;;! @8000002c                           v45 = iconst.i64 0x1000_0000
;;! @8000002c                           v46 = iadd v44, v45  ; v45 = 0x1000_0000
;;! @8000002c                           istore8 user64 little region0 v1, v46+14  ; v1 = 7
;;! @8000002d                           v47 = iconst.i32 1
;;! @8000002e                           v48 = uextend.i64 v47  ; v47 = 1
;;! @8000002e                           v49 = symbol_value.i64 gv0
;;! @8000002e                           v50 = call fn0(v49, v48)
;;! @8000002e                           v51 = ireduce.i32 v50
;;! @00a6                               jump block1
;;!
;;!                                 block1:
;;! @00a6                               return
;;! }
;;!
;;! ;; instantiate
;;! function %instantiate() tail {
;;! block0:
;;!     return
;;! }
;;!
;;! ;; trampoline instantiate
;;! function %trampoline instantiate(i64) system_v {
;;!     sig0 = () tail
;;!     fn0 = colocated %instantiate sig0
;;!
;;! block0(v0: i64):
;;!     call fn0()
;;!     return
;;! }
;;!
;;! ;; trampoline caller
;;! function %trampoline caller(i64) system_v {
;;!     sig0 = (i32) tail
;;!     fn0 = colocated %caller sig0
;;!
;;! block0(v0: i64):
;;!     v1 = load.i32 notrap aligned v0
;;!     call fn0(v1)
;;!     return
;;! }
;;!
;;! ;; entry
;;! function %entry(i64) system_v {
;;!     sig0 = () system_v
;;!     fn0 = colocated %wasmc_script sig0
;;!
;;! block0(v0: i64):
;;!     call fn0()
;;!     trap user1
;;! }
;;!
