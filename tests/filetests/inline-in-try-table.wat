;; flags: -O3 --emit clif --function caller
;; The handlers around an inlined call are those of its copy: `throw` is a jump there, and a call in the copy lists them.
(module
  (tag $error (param i32))
  (func $unknown (param i32) (if (local.get 0) (then (throw $error (i32.const 2)))) (call $unknown (local.get 0)))
  (func $check (param i32)
    (if (i32.eqz (local.get 0)) (then (throw $error (i32.const 1))))
    (call $unknown (local.get 0)))
  (func $caller (export "caller") (param i32) (result i32)
    (block $caught (result i32)
      (try_table (catch $error $caught) (call $check (local.get 0)))
      (i32.const 0))))

;;! ;; caller
;;! function %caller(i32) -> i32 tail {
;;!     sig0 = (i32) -> i64 system_v
;;!     sig1 = (i32) tail
;;!     fn0 = colocated %wasmc_exception_new sig0
;;!     fn1 = colocated %unknown sig1
;;!
;;!                                 block0(v0: i32):
;;! @80000001                           v4 = iconst.i32 0
;;! @80000001                           v5 = icmp eq v0, v4  ; v4 = 0
;;! @80000001                           v6 = uextend.i32 v5
;;! @80000002                           brif v6, block6, block7
;;!
;;!                                 block6:
;;! @80000003                           v7 = iconst.i32 1
;;! @80000004                           v8 = iconst.i32 0
;;! @80000004                           v9 = call fn0(v8)  ; v8 = 0
;;! @80000004                           store notrap aligned v7, v9+16  ; v7 = 1
;;! @80000004                           jump block3(v9)
;;!
;;!                                 block7:
;;! @80000005                           jump block8
;;!
;;!                                 block8:
;;! @80000007                           try_call fn1(v0), sig1, block9, [ tag0: block3(exn0) ]
;;!
;;!                                 block9:
;;! @005d                               jump block4
;;!
;;!                                 block3(v3: i64) cold:
;;! @005d                               v10 = load.i32 notrap aligned v3+16
;;! @005d                               jump block2(v10)
;;!
;;!                                 block4:
;;! @005e                               v11 = iconst.i32 0
;;! @0060                               jump block2(v11)  ; v11 = 0
;;!
;;!                                 block2(v2: i32):
;;! @0061                               jump block1(v2)
;;!
;;!                                 block1(v1: i32):
;;! @0061                               return v1
;;! }
