;; flags: --emit clif --function choose
;; Arguments are handed over once for each target that occurs more than once, not once for each entry.
(module
  (func $choose (param i32 i32) (result i32)
    (block $default (result i32)
      (block $one (result i32)
        (block $zero (result i32)
          (br_table $zero $one $one $one $one $one $one $default
            (local.get 1) (local.get 0)))
        (return (i32.add (i32.const 10))))
      (return (i32.add (i32.const 20))))
    (i32.add (i32.const 30))))

;;! ;; choose
;;! function %choose(i32, i32) -> i32 tail {
;;!                                 block0(v0: i32, v1: i32):
;;! @0024                               br_table v0, block2(v1), [block4(v1), block5, block5, block5, block5, block5, block5]
;;!
;;!                                 block5:
;;! @0024                               jump block3(v1)
;;!
;;!                                 block4(v5: i32):
;;! @002f                               v6 = iconst.i32 10
;;! @0031                               v7 = iadd v5, v6  ; v6 = 10
;;! @0032                               return v7
;;!
;;!                                 block3(v4: i32):
;;! @0034                               v8 = iconst.i32 20
;;! @0036                               v9 = iadd v4, v8  ; v8 = 20
;;! @0037                               return v9
;;!
;;!                                 block2(v3: i32):
;;! @0039                               v10 = iconst.i32 30
;;! @003b                               v11 = iadd v3, v10  ; v10 = 30
;;! @003c                               jump block1(v11)
;;!
;;!                                 block1(v2: i32):
;;! @003c                               return v2
;;! }
