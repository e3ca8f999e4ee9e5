"""Do the engagement files for public data read, and do their sources load as they say?"""

from pathlib import Path

import pytest

from every_fault import holds_of_each
from tallystick.engine import connect
from tallystick.load import load, read_engagement

PUBLIC = Path(__file__).parents[2] / "examples" / "public"
NAMES = ("boston_stops", "colombia", "ma_speeding", "ny_regents", "seattle_terry")
SHARED = Path(__file__).parents[3] / "shared" / "data"
# Rows kept, and rows set aside by rule; counted in the files with pandas.
ROWS = {
    "boston_stops": ("incidents", 240_092, {}),
    "colombia": ("measurements", 16_807, {"left_out": 1}),
    "ma_speeding": ("measurements", 68_357, {}),
    "ny_regents": ("measurements", 505, {"left_out": 5}),
    "seattle_terry": ("incidents", 46_496, {"same_record": 37}),
}
LINES = {"boston_stops": 0, "colombia": 2, "ma_speeding": 4, "ny_regents": 20, "seattle_terry": 0}


def test_every_folder_is_named_here_and_in_the_readme():
    assert sorted(path.parent.name for path in PUBLIC.glob("*/engagement.toml")) == list(NAMES)
    readme = (PUBLIC / "README.md").read_text()
    assert all(f"| `{name}` |" in readme for name in NAMES)


def reads(name):
    engagement = read_engagement(PUBLIC / name / "engagement.toml", allow_outside=True)
    assert len(engagement.frame.lines) == LINES[name]


def test_every_engagement_reads():
    holds_of_each(reads, NAMES, "engagement.toml in examples/public, or its lines here")


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the public data do not lie beside the project")
@pytest.mark.parametrize("name", NAMES)
def test_the_source_loads_as_it_says(name, tmp_path):
    engagement = read_engagement(PUBLIC / name / "engagement.toml", allow_outside=True)
    loaded = load(engagement, tmp_path, connect())
    table, kept, aside = ROWS[name]
    assert loaded.tables[table].count().to_pyarrow().as_py() == kept
    counted = dict.fromkeys((each.rule for each in loaded.received.set_aside), 0)
    for each in loaded.received.set_aside:
        counted[each.rule] += each.rows
    assert counted == aside
