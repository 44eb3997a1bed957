;; flags: -O3 --emit clif --function caller
;; `return` in a copy is a jump behind the call. A copy that does not come back ends the block.
(module
  (func $clamp (param i32) (result i32)
    (if (i32.gt_s (local.get 0) (i32.const 9)) (then (return (i32.const 9))))
    (local.get 0))
  (func $stop unreachable)
  (func $caller (export "caller") (param i32) (result i32)
    (if (call $clamp (local.get 0)) (then (call $stop) (return (i32.const 5))))
    (i32.const 6)))

;;! ;; caller
;;! function %caller(i32) -> i32 tail {
;;!                                 block0(v0: i32):
;;! @80000001                           v3 = iconst.i32 9
;;! @80000002                           v4 = icmp sgt v0, v3  ; v3 = 9
;;! @80000002                           v5 = uextend.i32 v4
;;! @80000003                           brif v5, block3, block4
;;!
;;!                                 block3:
;;! @80000004                           v6 = iconst.i32 9
;;! @80000005                           jump block2(v6)  ; v6 = 9
;;!
;;!                                 block4:
;;! @80000006                           jump block5
;;!
;;!                                 block5:
;;! @80000008                           jump block2(v0)
;;!
;;!                                 block2(v2: i32):
;;! @0042                               brif v2, block6, block7
;;!
;;!                                 block6:
;;! @80000009                           trap user1
;;!
;;!                                 block7:
;;! @0049                               jump block8
;;!
;;!                                 block8:
;;! @004a                               v7 = iconst.i32 6
;;! @004c                               jump block1(v7)  ; v7 = 6
;;!
;;!                                 block1(v1: i32):
;;! @004c                               return v1
;;! }
