"""Does docs/watch.md say of each check how it is asked, and of e what the code gives?"""

import re
from pathlib import Path

import numpy as np
import pytest

from tallystick.audit import watched
from tallystick.stats.evidence import log_e_value_at_least, log_e_values

TEXT = (Path(__file__).parents[2] / "docs" / "watch.md").read_text(encoding="utf-8")


def test_the_table_of_looks_is_that_of_the_checks():
    told = {
        kind: re.findall(r"`([a-z_]+\.[a-z_]+)`", names)
        for kind, names in re.findall(r"^\| `(year|all)` \| ([^|]*)", TEXT, re.MULTILINE)
    }
    looks = {name: of for name, (of, _) in watched(()).items()}
    assert told == {
        kind: sorted(name for name, of in looks.items() if of == kind) for kind in ("year", "all")
    }
    assert set(looks.values()) == {"window", "year", "all"}


def test_the_table_of_what_is_multiplied_is_that_of_the_checks():
    rows = re.search(r"\| multiplied \| \|\n\|---\|---\|\n((?:\|.*\n)+)", TEXT).group(1)
    told = re.findall(r"`([a-z_]+\.[a-z_]+)`", rows)
    multiplied = {name: aspects for name, (_, aspects) in watched(()).items() if aspects}
    assert sorted(told) == sorted(multiplied)
    every = re.findall(r"`([a-z_]+\.[a-z_]+)`", rows.splitlines()[0])
    assert sorted(every) == sorted(name for name, of in multiplied.items() if of == ("*",))
    assert multiplied["people.stock_witnesses"] == ("attesting witnesses",)


def test_the_e_values_of_the_page_are_those_of_the_code():
    told = re.search(r"p = \.05 gives ([\d.]+), \.01 gives ([\d.]+), \.001 gives (\d+),\s+"
                     r"10⁻⁴ gives (\d+), 10⁻⁶ gives ([\d,]+)", TEXT)  # fmt: skip
    values = [float(each.replace(",", "")) for each in told.groups()]
    given = np.exp(log_e_values(np.array([0.05, 0.01, 0.001, 1e-4, 1e-6])))
    assert given == pytest.approx(values, rel=0.012)
    assert np.exp(log_e_value_at_least(0.05)) == pytest.approx(
        float(re.search(r"such p-values \((0\.\d+)\)", TEXT).group(1)), abs=0.005
    )
