;; Prints a line.
;;
;;     wasmc examples/hello.wat -o hello && ./hello
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param $fd i32) (param $iovs i32) (param $count i32) (param $written i32)
      (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param $code i32)))

  (memory (export "memory") 1)
  ;; One ciovec: address and length of the text, which follows it.
  (data (i32.const 0) "\08\00\00\00" "\0e\00\00\00" "Hello, world!\n")

  (func (export "_start")
    (local $errno i32)
    (local.set $errno
      (call $fd_write
        (i32.const 1)     ;; standard output
        (i32.const 0)     ;; the ciovec
        (i32.const 1)     ;; there is one
        (i32.const 24)))  ;; where the number of bytes written goes
    (if (local.get $errno)
      (then (call $proc_exit (i32.const 1))))))
