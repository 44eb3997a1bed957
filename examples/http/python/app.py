"""A service that converts: it answers rows of CSV, sent to it with POST, with a list of objects as JSON. The first row has
the names of the columns."""

import csv
import io
import json

from componentize_py_types import Err, Ok
from wit_world import exports
from wit_world.imports.streams import StreamError_Closed
from wit_world.imports.types import (
    Fields,
    IncomingRequest,
    Method_Get,
    Method_Post,
    OutgoingBody,
    OutgoingResponse,
    ResponseOutparam,
)

# More than this is refused: all of it has to be kept.
MOST = 1 << 20


def read(request: IncomingRequest) -> bytes | None:
    """The body of a request; None if it is too large."""
    body = bytearray()
    with request.consume() as incoming, incoming.stream() as stream:
        while len(body) <= MOST:
            try:
                body += stream.blocking_read(64 << 10)
            except Err as error:
                if isinstance(error.value, StreamError_Closed):
                    return bytes(body)
                raise
    return None


def convert(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text, newline=""), restkey="", strict=True))


def answer(to: ResponseOutparam, status: int, kind: bytes, text: str) -> None:
    contents = text.encode()
    headers = [("content-type", kind), ("content-length", str(len(contents)).encode())]
    response = OutgoingResponse(Fields.from_list(headers))
    response.set_status_code(status)
    body = response.body()
    ResponseOutparam.set(to, Ok(response))
    with body.write() as stream:
        for at in range(0, len(contents), 4096):
            stream.blocking_write_and_flush(contents[at : at + 4096])
    OutgoingBody.finish(body, None)


class IncomingHandler(exports.IncomingHandler):
    def handle(self, request: IncomingRequest, response_out: ResponseOutparam) -> None:
        path = request.path_with_query()
        match path, request.method():
            case "/ready", Method_Get():
                answer(response_out, 200, b"text/plain", "ready\n")
            case "/", Method_Post():
                body = read(request)
                if body is None:
                    answer(response_out, 413, b"text/plain", "1 MiB is the most\n")
                    return
                try:
                    rows = convert(body.decode())
                except (UnicodeDecodeError, csv.Error) as error:
                    answer(response_out, 400, b"text/plain", f"{error}\n")
                    return
                answer(response_out, 200, b"application/json", json.dumps(rows, ensure_ascii=False) + "\n")
            case "/" | "/ready", _:
                answer(response_out, 405, b"text/plain", "POST / or GET /ready\n")
            case _:
                answer(response_out, 404, b"text/plain", "there is only /\n")
