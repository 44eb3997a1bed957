;; A server. It counts its requests in a global and in its memory, and does what the path says:
;; /          `request N`, where N is the count
;; /echo      the body of the request
;; /none      no answer
;; /trap      a trap
;; /late      a trap, when the answer has begun
;; /grow      grows its memory, and says its pages before that as a character: `1`
;; /length    three bytes, announced by `content-length`
;; /short     the same, but only two come
;; /before    `request N`, written before the answer is given
(component
  (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
  (alias export $error "error" (type $io-error))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (alias outer 1 $io-error (type $e))
    (export "error" (type $error (eq $e)))
    (export "input-stream" (type $input (sub resource)))
    (export "output-stream" (type $output (sub resource)))
    (type $failure (variant (case "last-operation-failed" (own $error)) (case "closed")))
    (export "stream-error" (type $stream-error (eq $failure)))
    (export "[method]output-stream.blocking-write-and-flush" (func
      (param "self" (borrow $output)) (param "contents" (list u8)) (result (result (error $stream-error)))))
    (export "[method]output-stream.blocking-splice" (func
      (param "self" (borrow $output)) (param "src" (borrow $input)) (param "len" u64)
      (result (result u64 (error $stream-error)))))))
  (alias export $streams "input-stream" (type $input-stream))
  (alias export $streams "output-stream" (type $output-stream))
  (import "wasi:http/types@0.2.0" (instance $http
    (alias outer 1 $input-stream (type $i))
    (export "input-stream" (type $input (eq $i)))
    (alias outer 1 $output-stream (type $o))
    (export "output-stream" (type $output (eq $o)))
    (export "fields" (type $fields (sub resource)))
    (export "incoming-request" (type $request (sub resource)))
    (export "incoming-body" (type $incoming-body (sub resource)))
    (export "response-outparam" (type $outparam (sub resource)))
    (export "outgoing-response" (type $response (sub resource)))
    (export "outgoing-body" (type $outgoing-body (sub resource)))
    (type $DNS (record (field "rcode" (option string)) (field "info-code" (option u16))))
    (export "DNS-error-payload" (type $DNS-error-payload (eq $DNS)))
    (type $TLS (record (field "alert-id" (option u8)) (field "alert-message" (option string))))
    (export "TLS-alert-received-payload" (type $TLS-alert-received-payload (eq $TLS)))
    (type $size (record (field "field-name" (option string)) (field "field-size" (option u32))))
    (export "field-size-payload" (type $field-size-payload (eq $size)))
    (type $code (variant
      (case "DNS-timeout") (case "DNS-error" $DNS-error-payload) (case "destination-not-found")
      (case "destination-unavailable") (case "destination-IP-prohibited") (case "destination-IP-unroutable")
      (case "connection-refused") (case "connection-terminated") (case "connection-timeout")
      (case "connection-read-timeout") (case "connection-write-timeout") (case "connection-limit-reached")
      (case "TLS-protocol-error") (case "TLS-certificate-error")
      (case "TLS-alert-received" $TLS-alert-received-payload) (case "HTTP-request-denied")
      (case "HTTP-request-length-required") (case "HTTP-request-body-size" (option u64))
      (case "HTTP-request-method-invalid") (case "HTTP-request-URI-invalid") (case "HTTP-request-URI-too-long")
      (case "HTTP-request-header-section-size" (option u32))
      (case "HTTP-request-header-size" (option $field-size-payload))
      (case "HTTP-request-trailer-section-size" (option u32))
      (case "HTTP-request-trailer-size" $field-size-payload) (case "HTTP-response-incomplete")
      (case "HTTP-response-header-section-size" (option u32)) (case "HTTP-response-header-size" $field-size-payload)
      (case "HTTP-response-body-size" (option u64)) (case "HTTP-response-trailer-section-size" (option u32))
      (case "HTTP-response-trailer-size" $field-size-payload)
      (case "HTTP-response-transfer-coding" (option string)) (case "HTTP-response-content-coding" (option string))
      (case "HTTP-response-timeout") (case "HTTP-upgrade-failed") (case "HTTP-protocol-error")
      (case "loop-detected") (case "configuration-error") (case "internal-error" (option string))))
    (export "error-code" (type $error-code (eq $code)))
    (type $header (variant (case "invalid-syntax") (case "forbidden") (case "immutable")))
    (export "header-error" (type $header-error (eq $header)))
    (export "[constructor]fields" (func (result (own $fields))))
    (export "[method]fields.append" (func
      (param "self" (borrow $fields)) (param "name" string) (param "value" (list u8))
      (result (result (error $header-error)))))
    (export "[method]incoming-request.path-with-query" (func
      (param "self" (borrow $request)) (result (option string))))
    (export "[method]incoming-request.consume" (func
      (param "self" (borrow $request)) (result (result (own $incoming-body)))))
    (export "[method]incoming-body.stream" (func
      (param "self" (borrow $incoming-body)) (result (result (own $input)))))
    (export "[constructor]outgoing-response" (func (param "headers" (own $fields)) (result (own $response))))
    (export "[method]outgoing-response.body" (func
      (param "self" (borrow $response)) (result (result (own $outgoing-body)))))
    (export "[method]outgoing-body.write" (func
      (param "self" (borrow $outgoing-body)) (result (result (own $output)))))
    (export "[static]outgoing-body.finish" (func
      (param "this" (own $outgoing-body)) (param "trailers" (option (own $fields)))
      (result (result (error $error-code)))))
    (export "[static]response-outparam.set" (func
      (param "param" (own $outparam)) (param "response" (result (own $response) (error $error-code)))))))
  (alias export $http "incoming-request" (type $incoming-request))
  (alias export $http "response-outparam" (type $response-outparam))

  (core module $memory
    (memory (export "memory") 1)
    ;; The path alone is put here, which is short or cut by a trap.
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
  (core instance $memory (instantiate $memory))
  (alias core export $memory "memory" (core memory $m))
  (alias core export $memory "realloc" (core func $realloc))
  (core func $fields (canon lower (func $http "[constructor]fields")))
  (core func $append (canon lower (func $http "[method]fields.append") (memory $m)))
  (core func $path (canon lower (func $http "[method]incoming-request.path-with-query") (memory $m)
    (realloc $realloc)))
  (core func $consume (canon lower (func $http "[method]incoming-request.consume") (memory $m)))
  (core func $incoming (canon lower (func $http "[method]incoming-body.stream") (memory $m)))
  (core func $response (canon lower (func $http "[constructor]outgoing-response")))
  (core func $body (canon lower (func $http "[method]outgoing-response.body") (memory $m)))
  (core func $outgoing (canon lower (func $http "[method]outgoing-body.write") (memory $m)))
  (core func $finish (canon lower (func $http "[static]outgoing-body.finish") (memory $m) (realloc $realloc)))
  (core func $set (canon lower (func $http "[static]response-outparam.set") (memory $m)))
  (core func $write (canon lower (func $streams "[method]output-stream.blocking-write-and-flush") (memory $m)))
  (core func $splice (canon lower (func $streams "[method]output-stream.blocking-splice") (memory $m)))
  (core func $drop-output (canon resource.drop $output-stream))

  (core module $main
    (import "m" "memory" (memory 1))
    (import "m" "fields" (func $fields (result i32)))
    (import "m" "append" (func $append (param i32 i32 i32 i32 i32 i32)))
    (import "m" "path" (func $path (param i32 i32)))
    (import "m" "consume" (func $consume (param i32 i32)))
    (import "m" "incoming" (func $incoming (param i32 i32)))
    (import "m" "response" (func $response (param i32) (result i32)))
    (import "m" "body" (func $body (param i32 i32)))
    (import "m" "outgoing" (func $outgoing (param i32 i32)))
    (import "m" "finish" (func $finish (param i32 i32 i32 i32)))
    (import "m" "set" (func $set (param i32 i32 i32 i32 i64 i32 i32 i32 i32)))
    (import "m" "write" (func $write (param i32 i32 i32 i32)))
    (import "m" "splice" (func $splice (param i32 i32 i64 i32)))
    (import "m" "drop-output" (func $drop-output (param i32)))
    (global $count (mut i32) (i32.const 0))
    (data (i32.const 512) "request \00content-length3abc")
    ;; Address 600 counts as well. Both counts are one digit.
    (func $request (param $stream i32)
      (i32.store (i32.const 600) (i32.add (i32.load (i32.const 600)) (i32.const 1)))
      (i32.store8 (i32.const 520)
        (i32.add (i32.const 48)
          (select (global.get $count) (i32.const 9)
            (i32.eq (global.get $count) (i32.load (i32.const 600))))))
      (call $write (local.get $stream) (i32.const 512) (i32.const 9) (i32.const 128)))
    (func $echo (param $request i32) (param $stream i32) (local $from i32)
      (call $consume (local.get $request) (i32.const 128))
      (call $incoming (i32.load (i32.const 132)) (i32.const 144))
      (local.set $from (i32.load (i32.const 148)))
      (loop $more
        (call $splice (local.get $stream) (local.get $from) (i64.const 65536) (i32.const 160))
        (br_if $more (i32.eqz (i32.load8_u (i32.const 160))))))
    (func (export "handle") (param $request i32) (param $out i32)
      (local $what i32) (local $headers i32) (local $response i32) (local $stream i32)
      (global.set $count (i32.add (global.get $count) (i32.const 1)))
      (call $path (local.get $request) (i32.const 64))
      (local.set $what (i32.load8_u (i32.add (i32.load (i32.const 68)) (i32.const 1))))
      (if (i32.eq (local.get $what) (i32.const 110)) (then (return))) ;; n
      (if (i32.eq (local.get $what) (i32.const 116)) (then (unreachable))) ;; t
      (local.set $headers (call $fields))
      (if (i32.or (i32.eq (local.get $what) (i32.const 115)) (i32.eq (local.get $what) (i32.const 108)))
        (then
          (if (i32.ne (i32.load8_u (i32.add (i32.load (i32.const 68)) (i32.const 2))) (i32.const 97)) (then
            (call $append (local.get $headers) (i32.const 521) (i32.const 14) (i32.const 535) (i32.const 1)
              (i32.const 128))))))
      (local.set $response (call $response (local.get $headers)))
      (call $body (local.get $response) (i32.const 80))
      (if (i32.eq (local.get $what) (i32.const 98)) (then ;; b
        (call $outgoing (i32.load (i32.const 84)) (i32.const 96))
        (call $request (i32.load (i32.const 100)))
        (call $drop-output (i32.load (i32.const 100)))
        (call $finish (i32.load (i32.const 84)) (i32.const 0) (i32.const 0) (i32.const 176))
        (call $set (local.get $out) (i32.const 0) (local.get $response) (i32.const 0) (i64.const 0) (i32.const 0)
          (i32.const 0) (i32.const 0) (i32.const 0))
        (return)))
      (call $set (local.get $out) (i32.const 0) (local.get $response) (i32.const 0) (i64.const 0) (i32.const 0)
        (i32.const 0) (i32.const 0) (i32.const 0))
      (call $outgoing (i32.load (i32.const 84)) (i32.const 96))
      (local.set $stream (i32.load (i32.const 100)))
      (block $written
        (if (i32.eq (local.get $what) (i32.const 101)) (then ;; e
          (call $echo (local.get $request) (local.get $stream))
          (br $written)))
        (if (i32.eq (local.get $what) (i32.const 103)) (then ;; g
          (i32.store8 (i32.const 520) (i32.add (i32.const 48) (memory.grow (i32.const 16))))
          (i32.store (i32.const 1048576) (i32.const -1))
          (call $write (local.get $stream) (i32.const 520) (i32.const 1) (i32.const 128))
          (br $written)))
        (if (i32.eq (local.get $what) (i32.const 115)) (then ;; s
          (call $write (local.get $stream) (i32.const 536) (i32.const 2) (i32.const 128))
          (br $written)))
        (if (i32.eq (local.get $what) (i32.const 108)) (then ;; l
          (call $write (local.get $stream) (i32.const 536) (i32.const 3) (i32.const 128))
          (if (i32.eq (i32.load8_u (i32.add (i32.load (i32.const 68)) (i32.const 2))) (i32.const 97)) (then
            (unreachable)))
          (br $written)))
        (call $request (local.get $stream)))
      (call $drop-output (local.get $stream))
      (call $finish (i32.load (i32.const 84)) (i32.const 0) (i32.const 0) (i32.const 176))))
  (core instance $main (instantiate $main (with "m" (instance
    (export "memory" (memory $m))
    (export "fields" (func $fields))
    (export "append" (func $append))
    (export "path" (func $path))
    (export "consume" (func $consume))
    (export "incoming" (func $incoming))
    (export "response" (func $response))
    (export "body" (func $body))
    (export "outgoing" (func $outgoing))
    (export "finish" (func $finish))
    (export "set" (func $set))
    (export "write" (func $write))
    (export "splice" (func $splice))
    (export "drop-output" (func $drop-output))))))
  (func $handle (param "request" (own $incoming-request)) (param "response-out" (own $response-outparam))
    (canon lift (core func $main "handle")))
  (instance $handler (export "handle" (func $handle)))
  (export "wasi:http/incoming-handler@0.2.0" (instance $handler)))
