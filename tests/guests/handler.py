"""Handles requests of HTTP: says what it knows of them, sends their bodies back, answers in several ways."""

import json
import urllib.parse
import zlib

from componentize_py_types import Err, Ok
from wit_world import exports
from wit_world.imports import types
from wit_world.imports.streams import StreamError_Closed
from wit_world.imports.types import Fields, IncomingBody, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam


def pieces(stream):
    while True:
        try:
            yield stream.blocking_read(10_000)
        except Err as error:
            if isinstance(error.value, StreamError_Closed):
                return
            raise


def report(request: IncomingRequest) -> str:
    path = request.path_with_query()
    url = urllib.parse.urlsplit(path)
    lines = [
        type(request.method()).__name__,
        getattr(request.method(), "value", None),
        path,
        urllib.parse.parse_qsl(url.query, keep_blank_values=True),
        type(request.scheme()).__name__,
        request.authority(),
        sorted((name, value.decode()) for name, value in request.headers().entries()),
    ]
    body = request.consume()
    with body.stream() as stream:
        bytes = b"".join(pieces(stream))
    lines += [len(bytes), zlib.crc32(bytes)]
    trailers = IncomingBody.finish(body)
    trailers.subscribe().block()
    outcome = trailers.get()
    match outcome:
        case Ok(Ok(None)):
            lines.append("no trailers")
        case Ok(Ok(fields)):
            lines.append(sorted((name, value.decode()) for name, value in fields.entries()))
        case other:
            lines.append(repr(other))
    return json.dumps(lines, indent=1)


def answer(to: ResponseOutparam, status: int, headers: list[tuple[str, bytes]], contents) -> None:
    response = OutgoingResponse(Fields.from_list(headers))
    response.set_status_code(status)
    body = response.body()
    ResponseOutparam.set(to, Ok(response))
    with body.write() as stream:
        for piece in contents:
            for at in range(0, len(piece), 4096):
                stream.blocking_write_and_flush(piece[at : at + 4096])
    OutgoingBody.finish(body, None)


class IncomingHandler(exports.IncomingHandler):
    def handle(self, request: IncomingRequest, response_out: ResponseOutparam) -> None:
        path, _, query = request.path_with_query().partition("?")
        match path:
            case "/report":
                answer(response_out, 200, [("content-type", b"application/json")], [report(request).encode()])
            case "/echo":
                body = request.consume()
                with body.stream() as stream:
                    answer(response_out, 200, [], pieces(stream))
            case "/large":
                answer(response_out, 200, [("x-lines", b"2000")], [(b"0123456789abcdef" * 16 + b"\n") * 2000])
            case "/status":
                headers = [("x-a", b"1"), ("x-a", b"2"), ("set-cookie", b"a=b")]
                answer(response_out, int(query), headers, [b"status"])
            case _:
                answer(response_out, 404, [], [])
