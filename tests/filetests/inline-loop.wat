;; flags: --emit clif --function caller
;; A body with a loop is not inlined: the call costs little beside the loop.
(module
  (memory 1)
  (func $clear (param i32)
    (loop (i32.store (local.get 0) (i32.const 0))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 4))))))
  (func $caller (export "caller") (param i32)
    (call $clear (i32.const 8))
    (call $clear (local.get 0))))

;;! ;; caller
;;! function %caller(i32) tail {
;;!     sig0 = (i32) tail
;;!     fn0 = colocated %clear sig0
;;!
;;!                                 block0(v0: i32):
;;! @0040                               v1 = iconst.i32 8
;;! @0042                               call fn0(v1)  ; v1 = 8
;;! @0046                               call fn0(v0)
;;! @0048                               jump block1
;;!
;;!                                 block1:
;;! @0048                               return
;;! }
