;; flags: -O3 --emit clif --function caller
;; A body with tail calls is not inlined, and a tail call stays one.
(module
  (func $one (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func $tail (param i32) (result i32) (return_call $one (local.get 0)))
  (func $caller (export "caller") (param i32) (result i32)
    (drop (call $tail (local.get 0)))
    (return_call $one (local.get 0))))

;;! ;; caller
;;! function %caller(i32) -> i32 tail {
;;!     sig0 = (i32) -> i32 tail
;;!     fn0 = colocated %tail sig0
;;!     fn1 = colocated %one sig0
;;!
;;!                                 block0(v0: i32):
;;! @0038                               v2 = call fn0(v0)
;;! @003d                               return_call fn1(v0)
;;! }
