;; flags: --emit clif=lowered --function run
;; The second entry of a table that nothing changes is known: the call is direct. The first one has another type, so its check
;; stays.
(module
  (type $op (func (param i32) (result i32)))
  (table 2 2 funcref)
  (elem (i32.const 0) $other $double)
  (func $other (result i32) (i32.const 0))
  (func $double (type $op) (i32.add (local.get 0) (local.get 0)))
  (func $run (param i32) (result i32)
    (call_indirect (type $op) (local.get 0) (i32.const 1))
    (call_indirect (type $op) (i32.const 0))))

;;! ;; run
;;! function %run(i32) -> i32 tail {
;;!     region0 = 1 "tables"
;;!     gv0 = symbol colocated %tab0
;;!     gv1 = symbol colocated %wasmc_text
;;!     sig0 = (i32) -> i32 tail
;;!     fn0 = colocated %double sig0
;;!
;;!                                 block0(v0: i32):
;;! @003f                               v2 = iconst.i32 1
;;! @0041                               v3 = call fn0(v0)
;;! @0044                               v4 = iconst.i32 0
;;! @0046                               v5 = uextend.i64 v4  ; v4 = 0
;;! @0046                               v6 = iconst.i64 2
;;! @0046                               v7 = icmp uge v5, v6  ; v6 = 2
;;! @0046                               trapnz v7, user4
;;! @0046                               v8 = symbol_value.i64 gv0
;;! @0046                               v9 = iconst.i64 3
;;! @0046                               v10 = ishl v5, v9  ; v9 = 3
;;! @0046                               v11 = iadd v8, v10
;;! @0046                               v12 = load.i32 notrap aligned readonly region0 v11
;;! @0046                               v13 = iconst.i32 1
;;! @0046                               v14 = icmp eq v12, v13  ; v13 = 1
;;! @0046                               brif v14, block2, block3
;;!
;;!                                 block3 cold:
;;! @0046                               trapz.i32 v12, user5
;;! @0046                               trap user6
;;!
;;!                                 block2:
;;! @0046                               v15 = load.i32 notrap aligned readonly region0 v11+4
;;! @0046                               v16 = uextend.i64 v15
;;! @0046                               v17 = symbol_value.i64 gv1
;;! @0046                               v18 = iadd v17, v16
;;! @0046                               v19 = call_indirect sig0, v18(v3)
;;! @0049                               jump block1(v19)
;;!
;;!                                 block1(v1: i32):
;;! @0049                               return v1
;;! }
