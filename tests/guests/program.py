"""A command in Python: counts the words of a file into another one, and looks at clocks and random numbers; or, as
`sockets`, talks to itself by TCP and UDP, and looks names up."""

import collections
# Python loads it when a name is looked up, and there are no files any more from which it could be loaded.
import encodings.idna
import json
import os
import random
import secrets
import socket
import sys
import time

from componentize_py_types import Err
from wit_world import exports


def count(source: str, target: str) -> None:
    with open(source, encoding="utf-8") as file:
        words = collections.Counter(file.read().split())
    with open(target, "w", encoding="utf-8") as file:
        json.dump(dict(sorted(words.items())), file, ensure_ascii=False)
    print(os.path.getsize(target), sorted(os.listdir()))


def clocks() -> None:
    now, start = time.time(), time.monotonic()
    time.sleep(0.02)
    print("clocks", now > 1.7e9, time.time() >= now, time.monotonic() - start >= 0.02)


def chance() -> None:
    print("random", len(secrets.token_bytes(1000)), secrets.token_bytes(16) != secrets.token_bytes(16), 0 <= random.random() < 1)


def tcp(family: int, host: str) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as server, socket.socket(family, socket.SOCK_STREAM) as client:
        server.bind((host, 0))
        server.listen()
        client.connect(server.getsockname()[:2])
        accepted, address = server.accept()
        with accepted:
            print("tcp", address[0], accepted.getsockname()[0] == host, address[:2] == client.getsockname()[:2])
            client.sendall(b"x" * 100_000)
            client.shutdown(socket.SHUT_WR)
            received = 0
            while part := accepted.recv(65536):
                received += len(part)
            accepted.sendall(f"{received} bytes".encode())
        print(client.recv(100), client.recv(100))


def udp(family: int, host: str) -> None:
    with socket.socket(family, socket.SOCK_DGRAM) as one, socket.socket(family, socket.SOCK_DGRAM) as other:
        one.bind((host, 0))
        other.bind((host, 0))
        other.sendto(b"a datagram", one.getsockname()[:2])
        data, address = one.recvfrom(100)
        print("udp", data, address[:2] == other.getsockname()[:2])


def names() -> None:
    for name in "localhost", "::1", "127.0.0.2":
        addresses = socket.getaddrinfo(name, 80, type=socket.SOCK_STREAM)
        # Whether it has one of IPv6 as well is up to the machine.
        print(name, sorted((family.name, address[:2]) for family, _, _, _, address in addresses)[0])


def attempt(what, *arguments) -> None:
    try:
        what(*arguments)
    except OSError as error:
        print(what.__name__, type(error).__name__)


def sockets() -> None:
    for family, host in (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"):
        attempt(tcp, family, host)
        attempt(udp, family, host)
    attempt(names)


class Run(exports.Run):
    def run(self) -> None:
        if sys.argv[1:] == ["sockets"]:
            sockets()
            return
        source, target = sys.argv[1:]
        print("Grüße", os.environ.get("WHO"))
        clocks()
        chance()
        try:
            count(source, target)
        except OSError as error:
            print(f"cannot count: {error.strerror}", file=sys.stderr)
            raise Err(None)
