"""Packs a wasmc executable as a Python wheel: wheel.py EXECUTABLE VERSION ARCHITECTURE FOLDER.

The format: https://packaging.python.org/specifications/binary-distribution-format/. Times are
$SOURCE_DATE_EPOCH, so that the same executable gives the same bytes.
"""

import base64
import hashlib
import os
import sys
import time
import zipfile
from pathlib import Path

executable, version, architecture, folder = sys.argv[1:]
root = Path(__file__).resolve().parent.parent
info = f"wasmc-{version}.dist-info"

# A static executable runs with any C library: the tags of the oldest of both kinds, and that of pip
# versions which know no newer one.
platforms = [f"{kind}_{architecture}" for kind in ("manylinux2014", "manylinux_2_17", "musllinux_1_1")]
# Lines that a wheel's readers take for headers end with the first empty one.
metadata = f"""\
Metadata-Version: 2.1
Name: wasmc
Version: {version}
Summary: Compiles WebAssembly modules to static Linux executables
License: MIT OR Apache-2.0
License-File: LICENSE-APACHE
License-File: LICENSE-MIT
Requires-Python: >=3.7
Description-Content-Type: text/markdown

"""
wheel = "Wheel-Version: 1.0\nGenerator: wasmc release/wheel.py\nRoot-Is-Purelib: false\n"
wheel += "".join(f"Tag: py3-none-{platform}\n" for platform in platforms)

files = [
    (f"wasmc-{version}.data/scripts/wasmc", 0o755, Path(executable).read_bytes()),
    (f"{info}/METADATA", 0o644, metadata.encode() + (root / "README.md").read_bytes()),
    (f"{info}/WHEEL", 0o644, wheel.encode()),
]
for name in ("LICENSE-APACHE", "LICENSE-MIT"):
    files.append((f"{info}/licenses/{name}", 0o644, (root / name).read_bytes()))

record = ""
for name, _, content in files:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    record += f"{name},sha256={digest},{len(content)}\n"
files.append((f"{info}/RECORD", 0o644, (record + f"{info}/RECORD,,\n").encode()))

# The format of zip files has no earlier time.
seconds = max(int(os.environ["SOURCE_DATE_EPOCH"]), 315532800)
path = Path(folder) / f"wasmc-{version}-py3-none-{'.'.join(platforms)}.whl"
with zipfile.ZipFile(path, "w") as archive:
    for name, mode, content in files:
        entry = zipfile.ZipInfo(name, time.gmtime(seconds)[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = (0o100000 | mode) << 16
        archive.writestr(entry, content)
