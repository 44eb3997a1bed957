  ;; The rest of a server whose requests change all that there is to change; its beginning is that of http.wat. The letters of the
  ;; path say what one does, the digits set what is random:
  ;; m  writes all over its memory          g  grows it
  ;; v  changes globals                     t  changes a table       T  grows it
  ;; h  leaves 50 handles of the host       r  leaves 50 handles of its own
  ;; f  opens a file and leaves it open     d  drops the directory
  ;; e  throws 3,000 exceptions and keeps some in a table
  ;; u  unreachable    o  out of bounds    s  endless recursion    x  `wasi:cli/exit`    n  no answer
  ;; The answer is a digest of what it has found when it began. Instantiation itself grows tables and leaves handles.
  (import "wasi:cli/exit@0.2.0" (instance $exit (export "exit" (func (param "status" (result))))))
  (import "wasi:filesystem/types@0.2.0" (instance $fs
    (export "descriptor" (type $descriptor (sub resource)))
    (type $pf (flags "symlink-follow"))
    (export "path-flags" (type $path-flags (eq $pf)))
    (type $of (flags "create" "directory" "exclusive" "truncate"))
    (export "open-flags" (type $open-flags (eq $of)))
    (type $df (flags "read" "write" "file-integrity-sync" "data-integrity-sync" "requested-write-sync"
      "mutate-directory"))
    (export "descriptor-flags" (type $descriptor-flags (eq $df)))
    (type $ec (enum "access" "would-block" "already" "bad-descriptor" "busy" "deadlock" "quota" "exist"
      "file-too-large" "illegal-byte-sequence" "in-progress" "interrupted" "invalid" "io" "is-directory" "loop"
      "too-many-links" "message-size" "name-too-long" "no-device" "no-entry" "no-lock" "insufficient-memory"
      "insufficient-space" "not-directory" "not-empty" "not-recoverable" "unsupported" "no-tty" "no-such-device"
      "overflow" "not-permitted" "pipe" "read-only" "invalid-seek" "text-file-busy" "cross-device"))
    (export "error-code" (type $error-code (eq $ec)))
    (export "[method]descriptor.open-at" (func
      (param "self" (borrow $descriptor)) (param "path-flags" $path-flags) (param "path" string)
      (param "open-flags" $open-flags) (param "flags" $descriptor-flags)
      (result (result (own $descriptor) (error $error-code)))))))
  (alias export $fs "descriptor" (type $descriptor))
  (import "wasi:filesystem/preopens@0.2.0" (instance $preopens
    (alias outer 1 $descriptor (type $d))
    (export "descriptor" (type $descriptor (eq $d)))
    (export "get-directories" (func (result (list (tuple (own $descriptor) string)))))))
  (type $own (resource (rep i32)))

  (core module $memory
    (memory (export "memory") 4)
    (global $next (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.get $next)
      (global.set $next (i32.add (global.get $next)
        (i32.and (i32.add (local.get 3) (i32.const 15)) (i32.const -8))))))
  (core instance $memory (instantiate $memory))
  (alias core export $memory "memory" (core memory $m))
  (alias core export $memory "realloc" (core func $realloc))
  (core func $fields (canon lower (func $http "[constructor]fields")))
  (core func $path (canon lower (func $http "[method]incoming-request.path-with-query") (memory $m)
    (realloc $realloc)))
  (core func $response (canon lower (func $http "[constructor]outgoing-response")))
  (core func $body (canon lower (func $http "[method]outgoing-response.body") (memory $m)))
  (core func $outgoing (canon lower (func $http "[method]outgoing-body.write") (memory $m)))
  (core func $finish (canon lower (func $http "[static]outgoing-body.finish") (memory $m) (realloc $realloc)))
  (core func $set (canon lower (func $http "[static]response-outparam.set") (memory $m)))
  (core func $write (canon lower (func $streams "[method]output-stream.blocking-write-and-flush") (memory $m)))
  (core func $drop-output (canon resource.drop $output-stream))
  (core func $exit (canon lower (func $exit "exit")))
  (core func $directories (canon lower (func $preopens "get-directories") (memory $m) (realloc $realloc)))
  (core func $open (canon lower (func $fs "[method]descriptor.open-at") (memory $m) (realloc $realloc)))
  (core func $drop-descriptor (canon resource.drop $descriptor))
  (core func $new (canon resource.new $own))

  (core module $main
    (import "m" "memory" (memory 4))
    (import "m" "fields" (func $fields (result i32)))
    (import "m" "path" (func $path (param i32 i32)))
    (import "m" "response" (func $response (param i32) (result i32)))
    (import "m" "body" (func $body (param i32 i32)))
    (import "m" "outgoing" (func $outgoing (param i32 i32)))
    (import "m" "finish" (func $finish (param i32 i32 i32 i32)))
    (import "m" "set" (func $set (param i32 i32 i32 i32 i64 i32 i32 i32 i32)))
    (import "m" "write" (func $write (param i32 i32 i32 i32)))
    (import "m" "drop-output" (func $drop-output (param i32)))
    (import "m" "exit" (func $exit (param i32)))
    (import "m" "directories" (func $directories (param i32)))
    (import "m" "open" (func $open (param i32 i32 i32 i32 i32 i32 i32)))
    (import "m" "drop-descriptor" (func $drop-descriptor (param i32)))
    (import "m" "new" (func $new (param i32) (result i32)))
    (tag $tag (param i64))
    (table $functions 10 20000 funcref)
    (table $exceptions 8 8 exnref)
    (elem declare func $seed)
    (global $random (mut i32) (i32.const 1))
    (global $a (mut i64) (i64.const 11))
    (global $b (mut f64) (f64.const 12))
    (global $c (mut v128) (v128.const i64x2 13 14))
    (global $directory (mut i32) (i32.const 0))
    (data (i32.const 512) "file")
    (data (i32.const 100000) "in the middle")
    (func $seed (param $by i32)
      (global.set $random (i32.add (i32.mul (global.get $random) (i32.const 1103515245))
        (i32.add (local.get $by) (i32.const 12345)))))
    ;; A number below a limit.
    (func $below (param $limit i32) (result i32)
      (call $seed (i32.const 0))
      (i32.rem_u (i32.shr_u (global.get $random) (i32.const 8)) (local.get $limit)))
    (func $leave-handles (param $count i32)
      (loop $more
        (drop (call $fields))
        (br_if $more (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
    (func $leave-own (param $count i32)
      (loop $more
        (drop (call $new (local.get $count)))
        (br_if $more (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
    (func $grow-table (param $by i32) (local $at i32)
      (local.set $at (table.grow $functions (ref.func $seed) (local.get $by)))
      (if (i32.gt_s (local.get $at) (i32.const 0)) (then
        (table.set $functions (call $below (table.size $functions)) (ref.null func)))))
    (func $scribble (local $count i32)
      (local.set $count (i32.const 40))
      (loop $more
        (i32.store (i32.add (i32.const 4096) (call $below (i32.const 258000))) (global.get $random))
        (br_if $more (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
    (func $throw (local $count i32) (local $reference exnref)
      (local.set $count (i32.const 3000))
      (loop $more
        (block $caught (result exnref)
          (try_table (catch_all_ref $caught)
            (throw $tag (i64.extend_i32_u (local.get $count))))
          (unreachable))
        (local.set $reference)
        (table.set $exceptions (call $below (i32.const 8)) (local.get $reference))
        (br_if $more (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
    (func $recurse (param i32) (result i32)
      (i32.add (call $recurse (i32.add (local.get 0) (i32.const 1))) (local.get 0)))
    (func $start
      (call $leave-handles (i32.const 45))
      (call $leave-own (i32.const 45))
      (call $grow-table (i32.const 3000))
      (call $throw)
      (call $scribble))
    (start $start)
    ;; Of the memory, the globals, the tables, and the numbers of the next handles.
    (func $digest (result i64) (local $sum i64) (local $at i32)
      (local.set $at (i32.const 4096))
      (local.set $sum (i64.extend_i32_u (memory.size)))
      (loop $more
        (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 6364136223846793005))
          (i64.load (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br_if $more (i32.lt_u (local.get $at) (i32.const 262144))))
      (local.set $at (i32.const 0))
      (loop $more
        (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31))
          (i64.extend_i32_u (ref.is_null (table.get $functions (local.get $at))))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $more (i32.lt_u (local.get $at) (table.size $functions))))
      (local.set $at (i32.const 0))
      (loop $more
        (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31))
          (i64.extend_i32_u (ref.is_null (table.get $exceptions (local.get $at))))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $more (i32.lt_u (local.get $at) (i32.const 8))))
      (i64.xor (local.get $sum)
        (i64.add (i64.add (i64.extend_i32_u (global.get $random)) (global.get $a))
          (i64.add (i64.reinterpret_f64 (global.get $b)) (i64x2.extract_lane 1 (global.get $c)))))
      (i64.extend_i32_u (i32.add (i32.mul (call $fields) (i32.const 65536)) (call $new (i32.const 0))))
      (i64.xor))
    (func $do (param $what i32)
      (if (i32.eq (local.get $what) (i32.const 109)) (then (call $scribble))) ;; m
      (if (i32.eq (local.get $what) (i32.const 103)) (then ;; g
        (if (i32.ge_s (memory.grow (i32.const 3)) (i32.const 4)) (then
          (i32.store (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 4)) (i32.const -1))))))
      (if (i32.eq (local.get $what) (i32.const 118)) (then ;; v
        (global.set $a (i64.extend_i32_u (call $below (i32.const 99999))))
        (global.set $b (f64.convert_i32_u (call $below (i32.const 99999))))
        (global.set $c (i32x4.splat (call $below (i32.const 99999))))))
      (if (i32.eq (local.get $what) (i32.const 116)) (then ;; t
        (table.set $functions (call $below (table.size $functions)) (ref.null func))
        (table.set $functions (call $below (table.size $functions)) (ref.func $seed))))
      (if (i32.eq (local.get $what) (i32.const 84)) (then (call $grow-table (i32.const 700)))) ;; T
      (if (i32.eq (local.get $what) (i32.const 104)) (then (call $leave-handles (i32.const 50)))) ;; h
      (if (i32.eq (local.get $what) (i32.const 114)) (then (call $leave-own (i32.const 50)))) ;; r
      (if (i32.or (i32.eq (local.get $what) (i32.const 102)) (i32.eq (local.get $what) (i32.const 100))) (then
        (call $directories (i32.const 64))
        (global.set $directory (i32.load (i32.load (i32.const 64))))
        (if (i32.eq (local.get $what) (i32.const 100)) (then (call $drop-descriptor (global.get $directory))) ;; d
          (else ;; f
            (call $open (global.get $directory) (i32.const 0) (i32.const 512) (i32.const 4) (i32.const 0) (i32.const 1)
              (i32.const 80))
            (if (i32.load8_u (i32.const 80)) (then (unreachable)))))))
      (if (i32.eq (local.get $what) (i32.const 101)) (then (call $throw))) ;; e
      (if (i32.eq (local.get $what) (i32.const 117)) (then (unreachable))) ;; u
      (if (i32.eq (local.get $what) (i32.const 111)) (then (i32.store (i32.const -8) (i32.const 0)))) ;; o
      (if (i32.eq (local.get $what) (i32.const 115)) (then (drop (call $recurse (i32.const 0))))) ;; s
      (if (i32.eq (local.get $what) (i32.const 120)) (then (call $exit (i32.const 0))))) ;; x
    (func $digits (param $number i64) (param $at i32) (local $end i32) (local $digit i32)
      (local.set $end (i32.add (local.get $at) (i32.const 16)))
      (loop $more
        (local.set $digit (i32.wrap_i64 (i64.and (local.get $number) (i64.const 15))))
        (i32.store8 (local.get $at) (i32.add (local.get $digit)
          (select (i32.const 48) (i32.const 87) (i32.lt_u (local.get $digit) (i32.const 10)))))
        (local.set $number (i64.shr_u (local.get $number) (i64.const 4)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $more (i32.lt_u (local.get $at) (local.get $end)))))
    (func (export "handle") (param $request i32) (param $out i32)
      (local $digest i64) (local $at i32) (local $end i32) (local $what i32) (local $response i32)
      (local.set $digest (call $digest))
      (call $path (local.get $request) (i32.const 16))
      (local.set $at (i32.load (i32.const 20)))
      (local.set $end (i32.add (local.get $at) (i32.load (i32.const 24))))
      (loop $more
        (local.set $what (i32.load8_u (local.get $at)))
        (if (i32.eq (local.get $what) (i32.const 110)) (then (return))) ;; n
        (if (i32.lt_u (local.get $what) (i32.const 58))
          (then (call $seed (local.get $what)))
          (else (call $do (local.get $what))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $more (i32.lt_u (local.get $at) (local.get $end))))
      (local.set $response (call $response (call $fields)))
      (call $body (local.get $response) (i32.const 32))
      (call $outgoing (i32.load (i32.const 36)) (i32.const 40))
      (call $set (local.get $out) (i32.const 0) (local.get $response) (i32.const 0) (i64.const 0) (i32.const 0)
        (i32.const 0) (i32.const 0) (i32.const 0))
      (call $digits (local.get $digest) (i32.const 600))
      (call $write (i32.load (i32.const 44)) (i32.const 600) (i32.const 16) (i32.const 48))
      (call $drop-output (i32.load (i32.const 44)))
      (call $finish (i32.load (i32.const 36)) (i32.const 0) (i32.const 0) (i32.const 176))))
  (core instance $main (instantiate $main (with "m" (instance
    (export "memory" (memory $m))
    (export "fields" (func $fields))
    (export "path" (func $path))
    (export "response" (func $response))
    (export "body" (func $body))
    (export "outgoing" (func $outgoing))
    (export "finish" (func $finish))
    (export "set" (func $set))
    (export "write" (func $write))
    (export "drop-output" (func $drop-output))
    (export "exit" (func $exit))
    (export "directories" (func $directories))
    (export "open" (func $open))
    (export "drop-descriptor" (func $drop-descriptor))
    (export "new" (func $new))))))
  (func $handle (param "request" (own $incoming-request)) (param "response-out" (own $response-outparam))
    (canon lift (core func $main "handle")))
  (instance $handler (export "handle" (func $handle)))
  (export "wasi:http/incoming-handler@0.2.0" (instance $handler)))
