;; Further functions of the guest, for what takes too many calls to be told one by one. Each returns
;; the sum of the errnos, unless it says otherwise.

;; Renumbers `from` to `to` as many times.
(func (export "renumber_many") (param $from i32) (param $to i32) (param $times i32) (result i32)
  (local $sum i32)
  (loop $again
    (local.set $sum (i32.add (local.get $sum)
      (call $fd_renumber (local.get $from) (local.get $to))))
    (local.set $times (i32.sub (local.get $times) (i32.const 1)))
    (br_if $again (local.get $times)))
  (local.get $sum))

;; Opens the path in `dir`, and renumbers what was opened to `to`, as many times.
(func (export "reopen_many")
  (param $to i32) (param $dir i32) (param $path i32) (param $len i32) (param $times i32) (result i32)
  (local $sum i32)
  (loop $again
    (local.set $sum (i32.add (local.get $sum)
      (call $path_open (local.get $dir) (i32.const 0) (local.get $path) (local.get $len)
        (i32.const 0) (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 0x8000))))
    (local.set $sum (i32.add (local.get $sum)
      (call $fd_renumber (i32.load (i32.const 0x8000)) (local.get $to))))
    (local.set $times (i32.sub (local.get $times) (i32.const 1)))
    (br_if $again (local.get $times)))
  (local.get $sum))

;; Opens the path until that fails, but no more than so many times; returns how often it was opened.
(func (export "open_until")
  (param $dir i32) (param $path i32) (param $len i32) (param $most i32) (result i32)
  (local $opened i32)
  (block $done
    (loop $again
      (br_if $done (i32.ge_u (local.get $opened) (local.get $most)))
      (br_if $done
        (call $path_open (local.get $dir) (i32.const 0) (local.get $path) (local.get $len)
          (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 0x8000)))
      (local.set $opened (i32.add (local.get $opened) (i32.const 1)))
      (br $again)))
  (local.get $opened))
