;; flags: --emit clif
;; A small body takes the place of its calls, in the block of the call where nothing branches to its end. Nobody calls
;; the function any more, so that the image has none. Accesses in a copy have a trap code of their own.
(module
  (memory 1)
  (func $get (param i32) (result i32) (i32.load offset=8 (local.get 0)))
  (func $sum (export "sum") (param i32 i32) (result i32)
    (i32.add (call $get (local.get 0)) (call $get (local.get 1)))))

;;! ;; sum
;;! function %sum(i32, i32) -> i32 tail {
;;!     region0 = 3 "mem0"
;;!
;;!                                 block0(v0: i32, v1: i32):
;;! @80000001                           v4 = uextend.i64 v0
;;! @80000001                           v5 = iconst.i64 0x1000_0000
;;! @80000001                           v6 = iadd v4, v5  ; v5 = 0x1000_0000
;;! @80000001                           v7 = load.i32 user64 little region0 v6+8
;;! @80000004                           v9 = uextend.i64 v1
;;! @80000004                           v10 = iconst.i64 0x1000_0000
;;! @80000004                           v11 = iadd v9, v10  ; v10 = 0x1000_0000
;;! @80000004                           v12 = load.i32 user65 little region0 v11+8
;;! @003e                               v13 = iadd v7, v12
;;! @003f                               jump block1(v13)
;;!
;;!                                 block1(v2: i32):
;;! @003f                               return v2
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
;;! ;; trampoline sum
;;! function %trampoline sum(i64) system_v {
;;!     sig0 = (i32, i32) -> i32 tail
;;!     fn0 = colocated %sum sig0
;;!
;;! block0(v0: i64):
;;!     v1 = load.i32 notrap aligned v0
;;!     v2 = load.i32 notrap aligned v0+16
;;!     v3 = call fn0(v1, v2)
;;!     store notrap aligned v3, v0
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
