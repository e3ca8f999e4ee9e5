"""Do the pinned versions work, and does docs/engines.md give the reason of every bound?"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from every_fault import holds_of_each

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
HELD = [
    *(text for text in PROJECT["dependencies"] if re.match(r"(ibis|duckdb|sqlglot)", text)),
    *(text for text in (*EXTRAS["spark"], *EXTRAS["java"])),
    *(text for text in EXTRAS["intake"] if re.match(r"(mnemonic|pypdfium2|pyrage)", text)),
]


def test_every_call_of_the_canary_works():
    command = [sys.executable, str(ROOT / "benchmarks" / "pin_canary.py")]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.count(": works") == 5


def has_its_reason(requirement):
    name, bounds = re.fullmatch(r"([a-z0-9-]+)(?:\[.*\])?([<>=].+)", requirement).groups()
    rows = [
        line
        for line in (ROOT / "docs" / "engines.md").read_text().splitlines()
        if line.startswith(f"| `{name}` |")
    ]
    assert rows
    assert set(bounds.split(",")) == {
        bound for row in rows for bound in row.split("|")[2].strip(" `").split(",")
    }


def test_every_bound_has_its_reason():
    holds_of_each(has_its_reason, HELD, "a row of docs/pins.md for the package and its bounds")
