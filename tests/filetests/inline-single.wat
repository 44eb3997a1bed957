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
;;! @80000002                           v5 = iconst.i8 7
;;! @80000002                           store user64 little region0 v5, v4  ; v5 = 7
;;! @80000005                           v6 = uextend.i64 v0
;;! @80000005                           v7 = iconst.i64 0x1000_0000
;;! @80000005                           v8 = iadd v6, v7  ; v7 = 0x1000_0000
;;! @80000005                           v9 = iconst.i8 7
;;! @80000005                           store user64 little region0 v9, v8+1  ; v9 = 7
;;! @80000008                           v10 = uextend.i64 v0
;;! @80000008                           v11 = iconst.i64 0x1000_0000
;;! @80000008                           v12 = iadd v10, v11  ; v11 = 0x1000_0000
;;! @80000008                           v13 = iconst.i8 7
;;! @80000008                           store user64 little region0 v13, v12+2  ; v13 = 7
;;! @8000000b                           v14 = uextend.i64 v0
;;! @8000000b                           v15 = iconst.i64 0x1000_0000
;;! @8000000b                           v16 = iadd v14, v15  ; v15 = 0x1000_0000
;;! @8000000b                           v17 = iconst.i8 7
;;! @8000000b                           store user64 little region0 v17, v16+3  ; v17 = 7
;;! @8000000e                           v18 = uextend.i64 v0
;;! @8000000e                           v19 = iconst.i64 0x1000_0000
;;! @8000000e                           v20 = iadd v18, v19  ; v19 = 0x1000_0000
;;! @8000000e                           v21 = iconst.i8 7
;;! @8000000e                           store user64 little region0 v21, v20+4  ; v21 = 7
;;! @80000011                           v22 = uextend.i64 v0
;;! @80000011                           v23 = iconst.i64 0x1000_0000
;;! @80000011                           v24 = iadd v22, v23  ; v23 = 0x1000_0000
;;! @80000011                           v25 = iconst.i8 7
;;! @80000011                           store user64 little region0 v25, v24+5  ; v25 = 7
;;! @80000014                           v26 = uextend.i64 v0
;;! @80000014                           v27 = iconst.i64 0x1000_0000
;;! @80000014                           v28 = iadd v26, v27  ; v27 = 0x1000_0000
;;! @80000014                           v29 = iconst.i8 7
;;! @80000014                           store user64 little region0 v29, v28+6  ; v29 = 7
;;! @80000017                           v30 = uextend.i64 v0
;;! @80000017                           v31 = iconst.i64 0x1000_0000
;;! @80000017                           v32 = iadd v30, v31  ; v31 = 0x1000_0000
;;! @80000017                           v33 = iconst.i8 7
;;! @80000017                           store user64 little region0 v33, v32+7  ; v33 = 7
;;! @8000001a                           v34 = uextend.i64 v0
;;! @8000001a                           v35 = iconst.i64 0x1000_0000
;;! @8000001a                           v36 = iadd v34, v35  ; v35 = 0x1000_0000
;;! @8000001a                           v37 = iconst.i8 7
;;! @8000001a                           store user64 little region0 v37, v36+8  ; v37 = 7
;;! @8000001d                           v38 = uextend.i64 v0
;;! @8000001d                           v39 = iconst.i64 0x1000_0000
;;! @8000001d                           v40 = iadd v38, v39  ; v39 = 0x1000_0000
;;! @8000001d                           v41 = iconst.i8 7
;;! @8000001d                           store user64 little region0 v41, v40+9  ; v41 = 7
;;! @80000020                           v42 = uextend.i64 v0
;;! @80000020                           v43 = iconst.i64 0x1000_0000
;;! @80000020                           v44 = iadd v42, v43  ; v43 = 0x1000_0000
;;! @80000020                           v45 = iconst.i8 7
;;! @80000020                           store user64 little region0 v45, v44+10  ; v45 = 7
;;! @80000023                           v46 = uextend.i64 v0
;;! @80000023                           v47 = iconst.i64 0x1000_0000
;;! @80000023                           v48 = iadd v46, v47  ; v47 = 0x1000_0000
;;! @80000023                           v49 = iconst.i8 7
;;! @80000023                           store user64 little region0 v49, v48+11  ; v49 = 7
;;! @80000026                           v50 = uextend.i64 v0
;;! @80000026                           v51 = iconst.i64 0x1000_0000
;;! @80000026                           v52 = iadd v50, v51  ; v51 = 0x1000_0000
;;! @80000026                           v53 = iconst.i8 7
;;! @80000026                           store user64 little region0 v53, v52+12  ; v53 = 7
;;! @80000029                           v54 = uextend.i64 v0
;;! @80000029                           v55 = iconst.i64 0x1000_0000
;;! @80000029                           v56 = iadd v54, v55  ; v55 = 0x1000_0000
;;! @80000029                           v57 = iconst.i8 7
;;! @80000029                           store user64 little region0 v57, v56+13  ; v57 = 7
;;! @8000002c                           v58 = uextend.i64 v0
;;! @8000002c                           v59 = iconst.i64 0x1000_0000
;;! @8000002c                           v60 = iadd v58, v59  ; v59 = 0x1000_0000
;;! @8000002c                           v61 = iconst.i8 7
;;! @8000002c                           store user64 little region0 v61, v60+14  ; v61 = 7
;;! @8000002d                           v62 = iconst.i32 1
;;! @8000002e                           v63 = uextend.i64 v62  ; v62 = 1
;;! @8000002e                           v64 = symbol_value.i64 gv0
;;! @8000002e                           v65 = call fn0(v64, v63)
;;! @8000002e                           v66 = ireduce.i32 v65
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
