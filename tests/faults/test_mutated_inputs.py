"""Does every mutated input end in a run whose rows add up, or in words that can be acted on?"""

from __future__ import annotations

import random

import pytest
from mutated_engagement import engagement_bytes
from mutated_export import FORMS, TABLES, export
from mutated_inputs import generated, make, outcomes
from refusals import wrong_in

from tallystick.engine import connect
from tallystick.load import load, read_engagement


@pytest.fixture(scope="module")
def engine():
    opened = connect(threads=1)
    yield opened
    opened.close()


def enough(counts, share):
    """Hold that neither end is so rare that the other hides it."""
    assert set(counts) == {"accepted", "refused"}, counts
    assert min(counts.values()) > share * sum(counts.values()), counts


def test_a_hundred_through_load(tmp_path, engine):
    enough(outcomes("load", range(100), tmp_path, engine), 0.15)


def test_ten_through_whole_audits(tmp_path):
    enough(outcomes("audit", range(10), tmp_path), 0.15)


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(20))
def test_ten_thousand_through_load(chunk, tmp_path, engine):
    enough(outcomes("load", range(500 * chunk, 500 * (chunk + 1)), tmp_path, engine), 0.1)


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(10))
def test_two_hundred_through_whole_audits(chunk, tmp_path):
    enough(outcomes("audit", range(20 * chunk, 20 * (chunk + 1)), tmp_path), 0.1)


@pytest.mark.parametrize("kind", ["load", "audit"])
def test_a_seed_makes_the_same_bytes_each_time(kind, tmp_path):
    made = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        for seed in range(12):
            make(kind, seed, folder / str(seed))
        made.append({str(path.relative_to(folder)): path.read_bytes()
                     for path in sorted(folder.rglob("*")) if path.is_file()})  # fmt: skip
    assert made[0] == made[1]
    assert len(made[0]) > 24


def test_what_is_not_mutated_is_accepted(tmp_path, engine):
    """Else a refusal would say nothing of the mutation."""
    forms = [*dict.fromkeys(FORMS)] * 3
    files = [f"{name}.{form}" for name, form in zip(TABLES, forms, strict=False)]
    for name, file, form in zip(TABLES, files, forms, strict=False):
        made = export(random.Random(1), name, form, mutated=False)
        (tmp_path / file).write_bytes(made)
    content = engagement_bytes(
        random.Random(1), generated(random.Random(1), list(TABLES), files), 0
    )
    (tmp_path / "engagement.toml").write_bytes(content)
    load(read_engagement(tmp_path / "engagement.toml"), tmp_path / "out", engine)


GOOD = "w.csv row 3: it holds a NUL, which text never does; export it again"


@pytest.mark.parametrize(
    ("message", "lacks"),
    [
        (GOOD, []),
        ("engagement.toml: lines (no. 2).value: it is missing; write value = 65", []),
        ("w.csv: byte 3 is not UTF-8; state the encoding", []),
        ("row 3: it holds a NUL, which text never does; export it again", ["file"]),
        ("w.csv: wrong; export it again", ["place", "rule"]),
        ("w.csv row 3: it holds a NUL, which text never does", ["next move"]),
        ("w.csv row 3: it holds a NUL; text never does", ["next move"]),
        (GOOD + "\nand more", ["one paragraph"]),
        (GOOD.replace("NUL", "\x1b[2J"), ["one paragraph"]),
        (GOOD.replace("NUL", "ValueError: x"), ["no 'Error:'"]),
    ],
)
def test_the_oracle_of_messages_names_what_one_lacks(message, lacks):
    assert wrong_in(message, ["engagement.toml", "w.csv"]) == lacks
