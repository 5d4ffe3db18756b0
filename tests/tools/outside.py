"""Runs every outside test against the built program and closes with one line of numbers.

    target/tools/venv/bin/python tests/tools/outside.py [NAME...]

Each module has `test(tally)`; naming some runs only those.
"""

import importlib
import os
import sys

import newsroom

MODULES = ("readers", "newsboat", "browser", "xss", "first_use", "fuzz")


def main():
    tally = newsroom.Tally()
    newsroom.TOOLS.mkdir(parents=True, exist_ok=True)
    print(f"outside tests of {os.path.relpath(newsroom.BINARY)}", flush=True)
    for name in sys.argv[1:] or MODULES:
        print(f"\n-- {name}", flush=True)
        try:
            importlib.import_module(name).test(tally)
        except Exception:
            with tally.test(f"{name}: runs to its end"):
                raise
    return 0 if tally.close() else 1


if __name__ == "__main__":
    sys.exit(main())
