;; flags: -O3 --emit clif --function even
;; Functions that call each other: one copy of the other's body, whose call stays.
(module
  (func $even (export "even") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (call $odd (i32.sub (local.get 0) (i32.const 1))))
      (else (i32.const 1))))
  (func $odd (export "odd") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (call $even (i32.sub (local.get 0) (i32.const 1))))
      (else (i32.const 0)))))

;;! ;; even
;;! function %even(i32) -> i32 tail {
;;!     sig0 = (i32) -> i32 tail
;;!     fn0 = colocated %even sig0
;;!
;;!                                 block0(v0: i32):
;;! @002c                               brif v0, block2, block3
;;!
;;!                                 block2:
;;! @0030                               v3 = iconst.i32 1
;;! @0032                               v4 = isub.i32 v0, v3  ; v3 = 1
;;! @80000001                           brif v4, block6, block7
;;!
;;!                                 block6:
;;! @80000003                           v7 = iconst.i32 1
;;! @80000004                           v8 = isub.i32 v4, v7  ; v7 = 1
;;! @80000005                           v9 = call fn0(v8)
;;! @80000006                           jump block8(v9)
;;!
;;!                                 block7:
;;! @80000007                           v10 = iconst.i32 0
;;! @80000008                           jump block8(v10)  ; v10 = 0
;;!
;;!                                 block8(v6: i32):
;;! @0035                               jump block4(v6)
;;!
;;!                                 block3:
;;! @0036                               v11 = iconst.i32 1
;;! @0038                               jump block4(v11)  ; v11 = 1
;;!
;;!                                 block4(v2: i32):
;;! @0039                               jump block1(v2)
;;!
;;!                                 block1(v1: i32):
;;! @0039                               return v1
;;! }
