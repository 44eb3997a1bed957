;; Asks for the time and for random bytes, waits for a clock and for its standard output, makes its
;; memory larger, and says that it did. Exit code 2: some call failed; 3: one answered with something else.
(module
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_res_get" (func $clock_res_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $sched_yield (result i32)))
  (import "wasi_snapshot_preview1" "fd_fdstat_get" (func $fd_fdstat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  ;; 0: an iovec; 8: a number; 128: subscriptions, to 2 ms and to stdout; 512: events.
  (data (i32.const 64) "done\n")
  (data (i32.const 144) "\01")
  (data (i32.const 152) "\80\84\1e")
  (data (i32.const 184) "\02")
  (data (i32.const 192) "\01")

  (func $check (param i32) (if (local.get 0) (then (call $proc_exit (i32.const 2)))))

  (func (export "_start")
    (call $check (call $clock_time_get (i32.const 1) (i64.const 0) (i32.const 512)))
    (call $check (call $clock_time_get (i32.const 0) (i64.const 0) (i32.const 512)))
    (call $check (call $clock_res_get (i32.const 1) (i32.const 512)))
    (call $check (call $random_get (i32.const 512) (i32.const 64)))
    (call $check (call $sched_yield))
    (call $check (call $fd_fdstat_get (i32.const 1) (i32.const 512)))
    ;; The clock alone, then both.
    (call $check (call $poll_oneoff (i32.const 128) (i32.const 512) (i32.const 1) (i32.const 8)))
    (call $check (call $poll_oneoff (i32.const 128) (i32.const 512) (i32.const 2) (i32.const 8)))
    (if (i32.ne (memory.grow (i32.const 1000)) (i32.const 1)) (then (call $proc_exit (i32.const 2))))
    (i32.store (i32.const 65600000) (i32.const 1))
    (i32.store (i32.const 0) (i32.const 64))
    (i32.store (i32.const 4) (i32.const 5))
    (call $check (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (if (i32.ne (i32.load (i32.const 8)) (i32.const 5)) (then (call $proc_exit (i32.const 3))))))
