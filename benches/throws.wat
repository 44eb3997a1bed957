;; Throws an exception through ten frames, as often as it is told: `--invoke many 1000000`.
(module
  (tag $error (param i32))
  (func $thrower (param i32)
    (if (i32.eqz (local.get 0)) (then (throw $error (i32.const 42))))
    (call $thrower (i32.sub (local.get 0) (i32.const 1))))
  (func (export "many") (param $count i32) (result i32) (local $sum i32)
    (loop $again
      (block $caught (result i32)
        (try_table (catch $error $caught) (call $thrower (i32.const 10)))
        unreachable)
      (local.set $sum (i32.add (local.get $sum)))
      (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (local.get $sum)))
