;; flags: -O3 --emit clif --function caller
;; Caller and callee refer to things outside; each keeps its own.
(module
  (global $a (mut i32) (i32.const 1))
  (global $b (mut i64) (i64.const 2))
  (table 3 3 funcref) (elem (i32.const 0) $set)
  (func $set (export "set") (param i64) (global.set $b (local.get 0)))
  (func $add (result i32)
    (global.set $b (i64.const 3))
    (i32.add (global.get $a) (i32.const 1)))
  (func $caller (export "caller") (param i32)
    (global.set $a (local.get 0))
    (call_indirect (param i64) (i64.const 4) (local.get 0))
    (global.set $a (call $add))))

;;! ;; caller
;;! function %caller(i32) tail {
;;!     region0 = 0 "globals"
;;!     region1 = 1 "tables"
;;!     gv0 = symbol colocated %wasmc_state+8
;;!     gv1 = symbol colocated %tab0
;;!     gv2 = symbol colocated %wasmc_text
;;!     gv3 = symbol colocated %wasmc_state+16
;;!     sig0 = (i64) tail
;;!
;;!                                 block0(v0: i32):
;;! @0066                               v1 = symbol_value.i64 gv0
;;! @0066                               store notrap aligned region0 v0, v1
;;! @0068                               v2 = iconst.i64 4
;;! @006c                               v3 = uextend.i64 v0
;;! @006c                               v4 = iconst.i64 3
;;! @006c                               v5 = icmp uge v3, v4  ; v4 = 3
;;! @006c                               trapnz v5, user4
;;! @006c                               v6 = symbol_value.i64 gv1
;;! @006c                               v7 = iconst.i64 3
;;! @006c                               v8 = ishl v3, v7  ; v7 = 3
;;! @006c                               v9 = iadd v6, v8
;;! @006c                               v10 = load.i32 notrap aligned readonly region1 v9+4
;;! @006c                               v11 = uextend.i64 v10
;;! @006c                               v12 = symbol_value.i64 gv2
;;! @006c                               v13 = iadd v12, v11
;;! @006c                               call_indirect sig0, v13(v2)  ; v2 = 4
;;! @80000000                           v15 = iconst.i64 3
;;! @80000001                           v16 = symbol_value.i64 gv3
;;! @80000001                           store notrap aligned region0 v15, v16  ; v15 = 3
;;! @80000002                           v17 = symbol_value.i64 gv0
;;! @80000002                           v18 = load.i32 notrap aligned region0 v17
;;! @80000003                           v19 = iconst.i32 1
;;! @80000004                           v20 = iadd v18, v19  ; v19 = 1
;;! @0071                               v21 = symbol_value.i64 gv0
;;! @0071                               store notrap aligned region0 v20, v21
;;! @0073                               jump block1
;;!
;;!                                 block1:
;;! @0073                               return
;;! }
