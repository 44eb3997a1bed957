;; Writes to standard output as a component of WASI 0.2; the interfaces have different versions.
(component
  (type $io-error (instance
    (export "error" (type (sub resource)))))
  (import "wasi:io/error@0.2.0" (instance $error (type $io-error)))
  (alias export $error "error" (type $error-type))
  (import "wasi:io/streams@0.2.9" (instance $streams
    (export "output-stream" (type $output-stream (sub resource)))
    (alias outer 1 $error-type (type $error-outer))
    (export "error" (type $error (eq $error-outer)))
    (type $stream-error' (variant (case "last-operation-failed" (own $error)) (case "closed")))
    (export "stream-error" (type $stream-error (eq $stream-error')))
    (export "[method]output-stream.blocking-write-and-flush" (func
      (param "self" (borrow $output-stream)) (param "contents" (list u8))
      (result (result (error $stream-error)))))))
  (alias export $streams "output-stream" (type $output-stream))
  (import "wasi:cli/stdout@0.2.12" (instance $stdout
    (alias outer 1 $output-stream (type $outer))
    (export "output-stream" (type $output-stream (eq $outer)))
    (export "get-stdout" (func (result (own $output-stream))))))
  (alias export $stdout "get-stdout" (func $get-stdout))
  (alias export $streams "[method]output-stream.blocking-write-and-flush" (func $write))

  (core module $libc
    (memory (export "memory") 1)
    (data (i32.const 16) "hello\n")
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
  (core instance $libc (instantiate $libc))
  (core func $get-stdout' (canon lower (func $get-stdout)))
  (core func $write' (canon lower (func $write) (memory (core memory $libc "memory"))))
  (core func $drop (canon resource.drop $output-stream))
  (core module $main
    (import "" "memory" (memory 1))
    (import "" "get-stdout" (func $get-stdout (result i32)))
    (import "" "write" (func $write (param i32 i32 i32 i32)))
    (import "" "drop" (func $drop (param i32)))
    (func (export "run") (result i32) (local $stream i32)
      (local.set $stream (call $get-stdout))
      (call $write (i32.add (local.get $stream) (i32.const ADDED)) (i32.const 16) (i32.const LENGTH) (i32.const 64))
      (call $drop (local.get $stream))
      (i32.or (i32.load8_u (i32.const 64)) (i32.const RESULT))))
  (core instance $main (instantiate $main (with "" (instance
    (export "memory" (memory $libc "memory"))
    (export "get-stdout" (func $get-stdout'))
    (export "write" (func $write'))
    (export "drop" (func $drop))))))
  (func $run (result (result)) (canon lift (core func $main "run")))
  (instance $exported (export "run" (func $run)))
  (export "wasi:cli/run@0.2.3" (instance $exported)))
