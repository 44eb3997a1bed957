"""A command in Python: counts the words of a file into another one, and looks at clocks and random numbers."""

import collections
import json
import os
import random
import secrets
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


class Run(exports.Run):
    def run(self) -> None:
        source, target = sys.argv[1:]
        print("Grüße", os.environ.get("WHO"))
        clocks()
        chance()
        try:
            count(source, target)
        except OSError as error:
            print(f"cannot count: {error.strerror}", file=sys.stderr)
            raise Err(None)
