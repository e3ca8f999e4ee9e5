"""Draw rows of the law packs, to be read against published texts.

`python tests/statutes/row_sample.py 1a2b3c4d` prints a draw: two rows of each pack and the rest at
random, by a seed of eight hexadecimal digits, those of the commit whose rows are drawn.
"""

import csv
import random
import sys
from pathlib import Path

from tallystick.statutes import built_in

ROWS = 60
OF_EACH = 2
TABLES = ("thresholds", "offences", "penalties", "circumstances", "reference_units")


def law_rows(folder):
    """Each row of law in a pack's folder: its table, its line there and its cells."""
    for table in TABLES:
        file = folder / f"{table}.csv"
        if file.is_file():
            with file.open(encoding="utf-8", newline="") as opened:
                for line, cells in enumerate(csv.DictReader(opened), start=2):
                    yield folder.name, table, line, cells


def drawn(seed, packs=None):
    """The rows that `seed` draws, in the order of the packs."""
    chance = random.Random(int(seed, 16))
    held = [list(law_rows(folder)) for folder in packs or built_in().values()]
    places = [(pack, row) for pack, rows in enumerate(held) for row in range(len(rows))]
    taken = [
        (pack, row)
        for pack, rows in enumerate(held)
        for row in sorted(chance.sample(range(len(rows)), OF_EACH))
    ]
    rest = [place for place in places if place not in set(taken)]
    taken += chance.sample(rest, ROWS - len(taken))
    return [held[pack][row] for pack, row in sorted(taken)]


def main():
    """Print the draw of the seed that is given."""
    for number, (pack, table, line, cells) in enumerate(drawn(sys.argv[1]), start=1):
        said = " | ".join(f"{name}={cell}" for name, cell in cells.items() if cell)
        print(f"{number} {pack}/{table}.csv:{line} {said}")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2] / "src"))
    main()
