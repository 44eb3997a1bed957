;; A command that sends a request and does with it what its arguments say: method, scheme (`http`, `https`, `-`), authority, path (`-`:
;; none), steps, then names and values of headers. A step is a letter with a number behind it, or none:
;; c f t  the timeouts, in milliseconds: to connect, to the first byte, between bytes (before H)
;; B      take the body of the request, and its stream
;; W      write the standard input to it
;; w      write `hello`; N times
;; k      say how much may be written
;; F T D  finish the body, finish it with a trailer, drop it
;; N      drop the request that was not sent, and end
;; H      handle; after an error, end
;; S      wait for the answer
;; G      take it: say the status and the headers
;; C      take its body, and its stream
;; R      read the body to the standard output
;; r      read once, and say nothing
;; E      finish the body: say the trailers
;; X Y Z  drop the future, the answer, the body
;; L      begin again with a new request, N times
;; Each error is said by its number in `error-code`, or `-`: none.
(component
;; IMPORTS
  (import "wasi:cli/environment@0.2.0" (instance $environment
    (export "get-arguments" (func (result (list string))))))
  (import "wasi:cli/stdin@0.2.0" (instance $stdin
    (alias outer 1 $input-stream (type $i))
    (export "input-stream" (type $input (eq $i)))
    (export "get-stdin" (func (result (own $input))))))
  (import "wasi:cli/stdout@0.2.0" (instance $stdout
    (alias outer 1 $output-stream (type $o))
    (export "output-stream" (type $output (eq $o)))
    (export "get-stdout" (func (result (own $output))))))
  (core func $arguments (canon lower (func $environment "get-arguments") (memory $m) (realloc $realloc)))
  (core func $stdin (canon lower (func $stdin "get-stdin")))
  (core func $stdout (canon lower (func $stdout "get-stdout")))

  (core module $main
    (import "m" "memory" (memory 4))
    (import "m" "next" (global $next (mut i32)))
    (import "m" "block" (func $block (param i32)))
    (import "m" "drop-pollable" (func $drop-pollable (param i32)))
    (import "m" "drop-error" (func $drop-error (param i32)))
    (import "m" "read" (func $read (param i32 i64 i32)))
    (import "m" "check-write" (func $check-write (param i32 i32)))
    (import "m" "write" (func $write (param i32 i32 i32 i32)))
    (import "m" "drop-input" (func $drop-input (param i32)))
    (import "m" "drop-output" (func $drop-output (param i32)))
    (import "m" "error-code" (func $error-code (param i32 i32)))
    (import "m" "fields" (func $fields (result i32)))
    (import "m" "append" (func $append (param i32 i32 i32 i32 i32 i32)))
    (import "m" "entries" (func $entries (param i32 i32)))
    (import "m" "drop-fields" (func $drop-fields (param i32)))
    (import "m" "request" (func $request (param i32) (result i32)))
    (import "m" "request-body" (func $request-body (param i32 i32)))
    (import "m" "set-method" (func $set-method (param i32 i32 i32 i32) (result i32)))
    (import "m" "set-scheme" (func $set-scheme (param i32 i32 i32 i32 i32) (result i32)))
    (import "m" "set-authority" (func $set-authority (param i32 i32 i32 i32) (result i32)))
    (import "m" "set-path" (func $set-path (param i32 i32 i32 i32) (result i32)))
    (import "m" "options" (func $options (result i32)))
    (import "m" "set-connect" (func $set-connect (param i32 i32 i64) (result i32)))
    (import "m" "set-first" (func $set-first (param i32 i32 i64) (result i32)))
    (import "m" "set-between" (func $set-between (param i32 i32 i64) (result i32)))
    (import "m" "drop-request" (func $drop-request (param i32)))
    (import "m" "status" (func $status (param i32) (result i32)))
    (import "m" "headers" (func $headers (param i32) (result i32)))
    (import "m" "consume" (func $consume (param i32 i32)))
    (import "m" "drop-response" (func $drop-response (param i32)))
    (import "m" "body-stream" (func $body-stream (param i32 i32)))
    (import "m" "finish-incoming" (func $finish-incoming (param i32) (result i32)))
    (import "m" "drop-incoming" (func $drop-incoming (param i32)))
    (import "m" "trailers-subscribe" (func $trailers-subscribe (param i32) (result i32)))
    (import "m" "trailers-get" (func $trailers-get (param i32 i32)))
    (import "m" "drop-trailers" (func $drop-trailers (param i32)))
    (import "m" "body-write" (func $body-write (param i32 i32)))
    (import "m" "finish" (func $finish (param i32 i32 i32 i32)))
    (import "m" "drop-body" (func $drop-body (param i32)))
    (import "m" "subscribe" (func $subscribe (param i32) (result i32)))
    (import "m" "get" (func $get (param i32 i32)))
    (import "m" "drop-future" (func $drop-future (param i32)))
    (import "m" "handle" (func $handle (param i32 i32 i32 i32)))
    (import "m" "arguments" (func $arguments (param i32)))
    (import "m" "stdin" (func $stdin (result i32)))
    (import "m" "stdout" (func $stdout (result i32)))
    (data (i32.const 16) "hello")
    (data (i32.const 32) "x-trailer")
    (data (i32.const 48) "denied ")
    (data (i32.const 56) "failed ")
    (data (i32.const 64) "status ")
    (data (i32.const 72) "broken ")
    (data (i32.const 80) "finish ")
    (data (i32.const 88) "trailer ")
    (data (i32.const 96) "write ")
    (data (i32.const 104) "none\0a")
    (data (i32.const 112) "taken\0a")
    (data (i32.const 120) ": ")
    (data (i32.const 124) "\0a-")
    (data (i32.const 128) "header ")
    (data (i32.const 136) "room ")
    (global $out (mut i32) (i32.const 0))
    (global $list (mut i32) (i32.const 0))
    (global $keep (mut i32) (i32.const 0))
    (global $the-request (mut i32) (i32.const 0))
    (global $the-options (mut i32) (i32.const 0))
    (global $body (mut i32) (i32.const 0))
    (global $body-out (mut i32) (i32.const 0))
    (global $future (mut i32) (i32.const 0))
    (global $response (mut i32) (i32.const 0))
    (global $incoming (mut i32) (i32.const 0))
    (global $incoming-in (mut i32) (i32.const 0))
    (global $loops (mut i32) (i32.const -1))
    ;; Says bytes. Results of this are at 1024.
    (func $say (param $at i32) (param $len i32) (local $part i32)
      (loop $more
        (local.set $part (select (local.get $len) (i32.const 4096) (i32.lt_u (local.get $len) (i32.const 4096))))
        (call $write (global.get $out) (local.get $at) (local.get $part) (i32.const 1024))
        (if (i32.load8_u (i32.const 1024)) (then (unreachable)))
        (local.set $at (i32.add (local.get $at) (local.get $part)))
        (local.set $len (i32.sub (local.get $len) (local.get $part)))
        (br_if $more (local.get $len))))
    (func $number (param $n i32) (local $at i32)
      (local.set $at (i32.const 1100))
      (i32.store8 (local.get $at) (i32.const 10))
      (loop $more
        (local.set $at (i32.sub (local.get $at) (i32.const 1)))
        (i32.store8 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
        (local.set $n (i32.div_u (local.get $n) (i32.const 10)))
        (br_if $more (local.get $n)))
      (call $say (local.get $at) (i32.sub (i32.const 1101) (local.get $at))))
    ;; Says the code of the stream-error at an address.
    (func $stream-error (param $at i32) (local $error i32)
      (block $none
        (br_if $none (i32.load8_u (local.get $at)))
        (local.set $error (i32.load offset=4 (local.get $at)))
        (call $error-code (local.get $error) (i32.const 1200))
        (call $drop-error (local.get $error))
        (br_if $none (i32.eqz (i32.load8_u (i32.const 1200))))
        (call $number (i32.load8_u (i32.const 1208)))
        (return))
      (call $say (i32.const 125) (i32.const 1))
      (call $say (i32.const 124) (i32.const 1)))
    (func $all (param $fields i32) (param $word i32) (param $len i32) (local $at i32) (local $count i32)
      (call $entries (local.get $fields) (i32.const 1300))
      (local.set $at (i32.load (i32.const 1300)))
      (local.set $count (i32.load (i32.const 1304)))
      (block $end (loop $more
        (br_if $end (i32.eqz (local.get $count)))
        (call $say (local.get $word) (local.get $len))
        (call $say (i32.load (local.get $at)) (i32.load offset=4 (local.get $at)))
        (call $say (i32.const 120) (i32.const 2))
        (if (i32.load offset=12 (local.get $at)) (then
          (call $say (i32.load offset=8 (local.get $at)) (i32.load offset=12 (local.get $at)))))
        (call $say (i32.const 124) (i32.const 1))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $more)))
      (call $drop-fields (local.get $fields)))
    (func $argument (param $n i32) (result i32)
      (i32.add (global.get $list) (i32.shl (local.get $n) (i32.const 3))))
    ;; The first character of an argument.
    (func $first (param $n i32) (result i32)
      (i32.load8_u (i32.load (call $argument (local.get $n)))))
    (func $wait (param $pollable i32)
      (call $block (local.get $pollable))
      (call $drop-pollable (local.get $pollable)))
    (func $prepare (param $count i32) (local $headers i32) (local $n i32) (local $at i32) (local $some i32)
      (local.set $headers (call $fields))
      (local.set $n (i32.const 6))
      (block $end (loop $more
        (br_if $end (i32.ge_u (i32.add (local.get $n) (i32.const 1)) (local.get $count)))
        (local.set $at (call $argument (local.get $n)))
        (call $append (local.get $headers) (i32.load (local.get $at)) (i32.load offset=4 (local.get $at))
          (i32.load offset=8 (local.get $at)) (i32.load offset=12 (local.get $at)) (i32.const 1400))
        (if (i32.load8_u (i32.const 1400)) (then
          (call $say (i32.const 128) (i32.const 7))
          (call $number (i32.load8_u (i32.const 1401)))))
        (local.set $n (i32.add (local.get $n) (i32.const 2)))
        (br $more)))
      (global.set $the-request (call $request (local.get $headers)))
      (local.set $at (call $argument (i32.const 1)))
      (drop (call $set-method (global.get $the-request) (i32.const 9)
        (i32.load (local.get $at)) (i32.load offset=4 (local.get $at))))
      (local.set $at (call $argument (i32.const 2)))
      (local.set $some (i32.ne (call $first (i32.const 2)) (i32.const 45)))
      (drop (call $set-scheme (global.get $the-request) (local.get $some)
        (select (i32.sub (i32.load offset=4 (local.get $at)) (i32.const 4)) (i32.const 2)
          (i32.eq (call $first (i32.const 2)) (i32.const 104)))
        (i32.load (local.get $at)) (i32.load offset=4 (local.get $at))))
      (local.set $at (call $argument (i32.const 3)))
      (drop (call $set-authority (global.get $the-request) (i32.ne (call $first (i32.const 3)) (i32.const 45))
        (i32.load (local.get $at)) (i32.load offset=4 (local.get $at))))
      (local.set $at (call $argument (i32.const 4)))
      (drop (call $set-path (global.get $the-request) (i32.ne (call $first (i32.const 4)) (i32.const 45))
        (i32.load (local.get $at)) (i32.load offset=4 (local.get $at)))))
    ;; Writes bytes to the body; returns whether that failed.
    (func $put (param $at i32) (param $len i32) (result i32)
      (call $write (global.get $body-out) (local.get $at) (local.get $len) (i32.const 1500))
      (if (i32.eqz (i32.load8_u (i32.const 1500))) (then (return (i32.const 0))))
      (call $say (i32.const 96) (i32.const 6))
      (call $stream-error (i32.const 1504))
      (i32.const 1))
    (func $copy (local $in i32)
      (local.set $in (call $stdin))
      (block $end (loop $more
        (global.set $next (global.get $keep))
        (call $read (local.get $in) (i64.const 4096) (i32.const 1600))
        (br_if $end (i32.load8_u (i32.const 1600)))
        (br_if $end (call $put (i32.load (i32.const 1604)) (i32.load (i32.const 1608))))
        (br $more)))
      (call $drop-input (local.get $in)))
    ;; What finishing the body came to.
    (func $finished
      (if (i32.load8_u (i32.const 1704)) (then
        (call $say (i32.const 80) (i32.const 7))
        (call $number (i32.load8_u (i32.const 1712))))))
    (func $drop-body-out
      (if (global.get $body-out) (then
        (call $drop-output (global.get $body-out))
        (global.set $body-out (i32.const 0)))))
    (func $drop-incoming-in
      (if (global.get $incoming-in) (then
        (call $drop-input (global.get $incoming-in))
        (global.set $incoming-in (i32.const 0)))))
    ;; Takes the answer; returns whether there is none and will be none.
    (func $take (result i32)
      (call $get (global.get $future) (i32.const 1800))
      (if (i32.eqz (i32.load8_u (i32.const 1800))) (then
        (call $say (i32.const 104) (i32.const 5))
        (return (i32.const 0))))
      (if (i32.load8_u (i32.const 1808)) (then
        (call $say (i32.const 112) (i32.const 6))
        (return (i32.const 0))))
      (if (i32.load8_u (i32.const 1816)) (then
        (call $say (i32.const 56) (i32.const 7))
        (call $number (i32.load8_u (i32.const 1824)))
        (return (i32.const 1))))
      (global.set $response (i32.load (i32.const 1824)))
      (call $say (i32.const 64) (i32.const 7))
      (call $number (call $status (global.get $response)))
      (call $all (call $headers (global.get $response)) (i32.const 0) (i32.const 0))
      (i32.const 0))
    (func $read-all (param $says i32) (param $times i32)
      (block $end (loop $more
        (global.set $next (global.get $keep))
        (call $read (global.get $incoming-in) (i64.const 65536) (i32.const 1900))
        (if (i32.load8_u (i32.const 1900)) (then
          (if (i32.eqz (i32.load8_u (i32.const 1904))) (then
            (call $say (i32.const 72) (i32.const 7))
            (call $stream-error (i32.const 1904))))
          (br $end)))
        (if (local.get $says) (then
          (if (i32.load (i32.const 1908)) (then
            (call $say (i32.load (i32.const 1904)) (i32.load (i32.const 1908)))))))
        (local.set $times (i32.sub (local.get $times) (i32.const 1)))
        (br_if $more (local.get $times)))))
    (func $end-body (local $trailers i32)
      (call $drop-incoming-in)
      (local.set $trailers (call $finish-incoming (global.get $incoming)))
      (call $wait (call $trailers-subscribe (local.get $trailers)))
      (call $trailers-get (local.get $trailers) (i32.const 2000))
      (if (i32.eqz (i32.load8_u (i32.const 2000))) (then (unreachable)))
      (if (i32.load8_u (i32.const 2016))
        (then
          (call $say (i32.const 88) (i32.const 8))
          (call $number (i32.load8_u (i32.const 2024))))
        (else
          (if (i32.load8_u (i32.const 2024)) (then
            (call $all (i32.load (i32.const 2028)) (i32.const 88) (i32.const 8))))))
      (call $trailers-get (local.get $trailers) (i32.const 2000))
      (if (i32.eqz (i32.load8_u (i32.const 2008))) (then (unreachable)))
      (call $drop-trailers (local.get $trailers)))
    ;; Does one step; returns whether it was the last.
    (func $step (param $what i32) (param $n i32) (result i32) (local $time i64)
      (local.set $time (i64.mul (i64.extend_i32_u (local.get $n)) (i64.const 1000000)))
      (if (i32.eqz (global.get $the-options)) (then (global.set $the-options (call $options))))
      (if (i32.eq (local.get $what) (i32.const 99)) (then ;; c
        (drop (call $set-connect (global.get $the-options) (i32.const 1) (local.get $time)))))
      (if (i32.eq (local.get $what) (i32.const 102)) (then ;; f
        (drop (call $set-first (global.get $the-options) (i32.const 1) (local.get $time)))))
      (if (i32.eq (local.get $what) (i32.const 116)) (then ;; t
        (drop (call $set-between (global.get $the-options) (i32.const 1) (local.get $time)))))
      (if (i32.eq (local.get $what) (i32.const 66)) (then ;; B
        (call $request-body (global.get $the-request) (i32.const 2100))
        (global.set $body (i32.load (i32.const 2104)))
        (call $body-write (global.get $body) (i32.const 2100))
        (global.set $body-out (i32.load (i32.const 2104)))))
      (if (i32.eq (local.get $what) (i32.const 87)) (then (call $copy))) ;; W
      (if (i32.eq (local.get $what) (i32.const 119)) (then ;; w
        (local.set $n (select (local.get $n) (i32.const 1) (local.get $n)))
        (loop $more
          (drop (call $put (i32.const 16) (i32.const 5)))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br_if $more (local.get $n)))))
      (if (i32.eq (local.get $what) (i32.const 107)) (then ;; k
        (call $check-write (global.get $body-out) (i32.const 2200))
        (call $say (i32.const 136) (i32.const 5))
        (if (i32.load8_u (i32.const 2200))
          (then (call $stream-error (i32.const 2208)))
          (else (call $number (i32.load (i32.const 2208)))))))
      (if (i32.eq (local.get $what) (i32.const 70)) (then ;; F
        (call $drop-body-out)
        (call $finish (global.get $body) (i32.const 0) (i32.const 0) (i32.const 1704))
        (call $finished)))
      (if (i32.eq (local.get $what) (i32.const 84)) (then ;; T
        (call $drop-body-out)
        (local.set $n (call $fields))
        (call $append (local.get $n) (i32.const 32) (i32.const 9) (i32.const 16) (i32.const 5) (i32.const 1400))
        (call $finish (global.get $body) (i32.const 1) (local.get $n) (i32.const 1704))
        (call $finished)))
      (if (i32.eq (local.get $what) (i32.const 68)) (then ;; D
        (call $drop-body-out)
        (call $drop-body (global.get $body))))
      (if (i32.eq (local.get $what) (i32.const 78)) (then ;; N
        (call $drop-request (global.get $the-request))
        (return (i32.const 0))))
      (if (i32.eq (local.get $what) (i32.const 72)) (then ;; H
        (call $handle (global.get $the-request) (i32.const 1) (global.get $the-options) (i32.const 2304))
        (if (i32.load8_u (i32.const 2304)) (then
          (call $say (i32.const 48) (i32.const 7))
          (call $number (i32.load8_u (i32.const 2312)))
          (return (i32.const 1))))
        (global.set $future (i32.load (i32.const 2312)))))
      (if (i32.eq (local.get $what) (i32.const 83)) (then (call $wait (call $subscribe (global.get $future))))) ;; S
      (if (i32.eq (local.get $what) (i32.const 71)) (then (return (call $take)))) ;; G
      (if (i32.eq (local.get $what) (i32.const 67)) (then ;; C
        (call $consume (global.get $response) (i32.const 2100))
        (global.set $incoming (i32.load (i32.const 2104)))
        (call $body-stream (global.get $incoming) (i32.const 2100))
        (global.set $incoming-in (i32.load (i32.const 2104)))))
      (if (i32.eq (local.get $what) (i32.const 82)) (then (call $read-all (i32.const 1) (i32.const 0)))) ;; R
      (if (i32.eq (local.get $what) (i32.const 114)) (then (call $read-all (i32.const 0) (i32.const 1)))) ;; r
      (if (i32.eq (local.get $what) (i32.const 69)) (then (call $end-body))) ;; E
      (if (i32.eq (local.get $what) (i32.const 88)) (then (call $drop-future (global.get $future)))) ;; X
      (if (i32.eq (local.get $what) (i32.const 89)) (then (call $drop-response (global.get $response)))) ;; Y
      (if (i32.eq (local.get $what) (i32.const 90)) (then ;; Z
        (call $drop-incoming-in)
        (call $drop-incoming (global.get $incoming))))
      (i32.const 0))
    (func (export "run") (result i32) (local $at i32) (local $end i32) (local $what i32) (local $n i32) (local $digit i32)
      (global.set $out (call $stdout))
      (call $arguments (i32.const 2400))
      (global.set $list (i32.load (i32.const 2400)))
      (global.set $keep (global.get $next))
      (call $prepare (i32.load (i32.const 2404)))
      (local.set $at (i32.load (call $argument (i32.const 5))))
      (local.set $end (i32.add (local.get $at) (i32.load offset=4 (call $argument (i32.const 5)))))
      (block $done (loop $steps
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $what (i32.load8_u (local.get $at)))
        (local.set $n (i32.const 0))
        (block $letter (loop $digits
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br_if $letter (i32.ge_u (local.get $at) (local.get $end)))
          (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
          (br_if $letter (i32.gt_u (local.get $digit) (i32.const 9)))
          (local.set $n (i32.add (i32.mul (local.get $n) (i32.const 10)) (local.get $digit)))
          (br $digits)))
        (if (i32.eq (local.get $what) (i32.const 76)) (then ;; L
          (if (i32.lt_s (global.get $loops) (i32.const 0)) (then (global.set $loops (local.get $n))))
          (br_if $done (i32.eqz (global.get $loops)))
          (global.set $loops (i32.sub (global.get $loops) (i32.const 1)))
          (global.set $next (global.get $keep))
          (global.set $the-options (i32.const 0))
          (call $prepare (i32.load (i32.const 2404)))
          (local.set $at (i32.load (call $argument (i32.const 5))))
          (br $steps)))
        (br_if $done (call $step (local.get $what) (local.get $n)))
        (br $steps)))
      (i32.const 0)))
  (core instance $main (instantiate $main (with "m" (instance
    (export "memory" (memory $m))
    (export "next" (global $next))
;; EXPORTS
    (export "arguments" (func $arguments))
    (export "stdin" (func $stdin))
    (export "stdout" (func $stdout))))))
  (func $run (result (result)) (canon lift (core func $main "run")))
  (instance $instance (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $instance)))
