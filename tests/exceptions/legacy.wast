;; The instructions of the legacy proposal (exception-handling/legacy/Exceptions.md).

(module
  (tag $e (param i32))
  (tag $f (param i64 f64))
  (tag $empty)
  (tag $wide (param i32 v128 f32 i64))

  (func $throw-e (param i32) (throw $e (local.get 0)))
  (func $throw-f (throw $f (i64.const 6) (f64.const 1.5)))
  (func $throw-empty (throw $empty))
  (func $nothing)

  (func (export "catch") (param i32) (result i32)
    try (result i32)
      (call $throw-e (local.get 0)) (i32.const -1)
    catch $e
      (i32.const 100) i32.add
    end)
  (func (export "no-throw") (result i32)
    try (result i32)
      (call $nothing) (i32.const 3)
    catch $e
      (i32.const 100) i32.add
    catch_all
      (i32.const 200)
    end)
  (func (export "no-call") (result i32)
    try (result i32) (i32.const 4) catch_all (i32.const 5) end)
  (func (export "in-place") (param i32) (result i32)
    try (result i32) (throw $e (local.get 0)) catch $e end)
  (func (export "choose") (param i32) (result i32)
    try (result i32)
      (if (i32.eqz (local.get 0)) (then (call $throw-e (i32.const 1))))
      (if (i32.eq (local.get 0) (i32.const 1)) (then (call $throw-f)))
      (if (i32.eq (local.get 0) (i32.const 2)) (then (call $throw-empty)))
      (i32.const 99)
    catch $e
      (i32.const 10) i32.add
    catch $f
      i32.trunc_f64_s (i32.const 20) i32.add
      (local.set 0)
      i32.wrap_i64 (local.get 0) i32.add
    catch_all
      (i32.const 30)
    end)
  (func (export "several-values") (result i64)
    (local $a i32) (local $b v128) (local $c f32) (local $d i64)
    try
      (throw $wide (i32.const 1) (v128.const i64x2 2 3) (f32.const 4) (i64.const 5))
    catch $wide
      (local.set $d) (local.set $c) (local.set $b) (local.set $a)
    end
    (i64.add (i64.extend_i32_u (local.get $a))
      (i64.add (i64x2.extract_lane 1 (local.get $b))
        (i64.add (i64.trunc_f32_s (local.get $c)) (local.get $d)))))

  (func (export "rethrow") (param i32) (result i32)
    try (result i32)
      try (result i32)
        (call $throw-e (local.get 0)) (i32.const 0)
      catch_all
        (rethrow 0)
      end
    catch $e
      (i32.const 1000) i32.add
    end)
  ;; The exception of the outer clause, although an inner one has caught another since.
  (func (export "rethrow-outer") (param i32) (result i32)
    try (result i32)
      try (result i32)
        (call $throw-e (local.get 0)) (i32.const 0)
      catch $e
        drop
        try (result i32)
          (call $throw-empty) (i32.const 0)
        catch $empty
          (rethrow 1)
        end
      end
    catch $e
      (i32.const 2000) i32.add
    end)
  (func (export "rethrow-in-block") (param i32) (result i32)
    try (result i32)
      try
        (call $throw-e (local.get 0))
      catch_all
        (block (loop (rethrow 2)))
      end
      (i32.const 0)
    catch $e
      (i32.const 3000) i32.add
    end)

  (func (export "delegate") (param i32) (result i32)
    try $outer (result i32)
      try (result i32)
        try (result i32)
          (call $throw-e (local.get 0)) (i32.const 0)
        delegate $outer
      catch_all
        (i32.const -1)
      end
    catch $e
      (i32.const 5) i32.add
    end)
  (func (export "delegate-next") (param i32) (result i32)
    try (result i32)
      try (result i32)
        (call $throw-e (local.get 0)) (i32.const 0)
      delegate 0
    catch $e
      (i32.const 6) i32.add
    end)
  (func $delegate-to-caller (param i32) (result i32)
    try (result i32)
      try (result i32)
        (call $throw-e (local.get 0)) (i32.const 0)
      delegate 1
    catch_all
      (i32.const -1)
    end)
  (func (export "delegate-to-caller") (param i32) (result i32)
    try (result i32)
      (call $delegate-to-caller (local.get 0))
    catch $e
      (i32.const 7) i32.add
    end)
  ;; A label that is no try: the search goes on around it.
  (func (export "delegate-to-block") (param i32) (result i32)
    try (result i32)
      (block $b (result i32)
        try (result i32)
          try (result i32)
            (call $throw-e (local.get 0)) (i32.const 0)
          delegate $b
        catch_all
          (i32.const -1)
        end)
    catch $e
      (i32.const 8) i32.add
    end)
  (func (export "delegate-no-throw") (result i32)
    try (result i32) (i32.const 9) delegate 0)

  ;; A clause is outside of its own try.
  (func (export "throw-in-clause") (param i32) (result i32)
    try (result i32)
      try (result i32)
        (call $throw-empty) (i32.const 0)
      catch $empty
        (call $throw-e (local.get 0)) (i32.const 1)
      catch $e
        (i32.const -1) i32.add
      end
    catch $e
      (i32.const 50) i32.add
    end)
  (func (export "branch-out") (param i32) (result i32)
    (block $out (result i32)
      try
        (call $throw-e (local.get 0))
      catch $e
        (br $out)
      catch_all
        (br $out (i32.const -2))
      end
      (i32.const -1)))
  (func (export "branch-to-try") (param i32) (result i32)
    try $t (result i32)
      (br $t (local.get 0))
    catch_all
      (i32.const -1)
    end)
  (func (export "loop") (param i32) (result i32) (local $sum i32)
    (loop $again
      try
        (call $throw-e (local.get 0))
      catch $e
        (local.set $sum (i32.add (local.get $sum)))
      end
      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get $sum))
  (func (export "locals") (param i32) (result i32) (local $a i32) (local $b i32)
    (local.set $a (i32.const 1))
    try
      (local.set $a (i32.const 2))
      (call $nothing)
      (local.set $b (i32.const 30))
      (call $throw-empty)
      (local.set $a (i32.const 4))
      (local.set $b (i32.const 400))
    catch_all
      (local.set $b (i32.add (local.get $b) (local.get $a)))
    end
    (i32.add (local.get $a) (local.get $b)))
  (func (export "parameters") (param i32) (result i32)
    (local.get 0)
    try (param i32) (result i32)
      (i32.const 1) i32.add
      (call $throw-empty)
    catch $empty
      (i32.const 77)
    end)
  (func (export "unreachable-try") (result i32)
    (return (i32.const 12))
    try (result i32)
      (call $throw-empty) (i32.const 0)
    catch $e
      (rethrow 0)
    catch_all
      (rethrow 0)
    end)
  (func (export "unreachable-body") (param i32) (result i32)
    try (result i32)
      (if (local.get 0) (then (call $throw-empty)))
      (return (i32.const 13))
    catch $e
    catch_all
      (i32.const 14)
    end)
  (func (export "uncaught") (call $throw-empty))
  (func (export "uncaught-with-other-handler") (result i32)
    try (result i32)
      (call $throw-empty) (i32.const 0)
    catch $e
    end)
  (func (export "trap-is-no-exception") (result i32)
    try (result i32)
      unreachable
    catch_all
      (i32.const -1)
    end)
)

(assert_return (invoke "catch" (i32.const 7)) (i32.const 107))
(assert_return (invoke "no-throw") (i32.const 3))
(assert_return (invoke "no-call") (i32.const 4))
(assert_return (invoke "in-place" (i32.const 5)) (i32.const 5))
(assert_return (invoke "choose" (i32.const 0)) (i32.const 11))
(assert_return (invoke "choose" (i32.const 1)) (i32.const 27))
(assert_return (invoke "choose" (i32.const 2)) (i32.const 30))
(assert_return (invoke "choose" (i32.const 3)) (i32.const 99))
(assert_return (invoke "several-values") (i64.const 13))
(assert_return (invoke "rethrow" (i32.const 7)) (i32.const 1007))
(assert_return (invoke "rethrow-outer" (i32.const 7)) (i32.const 2007))
(assert_return (invoke "rethrow-in-block" (i32.const 7)) (i32.const 3007))
(assert_return (invoke "delegate" (i32.const 7)) (i32.const 12))
(assert_return (invoke "delegate-next" (i32.const 7)) (i32.const 13))
(assert_return (invoke "delegate-to-caller" (i32.const 7)) (i32.const 14))
(assert_return (invoke "delegate-to-block" (i32.const 7)) (i32.const 15))
(assert_return (invoke "delegate-no-throw") (i32.const 9))
(assert_return (invoke "throw-in-clause" (i32.const 7)) (i32.const 57))
(assert_return (invoke "branch-out" (i32.const 7)) (i32.const 7))
(assert_return (invoke "branch-to-try" (i32.const 7)) (i32.const 7))
(assert_return (invoke "loop" (i32.const 100)) (i32.const 5050))
(assert_return (invoke "locals" (i32.const 0)) (i32.const 34))
(assert_return (invoke "parameters" (i32.const 1)) (i32.const 77))
(assert_return (invoke "unreachable-try") (i32.const 12))
(assert_return (invoke "unreachable-body" (i32.const 0)) (i32.const 13))
(assert_return (invoke "unreachable-body" (i32.const 1)) (i32.const 14))
(assert_trap (invoke "uncaught") "uncaught exception")
(assert_trap (invoke "uncaught-with-other-handler") "uncaught exception")
(assert_trap (invoke "trap-is-no-exception") "unreachable")

(assert_invalid
  (module (func (rethrow 0)))
  "rethrow")
(assert_invalid
  (module (tag $e (param i32)) (func (throw $e)))
  "type mismatch")
