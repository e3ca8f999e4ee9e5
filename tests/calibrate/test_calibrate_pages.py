"""Has every world that a check is held to its rows in the committed numbers of that check?"""

from pathlib import Path

from docs_site.kept_calibration import calibration_of_file

from every_fault import holds_of_each
from tallystick.calibrate.trials import HELD, trials_of

FOLDER = Path(__file__).parents[2] / "docs" / "calibration"
NATURES = ("innocent", "planted")
# A check without numbers says so with each finding: tests/checks/test_young.py.
CALIBRATED = [check for check in HELD if (FOLDER / f"{check}.parquet").is_file()]


def has_a_row_for_each_world_and_no_other(place):
    check, nature = place
    kept = calibration_of_file(FOLDER / f"{check}.parquet").outcomes
    worlds = {each.trial.name for each in kept if each.trial.nature == nature and each.cell()}
    assert worlds == {trial.name for trial in trials_of(check) if trial.nature == nature}


def test_every_world_has_its_row_and_no_row_is_without_a_world():
    holds_of_each(
        has_a_row_for_each_world_and_no_other,
        [(check, nature) for check in CALIBRATED for nature in NATURES],
        "tallystick calibrate --check NAME --out build; its Parquet file goes to docs/calibration",
        lambda place: f"docs/calibration/{place[0]}.parquet, {place[1]} worlds",
    )
