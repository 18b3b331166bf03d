#!/usr/bin/env python3
"""lexbor (by way of selectolax) and resiliparse on the same pages as the `html` benchmark.

    pip install selectolax resiliparse
    benches/others.py FOLDER [PAGES] [ROUNDS]

Each row is the best of the rounds, on one core. What is not installed is named and left out.
"""

import sys
import time
from pathlib import Path


def pages(folder, most):
    found = sorted(Path(folder).rglob("*.html"))
    most = most or len(found)
    return [path.read_bytes().decode("utf-8", "replace") for path in found[:: max(1, len(found) // most)][:most]]


def lexbor():
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser


def resiliparse_parse():
    from resiliparse.parse.html import HTMLTree

    return HTMLTree.parse


def resiliparse_extract():
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page: extract_plain_text(page, main_content=True)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    texts = pages(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    size = sum(len(text.encode()) for text in texts)
    print(f"{len(texts)} pages, {size} bytes")
    for name, load in [
        ("lexbor", lexbor),
        ("resiliparse", resiliparse_parse),
        ("resiliparse text", resiliparse_extract),
    ]:
        try:
            work = load()
        except ImportError as error:
            print(f"{name:20} not installed ({error})")
            continue
        best = float("inf")
        for _ in range(rounds):
            start = time.process_time()
            for text in texts:
                work(text)
            best = min(best, time.process_time() - start)
        print(f"{name:20} {best * 1e3:9.1f} {size / 1e6 / best:8.0f}")


main()
