#!/usr/bin/env python3
"""The minimised corpus as one file, an input a line in hexadecimal.

    fuzz/corpus.py unpack FOLDER    writes fuzz/corpus.hex out as files
    fuzz/corpus.py pack FOLDER      writes a folder's inputs into fuzz/corpus.hex
"""

import hashlib
import sys
from pathlib import Path

packed = Path(__file__).with_name("corpus.hex")
if len(sys.argv) != 3 or sys.argv[1] not in ("pack", "unpack"):
    sys.exit(__doc__)
folder = Path(sys.argv[2])
if sys.argv[1] == "pack":
    inputs = sorted(path.read_bytes().hex() for path in folder.iterdir())
    packed.write_text("".join(line + "\n" for line in inputs))
else:
    folder.mkdir(parents=True, exist_ok=True)
    for line in packed.read_text().split():
        data = bytes.fromhex(line)
        (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)
