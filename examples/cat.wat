;; Copies the file that its first argument names to standard output. The file must lie in a
;; directory that was granted, when the image was built or when it runs:
;;
;;     wasmc examples/cat.wat --dir . -o cat && ./cat README.md
;;     wasmc examples/cat.wat -o cat && WASMC_OPTS='--dir .' ./cat README.md
;;
;; Exit codes: 2 without an argument, 1 where the file cannot be opened, read or copied.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))

  ;; The first preopened directory.
  (global $dir i32 (i32.const 3))
  ;; RIGHTS_FD_READ
  (global $rights i64 (i64.const 2))

  ;; 0: a number that a call returns; 8: an iovec; 4096: the buffer; 65536: arguments.
  (memory (export "memory") 2)

  (func $check (param $errno i32)
    (if (local.get $errno) (then (call $proc_exit (i32.const 1)))))

  (func $strlen (param $text i32) (result i32)
    (local $end i32)
    (local.set $end (local.get $text))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (i32.load8_u (local.get $end))))
        (local.set $end (i32.add (local.get $end) (i32.const 1)))
        (br $next)))
    (i32.sub (local.get $end) (local.get $text)))

  (func $open (param $path i32) (result i32)
    (call $check
      (call $path_open
        (global.get $dir) (i32.const 1)  ;; LOOKUPFLAGS_SYMLINK_FOLLOW
        (local.get $path) (call $strlen (local.get $path))
        (i32.const 0) (global.get $rights) (i64.const 0) (i32.const 0)
        (i32.const 0)))
    (i32.load (i32.const 0)))

  ;; Writes the first `len` bytes of the buffer, however many writes that takes.
  (func $write_all (param $len i32)
    (local $from i32)
    (local.set $from (i32.const 4096))
    (loop $more
      (i32.store (i32.const 8) (local.get $from))
      (i32.store (i32.const 12) (local.get $len))
      (call $check (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))
      (local.set $from (i32.add (local.get $from) (i32.load (i32.const 0))))
      (local.set $len (i32.sub (local.get $len) (i32.load (i32.const 0))))
      (br_if $more (local.get $len))))

  (func (export "_start")
    (local $fd i32)
    (call $check (call $args_sizes_get (i32.const 0) (i32.const 4)))
    ;; Pointers and texts must fit into the second page.
    (if (i32.or
          (i32.lt_u (i32.load (i32.const 0)) (i32.const 2))
          (i32.gt_u
            (i32.add (i32.mul (i32.load (i32.const 0)) (i32.const 4)) (i32.load (i32.const 4)))
            (i32.const 65536)))
      (then (call $proc_exit (i32.const 2))))
    (call $check
      (call $args_get
        (i32.const 65536)
        (i32.add (i32.const 65536) (i32.mul (i32.load (i32.const 0)) (i32.const 4)))))
    (local.set $fd (call $open (i32.load (i32.const 65540))))
    (block $end
      (loop $copy
        (i32.store (i32.const 8) (i32.const 4096))
        (i32.store (i32.const 12) (i32.const 61440))
        (call $check (call $fd_read (local.get $fd) (i32.const 8) (i32.const 1) (i32.const 0)))
        (br_if $end (i32.eqz (i32.load (i32.const 0))))
        (call $write_all (i32.load (i32.const 0)))
        (br $copy)))))
