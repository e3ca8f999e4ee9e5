"""Does each check say of its findings that it is young for as long as it has no calibration?"""

import inspect
import sys
from pathlib import Path

from tallystick.checks import RelationalCheck, every
from tallystick.checks.young import YOUNG

CALIBRATED = Path(__file__).parents[2] / "docs" / "calibration"
NO_TEST = {"records.supported_figure"}


def test_young_are_those_that_have_no_page():
    said = {
        check.name
        for check in every()
        if YOUNG in vars(sys.modules[inspect.unwrap(check.describe).__module__]).values()
    }
    without = {
        check.name
        for check in every()
        if not isinstance(check, RelationalCheck)
        and not (CALIBRATED / f"{check.name}.parquet").is_file()
    }
    assert said == without - NO_TEST
