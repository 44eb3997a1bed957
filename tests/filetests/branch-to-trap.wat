;; flags: --emit clif=optimized --function trap --function no-trap
;; Cranelift makes a conditional trap of a branch to `unreachable`: it has the offset of `unreachable`, which reports
;; name. The branch to a block that does more keeps its own.
(module
  (global $g (mut i32) (i32.const 0))
  (func $trap (export "trap") (param i32)
    (if (local.get 0) (then (nop) (nop) (nop) unreachable)))
  (func $no-trap (export "no-trap") (param i32)
    (if (local.get 0) (then (global.set $g (i32.const 1))))))

;;! ;; trap
;;! function %trap(i32) tail {
;;!                                 block0(v0: i32):
;;! @003c                               trapnz v0, user1
;;! @003c                               jump block3
;;!
;;!                                 block3:
;;! @003d                               jump block4
;;!
;;!                                 block4:
;;! @003e                               jump block1
;;!
;;!                                 block1:
;;! @003e                               return
;;! }
;;!
;;! ;; no-trap
;;! function %no-trap(i32) tail {
;;!     region0 = 0 "globals"
;;!     gv0 = symbol colocated %wasmc_state+8
;;!
;;!                                 block0(v0: i32):
;;! @0043                               brif v0, block2, block3
;;!
;;!                                 block2:
;;! @0045                               v1 = iconst.i32 1
;;! @0047                               v2 = symbol_value.i64 gv0
;;! @0047                               store notrap aligned region0 v1, v2  ; v1 = 1
;;! @0049                               jump block4
;;!
;;!                                 block3:
;;! @0049                               jump block4
;;!
;;!                                 block4:
;;! @004a                               jump block1
;;!
;;!                                 block1:
;;! @004a                               return
;;! }
