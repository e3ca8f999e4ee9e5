"""Print the page on worlds, as the site has it.

``python -m benchmarks.worlds_page --out FILE`` takes the results of the gates from docs/worlds/,
which ``python -m benchmarks.gates.counts --json docs/worlds/gates_counts.json`` and
``python -m benchmarks.gates.records --json docs/worlds/gates_records.json`` write. It stops when
a gate is missed without a reason in `misses.py`, or a reason is given for one that is not.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.worlds_page.gate_tables import GateError
from benchmarks.worlds_page.meanings import UndocumentedError
from benchmarks.worlds_page.page import page

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=Path, default=DOCS / "worlds" / "gates_counts.json")
    parser.add_argument("--records", type=Path, default=DOCS / "worlds" / "gates_records.json")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    try:
        text = page(options.counts, options.records)
    except (GateError, UndocumentedError) as error:
        raise SystemExit(f"The page on worlds is not written:\n  {error}") from None
    options.out.write_text(text, encoding="utf-8")
    print(f"{options.out}: {len(text.splitlines())} lines")


if __name__ == "__main__":
    main()
