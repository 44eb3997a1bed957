;; flags: -O3 --emit clif --function caller
;; A larger body is not inlined where it has two calls: compare with `inline-single`.
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
    (call $fill (local.get 0) (i32.const 7))
    (call $fill (local.get 0) (i32.const 8))))

;;! ;; caller
;;! function %caller(i32) tail {
;;!     sig0 = (i32, i32) tail
;;!     fn0 = colocated %fill sig0
;;!
;;!                                 block0(v0: i32):
;;! @00a3                               v1 = iconst.i32 7
;;! @00a5                               call fn0(v0, v1)  ; v1 = 7
;;! @00a9                               v2 = iconst.i32 8
;;! @00ab                               call fn0(v0, v2)  ; v2 = 8
;;! @00ad                               jump block1
;;!
;;!                                 block1:
;;! @00ad                               return
;;! }
