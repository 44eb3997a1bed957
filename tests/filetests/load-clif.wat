;; flags: --emit clif --function load
;; The trap code of a load keeps it from being moved past effects.
(module
  (memory 1)
  (func $load (param i32) (result i32)
    (i32.load (local.get 0))))

;;! ;; load
;;! function %load(i32) -> i32 tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32):
;;! @0020                               v2 = uextend.i64 v0
;;! @0020                               v3 = iconst.i64 0x1000_0000
;;! @0020                               v4 = iadd v2, v3  ; v3 = 0x1000_0000
;;! @0020                               v5 = load.i32 little region0 v4
;;! @0023                               jump block1(v5)
;;!
;;!                                 block1(v1: i32):
;;! @0023                               return v1
;;! }
