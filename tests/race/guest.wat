;; The guest's side of the race. A table of steps is gone through again and again; a step is six numbers:
;; what to do, a path and its length, a second path and its length, and 0.
;;
;; 0x100: opens that showed what is inside; 0x104: what is outside; 0x108: calls that failed; 0x10c:
;; calls that were refused since the path leads out; 0x110: calls in all.

(func $add (param $counter i32)
  (i32.store (local.get $counter) (i32.add (i32.load (local.get $counter)) (i32.const 1))))

;; Opens for reading, and looks at the first byte: `S` is outside.
(func $look (param $path i32) (param $len i32) (result i32)
  (local $errno i32)
  (local.set $errno
    (call $path_open (i32.const 3) (i32.const 1) (local.get $path) (local.get $len)
      (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 0x200)))
  (if (i32.eqz (local.get $errno)) (then
    (i32.store (i32.const 0x208) (i32.const 0x210))
    (i32.store (i32.const 0x20c) (i32.const 1))
    (i32.store8 (i32.const 0x210) (i32.const 0))
    (drop (call $fd_read (i32.load (i32.const 0x200)) (i32.const 0x208) (i32.const 1) (i32.const 0x204)))
    (if (i32.eq (i32.load8_u (i32.const 0x210)) (i32.const 83))
      (then (call $add (i32.const 0x104)))
      (else (call $add (i32.const 0x100))))
    (drop (call $fd_close (i32.load (i32.const 0x200))))))
  (local.get $errno))

;; The size of what is outside is that of its text.
(func $stat (param $path i32) (param $len i32) (param $follow i32) (result i32)
  (local $errno i32)
  (local.set $errno
    (call $path_filestat_get (i32.const 3) (local.get $follow) (local.get $path) (local.get $len) (i32.const 0x300)))
  (if (i32.eqz (local.get $errno)) (then
    (if (i64.eq (i64.load (i32.const 0x320)) (i64.const 4321))
      (then (call $add (i32.const 0x104))))))
  (local.get $errno))

(func $make (param $path i32) (param $len i32) (result i32)
  (local $errno i32)
  (local.set $errno
    (call $path_open (i32.const 3) (i32.const 1) (local.get $path) (local.get $len)
      (i32.const 9) (i64.const 66) (i64.const 0) (i32.const 0) (i32.const 0x200)))
  (if (i32.eqz (local.get $errno))
    (then (drop (call $fd_close (i32.load (i32.const 0x200))))))
  (local.get $errno))

(func $step (param $what i32) (param $a i32) (param $alen i32) (param $b i32) (param $blen i32) (result i32)
  (if (i32.eq (local.get $what) (i32.const 0)) (then (return (call $look (local.get $a) (local.get $alen)))))
  (if (i32.eq (local.get $what) (i32.const 1))
    (then (return (call $stat (local.get $a) (local.get $alen) (i32.const 1)))))
  (if (i32.eq (local.get $what) (i32.const 2))
    (then (return (call $stat (local.get $a) (local.get $alen) (i32.const 0)))))
  (if (i32.eq (local.get $what) (i32.const 3)) (then (return (call $make (local.get $a) (local.get $alen)))))
  (if (i32.eq (local.get $what) (i32.const 4))
    (then (return (call $path_unlink_file (i32.const 3) (local.get $a) (local.get $alen)))))
  (if (i32.eq (local.get $what) (i32.const 5))
    (then (return (call $path_create_directory (i32.const 3) (local.get $a) (local.get $alen)))))
  (if (i32.eq (local.get $what) (i32.const 6))
    (then (return (call $path_remove_directory (i32.const 3) (local.get $a) (local.get $alen)))))
  (if (i32.eq (local.get $what) (i32.const 7))
    (then (return (call $path_filestat_set_times (i32.const 3) (i32.const 1) (local.get $a) (local.get $alen)
      (i64.const 5) (i64.const 5) (i32.const 5)))))
  (if (i32.eq (local.get $what) (i32.const 8))
    (then (return (call $path_rename (i32.const 3) (local.get $a) (local.get $alen)
      (i32.const 3) (local.get $b) (local.get $blen)))))
  (if (i32.eq (local.get $what) (i32.const 9))
    (then (return (call $path_link (i32.const 3) (i32.const 0) (local.get $a) (local.get $alen)
      (i32.const 3) (local.get $b) (local.get $blen)))))
  (if (i32.eq (local.get $what) (i32.const 10))
    (then (return (call $path_symlink (local.get $b) (local.get $blen)
      (i32.const 3) (local.get $a) (local.get $alen)))))
  unreachable)

(func (export "storm") (param $table i32) (param $steps i32) (param $rounds i32)
  (local $at i32) (local $left i32) (local $errno i32)
  (loop $round
    (local.set $at (local.get $table))
    (local.set $left (local.get $steps))
    (loop $next
      (local.set $errno
        (call $step (i32.load (local.get $at))
          (i32.load offset=4 (local.get $at)) (i32.load offset=8 (local.get $at))
          (i32.load offset=12 (local.get $at)) (i32.load offset=16 (local.get $at))))
      (call $add (i32.const 0x110))
      (if (local.get $errno) (then (call $add (i32.const 0x108))))
      (if (i32.eq (local.get $errno) (i32.const 76)) (then (call $add (i32.const 0x10c))))
      (local.set $at (i32.add (local.get $at) (i32.const 24)))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $next (local.get $left)))
    (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
    (br_if $round (local.get $rounds))))
