"""Has every world that a check is held to its row on the committed page of that check?"""

from pathlib import Path

import pytest

from tallystick.calibrate.trials import HELD, trials_of

PAGES = Path(__file__).parents[2] / "docs" / "calibration"
NATURES = ("innocent", "planted")
# Added to held_exhibits.py on 2026-11-26, after the page was made: a calibration of this check
# takes hours, and has not been run again since. Strike them out when it is.
VARIANTS_WITHOUT_A_ROW = {
    ("exhibits.threshold_bunching", "innocent"): {
        "lines on four goods",
        "packs 5 % above four lines",
    },
    ("exhibits.threshold_bunching", "planted"): {"threshold: chosen at four lines"},
}
# Oddities of the simulator that are younger than the page.
ODDITIES_WITHOUT_A_ROW = {
    ("exhibits.threshold_bunching", "innocent"): {
        "goods_on_loan, 3 units",
        "goods_on_loan, all units",
    },
}


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


@pytest.mark.parametrize("nature", NATURES)
@pytest.mark.parametrize("check", HELD)
def test_every_named_variant_has_its_row(check, nature):
    rows = rows_of((PAGES / f"{check}.md").read_text(), check, nature)
    named = {each.name for each in getattr(HELD[check], nature)}
    assert named - rows == VARIANTS_WITHOUT_A_ROW.get((check, nature), set())


@pytest.mark.parametrize("nature", NATURES)
@pytest.mark.parametrize("check", HELD)
def test_every_other_world_has_its_row_and_no_row_is_without_a_world(check, nature):
    rows = rows_of((PAGES / f"{check}.md").read_text(), check, nature)
    worlds = {trial.name for trial in trials_of(check) if trial.nature == nature}
    named = {each.name for each in getattr(HELD[check], nature)}
    assert worlds - named - rows == ODDITIES_WITHOUT_A_ROW.get((check, nature), set())
    assert rows <= worlds
