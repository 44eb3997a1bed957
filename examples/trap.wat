;; Ends with a trap two calls deep: exit code 134, and on standard error what happened, with the
;; functions on the stack and their byte offsets in the module.
;;
;;     wasmc examples/trap.wat -o trap; ./trap
(module
  (memory 1)
  (func $peek (param $address i32) (result i32)
    (i32.load (local.get $address)))
  (func $sum (param $from i32) (result i32)
    (i32.add
      (call $peek (local.get $from))
      (call $peek (i32.const -4))))
  (func $main (export "_start")
    (drop (call $sum (i32.const 0)))))
