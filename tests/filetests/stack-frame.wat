;; flags: --emit asm --function sum
;; The prologue has no stack check: the guard below the stack catches an overflow.
(module
  (func $sum (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (local.get 0) (call $sum (i32.sub (local.get 0) (i32.const 1)))))
      (else (i32.const 0)))))
