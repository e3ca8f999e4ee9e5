"""Is a file that unpacks to more than the memory refused in one message, with nothing left?"""

import subprocess
import sys
from pathlib import Path

import bombs
import pytest
from processes import audited, tells_one_thing, under

from tallystick.load.sandbox import limits

GB = 10**9
ENGAGEMENT = """\
[engagement]
name = "Bomb"
agency = "Small Town Police"
time_zone = "UTC"

[[tables.incidents]]
source = "{name}"
[tables.incidents.columns]
incident_id = "id"
occurred_at = "at"
"""


def engagement(folder, name, content):
    """Write an engagement of one source."""
    folder.mkdir()
    (folder / name).write_bytes(content)
    (folder / "engagement.toml").write_text(ENGAGEMENT.format(name=name))
    return folder / "engagement.toml"


def refused(tmp_path, name, content, *words, **more):
    """Audit one file; see that it is refused with `words` and that nothing is left."""
    file = engagement(tmp_path / "in", name, content)
    code, said = audited(file, tmp_path / "out", **more)
    assert code == 2, said
    assert tells_one_thing(said, name, *words)
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def sixty_million_cells():
    return bombs.workbook(bombs.cells(60_000_000))


def a_text_of_a_gigabyte():
    return bombs.workbook(bombs.deflated(*bombs.SHEET), bombs.long_text(1_200_000_000))


def two_gigabytes_of_rows():
    return bombs.gzipped(b"id,at\n", (b"1,2019-01-01\n" * 100_000, 1_600))


BOMBS = {
    "cells.xlsx": (sixty_million_cells, "more than 50,000,000 cells", "export it as CSV"),
    "text.xlsx": (a_text_of_a_gigabyte, "a text in it is longer than", "export it as CSV"),
    "rows.csv.gz": (two_gigabytes_of_rows, "more than 250 times its size", "without .gz"),
}


@pytest.mark.parametrize("name", ["text.xlsx", "cells.xlsx"])
def test_a_bomb_ends_no_audit_within_two_gigabytes(tmp_path, name):
    make, *words = BOMBS[name]
    refused(tmp_path, name, make(), *words, **under(as_=2 * GB))


def test_a_bomb_does_not_end_init_either(tmp_path):
    make, *words = BOMBS["text.xlsx"]
    engagement(tmp_path / "in", "text.xlsx", make()).unlink()
    init = [sys.executable, "-m", "tallystick", "init", str(tmp_path / "in"), "--yes"]
    limits_of_shell = under(as_=2 * GB)
    done = subprocess.run(init, capture_output=True, text=True, check=False, **limits_of_shell)
    assert done.returncode == 2
    first, rest = done.stderr.strip().splitlines()
    assert all(word in first for word in ("text.xlsx: ", *words))
    assert rest.startswith("Nothing can be read by it yet")


@pytest.mark.slow
def test_cells_within_the_limit_that_memory_cannot_hold_are_refused(tmp_path):
    """Forty million cells are fewer than the limit, and the parser takes 3 GB for them."""
    made = bombs.workbook(bombs.cells(40_000_000))
    words = "reading it takes more than 2,000,000,000 bytes of memory", "export it as CSV"
    refused(tmp_path, "i.xlsx", made, *words, **under(as_=2 * GB))


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_every_bomb_is_refused_without_a_limit_of_the_shell(tmp_path, name):
    make, *words = BOMBS[name]
    refused(tmp_path, name, make(), *words)


def test_the_limits_are_those_that_the_page_lists():
    page = (Path(__file__).parents[2] / "docs" / "engines.md").read_text(encoding="utf-8")
    assert [name for name in limits.in_force() if f"`{name}`" not in page] == []
