"""Has every world that a check is held to its row on the committed page of that check?"""

from pathlib import Path

from every_fault import holds_of_each
from tallystick.calibrate.trials import HELD, trials_of

PAGES = Path(__file__).parents[2] / "docs" / "calibration"
NATURES = ("innocent", "planted")
# A check without a page says so with each finding: tests/checks/test_young.py.
CALIBRATED = [check for check in HELD if (PAGES / f"{check}.parquet").is_file()]


def rows_of(page, check, nature):
    """The first column of one table, which names the worlds."""
    _, _, rest = page.partition(f"## {check}: {nature} worlds\n")
    lines = rest.partition("\n## ")[0].strip().splitlines()
    return {line.split(" | ")[0].removeprefix("| ") for line in lines[2:]}


def test_the_rows_of_a_page_are_read_as_they_are_printed():
    page = (
        "# a\n\n## a.b: innocent worlds\n\n| world | dose |\n| --- | --- |\n| x, 3 units | 1 |\n"
        "| y | – |\n\n## a.b: planted worlds\n\n| planted | dose |\n| --- | --- |\n| z | 1 |\n"
    )
    assert rows_of(page, "a.b", "innocent") == {"x, 3 units", "y"}
    assert rows_of(page, "a.b", "planted") == {"z"}
    assert rows_of(page, "a.c", "planted") == set()


def has_a_row_for_each_world_and_no_other(place):
    check, nature = place
    rows = rows_of((PAGES / f"{check}.md").read_text(), check, nature)
    assert rows == {trial.name for trial in trials_of(check) if trial.nature == nature}


def test_every_world_has_its_row_and_no_row_is_without_a_world():
    holds_of_each(
        has_a_row_for_each_world_and_no_other,
        [(check, nature) for check in CALIBRATED for nature in NATURES],
        "tallystick calibrate --check NAME --out docs/calibration",
        lambda place: f"docs/calibration/{place[0]}.md, {place[1]} worlds",
    )
