;; A function without any import, to be called by its name.
;;
;;     wasmc examples/fib.wat --invoke fib -o fib && ./fib 30     prints 832040
;;     wasmc examples/fib.wat --invoke fib 30 -o fib30 && ./fib30
(module
  (func $fib (export "fib") (param $n i32) (result i64)
    (if (result i64) (i32.lt_u (local.get $n) (i32.const 2))
      (then (i64.extend_i32_u (local.get $n)))
      (else
        (i64.add
          (call $fib (i32.sub (local.get $n) (i32.const 1)))
          (call $fib (i32.sub (local.get $n) (i32.const 2))))))))
