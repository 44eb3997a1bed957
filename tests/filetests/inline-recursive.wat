;; flags: -O3 --emit clif --function down
;; A small function that calls itself is inlined into itself a few times.
(module
  (func $down (export "down") (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (i32.const 3))))

;;! ;; down
;;! function %down(i32) -> i32 tail {
;;!     sig0 = (i32) -> i32 tail
;;!     fn0 = colocated %down sig0
;;!
;;!                                 block0(v0: i32):
;;! @0025                               v2 = iconst.i32 0
;;! @0025                               v3 = icmp eq v0, v2  ; v2 = 0
;;! @0025                               v4 = uextend.i32 v3
;;! @0026                               brif v4, block2, block3
;;!
;;!                                 block2:
;;! @0028                               v5 = iconst.i32 0
;;! @002a                               return v5  ; v5 = 0
;;!
;;!                                 block3:
;;! @002b                               jump block4
;;!
;;!                                 block4:
;;! @002e                               v6 = iconst.i32 1
;;! @0030                               v7 = isub.i32 v0, v6  ; v6 = 1
;;! @80000001                           v9 = iconst.i32 0
;;! @80000001                           v10 = icmp eq v7, v9  ; v9 = 0
;;! @80000001                           v11 = uextend.i32 v10
;;! @80000002                           brif v11, block6, block7
;;!
;;!                                 block6:
;;! @80000003                           v12 = iconst.i32 0
;;! @80000004                           jump block5(v12)  ; v12 = 0
;;!
;;!                                 block7:
;;! @80000005                           jump block8
;;!
;;!                                 block8:
;;! @80000007                           v13 = iconst.i32 1
;;! @80000008                           v14 = isub.i32 v7, v13  ; v13 = 1
;;! @8000000b                           v16 = iconst.i32 0
;;! @8000000b                           v17 = icmp eq v14, v16  ; v16 = 0
;;! @8000000b                           v18 = uextend.i32 v17
;;! @8000000c                           brif v18, block10, block11
;;!
;;!                                 block10:
;;! @8000000d                           v19 = iconst.i32 0
;;! @8000000e                           jump block9(v19)  ; v19 = 0
;;!
;;!                                 block11:
;;! @8000000f                           jump block12
;;!
;;!                                 block12:
;;! @80000011                           v20 = iconst.i32 1
;;! @80000012                           v21 = isub.i32 v14, v20  ; v20 = 1
;;! @80000015                           v23 = iconst.i32 0
;;! @80000015                           v24 = icmp eq v21, v23  ; v23 = 0
;;! @80000015                           v25 = uextend.i32 v24
;;! @80000016                           brif v25, block14, block15
;;!
;;!                                 block14:
;;! @80000017                           v26 = iconst.i32 0
;;! @80000018                           jump block13(v26)  ; v26 = 0
;;!
;;!                                 block15:
;;! @80000019                           jump block16
;;!
;;!                                 block16:
;;! @8000001b                           v27 = iconst.i32 1
;;! @8000001c                           v28 = isub.i32 v21, v27  ; v27 = 1
;;! @8000001f                           v30 = iconst.i32 0
;;! @8000001f                           v31 = icmp eq v28, v30  ; v30 = 0
;;! @8000001f                           v32 = uextend.i32 v31
;;! @80000020                           brif v32, block18, block19
;;!
;;!                                 block18:
;;! @80000021                           v33 = iconst.i32 0
;;! @80000022                           jump block17(v33)  ; v33 = 0
;;!
;;!                                 block19:
;;! @80000023                           jump block20
;;!
;;!                                 block20:
;;! @80000025                           v34 = iconst.i32 1
;;! @80000026                           v35 = isub.i32 v28, v34  ; v34 = 1
;;! @80000027                           v36 = call fn0(v35)
;;! @80000028                           v37 = iconst.i32 3
;;! @80000029                           v38 = iadd v36, v37  ; v37 = 3
;;! @8000002a                           jump block17(v38)
;;!
;;!                                 block17(v29: i32):
;;! @8000002c                           v39 = iconst.i32 3
;;! @8000002d                           v40 = iadd v29, v39  ; v39 = 3
;;! @8000002e                           jump block13(v40)
;;!
;;!                                 block13(v22: i32):
;;! @80000030                           v41 = iconst.i32 3
;;! @80000031                           v42 = iadd v22, v41  ; v41 = 3
;;! @80000032                           jump block9(v42)
;;!
;;!                                 block9(v15: i32):
;;! @80000034                           v43 = iconst.i32 3
;;! @80000035                           v44 = iadd v15, v43  ; v43 = 3
;;! @80000036                           jump block5(v44)
;;!
;;!                                 block5(v8: i32):
;;! @0033                               v45 = iconst.i32 3
;;! @0035                               v46 = iadd v8, v45  ; v45 = 3
;;! @0036                               jump block1(v46)
;;!
;;!                                 block1(v1: i32):
;;! @0036                               return v1
;;! }
